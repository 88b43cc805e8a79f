"""Countries by their ISO 3166-1 alpha-3 codes, with names in every language of the product."""

from __future__ import annotations

from functools import cache

import pycountry
from babel import Locale


@cache
def country_codes() -> frozenset[str]:
    """Return every ISO 3166-1 alpha-3 code."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


@cache
def country_name(code: str, language: str) -> str | None:
    """Return the name of a country in a language (ISO 639-1), or None if the code is unknown."""
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return None
    name: str | None = Locale.parse(language).territories.get(country.alpha_2)
    return name or str(country.name)
