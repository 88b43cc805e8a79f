"""What a floor would cost and do: designs side by side."""
