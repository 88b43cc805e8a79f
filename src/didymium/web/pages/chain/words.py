"""What the charts of the chain say beside their marks."""

from __future__ import annotations

from html import escape

from didymium.views.wording import Words


def unit_said(words: Words, element: str) -> str:
    """Say the unit of all numbers of an element."""
    return words("web.chain.unit_element", element=element) if element else words("web.chain.unit_gross")


def tip(title: str, *lines: str) -> str:
    """Return the text that stands by the mouse: a title in bold, and lines; nothing in it is markup."""
    return "<br>".join([f"<b>{escape(title)}</b>", *(escape(line) for line in lines if line)])
