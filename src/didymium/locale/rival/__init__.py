"""Messages about a rival that moves too, in each language."""
