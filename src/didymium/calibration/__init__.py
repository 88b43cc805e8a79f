"""Calibration: from facts that disagree to a base year whose flows and prices form an equilibrium."""
