"""Criticality and concentration by everyone's method, from facts or from a solved market.

Each module holds one method as plain functions of figures; :mod:`.answer` puts them to a case's outcome or to
the evidence and returns one table for all of them (:mod:`.table`).
"""
