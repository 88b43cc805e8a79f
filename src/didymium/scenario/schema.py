"""Scenario files: what happens, when it became known, and what is assumed about it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from didymium.case.market_power_schema import Conduct
from didymium.scenario.entry import STRICT, Entry, Names, Share
from didymium.scenario.instruments.schema import Instrument


class Approval(BaseModel):
    """A reported approval rate of licence applications and the share of volume taken from it."""

    model_config = STRICT

    from_: Annotated[dt.date, Field(alias="from")]
    """First day on which the rate holds."""
    rate: Share
    """Share of applications approved, as reported."""
    volume_share: Share | None = None
    """Share of the base flow that leaves; blank: equal to the rate."""
    known_from: dt.date | None = None
    """Day on which it became known; blank: the day on which it holds."""
    source: str
    """Who reported the rate; ``volume_share=assumed: why`` beside it."""


class ExportRestriction(Entry):
    """Licences: nothing leaves while applications are processed, then a share of the base flow."""

    kind: Literal["export_restriction"]
    """Kind of event."""
    origin: str
    """Region whose exports are restricted."""
    materials: tuple[str, ...]
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs; ``all`` for every region."""
    users: Names = "all"
    """Sectors that the restriction names; ``all``: every user in the destination. With sectors, these
    sectors may use only what does not come from the origin."""
    processing_working_days: Annotated[int, Field(ge=0, le=500)] = 0
    """Working days of the origin's calendar before anything leaves."""
    volume_share: Share = 0.0
    """Share of the base flow that leaves once processing is over and until an approval rate is known."""
    approval: tuple[Approval, ...] = ()
    """Approval rates over time."""


class Ban(Entry):
    """Nothing leaves the origin."""

    kind: Literal["ban"]
    """Kind of event."""
    origin: str
    """Region whose exports are banned."""
    materials: tuple[str, ...]
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs; ``all`` for every region."""
    users: Names = "all"
    """Sectors that the ban names; ``all``: every user in the destination."""


class CustomsFriction(Entry):
    """Goods under a tariff line wait longer before they leave."""

    kind: Literal["customs_friction"]
    """Kind of event."""
    origin: str
    """Region whose exports wait."""
    materials: tuple[str, ...]
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs; ``all`` for every region."""
    extra_days: Annotated[float, Field(gt=0, le=1000)]
    """Days that a shipment waits."""
    share: Share = 1.0
    """Share of the shipments that wait."""


class QuotaWindow(BaseModel):
    """Tonnes that a quota lets out within a window of time."""

    model_config = STRICT

    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the window."""
    until: dt.date | None = None
    """Last day of the window; blank only where the quota is lifted."""
    t: float | None = None
    """Tonnes that may leave within the window; blank: the quota is lifted on its first day."""
    known_from: dt.date | None = None
    """Day on which it became known; blank: the first day of the window."""
    source: str
    """Who set or reported the quota."""


class QuotaWeight(BaseModel):
    """How much a tonne of a material counts against a quota."""

    model_config = STRICT

    material: str
    """One of the quota's materials."""
    t_per_t: Annotated[float, Field(ge=0, le=1000)]
    """Tonnes counted a tonne that leaves."""
    source: str
    """Who says so."""


class ExportQuota(Entry):
    """A quota on the sum of all that leaves an origin of several materials, set window by window; after the
    last window that is known, agents believe that its rate goes on.
    """

    kind: Literal["export_quota"]
    """Kind of event."""
    origin: str
    """Region whose exports are counted."""
    materials: tuple[str, ...]
    """Materials or groups that count against the quota together."""
    destinations: Names = "all"
    """Regions or clubs; ``all`` for every region."""
    quota: tuple[QuotaWindow, ...] = ()
    """Tonnes, window by window."""
    weight: tuple[QuotaWeight, ...] = ()
    """How much a tonne of a material counts; one that is not listed counts its tonnes."""


class TaxStep(BaseModel):
    """Later rates of an export tax."""

    model_config = STRICT

    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the rates."""
    ad_valorem: Annotated[float, Field(ge=0, le=100)] = 0.0
    """Share of the market price at the origin from that day."""
    specific_usd_per_kg: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """US dollars per kg from that day."""
    known_from: dt.date | None = None
    """Day on which it became known; blank: the first day of the rates."""
    source: str
    """Who set or reported the rates."""


class ExportTax(Entry):
    """The origin's treasury charges what leaves: a share of the price at the origin, an amount a kg, or
    both.
    """

    kind: Literal["export_tax"]
    """Kind of event."""
    origin: str
    """Region that charges its exports."""
    materials: tuple[str, ...]
    """Materials or groups."""
    destinations: Names = "all"
    """Regions or clubs; ``all`` for every region."""
    ad_valorem: Annotated[float, Field(ge=0, le=100)] = 0.0
    """Share of the market price at the origin."""
    specific_usd_per_kg: Annotated[float, Field(ge=0, le=1e6)] = 0.0
    """US dollars per kg."""
    step: tuple[TaxStep, ...] = ()
    """Later rates, in order."""


class PlantOutage(Entry):
    """A plant runs at a part of its capacity."""

    kind: Literal["plant_outage"]
    """Kind of event."""
    plants: tuple[str, ...]
    """Plants concerned."""
    capacity_share: Share = 0.0
    """Share of capacity that is left."""


class CapacityMove(Entry):
    """Plants get more capacity, or a part of it is withheld: a supplier's own move, an expansion, a closure.

    Either ``share`` or ``t_per_year`` says how much.
    """

    kind: Literal["capacity_change"]
    """Kind of event."""
    plants: tuple[str, ...]
    """Plants concerned."""
    share: Annotated[float, Field(ge=0, le=100)] | None = None
    """Capacity as a multiple of what it would be: below 1 withheld, above 1 added."""
    t_per_year: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    """Tonnes of the reference material a year that each plant gets; negative: loses, down to nothing."""

    @property
    def withholds(self) -> bool:
        """Whether it leaves less capacity than there would be."""
        return (self.share is not None and self.share < 1.0) or (self.t_per_year or 0.0) < 0.0


class ProjectDelay(Entry):
    """A plant starts, or expands, later than the case says; ``from`` is the new date."""

    kind: Literal["project_delay"]
    """Kind of event."""
    plants: tuple[str, ...]
    """Plants concerned."""


class ProjectBuild(Entry):
    """A planned plant is built and starts on ``from``."""

    kind: Literal["project_build"]
    """Kind of event."""
    plants: tuple[str, ...]
    """Planned plants that are built."""


class RouteClosure(Entry):
    """A choke point or a route carries a part of its flow, and at a higher freight."""

    kind: Literal["route_closure"]
    """Kind of event."""
    via: str = ""
    """Choke point: every route that passes it is concerned."""
    origins: Names = "all"
    """Regions or clubs from which shipments are concerned."""
    destinations: Names = "all"
    """Regions or clubs to which shipments are concerned."""
    materials: Names = "all"
    """Materials or groups."""
    volume_share: Share = 0.0
    """Share of the base flow that still passes."""
    extra_freight_usd_per_kg: Annotated[float, Field(ge=0)] = 0.0
    """Added freight on what still passes."""


class DemandSurge(Entry):
    """A sector wants more, or less, than the case says."""

    kind: Literal["demand_surge"]
    """Kind of event."""
    sectors: Names = "all"
    """Sectors concerned."""
    regions: Names = "all"
    """Regions or clubs concerned."""
    materials: Names = "all"
    """Materials or groups."""
    factor: Annotated[float, Field(ge=0, le=100)]
    """Factor on the use at base price."""


class Dumping(Entry):
    """An outside offer of stated tonnes at a stated price on the origin's export routes."""

    kind: Literal["dumping"]
    """Kind of event."""
    origin: str
    """Region that dumps."""
    material: str
    """Material dumped."""
    t_per_year: Annotated[float, Field(gt=0)]
    """Tonnes offered a year."""
    price_share: Annotated[float, Field(ge=0, le=1)]
    """Offer price as a share of the base price at the origin."""


Event = Annotated[
    ExportRestriction
    | Ban
    | CustomsFriction
    | ExportQuota
    | ExportTax
    | PlantOutage
    | CapacityMove
    | ProjectDelay
    | ProjectBuild
    | RouteClosure
    | DemandSurge
    | Dumping,
    Field(discriminator="kind"),
]


class Scenario(BaseModel):
    """A scenario file."""

    model_config = STRICT

    title: str
    """The scenario in one line."""
    summary: str = ""
    """What it is for and what is assumed, in two or three sentences."""
    foresight: Literal["surprise", "perfect", "rolling"] = "surprise"
    """Whether agents are surprised by each piece of news, know the whole course from the start, or plan anew
    in every period from the first news on."""
    belief_ends_in_months: Annotated[int, Field(ge=1, le=1200)] | None = None
    """With ``foresight = "rolling"``: agents believe in every period that a restriction that would last
    longer ends so many months after it; blank: that the last known course persists."""
    conduct: Conduct = "price_taking"
    """Whether exporters take prices as they are, or those of market_power.csv know that a tonne more lowers
    the price where they sell."""
    profile: str = "shock"
    """Division of time, one of the case's profiles."""
    begin: dt.date | None = None
    """First day of the run; blank: the lead months of the profile before the first news."""
    include: tuple[str, ...] = ()
    """Files whose events and instruments are put in: names from the case's folder ``instruments``, or paths
    as seen from this file. Their other keys do not count."""
    event: tuple[Event, ...] = ()
    """What happens."""
    instrument: tuple[Instrument, ...] = ()
    """What an alliance does about it."""

    @property
    def happens(self) -> bool:
        """Whether anything happens in it."""
        return bool(self.event or self.instrument)
