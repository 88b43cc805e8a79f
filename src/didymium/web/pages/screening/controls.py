"""Controls that the parts of the page share."""

from __future__ import annotations

from html import escape

from nicegui import ui

from didymium.evidence.countries import country_codes
from didymium.views.evidence.speaking import Speaker
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import Given


def countries_offered(visit: Visit) -> None:
    """Offer the countries by code, with their names, to the fields of the page."""
    # One element, not one a country.
    ui.html(_countries(visit.speaker), sanitize=False)


def _countries(speaker: Speaker) -> str:
    names = {code: speaker.name(code) for code in country_codes()}
    options = "".join(
        f'<option value="{escape(code)}">{escape(name)}</option>'
        for code, name in sorted(names.items(), key=lambda item: item[1])
        if name != code
    )
    return f'<datalist id="screening-countries">{options}</datalist>'


def tick_field(text: str, name: str, given: Given) -> None:
    """A box to tick that is sent with its form."""
    with Tag("label", classes="check"):
        Tag("input", type="checkbox", name=name, checked=bool(given[name]))
        Tag("span", text)
