"""Outcomes: the tidy tables that a run leaves behind."""
