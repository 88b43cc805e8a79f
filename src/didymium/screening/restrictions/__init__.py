"""A case's export restrictions made from the rules themselves, so that law and market agree."""
