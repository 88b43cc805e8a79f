"""Readers of the files that users have: each turns one layout into facts, and says what it left out."""
