"""Who may do what: people and their roles, signing in, tokens, the guard before every request, the audit."""
