"""The words of the evidence: what facts speak of, what they measure, in which units, and at which stage."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from didymium.files.row import Row

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]

StageName = Literal[
    "reserves", "mine", "separation", "refining", "metal", "magnet", "recycling", "scrap", "use", "other"
]
STAGES: tuple[str, ...] = get_args(StageName)
"""Stages of the chain at which a fact may stand."""

DIMENSIONS = Literal[
    "share", "ratio", "mass", "mass_rate", "money_usd", "money_jpy", "money_eur", "money_aud", "money_cad",
    "money_cny", "money_krw", "money_brl", "price", "price_cny", "exchange_rate", "time", "working_time",
    "count", "power", "length", "area", "volume", "content", "content_power", "index",
    "date", "name", "words",
]  # fmt: skip


class Subject(Row):
    """What a fact speaks of: a company, an agency, a programme, a project, a list, an event.

    Countries need no row: their ISO 3166-1 alpha-3 codes are known, with names in every language.
    """

    file = "subjects.csv"
    key = ("subject",)

    subject: Identifier
    """Identifier used in facts, agreements and rules."""
    kind: Literal[
        "agency", "agreement", "bloc", "commodity_group", "company", "country_group", "deposit", "event",
        "list", "market", "material", "person", "place", "plant", "programme", "project", "rule", "sector",
        "stock", "technology",
    ]  # fmt: skip
    """What it is."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    part_of: str = ""
    """The subject that it belongs to (a project's agreement, a plant's company); blank: none."""


class EvidenceMaterial(Row):
    """A mineral, element or product as sources speak of it; a case's own materials need no row here."""

    file = "materials.csv"
    key = ("material",)

    material: Identifier
    """Identifier used in facts."""
    kind: Literal["mineral", "element", "group", "product", "fuel"]
    """What it is."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    part_of: str = ""
    """The group that it belongs to; blank: none."""
    elements: str = ""
    """Elements that every piece of a product holds, with spaces between; blank: not said."""


class Measure(Row):
    """What a fact measures: one row for each quantity, so that figures of two sources can be compared."""

    file = "measures.csv"
    key = ("measure",)
    unsourced = frozenset({"latest_months"})

    measure: Identifier
    """Identifier used in facts."""
    dimension: DIMENSIONS
    """Dimension that the unit of a fact must have."""
    kind: Literal["level", "flow", "event", "several"]
    """``level``: holds at a time; ``flow``: over the period of ``as_of``, never compared with another length;
    ``event``: happens once, whatever the date of the report; ``several``: many values may stand side by side
    (members of a list, partners), so that two of them are no disagreement."""
    latest_months: Annotated[float, Field(ge=0, le=120)] = 0.0
    """Latest figures of different sources are compared if their dates lie at most so many months apart; 0:
    only figures of the same date."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""
    meaning: str
    """Definition, in a sentence."""


class Unit(Row):
    """A unit of figures."""

    file = "units.csv"
    key = ("unit",)
    unsourced = frozenset({"factor"})

    unit: Identifier
    """Identifier used in facts."""
    dimension: DIMENSIONS
    """What it measures; only units of one dimension are compared."""
    factor: Annotated[float, Field(gt=0)] = 1.0
    """How many base units (t, t a year, US dollars, US dollars per kg, days …) one of it is."""
    symbol_en: str = ""
    """How it is written after a number in English."""
    symbol_ko: str = ""
    """In Korean."""
    symbol_ja: str = ""
    """In Japanese."""


class Area(Row):
    """A subject of promises (geological mapping, stockpiling …), so that agreements can be compared."""

    file = "areas.csv"
    key = ("area",)

    area: Identifier
    """Identifier used in provisions."""
    field: Identifier
    """The field of policy that it belongs to: another row whose field is itself."""
    name_en: str
    """English name."""
    name_ko: str
    """Korean name."""
    name_ja: str
    """Japanese name."""


class Phrase(Row):
    """Words that a fact or a correction holds, in the other languages."""

    file = "phrases.csv"
    key = ("phrase",)

    phrase: Annotated[str, Field(min_length=1)]
    """The words in English, as in the fact or the correction."""
    phrase_ko: str
    """Korean."""
    phrase_ja: str
    """Japanese."""


class Alias(Row):
    """Another word, in any language, by which people look for something."""

    file = "aliases.csv"
    key = ("alias",)

    alias: Annotated[str, Field(min_length=1)]
    """The word."""
    stands_for: Identifier
    """A subject, country, material or measure."""
