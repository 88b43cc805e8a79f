"""Input-output analysis: how industries hang together, and what a shortage in one costs all."""
