"""Agreements and rules as TOML: who promised what by when, which side says so, and what was in force when."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from didymium.evidence.deal_tests import DealTest
from didymium.evidence.product_tests import ProductTest
from didymium.evidence.rule_tests import LicenceTime, ListedItem, ShipmentTest
from didymium.evidence.vocabulary import Identifier

Text = Annotated[str, Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True, allow_inf_nan=False
    )


class Names(_Model):
    """A short text in the three languages."""

    en: Text
    """English."""
    ko: Text
    """Korean."""
    ja: Text
    """Japanese."""

    def in_language(self, language: str) -> str:
        """Return the text in a language; English for one that has none."""
        return str(getattr(self, language, self.en))


class Interval(_Model):
    """A time during which an agreement, a rule or a part of one had a state."""

    from_: Annotated[dt.date, Field(alias="from")]
    """First day."""
    until: dt.date | None = None
    """Last day; absent: no end is known and none was set. After the last interval with an end, the state is
    unknown."""
    state: Literal["in_force", "suspended", "pending", "struck_down", "expired", "repealed"]
    """State on these days. ``pending``: announced, not yet in force."""
    source: Identifier
    """Who says so."""
    locator: Text
    """Where."""


class Due(_Model):
    """When a promise falls due: a date, or a time after a day."""

    date: dt.date | None = None
    """The day itself."""
    days: Annotated[int, Field(gt=0, le=36_600)] | None = None
    """So many days after ``after``."""
    months: Annotated[int, Field(gt=0, le=1200)] | None = None
    """So many months after ``after``."""
    working_days: Annotated[int, Field(gt=0, le=26_000)] | None = None
    """So many working days (Monday to Friday, no holidays taken out) after ``after``."""
    after: dt.date | None = None
    """First day of the clock; absent: the day of signing."""


class State(_Model):
    """What is known of a promise from a day on."""

    on: dt.date
    """The day on which it happened."""
    state: Literal["met", "partly_met", "not_met", "lapsed", "in_progress", "open"]
    """``met`` ends the clock: after the due day it counts as late."""
    what: Names
    """What happened, in a few words."""
    source: Identifier
    """Who says so."""
    locator: Text
    """Where."""
    facts: tuple[Identifier, ...] = ()
    """Facts that show it."""


class Provision(_Model):
    """One promise or statement of an agreement."""

    number: Text
    """Number in the agreement, or ours if the text has none."""
    area: Identifier
    """What it is about: a row of areas.csv."""
    title: Names
    """What is promised, in our own few words."""
    by: tuple[Identifier, ...] = ()
    """Who promises; absent: all parties."""
    stated_by: tuple[Identifier, ...] = ()
    """Whose published text says so; absent: all parties'. Fewer than all: a one-sided claim."""
    concreteness: Literal["mention", "direction", "instrument", "project"]
    """How concrete: a topic is named; an aim or principle; a signed text, body, tool or date; named projects,
    amounts or schedules."""
    scope: tuple[Identifier, ...] = ()
    """The separate things that it covers (inbound_screening, export_control …), for judging breadth."""
    due: Due | None = None
    """When it falls due; absent: no date."""
    source: Identifier
    """Who says so."""
    locator: Text
    """Where."""
    facts: tuple[Identifier, ...] = ()
    """Facts that it rests on or states."""
    state: tuple[State, ...] = ()
    """What happened since, by day."""
    note: Names | None = None
    """What a reader should know."""


class Agreement(_Model):
    """A text that governments signed or published together, or a summit at which they did."""

    agreement: Identifier
    """Identifier; the name of the file."""
    kind: Literal[
        "framework", "action_plan", "memorandum", "joint_statement", "fact_sheet", "trade_agreement",
        "investment_memorandum", "summit", "ministerial", "forum", "contract",
    ]  # fmt: skip
    """What it is."""
    title: Names
    """Title."""
    parties: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Parties: countries (ISO 3166-1 alpha-3) or subjects."""
    signed: dt.date
    """Day of signing or publication."""
    place: str = ""
    """Where it was signed; blank: unknown."""
    binding: Literal["binding", "non_binding", "partly_binding", "unknown"]
    """Binding force, as its text or a source says."""
    part_of: str = ""
    """The agreement or summit that it belongs to; blank: none."""
    source: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Sources, the nearest to the text first."""
    locator: Text
    """Where."""
    force: tuple[Interval, ...] = ()
    """When it was in force; absent: from signing, without an end."""
    projects: tuple[Identifier, ...] = ()
    """Projects that it names."""
    provision: tuple[Provision, ...] = ()
    """Its provisions."""
    note: Names | None = None
    """What a reader should know."""


class Part(_Model):
    """A part of a rule with dates of its own."""

    part: Text
    """Article or letter; ``all`` if the rule has no parts."""
    title: Names
    """What it says, in our own few words."""
    materials: tuple[Identifier, ...] = ()
    """Materials that it touches, as in facts."""
    codes: tuple[str, ...] = ()
    """Control or tariff codes that it names."""
    destinations: tuple[Identifier, ...] = ()
    """Countries that it is aimed at; absent: all."""
    interval: Annotated[tuple[Interval, ...], Field(min_length=1)]
    """States over time, in order."""
    facts: tuple[Identifier, ...] = ()
    """Facts that state its figures (thresholds, rates, numbers listed)."""
    item: tuple[ListedItem, ...] = ()
    """Goods that it lists."""
    shipment: tuple[ShipmentTest, ...] = ()
    """How it touches a shipment: each test on its own is enough."""
    deal: tuple[DealTest, ...] = ()
    """How it touches an acquisition, or a company and its owners: each test on its own is enough."""
    product: tuple[ProductTest, ...] = ()
    """What it asks of a product that is bought or supported: each test stands on its own."""
    licence: LicenceTime | None = None
    """How long its licences take, and how many are granted."""
    note: Names | None = None
    """What a reader should know."""


class Rule(_Model):
    """A rule of one authority: an announcement, an act, an order, a tariff."""

    rule: Identifier
    """Identifier; the name of the file."""
    kind: Literal[
        "export_control", "entity_list", "tariff", "screening", "procurement", "subsidy", "stockpile",
        "minerals_list", "seabed", "other",
    ]  # fmt: skip
    """What it is."""
    title: Names
    """Title."""
    issuer: Identifier
    """Country or subject that issued it."""
    issued: dt.date
    """Day of issue."""
    basis: str = ""
    """The rule or act that it rests on; blank: unknown."""
    source: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Sources, the nearest to the text first."""
    locator: Text
    """Where."""
    part: Annotated[tuple[Part, ...], Field(min_length=1)]
    """Its parts."""
    note: Names | None = None
    """What a reader should know."""
