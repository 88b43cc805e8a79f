"""What stands before every request: whom it lets in, from where, how often, how much."""
