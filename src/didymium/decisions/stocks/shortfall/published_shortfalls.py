"""The shortfalls that the US Department of Defense published in 2013, as the evidence holds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from didymium.decisions.stocks.shortfall.emergency import Emergency, MaterialNeed, Mitigation
from didymium.evidence.evidence import Evidence

SOURCE = "dod_requirements_2013"
STAGES = ("base_case", "base_case_after_extra_buy", "base_case_extra_buy")
"""What a fact of the list states: the shortfall, what is left after extra purchases, what these cover."""
REPORT_YEAR = 2013


@dataclass(frozen=True)
class PublishedShortfall:
    """A row of the list: tonnes as the row counts them, and million US dollars."""

    material: str
    base_t: float
    base_usd_million: float
    after_extra_buy_t: float
    after_extra_buy_usd_million: float
    extra_buy_t: float
    extra_buy_usd_million: float
    digit_t: float
    """The last digit that the report prints of its quantity, tonnes."""

    @property
    def price_usd_per_kg(self) -> float:
        """Price that the report's base shortfall and its value imply."""
        return self.base_usd_million * 1e3 / self.base_t


@dataclass(frozen=True)
class PublishedTotals:
    """The totals that the report prints, million US dollars."""

    base_usd_million: float
    after_extra_buy_usd_million: float
    extra_buy_usd_million: float


def published_shortfalls(evidence: Evidence) -> tuple[PublishedShortfall, ...]:
    """Return the 18 rows of table 10-1 of the 2013 report on stockpile requirements, in its order.

    Raises:
        KeyError: If the evidence lacks a part of a row.
    """
    facts = evidence.facts.filter(pl.col("source") == SOURCE, pl.col("measure") == "shortfall")
    return tuple(
        _row(evidence, material) for material in facts["material"].unique(maintain_order=True).to_list()
    )


def published_totals(evidence: Evidence) -> PublishedTotals:
    """Return the totals printed below the list."""
    return PublishedTotals(*(_fact(evidence, "critical_minerals", "shortfall_usd", s)[0] for s in STAGES))


def _row(evidence: Evidence, material: str) -> PublishedShortfall:
    (base, digit), (after, _), (bought, _) = (_fact(evidence, material, "shortfall", s) for s in STAGES)
    values = [_fact(evidence, material, "shortfall_usd", stage)[0] for stage in STAGES]
    return PublishedShortfall(material, base, values[0], after, values[1], bought, values[2], digit)


def _fact(evidence: Evidence, material: str, measure: str, stage: str) -> tuple[float, float]:
    """Return a figure in tonnes or million US dollars, and one of its last digits, which are whole units."""
    found = evidence.facts.filter(
        pl.col("source") == SOURCE,
        pl.col("material") == material,
        pl.col("measure") == measure,
        pl.col("detail") == stage,
    )
    if not found.height:
        raise KeyError(f"{SOURCE} has no {measure} of {material}, {stage}")
    row = found.row(0, named=True)
    factor = evidence.units[row["unit"]].factor
    return row["base"] / (1e6 if measure == "shortfall_usd" else 1.0), factor


def published_emergency(rows: tuple[PublishedShortfall, ...]) -> Emergency:
    """Return an emergency that has the published shortfalls as its whole demand, all years in one, and the
    extra purchases as its one measure, valued at the implied prices: its net shortfalls and values can then
    be held against those that the report prints.
    """
    needs = tuple(
        MaterialNeed(
            material=row.material,
            defence_t_per_year=(0.0,),
            essential_civilian_t_per_year=(row.base_t,),
            investment_t_per_year=(0.0,),
            domestic_t_per_year=(0.0,),
            war_damage_share=(0.0,),
            mitigation=(
                Mitigation(measure="extra_purchase", most_t_per_year=(row.extra_buy_t,), source=SOURCE),
            ),
            price_usd_per_kg=row.price_usd_per_kg,
            source=f"{SOURCE}; essential_civilian_t_per_year=assumed: the list does not part uses or years",
        )
        for row in rows
    )
    begin = dt.date(REPORT_YEAR, 1, 1)
    return Emergency(
        title="Base case of 2013", member="USA", begin=begin, conflict_years=1, recovery_years=0,
        material=needs,
    )  # fmt: skip
