"""What stocks are worth now: cover against targets, by material and by sector."""
