"""Who should be in: what any set of members saves by sharing, fair shares, and who would rather stay out."""
