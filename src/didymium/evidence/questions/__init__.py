"""Questions to the evidence: what was said, where sources disagree, what was due, what moved, what it sums
to.
"""
