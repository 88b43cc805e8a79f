"""Floors, stocks and portfolios held against a rival that answers, in each language."""
