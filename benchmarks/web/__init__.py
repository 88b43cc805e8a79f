"""How quickly the pages and the API answer: a real server, a real browser, a client that keeps its pace."""
