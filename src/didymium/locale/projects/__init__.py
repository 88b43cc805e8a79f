"""Messages about projects, their finance, portfolios and coalitions, in each language."""
