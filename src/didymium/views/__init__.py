"""Views: the terminal, charts and the report. They say what outcomes hold, and compute nothing new."""
