"""The Beneficial Ownership Data Standard, version 0.4."""
