"""Messages about evidence, in each language."""
