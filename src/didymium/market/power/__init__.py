"""Market power of named exporters: what they believe of their own weight, and what it adds to the program."""
