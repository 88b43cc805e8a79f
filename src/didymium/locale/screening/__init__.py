"""Messages about screening and tracing, in each language."""
