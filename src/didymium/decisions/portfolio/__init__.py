"""Which projects to back, when and with what, under budgets."""
