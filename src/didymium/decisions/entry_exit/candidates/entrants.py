"""Others who add, step by step, to what ran in the base year where it ran.

An entrant costs what plant_costs.csv states for a plant of its process, in its region if it can be. Prices of
the base year just pay it: had they paid more, more would have been built, so what is earned above the stated
cost is taken to be a rent of sites, permits and skill that an entrant pays for too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.schema import Plant
from didymium.decisions.entry_exit.candidates.life import Life
from didymium.decisions.entry_exit.candidates.planned import Candidate, life_of
from didymium.decisions.entry_exit.candidates.stated import Stated
from didymium.decisions.entry_exit.terms import EntryTerms
from didymium.decisions.reference.costs import KG_PER_T
from didymium.market.base_year import BaseYear

PREFIX = "entrant_"
SOURCE = "assumed: others add capacity where prices pay for it, decisions/entry_exit/candidates/entrants.py"
SMALLEST_T = 1.0
"""Less activity in the base year than this, tonnes a year, draws in nobody."""


def is_entrant(plant: str) -> bool:
    """Return whether a plant stands for others who entered."""
    return plant.startswith(PREFIX)


def entrants(case: Case, base: BaseYear, terms: EntryTerms) -> tuple[list[Candidate], list[Plant]]:
    """Return who may enter, and the plants that stand for them in the market, planned until they do."""
    candidates, plants, stated = [], [], Stated(case)
    ran = _incumbents(case, base) if terms.entrants else {}
    large = _large(stated, base, ran, terms)
    for process, region in sorted(large):
        incumbents, name = ran[process, region], f"{PREFIX}{process}_{region}"
        tonnes = terms.tranche_share * sum(_activity(base, plant) for plant in incumbents)
        found = _entrant(stated, base, incumbents, terms)
        if found is not None:
            candidates.append(_step(name, region, tonnes, found, terms))
            plants.append(_plant(name, incumbents[0], found.operating_usd_per_kg))
    return candidates, plants


def _large(
    stated: Stated, base: BaseYear, ran: Mapping[tuple[str, str], list[Plant]], terms: EntryTerms
) -> set[tuple[str, str]]:
    """Return the processes and regions that made at least the least share of what their stage of the chain
    turned over; without base prices of its tonnes.
    """
    stages = {row.process: row.stage for row in stated.case.processes}
    made: dict[tuple[str, str], float] = {}
    for key, plants in ran.items():
        outputs = stated.recipes[key[0]].outputs if base.calibrated else {}
        worth = sum(t * base.price.get((key[1], name), 0.0) for name, t in sorted(outputs.items()))
        made[key] = sum(_activity(base, plant) for plant in plants) * (worth if base.calibrated else 1.0)
    totals: dict[str, float] = {}
    for key, worth in sorted(made.items()):
        totals[stages[key[0]]] = totals.get(stages[key[0]], 0.0) + worth
    return {key for key, worth in made.items() if worth >= terms.least_share * totals[stages[key[0]]]}


@dataclass(frozen=True)
class _Cost:
    """What an entrant spends, US dollars per kg of activity and of yearly activity."""

    operating_usd_per_kg: float
    capital_usd_per_kg: float
    life: Life
    assumed: tuple[str, ...]


def _activity(base: BaseYear, plant: Plant) -> float:
    """Return what a plant made in the base year; a textbook case without one has its capacity."""
    if not base.calibrated:
        return 0.0 if plant.status in ("planned", "closed") else plant.capacity_t_per_year
    return base.run.get(plant.plant, 0.0)


def _incumbents(case: Case, base: BaseYear) -> dict[tuple[str, str], list[Plant]]:
    """Return the plants that ran, by process and region, by name; those that grow by themselves draw in
    nobody else.
    """
    found: dict[tuple[str, str], list[Plant]] = {}
    for plant in sorted(case.plants, key=lambda row: row.plant):
        if _activity(base, plant) >= SMALLEST_T and plant.capacity_growth_per_year is None:
            found.setdefault((plant.process, plant.region), []).append(plant)
    return found


def _entrant(stated: Stated, base: BaseYear, incumbents: Sequence[Plant], terms: EntryTerms) -> _Cost | None:
    """Return the cost of an entrant like the incumbents of a process in a region; None where it would earn
    nothing.
    """
    like = _like(stated, incumbents)
    life, assumed = life_of(stated.costs.get(like.plant), terms)
    capital = stated.capital_usd_per_kg(like)
    if capital is None:
        full = max(stated.operating_usd_per_kg(plant) for plant in incumbents)
    else:
        full = stated.operating_usd_per_kg(like) + capital * life.charge
    if terms.base_year_pays:
        full = max(full, _worth_at_base(stated, base, incumbents[0]))
    if full <= 0.0:
        return None
    if capital is None:
        capital, assumed = terms.capital_share * full / life.charge, (*assumed, "capital")
    return _Cost(full - capital * life.charge, capital, life, assumed)


def _step(name: str, region: str, tonnes: float, cost: _Cost, terms: EntryTerms) -> Candidate:
    kg = tonnes * KG_PER_T
    return Candidate(
        name=name,
        region=region,
        t_per_year={name: tonnes},
        operating_usd_per_year=cost.operating_usd_per_kg * kg,
        capital_usd=cost.capital_usd_per_kg * kg,
        life=cost.life,
        most=terms.most_tranches,
        is_step=True,
        assumed=cost.assumed,
    )


def _like(stated: Stated, incumbents: Sequence[Plant]) -> Plant:
    """Return the plant whose stated cost an entrant is taken to have: one of its own region if it can be,
    else of its process anywhere; one whose capital is stated first.
    """
    process = incumbents[0].process
    elsewhere = (row for row in stated.case.plants if row.process == process)
    near = [*incumbents, *sorted(elsewhere, key=lambda row: row.plant)]
    whole = [row for row in near if stated.capital_usd_per_kg(row) is not None]
    known = [row for row in near if row.plant in stated.costs]
    return next(iter((*whole, *known, *incumbents)))


def _worth_at_base(stated: Stated, base: BaseYear, plant: Plant) -> float:
    """Return what a kg of activity makes at base prices, less the materials that it takes, US dollars."""
    recipe = stated.recipes[plant.process].t_per_t
    return sum(recipe[name] * base.price.get((plant.region, name), 0.0) for name in sorted(recipe))


def _plant(name: str, like: Plant, operating_usd_per_kg: float) -> Plant:
    return like.model_copy(
        update={
            "plant": name,
            "name_en": name,
            "capacity_t_per_year": 0.0,
            "base_t_per_year": None,
            "cost_usd_per_kg": operating_usd_per_kg,
            "cost_at_capacity_usd_per_kg": None,
            "start": None,
            "end": None,
            "status": "planned",
            "owners": "",
            "source": SOURCE,
        }
    )
