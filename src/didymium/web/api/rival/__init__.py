"""Rivals that answer."""
