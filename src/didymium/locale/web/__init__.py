"""Messages of the web pages and the API, in each language."""
