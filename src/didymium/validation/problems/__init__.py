"""Textbook problems with published answers, posed to the product's own solvers."""
