"""Evidence: sources, and which source each figure of a case rests on."""
