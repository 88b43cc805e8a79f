"""Stocks: what they are worth, how much to hold, what it costs."""
