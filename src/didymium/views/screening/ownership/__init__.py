"""What a question about owners or an acquisition shows: who owns, who controls, who must be told."""
