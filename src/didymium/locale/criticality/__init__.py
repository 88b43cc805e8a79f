"""What is said of indicators of criticality, by language."""
