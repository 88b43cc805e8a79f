"""Instruments in scenario files: who does what to which material, from when, and on what terms."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from didymium.scenario.entry import STRICT, Entry, Names, Share

Price = Annotated[float, Field(ge=0, le=1e7)]
Tonnes = Annotated[float, Field(gt=0, le=1e10)]
Money = Annotated[float, Field(ge=0, le=1e9)]


class PriceFloor(Entry):
    """A floor under the price of a material in a club, held by one of four designs."""

    kind: Literal["price_floor"]
    """Kind of instrument."""
    club: str
    """Club, or region, in which the floor holds."""
    material: str
    """Material under the floor."""
    floor_usd_per_kg: Price
    """The floor in US dollars per kg, on arrival in a member."""
    enforcement: Literal["border_levy", "contract", "purchase", "minimum_procurement"] = "border_levy"
    """How it is held: a levy on imports from outside, contracts for difference with all members' plants,
    purchases by members' agencies, or buyers who pay at least the floor to members' plants."""
    reach: Literal["material", "downstream"] = "material"
    """What a border levy charges: the material alone, or also imported goods for the material in them."""
    origin_rule: Literal["last_transformation", "content"] = "last_transformation"
    """Which goods come from outside: those whose last transformation took place there, or also those of
    members that hold more than a stated share from outside."""
    non_member_content: Share = 0.5
    """With ``origin_rule = "content"``: share of the element mined outside the club above which goods of a
    member are charged."""


class _Supported(Entry):
    """Terms that name supported plants."""

    material: str
    """Material whose output is supported."""
    plants: tuple[str, ...] = ()
    """Supported plants; blank: every plant of the club that makes the material."""
    club: str = ""
    """Club, or region, whose plants are supported, where none are named."""
    t_per_year: Tonnes | None = None
    """Largest supported tonnes a calendar year; blank: all."""


class ContractForDifference(_Supported):
    """A treasury pays the difference between a strike price and a reference price."""

    kind: Literal["contract_for_difference"]
    """Kind of instrument."""
    strike_usd_per_kg: Price
    """Price that the plants are sure of, US dollars per kg."""
    reference_region: str = ""
    """Region whose market price is the reference; blank: each plant's own."""
    settlement: Literal["monthly", "quarterly"] = "monthly"
    """Over which time the reference price is averaged."""
    payer: str = ""
    """Region whose treasury pays; blank: each plant's own."""
    second_strike_usd_per_kg: Price | None = None
    """Reference price above which the plants pay a share back; blank: never."""
    upside_share: Share = 0.0
    """Share of the reference price above the second strike that the plants pay back."""
    upside_from: dt.date | None = None
    """First day on which they pay back; blank: the first day of the contract."""
    upside_cap_usd_million_per_year: Money | None = None
    """Most that they pay back in a calendar year, million US dollars; blank: no cap."""


class Offtake(Entry):
    """A buyer's contract with a floor: the buyer pays at least the floor for what is delivered to it, and
    may get a rebate when prices are high.
    """

    kind: Literal["offtake"]
    """Kind of instrument."""
    buyer: str
    """Region to which the goods are delivered and whose buyer pays."""
    plants: tuple[str, ...]
    """Plants that sell."""
    material: str
    """Material sold."""
    floor_usd_per_kg: Price
    """Lowest price paid, US dollars per kg."""
    t_per_year: Tonnes
    """Tonnes a calendar year under the contract."""
    reference_region: str = ""
    """Region whose market price the contract follows; blank: the buyer's."""
    settlement: Literal["monthly", "quarterly"] = "monthly"
    """Over which time the market price is averaged."""
    rebate_above_usd_per_kg: Price | None = None
    """Market price above which the buyer gets a share back; blank: never."""
    rebate_share: Share = 0.0
    """Share of the market price above that which the buyer gets back."""
    rebate_cap_usd_million_per_year: Money | None = None
    """Most that the buyer gets back in a calendar year, million US dollars; blank: no cap."""
    priority_t_per_year: Tonnes | None = None
    """Tonnes a year of which the buyer has first refusal; shown beside what was delivered."""


class PriceGapSubsidy(Entry):
    """A treasury pays the gap between a target price and a market price on what members' plants make, up to
    what members use; where use is the lesser, buyers get their part of it.
    """

    kind: Literal["price_gap_subsidy"]
    """Kind of instrument."""
    club: str
    """Club whose buyers are paid and whose plants qualify."""
    material: str
    """Material."""
    target_usd_per_kg: Price
    """Price that members' plants should get, US dollars per kg."""
    reference_region: str = ""
    """Region whose market price the gap is measured against; blank: each plant's own."""
    share: Share = 1.0
    """Share of the gap that is paid."""
    t_per_year: Tonnes | None = None
    """Largest tonnes a calendar year; blank: all."""


class MinimumProcurementPrice(Entry):
    """Makers in members buy a share of their use from members' plants at no less than a stated price; all
    buyers of the club carry the cost.
    """

    kind: Literal["minimum_procurement_price"]
    """Kind of instrument."""
    club: str
    """Club whose buyers follow the rule and whose plants are paid."""
    material: str
    """Material."""
    price_usd_per_kg: Price
    """Lowest price paid, US dollars per kg."""
    buyers_share: Share
    """Share of the club's use that follows the rule."""


class PublicPurchase(Entry):
    """A public agency buys whatever is offered at a price, into a stock that it owns."""

    kind: Literal["public_purchase"]
    """Kind of instrument."""
    holder: str
    """Name of the holding."""
    club: str
    """Club, or region, in whose markets it buys."""
    material: str
    """Material."""
    price_usd_per_kg: Price
    """Highest price that it pays, US dollars per kg."""
    t_per_year: Tonnes | None = None
    """Most that it buys in a calendar year, tonnes; blank: no limit."""
    budget_usd_million: Money | None = None
    """Most that it spends in all, counted at the highest price, million US dollars; blank: no limit."""


class Tariff(Entry):
    """A duty on what comes into a club: a share of the price at the origin, an amount a kg, or both; with a
    quota, less on a first quantity.
    """

    kind: Literal["tariff"]
    """Kind of instrument."""
    club: str
    """Club, or region, that charges it."""
    materials: tuple[str, ...]
    """Materials or groups."""
    origins: Names = "all"
    """Regions or clubs of origin; ``all``: every region outside the club."""
    ad_valorem: Annotated[float, Field(ge=-1, le=100)] = 0.0
    """Share of the market price at the origin."""
    specific_usd_per_kg: Annotated[float, Field(ge=-1e6, le=1e6)] = 0.0
    """US dollars per kg."""
    quota_t_per_year: Tonnes | None = None
    """Tonnes a calendar year that pay the rates within the quota; blank: no quota."""
    in_quota_ad_valorem: Annotated[float, Field(ge=-1, le=100)] = 0.0
    """Share of the price at the origin within the quota."""
    in_quota_specific_usd_per_kg: Annotated[float, Field(ge=-1e6, le=1e6)] = 0.0
    """US dollars per kg within the quota."""


class ProductionSubsidy(_Supported):
    """A treasury pays plants a fixed amount a kg."""

    kind: Literal["production_subsidy"]
    """Kind of instrument."""
    usd_per_kg: Price
    """Amount, US dollars per kg of the material."""


class Phase(BaseModel):
    """A later rate of a tax credit."""

    model_config = STRICT

    from_: Annotated[dt.date, Field(alias="from")]
    """First day of the rate."""
    share: Share
    """Share of production cost from that day."""


class TaxCredit(Entry):
    """A treasury pays back a share of what production costs, without the materials bought."""

    kind: Literal["tax_credit"]
    """Kind of instrument."""
    club: str
    """Club, or region, whose plants qualify."""
    materials: tuple[str, ...]
    """Materials or groups whose production qualifies."""
    plants: tuple[str, ...] = ()
    """Plants that qualify; blank: all that make one of the materials."""
    share: Share
    """Share of production cost."""
    phase: tuple[Phase, ...] = ()
    """Later rates, in order."""


class CapitalGrant(Entry):
    """A treasury pays part of what plants cost to build; planned ones are built because of it."""

    kind: Literal["capital_grant"]
    """Kind of instrument."""
    plants: tuple[str, ...]
    """Plants; planned ones start on ``operating_from``."""
    usd_million: Money
    """Grant to all of them together, paid on the first day, million US dollars."""
    operating_from: dt.date | None = None
    """First day on which the plants operate; needed where one is planned."""
    payer: str = ""
    """Region whose treasury pays; blank: each plant's own, in equal parts."""


class StockObligation(Entry):
    """Commercial holders keep at least so many days of use, or pay a fine on what is missing."""

    kind: Literal["stock_obligation"]
    """Kind of instrument."""
    club: str
    """Club, or region, whose holders are obliged."""
    materials: tuple[str, ...]
    """Materials or groups."""
    days: Annotated[float, Field(gt=0, le=1000)]
    """Days of the region's use in the base run."""
    build_up_months: Annotated[float, Field(ge=0, le=120)] = 12.0
    """Months over which the obligation rises from nothing to the full days."""
    fine_usd_per_kg_year: Annotated[float, Field(gt=0, le=1e7)]
    """Fine on what is missing, US dollars per kg and year."""


class ProcurementRule(Entry):
    """Sectors of a club take a share of a material from a trusted lane: goods whose covered stages all took
    place in trusted regions, or in plants that meet a standard.
    """

    kind: Literal["procurement_rule", "standards_market"]
    """A rule on origin, or on a standard that plants meet."""
    club: str
    """Club, or region, whose sectors follow the rule."""
    sectors: Names
    """Sectors that follow it."""
    materials: tuple[str, ...]
    """Materials or groups that these sectors buy under the rule."""
    covers: tuple[str, ...] = ()
    """Materials or groups of earlier stages that must be trusted as well; blank: only the last one."""
    trusted: tuple[str, ...] = ()
    """Trusted regions or clubs."""
    plants: tuple[str, ...] = ()
    """Trusted plants elsewhere, or with ``standards_market`` those that meet the standard."""
    share: Share = 1.0
    """Share of use that must be trusted; 1 bans all else."""
    waiver_usd_per_kg: Price | None = None
    """What a buyer pays for each kg that it takes from elsewhere after all; blank: no waiver."""


class DependenceCap(Entry):
    """No single origin outside supplies more than a share of a club's use."""

    kind: Literal["dependence_cap"]
    """Kind of instrument."""
    club: str
    """Club, or region."""
    materials: tuple[str, ...]
    """Materials or groups; each is capped by itself."""
    share: Share
    """Largest share of the club's use in a calendar year that one origin may supply."""
    origins: Names = "all"
    """Origins that are capped; ``all``: every region outside the club."""
    fine_usd_per_kg: Price | None = None
    """Fine on imports above the cap, US dollars per kg; blank: the cap is hard."""


class PriorityAllocation(Entry):
    """In an emergency the named sectors are served before all others, in the order named."""

    kind: Literal["priority_allocation"]
    """Kind of instrument."""
    club: str
    """Club, or region, in which it holds."""
    materials: tuple[str, ...]
    """Materials or groups."""
    sectors: tuple[str, ...]
    """Sectors, first served first."""


class ExportLimit(Entry):
    """Members let only a share of their usual exports leave for regions outside the club."""

    kind: Literal["export_limit"]
    """Kind of instrument."""
    club: str
    """Club, or region, that restricts its exports."""
    materials: tuple[str, ...]
    """Materials or groups, such as scrap."""
    volume_share: Share = 0.0
    """Share of the base run's flow that may leave."""


class CollectionTarget(Entry):
    """Collectors bring in at least so many tonnes of scrap a year, or pay a fine."""

    kind: Literal["collection_target"]
    """Kind of instrument."""
    club: str
    """Club, or region."""
    material: str
    """Scrap that is collected."""
    t_per_year: Tonnes
    """Target of the club, tonnes a calendar year."""
    fine_usd_per_kg: Annotated[float, Field(gt=0, le=1e7)]
    """Fine on what is missing, US dollars per kg."""


class SharedStock(Entry):
    """A stock whose participants may draw at a fixed price if they bring the goods back in time."""

    kind: Literal["shared_stock"]
    """Kind of instrument."""
    holder: str
    """Name of the stock."""
    region: str
    """Where it lies."""
    material: str
    """What it holds."""
    level_t: Tonnes
    """Tonnes in it on the first day, bought before."""
    price_usd_per_kg: Price
    """Price at which goods are drawn and bought back, US dollars per kg."""
    move_t_per_month: Tonnes
    """Largest draw, and largest return, in tonnes a month."""
    replenish_months: Annotated[int, Field(ge=1, le=120)]
    """Months within which what was drawn must be back."""


class StockRelease(Entry):
    """In an emergency a strategic stock is sold to members; ``from`` is the day of the declaration."""

    kind: Literal["stock_release"]
    """Kind of instrument."""
    holder: str
    """Name of the stock."""
    region: str
    """Where it lies."""
    material: str
    """What it holds."""
    level_t: Tonnes | None = None
    """Tonnes in it on the first day of the emergency, bought before; blank: the public holding of that
    holder, region and material in ``holdings.csv`` is opened."""
    draw_t_per_month: Tonnes | None = None
    """Largest release in tonnes a month; blank: that of the holding, or with ``level_t`` no limit but the
    level."""
    lead_days: Annotated[float, Field(ge=0, le=1000)] = 0.0
    """Days from the declaration to the first release."""
    reserve_price_usd_per_kg: Price | None = None
    """Nothing is sold unless it fetches this beside freight, US dollars per kg; blank: the base price where
    the stock lies, or nothing where there is none."""
    members: tuple[str, ...] = ()
    """Regions or clubs to which it may be released; blank: its own region."""
    transit_days: Annotated[float, Field(ge=0, le=1000)] | None = None
    """Days to members elsewhere; blank: those of the quickest route of the material to each."""
    freight_usd_per_kg: Price | None = None
    """Freight to members elsewhere, US dollars per kg; blank: that of the same route."""


Instrument = Annotated[
    PriceFloor
    | ContractForDifference
    | Offtake
    | PriceGapSubsidy
    | MinimumProcurementPrice
    | PublicPurchase
    | Tariff
    | ProductionSubsidy
    | TaxCredit
    | CapitalGrant
    | StockObligation
    | ProcurementRule
    | DependenceCap
    | PriorityAllocation
    | ExportLimit
    | CollectionTarget
    | SharedStock
    | StockRelease,
    Field(discriminator="kind"),
]
