"""The market over the years in which projects pay back: entry of others, shocks, prices."""
