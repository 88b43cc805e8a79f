"""Views of screening: shipments, owners, deals, sales, origins."""
