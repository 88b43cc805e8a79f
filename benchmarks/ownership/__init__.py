"""Registers with the skew of real ones, and how fast ownership is answered on them."""
