"""Payments on members' output: contracts for difference, offtakes with a floor, price-gap subsidies, minimum
procurement prices and fixed subsidies (market.md §8).

A column holds the tonnes that are paid for: no more than the plants make, than the terms allow, and than
buyers use or take delivery of. The payment lowers what these tonnes cost; a plant that is past the cap gets
nothing for its last tonne, so the cap leaves its incentive as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.schema import Plant
from didymium.market.additions import Addition, Extra, Parts
from didymium.market.build import Market
from didymium.market.periods import Periods
from didymium.market.program import Pen
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge, Quotation, Rate, Rule
from didymium.scenario.instruments.schema import (
    ContractForDifference,
    MinimumProcurementPrice,
    Offtake,
    PriceGapSubsidy,
    ProductionSubsidy,
)
from didymium.scenario.instruments.scope import (
    add_yearly_cap,
    in_force,
    keep_last_resort_dearer,
    makers_of,
    members_of,
    open_columns,
    output_columns,
    route_columns,
    settlement_means,
    use_columns,
    year_totals,
)

Floats = NDArray[np.float64]
Support = ContractForDifference | Offtake | PriceGapSubsidy | MinimumProcurementPrice | ProductionSubsidy
SMALLEST_T = 1e-9
SMALLEST_SHARE = 1e-3
"""A period of which less than this share is covered by an instrument's dates is not covered."""


@dataclass(frozen=True)
class Terms:
    """What kinds of support have in common."""

    material: str
    club: str
    plants: tuple[str, ...]
    level: float
    """Price that the support makes up to, or for a fixed subsidy the amount; US dollars per kg."""
    reference_region: str = ""
    settlement: str = "monthly"
    share: float = 1.0
    t_per_year: float | None = None
    buyers_share: float | None = None
    """Share of the club's use up to which is paid; None: use does not matter."""
    buyer: str = ""
    """Region to which the goods must be delivered."""
    payer: tuple[str, str] = ("", "treasuries")
    """Who pays; a blank region stands for the plant's own."""
    item: str = "support"
    second_strike: float | None = None
    upside_share: float = 0.0
    upside_cap_usd_million: float | None = None
    fixed: bool = False


def terms_of(entry: Support) -> Terms:
    """Return the terms of a kind of support."""
    if isinstance(entry, ContractForDifference):
        return Terms(
            entry.material, entry.club, entry.plants, entry.strike_usd_per_kg, entry.reference_region,
            entry.settlement, t_per_year=entry.t_per_year, payer=(entry.payer, "treasuries"),
            item="contract", second_strike=entry.second_strike_usd_per_kg, upside_share=entry.upside_share,
            upside_cap_usd_million=entry.upside_cap_usd_million_per_year,
        )  # fmt: skip
    if isinstance(entry, Offtake):
        return Terms(
            entry.material, "", entry.plants, entry.floor_usd_per_kg, entry.reference_region or entry.buyer,
            entry.settlement, t_per_year=entry.t_per_year, buyer=entry.buyer,
            payer=(entry.buyer, "offtakers"), item="offtake", second_strike=entry.rebate_above_usd_per_kg,
            upside_share=entry.rebate_share, upside_cap_usd_million=entry.rebate_cap_usd_million_per_year,
        )  # fmt: skip
    if isinstance(entry, PriceGapSubsidy):
        return Terms(
            entry.material, entry.club, (), entry.target_usd_per_kg, entry.reference_region,
            share=entry.share, t_per_year=entry.t_per_year, buyers_share=1.0, item="price gap",
        )  # fmt: skip
    if isinstance(entry, MinimumProcurementPrice):
        return Terms(
            entry.material, entry.club, (), entry.price_usd_per_kg, buyers_share=entry.buyers_share,
            payer=(entry.club, "procurement pool"), item="procurement premium",
        )  # fmt: skip
    return Terms(
        entry.material, entry.club, entry.plants, entry.usd_per_kg, t_per_year=entry.t_per_year,
        item="subsidy", fixed=True,
    )  # fmt: skip


def add_support(entry: Support, number: int) -> Addition:
    """Return what a support adds: the tonnes paid for in each region of its plants, and their limits."""
    terms = terms_of(entry)

    def addition(parts: Parts, pen: Pen) -> Iterable[Extra]:
        structure = parts.structure
        regions = regions_under(parts, entry, terms)
        if not regions:
            return ()
        unit = np.full(len(regions), structure.unit_t[terms.material])
        within = in_force(entry, structure.periods)
        paid = np.where(within > SMALLEST_SHARE, within, 1.0)
        block = pen.add_columns(paid_column(number), lambda n: regions[n], unit, cost=0.0, upper=0.0)
        made = pen.add_rows(f"made {number}", lambda n: regions[n], unit, lower=0.0, upper=np.inf)
        for entity, region in enumerate(regions):
            plants = [row for row in makers_under(parts, entry, terms) if row.region == region]
            columns, tonnes = output_columns(parts, plants, terms.material)
            pen.put(made.index(entity)[None, :], columns, tonnes)
            pen.put(made.index(entity), block.index(entity), -1.0 / paid)
        columns = block.index(np.arange(len(regions)))
        if terms.t_per_year is not None:
            allowance = within * structure.periods.years * terms.t_per_year
            add_yearly_cap(pen, f"cap {number}", columns, allowance, unit[:1], structure.periods)
        if terms.buyers_share is not None:
            _add_buyers(parts, pen, entry, terms, bought_row(number), columns)
        if terms.buyer:
            _add_deliveries(parts, pen, terms, f"delivered {number}", regions, columns)
        return (Extra(block, regions, "producers"),)

    return addition


def paid_column(number: int) -> str:
    """Return the name of the columns of tonnes that an instrument pays for."""
    return f"paid for {number}"


def makers_under(parts: Parts, entry: Support, terms: Terms) -> list[Plant]:
    """Return the plants that an instrument supports: those named, or all of the club."""
    members = members_of(parts.structure.case, terms.club, entry) if terms.club else frozenset()
    return makers_of(parts.structure, terms.material, terms.plants, members)


def regions_under(parts: Parts, entry: Support, terms: Terms) -> tuple[str, ...]:
    """Return the regions of its plants, in the order of its columns."""
    return tuple(sorted({plant.region for plant in makers_under(parts, entry, terms)}))


def _add_buyers(
    parts: Parts, pen: Pen, entry: Support, terms: Terms, name: str, columns: NDArray[np.int64]
) -> None:
    """Pay for no more than a share of what the club uses."""
    unit = np.array([parts.structure.unit_t[terms.material]])
    rows = pen.add_rows(name, lambda _: name, unit, lower=0.0, upper=np.inf)
    members = members_of(parts.structure.case, terms.club, entry)
    used, tonnes, _ = use_columns(parts, terms.material, members)
    pen.put(rows.index(0)[None, :], used, tonnes * (terms.buyers_share or 0.0))
    pen.put(rows.index(0)[None, :], columns, -1.0)


def _add_deliveries(
    parts: Parts, pen: Pen, terms: Terms, name: str, regions: Sequence[str], columns: NDArray[np.int64]
) -> None:
    """Pay for no more than what leaves for the buyer."""
    structure = parts.structure
    unit = np.full(len(regions), structure.unit_t[terms.material])
    rows = pen.add_rows(name, lambda n: regions[n], unit, lower=0.0, upper=np.inf)
    for entity, region in enumerate(regions):
        if region == terms.buyer:
            continue
        sent = _sent_to_buyer(parts, terms, region)
        if sent is not None:
            pen.put(rows.index(entity)[None, :], sent, 1.0)
        pen.put(rows.index(entity), columns[entity], -1.0)


def _sent_to_buyer(parts: Parts | Market, terms: Terms, region: str) -> NDArray[np.int64] | None:
    """Return the columns (n, T) in which a region's goods leave for the buyer; None where they need not, or
    no route takes them there.
    """
    if terms.buyer in ("", region):
        return None
    routes = [
        position
        for position, row in enumerate(parts.structure.routes)
        if (row.material, row.origin, row.destination) == (terms.material, region, terms.buyer)
    ]
    return route_columns(parts.trade, routes)[0] if routes else None


def enact_support(draft: Draft, number: int, entry: Support) -> None:
    """Open the tonnes paid for and add the rates: a fixed one, or one that follows the reference price."""
    terms, structure = terms_of(entry), draft.structure
    within = in_force(entry, structure.periods) > SMALLEST_SHARE
    extra = open_columns(draft, paid_column(number), np.where(within, np.inf, 0.0))
    if extra is None:
        return
    nodes = [structure.node_index[region, terms.material] for region in extra.regions]
    keep_last_resort_dearer(draft, nodes, terms.level)
    label = f"{terms.item} on {terms.material}"
    rates = []
    for entity, region in enumerate(extra.regions):
        payer = (terms.payer[0] or region, terms.payer[1])
        columns = extra.block.index(np.array([entity]))
        factor = np.full((1, len(structure.periods)), -1.0) * within
        charge = Charge(terms.item, columns, factor, ((region, "producers"),), (payer,))
        here = f"{label} in {region}"
        if terms.fixed:
            draft.charge(number, here, terms.material, charge, np.full(len(within), terms.level))
            continue
        node = structure.node_index[terms.reference_region or region, terms.material]
        rates.append(_support_rate(draft, number, here, terms, charge, node))
    draft.rates += rates
    if terms.second_strike is not None and terms.upside_share > 0:
        draft.rates += _upside_rates(draft, number, entry, terms, extra.regions)


def _support_rate(draft: Draft, number: int, label: str, terms: Terms, charge: Charge, node: int) -> Rate:
    periods = draft.structure.periods

    def rule(quotation: Quotation, rate: Floats) -> Floats:
        reference = settlement_means(quotation.prices[node], periods, terms.settlement)
        return np.maximum(terms.level - reference, 0.0) * terms.share

    return Rate(number, label, terms.material, (charge,), rule=rule, ceiling=terms.level * terms.share)


@dataclass(frozen=True)
class _Upside:
    """Where an upside is paid back: the columns in which a region's plants run, what they make a tonne, the
    columns of delivery (None where goods need not travel), and the node of the reference price.
    """

    region: str
    columns: NDArray[np.int64]
    tonnes: Floats
    sent: NDArray[np.int64] | None
    node: int

    def made(self, quotation: Quotation, within: Floats) -> Floats:
        """Return what the plants make in force, tonnes; shape (T,)."""
        return np.asarray((quotation.tonnes[self.columns] * self.tonnes).sum(axis=0) * within)

    def eligible(self, quotation: Quotation, within: Floats) -> Floats:
        """Return what of it counts: all, or what is delivered; shape (T,)."""
        made = self.made(quotation, within)
        if self.sent is None:
            return made
        return np.asarray(np.minimum(made, quotation.tonnes[self.sent].sum(axis=0) * within))


def _upside_rates(
    draft: Draft, number: int, entry: Support, terms: Terms, regions: Sequence[str]
) -> list[Rate]:
    """Return what plants of each region pay back a kg of output: their share above the second strike, spread
    over all they make where tonnes or money are capped or only some of it is delivered. A cap holds for all
    regions together.
    """
    market, structure = draft.market, draft.structure
    first = entry.upside_from if isinstance(entry, ContractForDifference) else None
    within = in_force(entry, structure.periods) * structure.periods.share_within(first, None)
    places = [_upside_in(market, entry, terms, region) for region in regions]
    rates = []
    for place in places:
        payer = (terms.payer[0] or place.region, terms.payer[1])
        charge = Charge(
            f"{terms.item} upside", place.columns, place.tonnes * within,
            ((place.region, "producers"),) * len(place.columns), (payer,) * len(place.columns),
        )  # fmt: skip
        rates.append(
            Rate(
                number, _upside_label(terms, place), terms.material, (charge,),
                rule=_upside_rule(structure.periods, number, terms, within, place, places),
                ceiling=terms.level * terms.upside_share,
            )
        )  # fmt: skip
    return rates


def _upside_in(market: Market, entry: Support, terms: Terms, region: str) -> _Upside:
    plants = [row for row in makers_under(market.parts, entry, terms) if row.region == region]
    columns, tonnes = output_columns(market, plants, terms.material)
    node = market.structure.node_index[terms.reference_region or region, terms.material]
    return _Upside(region, columns, tonnes, _sent_to_buyer(market, terms, region), node)


def _upside_label(terms: Terms, place: _Upside) -> str:
    return f"{terms.item} upside in {place.region}"


def _upside_rule(
    periods: Periods, number: int, terms: Terms, within: Floats, place: _Upside, places: Sequence[_Upside]
) -> Rule:
    second = terms.second_strike or 0.0

    def asked(quotation: Quotation, where: _Upside) -> Floats:
        reference = settlement_means(quotation.prices[where.node], periods, terms.settlement)
        return np.asarray(np.maximum(reference - second, 0.0) * terms.upside_share)

    def paid_before(quotation: Quotation) -> Floats:
        """Thousand US dollars that plants of all places paid back in periods that are over."""
        over = np.arange(len(periods)) < quotation.past.first
        nothing = np.zeros(len(periods))
        rates = [quotation.past.rates.get((number, _upside_label(terms, where)), nothing) for where in places]
        made = [where.made(quotation, within) for where in places]
        return np.asarray((np.array(rates) * np.array(made)).sum(axis=0) * over)

    def rule(quotation: Quotation, rate: Floats) -> Floats:
        made, eligible = place.made(quotation, within), place.eligible(quotation, within)
        # Plants that stand still would pay all the same: else they would start again without the charge.
        covered = np.divide(eligible, made, out=np.ones_like(made), where=made > SMALLEST_T)
        counted = np.array([where.eligible(quotation, within) for where in places])
        part = np.ones(len(periods))
        if terms.t_per_year is not None:
            allowance = year_totals(within * periods.years, periods) * terms.t_per_year
            all_t = year_totals(counted.sum(axis=0), periods)
            part = part * np.minimum(1.0, allowance / np.maximum(all_t, 1e-9))
        if terms.upside_cap_usd_million is not None:
            due = (np.array([asked(quotation, where) for where in places]) * counted).sum(axis=0)
            paid = paid_before(quotation)
            left = terms.upside_cap_usd_million - year_totals(paid * 1e-3, periods)
            to_come = np.arange(len(periods)) >= quotation.past.first
            owed = year_totals(due * part * to_come * 1e-3, periods)
            part = part * np.clip(left / np.maximum(owed, 1e-12), 0.0, 1.0)
        return np.asarray(asked(quotation, place) * covered * part)

    return rule


def bought_row(number: int) -> str:
    """Return the name of the rows that keep what an instrument pays for within a share of use."""
    return f"bought {number}"
