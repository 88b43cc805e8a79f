"""The pages, one module each, in the order of the navigation. They show what the layers below found."""

from __future__ import annotations

from importlib import import_module

from didymium.web.look.shell import Page

_NAMES = ("overview", "chain", "shock_lab", "price_floor", "agreements", "evidence", "jobs", "why", "account")


def _pages() -> tuple[Page, ...]:
    found = []
    for name in _NAMES:
        try:
            found.append(import_module(f"didymium.web.pages.{name}").PAGE)
        except ModuleNotFoundError:
            continue
    return tuple(found)


PAGES = _pages()
