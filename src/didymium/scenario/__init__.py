"""Scenarios: dated events, and the changes that they make to a solved market."""
