"""Indicators of criticality for many people."""
