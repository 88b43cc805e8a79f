"""Validation shown: published figures beside ours, and the backtests."""
