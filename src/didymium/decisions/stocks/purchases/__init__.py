"""Buying stocks without moving the price, and turning them over."""
