"""Answers questions of screening, as ``didymium screen`` and ``didymium trace`` do."""
