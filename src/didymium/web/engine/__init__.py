"""One engine for many sessions: hot markets that are shared, answers that are kept, stale questions
dropped.
"""
