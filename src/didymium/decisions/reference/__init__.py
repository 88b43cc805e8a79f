"""Reference prices, built up from the costs of plants, and quotes held against them."""
