"""Messages about backtests, in each language."""
