"""Lots in documents: events of EPCIS 2.0, whether they hold together, and where a lot comes from."""
