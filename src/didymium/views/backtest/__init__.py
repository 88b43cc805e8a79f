"""Backtests in words, tables, charts and files."""
