"""Demand in an emergency of years less reliable supply, as the United States size their stockpile."""
