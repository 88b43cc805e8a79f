"""Decisions: questions that an alliance asks of a case and its market."""
