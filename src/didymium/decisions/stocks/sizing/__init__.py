"""How much to hold, where and at which stage."""
