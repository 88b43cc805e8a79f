"""An emergency for which a country sizes its stockpile: what it would need, and what would still reach it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from didymium.files.problems import InputError, Problem
from didymium.files.toml_file import parse_toml, read_toml, toml_problem
from didymium.files.wording import Finding
from didymium.files.wording import Path as Keys
from didymium.scenario.entry import STRICT, Share

Tonnes = Annotated[float, Field(ge=0, le=1e10)]
Yearly = tuple[Tonnes, ...]
"""Tonnes in each year of the emergency."""
Measure = Literal["substitution", "extra_purchase", "reduced_exports", "recycling", "extra_sell", "other"]


class ForeignSupply(BaseModel):
    """What a foreign country makes of a material, and how much of it can be counted on."""

    model_config = STRICT

    region: str
    """The country."""
    t_per_year: Yearly
    """What it makes, tonnes in each year of the emergency."""
    share_to_member: Share
    """Share of it that the member gets."""
    reliability: Share
    """Share of that which its government and firms would still be willing to send."""
    ability: Share
    """Share of that which they would still be able to make and send."""
    zero_from: dt.date | None = None
    """First day on which nothing comes (an adversary, a war on its soil); blank: there is none."""
    zero_until: dt.date | None = None
    """Last day on which nothing comes; blank: to the end of the emergency."""
    source: str
    """Source ids, or ``assumed: why``."""


class Mitigation(BaseModel):
    """A measure that covers part of a shortfall without a stock."""

    model_config = STRICT

    measure: Measure
    """What is done."""
    most_t_per_year: Yearly
    """Most that it covers, tonnes in each year of the emergency."""
    source: str
    """Source ids, or ``assumed: why``."""


class MaterialNeed(BaseModel):
    """A material in an emergency: demand, supply, stock, and measures in the order in which they come."""

    model_config = STRICT

    material: str
    """The material."""
    defence_t_per_year: Yearly
    """Demand of defence, tonnes in each year of the emergency."""
    essential_civilian_t_per_year: Yearly
    """Essential demand of civilians."""
    investment_t_per_year: Yearly
    """Demand of emergency investment: to make more of what the emergency takes."""
    domestic_t_per_year: Yearly
    """What is made at home."""
    war_damage_share: tuple[Share, ...]
    """Share of it lost to war damage, in each year."""
    supply: tuple[ForeignSupply, ...] = ()
    """Foreign supply."""
    stock_t: Tonnes = 0.0
    """Stock at the beginning, tonnes."""
    carry_over_share: Share = 0.0
    """Share of a year's surplus that is there for the next."""
    mitigation: tuple[Mitigation, ...] = ()
    """Measures; the first is used up before the second begins."""
    price_usd_per_kg: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """Price at which tonnes are valued; blank: they are not."""
    source: str
    """Source ids, or ``assumed: why``."""


class Emergency(BaseModel):
    """Years of conflict, then years of recovery, and what each material would need in them."""

    model_config = STRICT

    title: str
    """The emergency in one line."""
    member: str
    """Country whose stockpile is sized."""
    begin: dt.date
    """First day of the conflict."""
    conflict_years: Annotated[int, Field(ge=1, le=50)] = 1
    """Years of conflict."""
    recovery_years: Annotated[int, Field(ge=0, le=50)] = 3
    """Years of recovery."""
    material: tuple[MaterialNeed, ...]
    """The materials."""

    @property
    def years(self) -> int:
        """Number of years."""
        return self.conflict_years + self.recovery_years

    @cached_property
    def bounds(self) -> tuple[dt.date, ...]:
        """First day of each year, and the day after the last."""
        return tuple(years_after(self.begin, year) for year in range(self.years + 1))


def years_after(day: dt.date, years: int) -> dt.date:
    """Return the same day years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def read_emergency(path: Path) -> Emergency:
    """Read an emergency from a TOML file.

    Raises:
        InputError: With every problem, each with its line.
    """
    found, text, problems = read_toml(path, path.name, Emergency)
    return _checked(found, text, path.name, problems)


def parse_emergency(text: str, name: str) -> Emergency:
    """Read an emergency from a text; ``name`` is what messages call it.

    Raises:
        InputError: With every problem, each with its line.
    """
    found, problems = parse_toml(text, name, Emergency)
    return _checked(found, text, name, problems)


def _checked(found: Emergency | None, text: str, name: str, problems: list[Problem]) -> Emergency:
    if found is not None:
        problems = [toml_problem(name, text, finding) for finding in emergency_findings(found)]
    if found is None or problems:
        raise InputError(problems)
    return found


def emergency_findings(emergency: Emergency) -> Iterator[Finding]:
    """Yield what is wrong in an emergency beyond its types: dates, materials twice."""
    if not emergency.material:
        yield Finding(("material",), "is missing", remedy="state at least one material")
    seen: set[str] = set()
    for number, need in enumerate(emergency.material):
        path: Keys = ("material", number)
        if need.material in seen:
            yield Finding((*path, "material"), "stands there twice", need.material, "put them together")
        seen.add(need.material)
        yield from _wrong_years(emergency.years, need, path)
        for position, row in enumerate(need.supply):
            yield from _wrong_dates(emergency, row, (*path, "supply", position))


def _wrong_years(years: int, need: MaterialNeed, path: Keys) -> Iterator[Finding]:
    courses: list[tuple[Keys, tuple[float, ...]]] = [
        ((name,), getattr(need, name))
        for name in (
            "defence_t_per_year", "essential_civilian_t_per_year", "investment_t_per_year",
            "domestic_t_per_year", "war_damage_share",
        )
    ]  # fmt: skip
    courses += [(("supply", n, "t_per_year"), row.t_per_year) for n, row in enumerate(need.supply)]
    courses += [
        (("mitigation", n, "most_t_per_year"), row.most_t_per_year) for n, row in enumerate(need.mitigation)
    ]
    for keys, course in courses:
        if len(course) != years:
            message = f"holds {len(course)} figures, the emergency has {years} years"
            yield Finding((*path, *keys), message, remedy="state one for each year of conflict and recovery")


def _wrong_dates(emergency: Emergency, row: ForeignSupply, path: Keys) -> Iterator[Finding]:
    if row.region == emergency.member:
        yield Finding((*path, "region"), "is the member itself", row.region, "use domestic_t_per_year")
    first, last = row.zero_from, row.zero_until
    if last is not None and first is None:
        yield Finding((*path, "zero_until"), "has no first day", str(last), "state zero_from")
    if first is not None and last is not None and last < first:
        yield Finding((*path, "zero_until"), f"is before its first day, {first}", str(last))
