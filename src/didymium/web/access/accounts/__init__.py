"""People, their passwords, sessions and tokens, what their roles allow, and what they did."""
