"""Countries as registers write them: two or three letters, a subdivision, a name."""

from __future__ import annotations

from functools import lru_cache

import pycountry

_BESIDE_ISO = {"XK": "XKX", "XKX": "XKX", "UK": "GBR", "EL": "GRC"}
"""Codes in common use that ISO 3166-1 does not have, or has for somebody else to say: Kosovo, and two of the
European Union's."""
_LONGEST = 100


@lru_cache(maxsize=4096)
def alpha_3_of(text: str) -> str:
    """Return the ISO 3166-1 alpha-3 code for a code (``JP``, ``jpn``, ``GB-SCT``) or an English name; nothing
    if there is none.
    """
    if not text or len(text) > _LONGEST:
        return ""
    code = text.upper()
    code = code.split("-")[0] if len(code) <= 6 else code
    if code in _BESIDE_ISO:
        return _BESIDE_ISO[code]
    try:
        found = pycountry.countries.lookup(code)
    except LookupError:
        return ""
    return str(found.alpha_3)
