"""Stocks of a size found, run through the market again."""
