"""Questions about projects asked whole: their finance, and which to back under budgets."""
