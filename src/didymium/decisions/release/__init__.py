"""Release rules for stocks, tested against perfect foresight and against the market."""
