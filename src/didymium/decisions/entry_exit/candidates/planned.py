"""Who could build without support: projects of the case, its other planned plants, and others who add to what
ran in the base year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from didymium.case.case import Case
from didymium.case.schema import Plant, PlantCost
from didymium.decisions.entry_exit.candidates.life import Life
from didymium.decisions.entry_exit.candidates.stated import Stated
from didymium.decisions.entry_exit.terms import EntryTerms
from didymium.decisions.projects import pipeline
from didymium.decisions.reference.costs import KG_PER_T

MONTHS_PER_YEAR = 12.0


@dataclass(frozen=True)
class Candidate:
    """Something that may be built: all at once (a project, a planned plant) or in steps (others who
    enter).
    """

    name: str
    region: str
    t_per_year: Mapping[str, float]
    """Capacity by plant, tonnes of the reference material of its process; of one step where it comes in
    steps."""
    operating_usd_per_year: float
    """At full output, without the materials bought."""
    capital_usd: float
    life: Life
    most: int
    """Steps that can be decided at one review."""
    is_step: bool
    """Whether it may be built again and again."""
    earliest: dt.date | None = None
    """First day on which it can be decided."""
    tax_rate: float = 0.0
    royalty_rate: float = 0.0
    sustaining_share: float = 0.0
    assumed: tuple[str, ...] = ()
    """Figures that no row states: ``lead``, ``life``, ``capital``."""
    members: tuple[Candidate, ...] = ()
    """The two of a pair that feed each other; blank: it stands alone."""

    @property
    def alone(self) -> tuple[Candidate, ...]:
        """Itself, or of a pair the two."""
        return self.members or (self,)

    @property
    def full_cost_usd_per_kg(self) -> float:
        """What a kg must earn beyond the materials bought for the whole to be worth nothing, before tax."""
        tonnes = sum(self.t_per_year.values())
        return (self.operating_usd_per_year + self.capital_usd * self.life.charge) / (tonnes * KG_PER_T)

    def in_part(self, part: float) -> Candidate:
        """Return it at a part of its size, at the same cost by kg."""
        return replace(
            self,
            t_per_year={name: t * part for name, t in self.t_per_year.items()},
            operating_usd_per_year=self.operating_usd_per_year * part,
            capital_usd=self.capital_usd * part,
        )


@dataclass(frozen=True)
class LeftOut:
    """A planned plant or project that nobody can weigh, and why: ``no_capital`` (nobody says what it costs to
    build) or ``no_output``.
    """

    name: str
    reason: str


def planned(case: Case, terms: EntryTerms) -> Iterator[Candidate | LeftOut]:
    """Yield the projects that nobody has decided and the planned plants of no project, by name."""
    if not terms.projects:
        return
    idle = {row.plant for row in case.plants if row.status == "planned"}
    of_projects = {plant for row in case.projects for plant in row.plant_names}
    for one in sorted(pipeline.candidates(case), key=lambda one: one.project.project):
        if not one.project.is_decided and set(one.project.plant_names) <= idle:
            yield _project(one, terms)
    stated = Stated(case)
    for plant in sorted(case.plants, key=lambda row: row.plant):
        if plant.plant in idle - of_projects:
            yield _plant(stated, plant, terms)


def _project(one: pipeline.Candidate, terms: EntryTerms) -> Candidate | LeftOut:
    row = one.project
    tonnes = {plant.plant: plant.capacity_t_per_year for plant in one.plants}
    if one.capital_usd is None:
        return LeftOut(row.project, "no_capital")
    if not sum(tonnes.values()) > 0.0:
        return LeftOut(row.project, "no_output")
    life = Life(
        row.lead_months / MONTHS_PER_YEAR, row.ramp_years, row.life_years, terms.required_return,
        row.permitting_share,
    )  # fmt: skip
    return Candidate(
        name=row.project,
        region=row.region,
        t_per_year=tonnes,
        operating_usd_per_year=one.operating_usd_per_year.mode,
        capital_usd=one.capital_usd.mode,
        life=life,
        most=1,
        is_step=False,
        earliest=row.earliest_decision,
        tax_rate=row.tax_rate,
        royalty_rate=row.royalty_rate,
        sustaining_share=row.sustaining_share,
    )


def _plant(stated: Stated, plant: Plant, terms: EntryTerms) -> Candidate | LeftOut:
    later = [row.capacity_t_per_year for row in stated.case.capacity_changes if row.plant == plant.plant]
    tonnes, capital = max([plant.capacity_t_per_year, *later]), stated.capital_usd_per_kg(plant)
    if tonnes <= 0.0:
        return LeftOut(plant.plant, "no_output")
    if capital is None:
        return LeftOut(plant.plant, "no_capital")
    life, assumed = life_of(stated.costs[plant.plant], terms)
    return Candidate(
        name=plant.plant,
        region=plant.region,
        t_per_year={plant.plant: tonnes},
        operating_usd_per_year=stated.operating_usd_per_kg(plant) * tonnes * KG_PER_T,
        capital_usd=capital * tonnes * KG_PER_T,
        life=life,
        most=1,
        is_step=False,
        assumed=assumed,
    )


def pairs(stated: Stated, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield two candidates as one where both stand at one place and one makes what the other takes: neither
    may be of use without the other. They come with the later of the two and end with the earlier.
    """
    processes = {plant.plant: plant.process for plant in stated.case.plants}

    def feeds(one: Candidate, other: Candidate) -> bool:
        made, taken = (
            {
                material
                for plant in each.t_per_year
                for material, t_per_t in stated.recipes[processes[plant]].t_per_t.items()
                if sign * t_per_t > 0.0
            }
            for each, sign in ((one, 1.0), (other, -1.0))
        )
        return bool(made & taken)

    for one, other in combinations([each for each in candidates if not each.is_step], 2):
        if one.region == other.region and (feeds(one, other) or feeds(other, one)):
            yield _pair(one, other)


def _pair(one: Candidate, other: Candidate) -> Candidate:
    capital = one.capital_usd + other.capital_usd
    part = one.capital_usd / capital if capital > 0.0 else 0.5

    def mean(first: float, second: float) -> float:
        return part * first + (1.0 - part) * second

    return Candidate(
        name=f"{one.name} + {other.name}",
        region=one.region,
        t_per_year={**one.t_per_year, **other.t_per_year},
        operating_usd_per_year=one.operating_usd_per_year + other.operating_usd_per_year,
        capital_usd=capital,
        life=Life(
            max(one.life.lead_years, other.life.lead_years),
            max(one.life.ramp_years, other.life.ramp_years),
            min(one.life.life_years, other.life.life_years),
            max(one.life.required_return, other.life.required_return),
            mean(one.life.permitting_share, other.life.permitting_share),
        ),
        most=1,
        is_step=False,
        earliest=max((day for day in (one.earliest, other.earliest) if day), default=None),
        tax_rate=mean(one.tax_rate, other.tax_rate),
        royalty_rate=mean(one.royalty_rate, other.royalty_rate),
        sustaining_share=mean(one.sustaining_share, other.sustaining_share),
        members=(one, other),
    )


def life_of(cost: PlantCost | None, terms: EntryTerms) -> tuple[Life, tuple[str, ...]]:
    """Return the times and the return of a plant, and which of its times are assumed."""
    lead, life = (None, None) if cost is None else (cost.construction_years, cost.life_years)
    stated = None if cost is None else cost.required_return
    found = Life(
        terms.lead_years if lead is None else lead,
        terms.ramp_years,
        terms.life_years if life is None else life,
        terms.required_return if stated is None else stated,
    )
    return found, tuple(name for name, value in (("lead", lead), ("life", life)) if value is None)
