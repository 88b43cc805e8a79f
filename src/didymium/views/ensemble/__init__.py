"""How an ensemble is shown: terminal, page, charts, exports."""
