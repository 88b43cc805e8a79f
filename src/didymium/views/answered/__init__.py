"""Floors, stocks and portfolios held against a rival that answers, in words, tables and as data."""
