"""Messages about ensembles, in each language."""
