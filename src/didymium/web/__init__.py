"""The web page and the API: many people, one engine, every answer a real solve."""
