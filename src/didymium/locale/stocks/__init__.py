"""Messages about stocks and the response to an emergency, in each language."""
