"""Validation: what others published beside what the product finds, by the same code that answers users."""
