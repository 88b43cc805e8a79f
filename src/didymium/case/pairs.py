"""Text of the form ``name=value; name=value`` in a cell."""

from __future__ import annotations


def read_pairs(text: str) -> dict[str, str]:
    """Return the pairs of a cell, in order.

    Raises:
        ValueError: If a part is no pair, or a name stands twice; the message quotes it.
    """
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not (name and sign and value):
            raise ValueError(f'"{part}" is not of the form name=value')
        if name in pairs:
            raise ValueError(f'"{name}" stands twice')
        pairs[name] = value
    return pairs
