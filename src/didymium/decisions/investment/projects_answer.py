"""The answer to a question about projects: what is known, which gap each closes, and its finance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from didymium.case.case import Case
from didymium.decisions.finance.assessment import Assessment, NotAssessed
from didymium.decisions.investment.asking import check_projects
from didymium.decisions.investment.instruments import InstrumentAlone, instruments_for
from didymium.decisions.investment.mixes import FunderMix, funder_mixes
from didymium.decisions.investment.prepared import Placed, Prepared
from didymium.decisions.investment.request import ProjectsRequest
from didymium.decisions.long_run.futures import Shock
from didymium.decisions.long_run.horizon import Calm, calm_course, long_run
from didymium.decisions.projects.deposits import DepositValue, solved_prices, value_deposits
from didymium.decisions.projects.gaps import closed_gaps, gaps, largest_exporter, running_projects
from didymium.decisions.projects.known import Known, known_projects
from didymium.decisions.projects.supply_curve import SupplyCurve, supply_curve
from didymium.evidence.agencies import BLOCS, agencies
from didymium.market.base_year import BaseYear
from didymium.outcome.tables import Outcome
from didymium.scenario.readout import read_path
from didymium.scenario.schema import Ban, ExportRestriction

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class ProjectRow:
    """Everything about one project. ``gaps`` has a row for each material and year of which it closes a
    part, with the columns of :func:`closed_gaps`.
    """

    placed: Placed
    known: Known | None
    finance: Assessment | NotAssessed
    mixes: tuple[FunderMix, ...]
    gaps: pl.DataFrame
    instruments: tuple[InstrumentAlone, ...] = ()
    """What each instrument of its funders' agencies would do by itself."""


@dataclass(frozen=True, eq=False)
class CaseGaps:
    """What members lack of each material of a case in each year without their rivals: those whose exports
    the shocks restrict, else the largest exporter.
    """

    case: str
    members: tuple[str, ...]
    rivals: tuple[str, ...]
    table: pl.DataFrame


@dataclass(frozen=True, eq=False)
class ProjectsAnswer:
    """The answer. ``deposits`` and ``curves`` come from the cases that have any."""

    prepared: Prepared
    rows: tuple[ProjectRow, ...]
    gaps: tuple[CaseGaps, ...]
    deposits: tuple[DepositValue, ...]
    curves: Mapping[str, SupplyCurve]

    def row(self, name: str) -> ProjectRow:
        """Return the row of a project."""
        return next(row for row in self.rows if row.placed.name == name)


CURVE_ELEMENTS = ("Nd", "Pr", "Dy", "Tb")


def answer_projects(
    cases: Sequence[Case],
    base_years: Sequence[BaseYear],
    request: ProjectsRequest,
    *,
    workers: int = 1,
    progress: Progress = lambda step: None,
) -> ProjectsAnswer:
    """Answer a question about the projects of one case or several.

    Raises:
        InputError: With everything that is wrong with the question.
        FinanceError: If the terms of a project make no sense.
        SolverError: If a market has no answer.
    """
    checked = check_projects(cases, request)
    prepared = Prepared(tuple(cases), tuple(base_years), checked, workers, progress)
    outcomes = [calm_outcome(prepared, place) for place in range(len(cases))]
    lacking = tuple(
        _case_gaps(case, outcome, shocks)
        for case, outcome, shocks in zip(cases, outcomes, checked.shocks, strict=True)
    )
    known = {name: item for case in cases for name, item in known_projects(case).items()}
    rows = tuple(
        ProjectRow(
            item,
            known.get(item.name),
            prepared.assessments[item.name],
            mixes_of(prepared, item),
            _closed(item, lacking[item.place], outcomes[item.place]),
            _instruments_of(prepared, item),
        )
        for item in prepared.asked
    )
    deposits, curves = _deposits(cases, outcomes, lacking)
    return ProjectsAnswer(prepared, rows, lacking, deposits, curves)


def calm_outcome(prepared: Prepared, place: int) -> Outcome:
    """Return the tables of a market's calm course without undecided projects, year by year.

    Raises:
        SolverError: If it has no answer.
    """
    prepared.progress(f"base course of {prepared.cases[place].settings.name}")
    setting = prepared.setting
    own = setting.markets[place]
    calm: Calm = calm_course(long_run(own.case, own.base_year, setting.horizon, setting.entry, own.shape))
    name = prepared.cases[place].settings.name
    return Outcome(name, "calm", "", read_path(calm.path))


def mixes_of(prepared: Prepared, item: Placed) -> tuple[FunderMix, ...]:
    """Return the cheapest mix of each of a project's funders; none for one that needs none or of which
    nothing can be said.
    """
    finance = prepared.assessments[item.name]
    if not prepared.request.mixes or isinstance(finance, NotAssessed):
        return ()
    prepared.progress(f"mixes for {item.name}")
    return funder_mixes(finance, funders_of(prepared, item), agencies(), prepared.assessing)


def _instruments_of(prepared: Prepared, item: Placed) -> tuple[InstrumentAlone, ...]:
    """Return what each instrument of a project's funders would do by itself, where anything can be said."""
    finance = prepared.assessments[item.name]
    if not prepared.request.mixes or isinstance(finance, NotAssessed):
        return ()
    return instruments_for(finance, funders_of(prepared, item), agencies(), prepared.assessing)


def funders_of(prepared: Prepared, item: Placed) -> tuple[str, ...]:
    """Return whose treasuries may support a project: as stated, else those of its participants, else the
    first two home regions of its case. A club that spends as one, the European Union, is one treasury.
    """
    project, case = item.candidate.project, prepared.cases[item.place]
    stated = project.funders.split() or project.participants.split()
    begin = prepared.setting.horizon.begin
    regions = [
        region
        for name in stated
        for region in ((name.upper(),) if name.upper() in BLOCS else case.regions_of(name, begin))
    ]
    return tuple(dict.fromkeys(regions)) or case.settings.home_regions[:2]


def _case_gaps(case: Case, outcome: Outcome, shocks: Sequence[Shock]) -> CaseGaps:
    members = case.settings.home_regions
    rivals = _restrained(shocks)
    if not rivals:
        largest = largest_exporter(outcome, members)
        rivals = () if largest is None else (largest,)
    return CaseGaps(case.settings.name, members, rivals, gaps(case, outcome, members, rivals))


def _restrained(shocks: Sequence[Shock]) -> tuple[str, ...]:
    """Return the regions whose exports the shocks restrict."""
    events = [event for shock in shocks for event in shock.scenario.event]
    limits = [event for event in events if isinstance(event, ExportRestriction | Ban)]
    return tuple(dict.fromkeys(event.origin for event in limits))


def _closed(item: Placed, lacking: CaseGaps, outcome: Outcome) -> pl.DataFrame:
    running = running_projects(outcome, (item.candidate,))
    return closed_gaps((item.candidate,), lacking.table, running=running)


def _deposits(
    cases: Sequence[Case], outcomes: Sequence[Outcome], lacking: Sequence[CaseGaps]
) -> tuple[tuple[DepositValue, ...], dict[str, SupplyCurve]]:
    values: list[DepositValue] = []
    for case, outcome, own in zip(cases, outcomes, lacking, strict=True):
        if case.deposits:
            region = next(iter(own.rivals or case.settings.home_regions))
            values += value_deposits(case, solved_prices(outcome["prices"], region))
    curves = {name: supply_curve(values, name) for name in CURVE_ELEMENTS} if values else {}
    return tuple(values), curves
