"""Which projects to back, as data, words, tables, charts and files."""
