"""Export control: may these goods leave, for whom, on which day, and what would have to change."""
