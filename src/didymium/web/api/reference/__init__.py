"""The reference of the API: its OpenAPI document, and a plain page made from it."""
