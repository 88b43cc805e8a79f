"""What an export case shows: the verdict, each test with its figure and rule, and the same on every date."""
