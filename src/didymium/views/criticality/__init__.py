"""Indicators of criticality shown: of a solved market, of facts, of stops of exports, of goods in use."""
