"""``rivals/NAME.toml``: who moves against an alliance, what it wants and may do, and the policies that it
answers.

Each lever is one thing that the rival may set, within limits; of a lever with two figures each is searched.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from didymium.case.cell_types import Name
from didymium.scenario.entry import STRICT, Names
from didymium.scenario.instruments.schema import Instrument
from didymium.scenario.schema import Event
from didymium.scenario.titled import Text, Titled

Weight = Annotated[float, Field(ge=-1e9, le=1e9)]
NamesOf = Annotated[tuple[str, ...], Field(min_length=1)]


class Aim(BaseModel):
    """What the rival wants: a weighted sum in million US dollars, counted against doing nothing."""

    model_config = STRICT

    revenue: Weight = 0.0
    """Weight of a dollar that its exports earn at its border, licence rents and export taxes with it, what
    dumping gives away taken off."""
    income: Weight = 0.0
    """Weight of a dollar of the whole account of its regions: producers, users, traders, treasuries."""
    share: Weight = 0.0
    """Million dollars that it gives for a percentage point of what others use of ``share_of``."""
    share_of: tuple[str, ...] = ()
    """Materials or groups whose share counts; several count by their worth at base prices."""
    harm: Weight = 0.0
    """Weight of a dollar that the account of the regions of ``harm_to`` loses."""
    harm_to: tuple[str, ...] = ()
    """Regions or clubs whose loss counts."""
    source: Text
    """Where the aim comes from: source ids, or ``assumed: why``."""


class Range(BaseModel):
    """Limits of a figure, and the levels at which it is first tried."""

    model_config = STRICT

    least: float | None = None
    """The least it may be; blank: what the kind of figure allows."""
    most: float | None = None
    """The most it may be; blank: what the kind of figure allows, where that is bounded."""
    steps: Annotated[int, Field(ge=2, le=41)] = 5
    """Levels from the least to the most, evenly spread."""
    levels: tuple[float, ...] = ()
    """The levels themselves, in place of ``steps``; limits are then the least and the most of them."""
    between: bool = False
    """Whether figures between the levels are tried too, around the best level."""


class _Lever(Titled):
    name: Name
    """Name of the lever, once in the file."""
    source: Text
    """Where its limits come from: source ids, or ``assumed: why``."""


class _OnExports(_Lever):
    origin: str
    """The region whose exports are concerned, one of the rival's."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """First day; blank: the day on which the rival moves."""
    begins_after_months: Annotated[
        tuple[Annotated[int, Field(ge=0, le=240)], ...], Field(min_length=1, max_length=100)
    ] = (0,)
    """Months after the first day at which it may begin; several are searched."""
    lasts_months: Annotated[
        tuple[Annotated[int, Field(ge=0, le=1200)], ...], Field(min_length=1, max_length=100)
    ] = (0,)
    """Months that it may last; 0: until the end of the run; several are searched."""


class _OnRoutes(_OnExports):
    materials: NamesOf
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs concerned; ``all`` for every region."""


class RestrictionLever(_OnRoutes):
    """A share of the base flow that may still leave; 1 restricts nothing."""

    kind: Literal["restriction"]
    """Kind of lever."""
    volume_share: Range = Range()
    """Limits of the share that leaves, from 0 to 1."""


class DelayLever(_OnRoutes):
    """Working days for which licences take before anything leaves; 0 delays nothing."""

    kind: Literal["licence_delay"]
    """Kind of lever."""
    working_days: Range
    """Limits of the days, from 0 to 500."""


class TaxLever(_OnRoutes):
    """A tax on each kg that leaves; 0 taxes nothing."""

    kind: Literal["export_tax"]
    """Kind of lever."""
    specific_usd_per_kg: Range
    """Limits of the tax in US dollars per kg."""


class DumpingLever(_OnExports):
    """Tonnes offered outside at a share of the base price at the origin; 0 tonnes offer nothing."""

    kind: Literal["dumping"]
    """Kind of lever."""
    material: str
    """The material offered."""
    t_per_year: Range
    """Limits of the tonnes a year."""
    price_share: Range = Range(least=0.5, most=0.9, steps=3)
    """Limits of the price as a share of the base price at the origin, from 0 to 1."""


class CapacityLever(_Lever):
    """A share of the capacity of plants that is run; below 1 it is withheld, above 1 added."""

    kind: Literal["capacity"]
    """Kind of lever."""
    plants: NamesOf
    """The plants, all in regions of the rival."""
    share: Range
    """Limits of the share, from 0 to 10."""
    from_: Annotated[dt.date | None, Field(alias="from")] = None
    """First day; blank: the day on which the rival moves."""


Lever = Annotated[
    RestrictionLever | DelayLever | TaxLever | DumpingLever | CapacityLever, Field(discriminator="kind")
]


class Policy(Titled):
    """A policy of the alliance: instrument files of the case, and instruments and events of its own."""

    name: Name
    """Name of the policy, once in the file."""
    include: tuple[str, ...] = ()
    """Files of the case's folder ``instruments`` that it is made of."""
    instrument: tuple[Instrument, ...] = ()
    """Instruments besides."""
    event: tuple[Event, ...] = ()
    """Events besides, such as plants that are built because of it."""
    cost_usd_million: Annotated[float, Field(ge=0, le=1e9)] = 0.0
    """What it costs the alliance over the run beside what the accounts book, such as the capital in a stock
    that was bought before; million US dollars, discounted."""
    source: str = ""
    """Where that cost comes from; needed where one is stated."""
    is_answer: bool = False
    """Whether the alliance may take it as its second move too, after the rival's first."""


class Rival(Titled):
    """A rival file."""

    summary: str = ""
    """What it is for and what is assumed, in two or three sentences."""
    regions: NamesOf
    """Regions that move as one."""
    club: str
    """The alliance whose policies it answers: a club or a region."""
    moves_on: dt.date
    """Day on which the rival's move is known; policies must be known by then."""
    answers_on: dt.date | None = None
    """Day on which the alliance may move again; the rival follows on the same day. Blank: nobody does."""
    begin: dt.date | None = None
    """First day of the run; blank: the lead months of the profile before the first news."""
    conduct: Literal["price_taking", "conjectural_variation"] = "price_taking"
    """How the exporters of market_power.csv act in normal times, as in a scenario."""
    profile: str = "live"
    """Division of time on which replies are searched."""
    recheck_profile: str = ""
    """Division of time on which the replies found are worked out once more; blank: none."""
    evaluations: Annotated[int, Field(ge=2, le=100_000)] = 60
    """Moves on the levels that are tried at most against each policy; figures between levels come on top."""
    aim: Aim
    """What the rival wants."""
    lever: Annotated[tuple[Lever, ...], Field(min_length=1)]
    """What it may do."""
    policy: Annotated[tuple[Policy, ...], Field(min_length=1)]
    """What the alliance may do first. Doing nothing is always among them, under the name ``none``."""
