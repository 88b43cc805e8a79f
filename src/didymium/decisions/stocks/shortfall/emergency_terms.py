"""What is assumed about an emergency, in a file that anybody can read and change."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.files.problems import InputError, Problem
from didymium.files.toml_file import parse_toml, read_toml, toml_problem
from didymium.files.wording import Finding
from didymium.scenario.entry import STRICT, Share

SHIPPED = "emergency_terms.toml"
Factor = Annotated[float, Field(ge=0, le=100)]


class TwoPhases(BaseModel):
    """A figure for the years of conflict and one for those of recovery."""

    model_config = STRICT

    conflict: Factor
    """In each year of conflict."""
    recovery: Factor
    """In each year of recovery."""
    source: str
    """Source ids, or ``assumed: why``."""


class Essential(BaseModel):
    """How much of civilian use is essential, up to a rank of priority."""

    model_config = STRICT

    priority_at_most: Annotated[int, Field(ge=1)]
    """Demands whose ``priority`` is at most this, and above that of the row before."""
    share: Share
    """Share of their use that is essential."""
    source: str
    """Source ids, or ``assumed: why``."""


class Reliance(BaseModel):
    """How far some countries can be counted on. The first row that names a country holds for it."""

    model_config = STRICT

    regions: tuple[str, ...]
    """Regions or clubs; ``all``: whoever no row before names."""
    reliability: Share
    """Share of what the member usually gets that they would be willing to send."""
    ability: Share
    """Share of it that they would be able to make and send."""
    closed_years: Annotated[int, Field(ge=0, le=100)] = 0
    """Years from the first day on in which nothing comes."""
    source: str
    """Source ids, or ``assumed: why``."""


class EmergencyTerms(BaseModel):
    """Assumptions from which an emergency is derived for a case."""

    model_config = STRICT

    title: str
    """The emergency in one line."""
    conflict_years: Annotated[int, Field(ge=1, le=50)] = 1
    """Years of conflict."""
    recovery_years: Annotated[int, Field(ge=0, le=50)] = 3
    """Years of recovery."""
    defence_sectors: tuple[str, ...]
    """Sectors whose use counts as defence."""
    defence_factor: TwoPhases
    """Defence use by what it is in peace."""
    essential: tuple[Essential, ...]
    """Essential civilian use, by rank of priority; below the last rank nothing is essential."""
    plants_essential: TwoPhases
    """Share of what plants of the member take that is essential; whom their products serve is not traced."""
    investment: TwoPhases
    """Emergency investment by the demand of defence."""
    war_damage: TwoPhases
    """Share of home output lost."""
    extra_purchase: TwoPhases
    """Share of what countries would still make, and do not usually send, that could be bought on top."""
    carry_over_share: Share
    """Share of a year's surplus that is there for the next."""
    reliance: tuple[Reliance, ...]
    """Countries."""
    source: str
    """Source ids, or ``assumed: why``, for all that has no source of its own."""


@cache
def shipped_terms() -> EmergencyTerms:
    """Return the terms that ship."""
    text = (
        resources.files("didymium.decisions.stocks.shortfall").joinpath(SHIPPED).read_text(encoding="utf-8")
    )
    found, problems = parse_toml(text, SHIPPED, EmergencyTerms)
    if found is None:
        raise InputError(problems)
    return found


def read_terms(case: Case, path: Path) -> EmergencyTerms:
    """Read terms from a TOML file and hold them against a case.

    Raises:
        InputError: With every problem, each with its line.
    """
    found, text, problems = read_toml(path, path.name, EmergencyTerms)
    if found is not None:
        problems = [toml_problem(path.name, text, finding) for finding in _findings(case, found)]
    if found is None or problems:
        raise InputError(problems)
    return found


def check_terms(case: Case, terms: EmergencyTerms) -> None:
    """Hold terms that were made elsewhere against a case.

    Raises:
        InputError: With every problem.
    """
    found = _findings(case, terms)
    if found:
        raise InputError([Problem("terms", f.message, None, str(f.path), f.value, f.remedy) for f in found])


def _findings(case: Case, terms: EmergencyTerms) -> list[Finding]:
    names, found = names_of(case), []
    wanted = [(("defence_sectors",), Target.SECTOR, name) for name in terms.defence_sectors] + [
        (("reliance", number, "regions"), Target.REGION_OR_CLUB, name)
        for number, row in enumerate(terms.reliance)
        for name in row.regions
        if name != "all"
    ]
    for path, target, name in wanted:
        problem = names.problem(target, name, "", None, None)
        if problem is not None:
            found.append(Finding(path, problem.message, name, problem.remedy))
    ranks = [row.priority_at_most for row in terms.essential]
    if ranks != sorted(set(ranks)):
        message = "must rise from row to row"
        found.append(Finding(("essential",), message, " ".join(map(str, ranks))))
    for name in ("plants_essential", "war_damage", "extra_purchase"):
        phases: TwoPhases = getattr(terms, name)
        for phase in ("conflict", "recovery"):
            if getattr(phases, phase) > 1.0:
                found.append(Finding((name, phase), "must be a share from 0 to 1"))
    return found
