"""What every endpoint shares: parameters, bodies that were sent, pages of lists, refusals in words."""
