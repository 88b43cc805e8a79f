"""One request about stocks, and one answer that gathers all that follows from it."""
