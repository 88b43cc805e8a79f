"""Asset-sale review: what the sale of a mine or plant does to concentration and to time to survive."""
