"""What would flip it: the values of uncertain figures at which an answer changes."""
