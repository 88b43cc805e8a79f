"""Views of the review of a sale."""
