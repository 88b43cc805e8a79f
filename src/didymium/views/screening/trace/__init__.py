"""What a trace shows: terminal, tables, charts and files."""
