"""Ensembles: many futures at once, and decisions that must stand in all of them."""
