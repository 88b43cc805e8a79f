"""The catalogue: what must outlive a process, in SQLite or PostgreSQL."""
