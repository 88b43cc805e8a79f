"""Backtests: what a scenario with announced inputs alone predicts, held against what happened."""
