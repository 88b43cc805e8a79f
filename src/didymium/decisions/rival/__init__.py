"""A rival that moves too: what it may do, what it wants, its best reply to each policy of an alliance."""
