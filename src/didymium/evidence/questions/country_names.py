"""Countries by their code, or by a name in any language of the product."""

from __future__ import annotations

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.querying import Lexicon, UnknownWords


class NoCountry(ValueError):
    """Raised for a text that names no country, or more than one; the message says what would be right."""


def country_named(text: str, evidence: Evidence) -> str:
    """Return the code (ISO 3166-1 alpha-3) of a country: of its code, or of a name in any language.

    Raises:
        NoCountry: If it is none, or several.
    """
    if text in country_codes():
        return text
    try:
        found = sorted(Lexicon(evidence).identifiers([text]) & country_codes())
    except UnknownWords as error:
        hint = error.words.get(text)
        raise NoCountry("is no known country" + (f" ({hint})" if hint else " (write JPN)")) from None
    if len(found) != 1:
        raise NoCountry("is no one country (write its code, as JPN)")
    return found[0]
