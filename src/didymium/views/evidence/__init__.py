"""What the terminal, the report and the page show of the evidence."""
