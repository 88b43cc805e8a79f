"""Instruments: what a club of members may do, each with dates, and what it changes in a market."""
