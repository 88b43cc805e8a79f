"""Indicators: dependence, cover, time to survive, losses and the summary of a run, from outcome tables
alone.
"""
