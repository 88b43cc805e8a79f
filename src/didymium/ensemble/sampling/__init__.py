"""From uncertain inputs to draws: designs, distributions, correlation."""
