"""Words of EPCIS 2.0 and the Core Business Vocabulary that are read, units of mass, and our own extensions.

Standards: GS1 EPCIS 2.0 (ISO/IEC 19987:2024) and CBV 2.0 (ISO/IEC 19988:2024), with the JSON schema in the
repository gs1/EPCIS; unit codes: UN/CEFACT Recommendation 20.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import pycountry

EventKind = Literal[
    "ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent"
]
EVENT_KINDS: frozenset[str] = frozenset(get_args(EventKind))
"""Types of event that the standard has; a type of its own must be a URI."""
ACTIONS = frozenset({"ADD", "OBSERVE", "DELETE"})
"""What an event other than a transformation does."""
CustodyModel = Literal["mass_balance", "segregated", "identity_preserved", "unknown"]
"""How a site keeps material apart: not at all but in its books; by origin; every lot on its own; not said."""
CUSTODY_MODELS: frozenset[str] = frozenset(get_args(CustodyModel)) - {"unknown"}

KG_PER_UNIT = {
    "KGM": 1.0, "TNE": 1000.0, "GRM": 0.001, "MGM": 1e-6, "DTN": 100.0, "LBR": 0.45359237,
    "STN": 907.18474, "LTN": 1016.0469088,
}  # fmt: skip
"""Kilograms in the mass units of Recommendation 20: kilogram, tonne, gram, milligram, decitonne, pound, short
and long ton."""

SHIPPING_STEPS = frozenset({"shipping", "departing", "consigning"})
"""Business steps with which a lot leaves a place."""
RECEIVING_STEPS = frozenset({"receiving", "arriving", "accepting"})
"""Business steps with which it comes to one."""

EXTENSION = "urn:didymium:epcis:1:"
"""Namespace of our extensions; ``didymium`` is its prefix unless the document's context gives another."""
MASTER_DATA = "urn:epcglobal:cbv:mda:"
"""Namespace of the vocabulary's attributes of instances and lots (prefix ``cbvmda``)."""
GS1_VOCABULARY = ("https://gs1.org/voc/", "https://ref.gs1.org/voc/", "https://www.gs1.org/voc/")
"""Namespaces of the GS1 Web Vocabulary (prefix ``gs1``)."""

DEFAULT_MASS_TOLERANCE = 0.005
"""Share by which outputs may exceed inputs where a document states no tolerance: assumed, and shown so."""
HIGHEST_MASS_TOLERANCE = 0.1
"""Largest tolerance that a document may state: beyond it no balance is checked."""


@cache
def _countries() -> dict[str, str]:
    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    return codes | {code: code for code in codes.values()}


def country_of(code: str) -> str | None:
    """Return the ISO 3166-1 alpha-3 code of an alpha-2 or alpha-3 code, or None if it is neither."""
    return _countries().get(code.upper()) if code.isascii() else None


def step_word(value: str) -> str:
    """Return the bare word of a business step, disposition or type written as a word, a URN or a web URI."""
    for separator in ("/BizStep-", "/BTT-", "/SDT-", "/Disp-"):
        if separator in value:
            return value.rpartition(separator)[2]
    return value.rpartition(":")[2] if value.startswith("urn:epcglobal:cbv:") else value
