"""What is said of validation, by language."""
