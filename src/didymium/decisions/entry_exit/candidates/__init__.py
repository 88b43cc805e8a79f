"""Who could build without support, and what it would cost."""
