"""All stops of a region's commodities, one after the other on a market that is kept hot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.files.suggestion import did_you_mean
from didymium.indicators.disruption.categories import category, single_point_of_failure
from didymium.indicators.disruption.commodities import (
    UnknownDisruption,
    commodities_of,
    published_probability,
)
from didymium.indicators.disruption.effects import Effects, Run, effects, run_of
from didymium.indicators.disruption.elasticities import balance_of
from didymium.indicators.disruption.stops import Stop, scenario_of, stops
from didymium.indicators.input_output.through import EconomyLoss, loss_through_economy
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.scenario.hot import HotMarket
from didymium.scenario.run import scenario_structure

Progress = Callable[[str], None]
Probability = float | Mapping[tuple[str, str], float]
"""One for all stops, or by commodity and origin."""
GIVEN = "given by the user"

DISRUPTION_COLUMNS: Mapping[str, pl.DataType] = {
    "region": pl.String(), "commodity": pl.String(), "materials": pl.String(), "origin": pl.String(),
    "year": pl.Int32(), "theta": pl.Float64(), "net_exports_t": pl.Float64(), "export_share": pl.Float64(),
    "price_multiple": pl.Float64(), "periods_without_price": pl.Int32(),
    "elastic_price_multiple": pl.Float64(), "elastic_supply_share": pl.Float64(),
    "missing_t": pl.Float64(), "unvalued_t": pl.Float64(), "direct_usd": pl.Float64(),
    "indirect_usd": pl.Float64(), "price_usd": pl.Float64(), "substitution_usd": pl.Float64(),
    "producers_gain_usd": pl.Float64(), "net_decrease_usd": pl.Float64(), "market_loss_usd": pl.Float64(),
    "probability_low": pl.Float64(), "probability_high": pl.Float64(), "probability_source": pl.String(),
    "expected_usd": pl.Float64(), "category": pl.String(), "single_point_of_failure": pl.Boolean(),
    "largest_industry": pl.String(), "largest_industry_usd": pl.Float64(), "unplaced_usd": pl.Float64(),
    "capped_usd": pl.Float64(),
}  # fmt: skip
"""Columns of the answer, one row a stop. US dollars of a year; losses are positive.

``net_decrease_usd`` = direct + indirect + price + substitution − producers' gain, without the indirect part
where it is null because no input-output table of the region ships. ``expected_usd`` is it times the middle of
the probabilities, null where nobody knows or gave one; then so is ``category``. ``market_loss_usd`` is what
users lose along their demand curves less the producers' gain: another answer, in which a tonne given up costs
what its user would have paid for it, no more. ``unplaced_usd`` is direct loss of sectors that no industry is
named for, which goes through no other industry."""


@dataclass(frozen=True)
class StopAnswer:
    """A stop and what it does to a region."""

    stop: Stop
    effects: Effects
    economy: EconomyLoss

    @property
    def net_decrease_usd(self) -> float:
        """What the region's value added falls by, US dollars."""
        found = self.effects
        indirect = self.economy.indirect_usd or 0.0
        paid = found.price_usd + found.substitution_usd
        return self.economy.direct_usd + indirect + paid - found.producers_gain_usd


def disruptions(
    case: Case,
    base_year: BaseYear,
    region: str,
    materials: Sequence[str] | None = None,
    countries: Sequence[str] | None = None,
    theta: float = 1.0,
    probability: Probability | None = None,
    year: int | None = None,
    progress: Progress = lambda message: None,
) -> pl.DataFrame:
    """Return what a year's stop of each commodity by each country costs a region; our own reconstruction of
    the approach of the US Geological Survey. Columns of :data:`DISRUPTION_COLUMNS`, the costliest first.

    ``materials`` are commodities, groups or materials (None: every commodity that the case has);
    ``countries`` those that stop (None: every net exporter with a hundredth of the world's net exports or
    more); ``theta`` the part that is held back; ``probability`` one for all, or by commodity and origin,
    before what is published; ``year`` the year of the stop (None: the first of the case).

    Raises:
        UnknownDisruption: With every name and figure that cannot be.
        SolverError: If the market has no answer without a stop.
    """
    chosen = year or case.settings.start.year
    _check(case, region, countries, theta, probability, chosen)
    commodities = commodities_of(case, materials)
    wanted = [
        stop
        for stop in stops(case, base_year, commodities, countries, theta, chosen)
        if stop.origin != region
    ]
    rows = [
        _row(case, base_year, region, answer, probability)
        for answer in answers(case, base_year, region, wanted, progress)
    ]
    table = pl.DataFrame(rows, schema=dict(DISRUPTION_COLUMNS), orient="row")
    return table.sort("net_decrease_usd", "commodity", "origin", descending=[True, False, False])


def answers(
    case: Case, base_year: BaseYear, region: str, wanted: Sequence[Stop], progress: Progress
) -> Iterator[StopAnswer]:
    """Yield what each stop does to a region; all on one market, its base run solved once.

    Raises:
        SolverError: If the market has no answer.
    """
    hot: HotMarket | None = None
    base: Run | None = None
    for stop in wanted:
        scenario = scenario_of(case, stop)
        if hot is None or base is None:
            progress("base run")
            hot = HotMarket(build_market(scenario_structure(case, base_year, scenario, Options())))
            base = run_of(case, hot.base())
        progress(stop.label)
        run = run_of(case, hot.run(scenario))
        found = effects(case, base, run, region, stop.commodity.materials, stop.origin, stop.begin, stop.end)
        yield StopAnswer(stop, found, loss_through_economy(case.settings.name, region, found.lost_usd))


def _row(
    case: Case, base_year: BaseYear, region: str, answer: StopAnswer, probability: Probability | None
) -> tuple[object, ...]:
    stop, found, economy = answer.stop, answer.effects, answer.economy
    low, high, source = _probability(stop, probability)
    expected = None if low is None or high is None else answer.net_decrease_usd * (low + high) / 2
    balance = balance_of(case, base_year, stop)
    largest = next(iter((economy.by_industry or {}).items()), (None, None))
    return (
        region, stop.commodity.name, " ".join(stop.commodity.materials), stop.origin, stop.year, stop.theta,
        stop.net_exports_t, stop.share, found.price_multiple, found.periods_without_price,
        balance.price_multiple if balance else None, balance.supply_share if balance else None,
        found.missing_t, found.unvalued_t, economy.direct_usd, economy.indirect_usd, found.price_usd,
        found.substitution_usd, found.producers_gain_usd, answer.net_decrease_usd,
        found.users_loss_usd - found.producers_gain_usd, low, high, source, expected,
        None if expected is None else category(expected),
        single_point_of_failure(case, base_year, stop.commodity, region), *largest, economy.unplaced_usd,
        economy.capped_usd,
    )  # fmt: skip


def _probability(stop: Stop, given: Probability | None) -> tuple[float | None, float | None, str | None]:
    """Return the range of a stop's probability and where it comes from: as given, else as published."""
    key = (stop.commodity.name, stop.origin)
    value = given.get(key) if isinstance(given, Mapping) else given
    if value is not None:
        return value, value, GIVEN
    row = published_probability(*key)
    return (None, None, None) if row is None else (row.probability_low, row.probability_high, row.source)


def _check(
    case: Case,
    region: str,
    countries: Sequence[str] | None,
    theta: float,
    probability: Probability | None,
    year: int,
) -> None:
    known = [row.region for row in case.regions]
    said = [
        f'"{name}" is no region of the case ({did_you_mean(name, known, limit=30) or "see regions.csv"})'
        for name in (region, *(countries or ()))
        if name not in known
    ]
    if not 0.0 < theta <= 1.0:
        said.append(f"theta is {theta:g}: the part that is held back lies above 0 and is at most 1")
    values = probability.values() if isinstance(probability, Mapping) else [probability]
    said += [
        f"probability is {value:g}: it lies between 0 and 1"
        for value in values
        if value is not None and not 0.0 <= value <= 1.0
    ]
    if year < case.settings.start.year:
        said.append(f"the year {year} lies before the case begins ({case.settings.start})")
    if said:
        raise UnknownDisruption("\n".join(said))
