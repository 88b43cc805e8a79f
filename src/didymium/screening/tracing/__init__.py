"""Where what a region uses was mined, separated and made: each element's own mass, followed through a solved
market.
"""
