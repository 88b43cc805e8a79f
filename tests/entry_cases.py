"""Markets solved by hand for the tests of entry and exit: one material, straight demand, stated costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from didymium.case.case import Case
from didymium.case.schema import PlantCost
from didymium.decisions.entry_exit import EntryTerms
from didymium.decisions.entry_exit.candidates.life import Life
from market_cases import WHY, CaseBuilder

LEAD, LIFE, RETURN = 2.0, 20.0, 0.10
LIVES = Life(LEAD, 0.0, LIFE, RETURN)
KG, MILLION = 1e3, 1e6
YEARLY = EntryTerms(quarters=0, years=8, ramp_years=0.0, tranche_share=0.02, most_tranches=100)
QUARTERLY = EntryTerms(quarters=16, years=4, ramp_years=0.0, entrants=False)


def costs(plant: str, running: float, full: float, tonnes: float) -> PlantCost:
    """Return costs at which a kg of a plant must earn ``full`` for its capital to be worth it."""
    capital = (full - running) / LIVES.charge * tonnes * KG / MILLION
    return PlantCost(
        plant=plant, operating_low_usd_per_kg=running, operating_usd_per_kg=running,
        operating_high_usd_per_kg=running, capital_million_usd=capital, capital_capacity_t_per_year=tonnes,
        life_years=LIFE, construction_years=LEAD, source=WHY,
    )  # fmt: skip


def with_costs(case: Case, *rows: PlantCost) -> Case:
    """Return a case with rows of plant_costs.csv."""
    return replace(case, tables={**case.tables, "plant_costs": rows})


def one_market(full: float = 40.0, running: float = 10.0) -> Case:
    """A material that 60 t of old plants make at 10 dollars a kg; Q = 200 − 2·P, so it costs 70. Others may
    enter at a full cost, with the first product two years after the decision.
    """
    case = CaseBuilder().source_of("m", "AAA", 60, running, name="old")
    case = case.demand("users", "AAA", "m", 100, curve="linear", elasticity=-1.0, base_price_usd_per_kg=50)
    return with_costs(case.build(), costs("old", running, full, 60))


def two_plants(until: dt.date | None = None) -> Case:
    """60 t at 10 dollars and 20 t at 55; Q = 200 − 2·P, so 80 t cost 60. In 2028 another 60 t at 10 come that
    are being built: 120 t cost 40, below what the dear plant spends. ``until``: their last day.
    """
    case = (
        CaseBuilder()
        .source_of("m", "AAA", 60, 10, name="cheap")
        .source_of("m", "AAA", 20, 55, name="dear")
        .source_of(
            "m", "AAA", 60, 10, name="new", start=dt.date(2028, 1, 1), end=until, status="construction"
        )
        .demand("users", "AAA", "m", 100, curve="linear", elasticity=-1.0, base_price_usd_per_kg=50)
    )
    return case.build()


def rival_and_buyer() -> Case:
    """RRR makes 100 t at 10 dollars and sells them to HHH, where Q = 150 − P: they cost 50. HHH may build 20
    t that run at 20 dollars; their capital asks for 60.
    """
    case = (
        CaseBuilder()
        .source_of("m", "RRR", 100, 10, name="theirs")
        .source_of("m", "HHH", 20, 20, name="ours", status="planned")
        .route("m", "RRR", "HHH")
        .demand("users", "HHH", "m", 100, curve="linear", elasticity=-0.5, base_price_usd_per_kg=50)
    )
    return with_costs(case.build(), costs("ours", 20, 60, 20))
