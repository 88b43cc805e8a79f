"""All parts of an answer about projects that pages, files and the terminal show; each may be missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from didymium.case.case import Case
from didymium.decisions.programmes.clock import FundingDay, funding_days
from didymium.decisions.programmes.figures import Figure, known_on
from didymium.decisions.programmes.kiep_tests import ProjectScores, score_row
from didymium.decisions.programmes.sheet import ProgrammeSheet, programme_sheet
from didymium.decisions.projects.deposits import (
    MAGNET,
    DepositValue,
    Prices,
    element_prices,
    value_deposits,
)
from didymium.decisions.projects.known import Known, known_projects
from didymium.decisions.projects.pipeline import Candidate, candidates
from didymium.decisions.projects.supply_curve import SupplyCurve, supply_curve
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.files.row import Row
from didymium.market.base_year import BaseYear
from didymium.views.evidence.speaking import Speaker
from didymium.views.wording import words_for

if TYPE_CHECKING:
    from didymium.decisions.investment.projects_answer import ProjectRow, ProjectsAnswer

NAMING = ("regions", "materials", "sectors", "plants")
"""Tables whose names are said."""


@dataclass(frozen=True, eq=False)
class Listed:
    """A project with what its case and the evidence say of it."""

    case: Case
    candidate: Candidate
    known: Known | None

    @property
    def name(self) -> str:
        """Name of the project."""
        return self.candidate.project.project

    @property
    def regions(self) -> frozenset[str]:
        """Where it stands, and whose firms take part or hold stakes."""
        project, stakes = self.candidate.project, self.candidate.stakes
        names = [project.region, *project.participants.split()]
        named = [region for name in names for region in self.case.regions_of(name)]
        return frozenset([*named, *(row.region for row in stakes if row.region)])


@dataclass(frozen=True, eq=False)
class DepositsView:
    """Deposits at prices, and supply curves by element."""

    values: tuple[DepositValue, ...]
    curves: Mapping[str, SupplyCurve]
    from_markets: bool
    """Whether prices are means of markets that were solved; else they are those of the base year."""


@dataclass(frozen=True, eq=False)
class ProgrammeView:
    """A member's programme on a day, with the clock of its latest tranche and the tests of the projects."""

    sheet: ProgrammeSheet
    notice: dt.date
    """Day from which the clock is shown: the latest announcement, or the day itself before any."""
    clock: tuple[FundingDay, ...]
    scores: tuple[ProjectScores, ...]
    """KIEP's tests of the projects that are listed."""


@dataclass(frozen=True, eq=False)
class ProjectsView:
    """What is shown of projects."""

    cases: tuple[Case, ...]
    rows: tuple[Listed, ...]
    in_full: bool = False
    """Whether all that is known of each project is shown, for projects that were asked for by name."""
    answer: ProjectsAnswer | None = None
    """Finance and gaps, if they were asked for."""
    deposits: DepositsView | None = None
    programme: ProgrammeView | None = None

    @cached_property
    def naming(self) -> Case:
        """A case that knows the names of all: of a name in several, that of the first."""
        tables = {name: self._rows(name) for name in NAMING}
        return replace(self.cases[0], tables={**self.cases[0].tables, **tables})

    def _rows(self, table: str) -> tuple[Row, ...]:
        """Rows of a table of all cases, the first case last, as a later name takes the place of others."""
        return tuple(row for case in reversed(self.cases) for row in case.tables.get(table, ()))

    def speaker(self, language: str = "en", case: Case | None = None) -> Speaker:
        """Return who says it in a language, with the evidence of a case, else of the first."""
        evidence = (case or self.cases[0]).evidence or shared_evidence()
        return Speaker(words_for(self.naming, language), evidence)

    @property
    def answered(self) -> tuple[ProjectRow, ...]:
        """Rows of the answer of the projects that are listed."""
        shown = {row.name for row in self.rows}
        found = () if self.answer is None else self.answer.rows
        return tuple(row for row in found if row.placed.name in shown)

    def project_name(self, name: str, language: str = "en") -> str:
        """Return the name of a project in a language; of one that is not listed as it is."""
        found = (row for row in self.rows if row.name == name)
        return next((row.candidate.project.name_in(language) for row in found), name.replace("_", " "))


def listed_projects(
    cases: Sequence[Case], projects: Sequence[str] = (), members: Sequence[str] = ()
) -> tuple[Listed, ...]:
    """Return the projects of some cases: only those of some names, and only those in which some regions or
    clubs take part.

    Raises:
        FinanceError: If capital is in a currency without a rate.
    """
    return tuple(
        row
        for case in cases
        for row in _of_case(case)
        if (not projects or row.name in projects) and (not members or row.regions & _regions(case, members))
    )


def _of_case(case: Case) -> list[Listed]:
    known = known_projects(case)
    return [Listed(case, one, known.get(one.project.project)) for one in candidates(case)]


def _regions(case: Case, members: Sequence[str]) -> frozenset[str]:
    return frozenset(region for name in members for region in case.regions_of(name))


def base_deposits(cases: Sequence[Case], base_years: Sequence[BaseYear]) -> DepositsView:
    """Return the deposits of some cases at the prices of the base year where most is exported from."""
    values = [
        value
        for case, base in zip(cases, base_years, strict=True)
        for value in value_deposits(case, base_prices(case, base))
    ]
    return DepositsView(tuple(values), curves_of(values), False)


def curves_of(values: Sequence[DepositValue]) -> dict[str, SupplyCurve]:
    """Return the supply curves of the elements of magnets."""
    return {name: supply_curve(values, name) for name in MAGNET if name != "NdPr"} if values else {}


def base_prices(case: Case, base: BaseYear) -> Prices:
    """Return prices by element in the base year, in the region outside the members whose exports are worth
    most then; if nobody else exports, in the first home region.
    """
    worth: dict[str, float] = {}
    for (material, origin, *_), tonnes in base.flow.items():
        if origin not in case.settings.home_regions:
            worth[origin] = worth.get(origin, 0.0) + tonnes * base.price.get((origin, material), 0.0)
    first = case.settings.home_regions[0] if case.settings.home_regions else ""
    region = max(sorted(worth), key=lambda name: worth[name], default=first)
    return element_prices({name: usd for (place, name), usd in base.price.items() if place == region})


def answered_deposits(answer: ProjectsAnswer) -> DepositsView:
    """Return the deposits of an answer, at the mean prices of its markets."""
    return DepositsView(answer.deposits, answer.curves, True)


def programme_view(
    evidence: Evidence,
    member: str,
    day: dt.date,
    rows: Sequence[Listed] = (),
    rates: Mapping[str, Figure] | None = None,
) -> ProgrammeView:
    """Return a member's programme on a day, with the tests of some projects for this member.

    Raises:
        InputError: If the member has no such programme, a rule was not yet known, or its currency has no
            rate.
    """
    sheet = programme_sheet(evidence, member, day, rates=rates)
    notice = max((chain.announced_on for chain in sheet.chains), default=day)
    known, one = known_on(evidence, day), sheet.terms.member
    scores = tuple(score_row(known, one, row.candidate.project, row.candidate.stakes) for row in rows)
    return ProgrammeView(sheet, notice, funding_days(sheet.terms, notice), scores)
