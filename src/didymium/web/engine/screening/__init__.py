"""Questions of screening: may these goods leave, who owns, where from, what does a sale do."""
