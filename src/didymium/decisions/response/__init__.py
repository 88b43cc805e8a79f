"""Rapid response: from the state on a day, with what is known on it, who ships what to whom by when."""
