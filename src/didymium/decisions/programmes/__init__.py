"""Investment programmes between governments: who gets which money back, when it is due, what it weighs."""
