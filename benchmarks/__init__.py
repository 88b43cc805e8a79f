"""Speed of the market: our own builder and solver beside linopy and PyPSA, in ratios. Run ``make bench``."""
