"""Ownership data read into arrays: the Beneficial Ownership Data Standard, CSV and Parquet."""
