"""What flows through the chain in a period of a run: map, Sankey diagram, details of a thing."""
