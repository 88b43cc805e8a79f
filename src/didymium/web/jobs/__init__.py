"""Long computations: what may be asked for, a queue with fair turns, a process each, what comes out."""
