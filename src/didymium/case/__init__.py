"""A case: a folder of tables that describes a supply chain, read, checked and written."""
