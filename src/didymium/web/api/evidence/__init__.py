"""Facts, sources, disagreements, agreements and rules, as the command line gives them with ``--json``."""
