"""Games against rivals: those recorded, and one worked anew."""
