"""An emergency derived from a case: what a member uses and who supplies it in the calibrated base year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.case.schema import Demand, Substitute
from didymium.decisions.stocks.cover.base_flows import BaseFlows
from didymium.decisions.stocks.shortfall.emergency import (
    Emergency,
    ForeignSupply,
    MaterialNeed,
    Mitigation,
    years_after,
)
from didymium.decisions.stocks.shortfall.emergency_terms import (
    EmergencyTerms,
    Reliance,
    TwoPhases,
    check_terms,
    shipped_terms,
)
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear
from didymium.market.periods import DAYS_PER_YEAR

SOURCE = "derived: calibrated base year and the terms of the emergency"
LEAST_T = 1e-6


def emergency_of(
    case: Case,
    base_year: BaseYear,
    member: str,
    begin: dt.date,
    *,
    materials: Sequence[str] = (),
    terms: EmergencyTerms | None = None,
) -> Emergency:
    """Derive an emergency for a member: by default for the critical materials of the case that it uses.

    Use grows as its rows in demands.csv say, what plants take and make stays as in the base year. Countries
    send the shares of the base year, times reliability and ability. Substitution is what the ladders of the
    case save without lost output, open as far as in the middle of each year; then come extra purchases. What
    is made at home counts whole, so its usual exports are cut already and are no measure on top.

    Raises:
        InputError: With every problem: an unknown name, a case that is not calibrated, a day before it.
    """
    found = terms or shipped_terms()
    check_terms(case, found)
    _check(case, member, begin, materials)
    view = _View(case, base_year, member, begin, found, BaseFlows(case, base_year))
    wanted = [name for name in materials or case.settings.critical_materials if materials or view.uses(name)]
    return Emergency(
        title=found.title,
        member=member,
        begin=begin,
        conflict_years=found.conflict_years,
        recovery_years=found.recovery_years,
        material=tuple(view.need(material) for material in wanted),
    )


def _check(case: Case, member: str, begin: dt.date, materials: Sequence[str]) -> None:
    names = names_of(case)
    asked = [("member", Target.REGION, member), *(("material", Target.MATERIAL, m) for m in materials)]
    found = [names.problem(target, name, place, None, None) for place, target, name in asked]
    problems = [problem for problem in found if problem is not None]
    if begin < case.settings.start:
        message = f"is before the case begins, {case.settings.start}"
        problems.append(Problem("begin", message, value=str(begin)))
    if problems:
        raise InputError(problems)


@dataclass(frozen=True)
class _View:
    """A case seen by a member in an emergency."""

    case: Case
    base: BaseYear
    member: str
    begin: dt.date
    terms: EmergencyTerms
    flows: BaseFlows

    @property
    def years(self) -> int:
        return self.terms.conflict_years + self.terms.recovery_years

    def by_year(self, phases: TwoPhases) -> tuple[float, ...]:
        conflict, recovery = self.terms.conflict_years, self.terms.recovery_years
        return (phases.conflict,) * conflict + (phases.recovery,) * recovery

    def uses(self, material: str) -> bool:
        return self.flows.use_t_per_year.get((self.member, material), 0.0) > LEAST_T

    def need(self, material: str) -> MaterialNeed:
        demands = [row for row in self.case.demands if (row.region, row.material) == (self.member, material)]
        defence, civilian = self.demand(demands)
        plants = self.flows.use_t_per_year.get((self.member, material), 0.0) - sum(
            self.base.use.get(row.identity, 0.0) for row in demands
        )
        essential = [
            t + max(plants, 0.0) * share
            for t, share in zip(civilian, self.by_year(self.terms.plants_essential), strict=True)
        ]
        made = self.made(material)
        supply = self.supply(material, made)
        return MaterialNeed(
            material=material,
            defence_t_per_year=defence,
            essential_civilian_t_per_year=tuple(essential),
            investment_t_per_year=tuple(
                t * share for t, share in zip(defence, self.by_year(self.terms.investment), strict=True)
            ),
            domestic_t_per_year=(made.get(self.member, 0.0),) * self.years,
            war_damage_share=self.by_year(self.terms.war_damage),
            supply=supply,
            stock_t=sum(
                row.level_t
                for row in self.case.holdings
                if (row.kind, row.region, row.material) == ("public", self.member, material)
            ),
            carry_over_share=self.terms.carry_over_share,
            mitigation=(self.substitution(material, demands), self.extra_purchase(supply)),
            price_usd_per_kg=self.base.price.get((self.member, material)),
            source=SOURCE,
        )

    def demand(self, demands: Sequence[Demand]) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return defence and essential civilian use by year, tonnes."""
        factors, years = self.by_year(self.terms.defence_factor), range(self.years)
        defence = [0.0] * self.years
        civilian = [0.0] * self.years
        for row in demands:
            share = self.essential_share(row)
            for year in years:
                if row.sector in self.terms.defence_sectors:
                    defence[year] += factors[year] * self.use_t(row, year)
                else:
                    civilian[year] += share * self.use_t(row, year)
        return tuple(defence), tuple(civilian)

    def use_t(self, row: Demand, year: int) -> float:
        """Return the use of a demand in the middle of a year of the emergency, had it gone on growing."""
        middle = (
            years_after(self.begin, year)
            + (years_after(self.begin, year + 1) - years_after(self.begin, year)) / 2
        )
        years = (middle - dt.date(self.case.settings.base_year, 7, 1)).days / DAYS_PER_YEAR
        return float(self.base.use.get(row.identity, 0.0) * (1.0 + row.growth_per_year) ** years)

    def essential_share(self, row: Demand) -> float:
        return next((e.share for e in self.terms.essential if row.priority <= e.priority_at_most), 0.0)

    def made(self, material: str) -> Mapping[str, float]:
        """Return what each region makes of a material in the base year, tonnes."""
        recipes: dict[str, float] = {}
        first = dt.date(self.case.settings.base_year, 1, 1)
        for row in self.case.coefficients:
            if row.material == material and (row.from_ is None or row.from_ <= first):
                recipes[row.process] = max(row.t_per_t, 0.0)
        found: dict[str, float] = {}
        for plant in self.case.plants:
            tonnes = self.base.run.get(plant.plant, 0.0) * recipes.get(plant.process, 0.0)
            found[plant.region] = found.get(plant.region, 0.0) + tonnes
        return {region: tonnes for region, tonnes in found.items() if tonnes > LEAST_T}

    def supply(self, material: str, made: Mapping[str, float]) -> tuple[ForeignSupply, ...]:
        """Return foreign supply: whoever makes the material or sends it to the member."""
        sent: dict[str, float] = {}
        for (name, origin, destination, *_), tonnes in self.base.flow.items():
            if (name, destination) == (material, self.member) and tonnes > LEAST_T:
                sent[origin] = sent.get(origin, 0.0) + tonnes
        rows = []
        for region in sorted({*made, *sent} - {self.member}):
            # A place that passes on more than it makes is taken to have as much as it sends.
            output = max(made.get(region, 0.0), sent.get(region, 0.0))
            terms = self.reliance(region)
            closed = terms is not None and terms.closed_years > 0
            rows.append(
                ForeignSupply(
                    region=region,
                    t_per_year=(output,) * self.years,
                    share_to_member=min(sent.get(region, 0.0) / output, 1.0),
                    reliability=terms.reliability if terms else 0.0,
                    ability=terms.ability if terms else 0.0,
                    zero_from=self.begin if closed else None,
                    zero_until=(
                        years_after(self.begin, terms.closed_years) - dt.timedelta(days=1)
                        if terms is not None and closed
                        else None
                    ),
                    source=f"{SOURCE}; {terms.source if terms else 'assumed: no row names it'}",
                )
            )
        return tuple(rows)

    def reliance(self, region: str) -> Reliance | None:
        for row in self.terms.reliance:
            if any(region in self.case.regions_of(name, self.begin) for name in row.regions):
                return row
        return None

    def substitution(self, material: str, demands: Sequence[Demand]) -> Mitigation:
        """Return what ladders can save of the demand that counts, without lost output."""
        factors, most = self.by_year(self.terms.defence_factor), [0.0] * self.years
        for row in demands:
            rungs = [rung for rung in self.case.substitutes if _climbs(rung, row)]
            is_defence = row.sector in self.terms.defence_sectors
            for year in range(self.years):
                months = 12.0 * (year + 0.5)
                saved = sum(r.max_share * (min(1.0, months / r.months) if r.months else 1.0) for r in rungs)
                counted = factors[year] if is_defence else self.essential_share(row)
                most[year] += min(saved, 1.0) * counted * self.use_t(row, year)
        return Mitigation(measure="substitution", most_t_per_year=tuple(most), source="derived: ladders")

    def extra_purchase(self, supply: Sequence[ForeignSupply]) -> Mitigation:
        """Return what could be bought of the output that usually goes elsewhere."""
        shares, most = self.by_year(self.terms.extra_purchase), []
        for year in range(self.years):
            first = years_after(self.begin, year)
            free = sum(
                row.t_per_year[year] * (1.0 - row.share_to_member) * row.reliability * row.ability
                for row in supply
                if row.zero_until is None or row.zero_until < first
            )
            most.append(shares[year] * free)
        source = self.terms.extra_purchase.source
        return Mitigation(measure="extra_purchase", most_t_per_year=tuple(most), source=source)


def _climbs(rung: Substitute, row: Demand) -> bool:
    sectors = rung.sectors.split()
    return (
        rung.from_material == row.material
        and rung.kind != "lost_output"
        and (row.sector in sectors or "*" in sectors)
    )
