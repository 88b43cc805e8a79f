"""A game against a rival: what the terminal, the report, the page and files show of it."""
