"""Decisions: questions that ask the market many times."""
