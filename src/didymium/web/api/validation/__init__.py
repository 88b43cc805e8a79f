"""Backtests, published figures beside ours, and indicators."""
