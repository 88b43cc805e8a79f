"""The pipeline of projects: what is known, when each comes, and which gap of the chain it closes."""
