"""Projects build plants that are still to be built, in a sensible time, and the evidence knows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at, written
from didymium.case.project_schema import Project
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

_RUNNING = ("operating", "ramping")


def check_projects(case: Case) -> list[Problem]:
    """Return projects without plants, with plants that run already or that another project builds too,
    without a start, with times out of order, and with a subject or agreement that the evidence does not know.
    """
    problems = [problem for row in case.projects for problem in _project(case, row)]
    return problems + list(_shared_plants(case))


def _project(case: Case, row: Project) -> Iterator[Problem]:
    yield from _plants(case, row)
    yield from _start(case, row)
    yield from ordered(case, row, "lead_months_low", "lead_months", "lead_months_high")
    yield from _known(case, row)


def _plants(case: Case, row: Project) -> Iterator[Problem]:
    if not row.plant_names:
        yield problem_at(case, row, "names no plant", "plants", remedy="name those of plants.csv it builds")
    if row.is_decided:
        return
    status = {plant.plant: plant.status for plant in case.plants}
    for name in row.plant_names:
        if status.get(name) in (*_RUNNING, "closed"):
            message = f"is {status[name]} in plants.csv, though the project is not decided"
            remedy = "set the plant's status to planned, or the project's to construction or operating"
            yield problem_at(case, row, message, "plants", name, remedy)


def _start(case: Case, row: Project) -> Iterator[Problem]:
    starts = [plant.start for plant in case.plants if plant.plant in row.plant_names]
    if row.earliest_decision is None and not any(starts):
        remedy = "give earliest_decision, or a start in plants.csv"
        message = "is blank, and no plant of the project has a start"
        yield problem_at(case, row, message, "earliest_decision", remedy=remedy)


def ordered(case: Case, row: Project, low: str, mode: str, high: str) -> Iterator[Problem]:
    """Yield the columns of a range that lie on the wrong side of the most likely figure."""
    central = getattr(row, mode)
    for column, sign, word in ((low, -1.0, "above"), (high, 1.0, "below")):
        end = getattr(row, column)
        if end is not None and central is not None and sign * (end - central) < 0:
            yield problem_at(case, row, f"is {word} {mode}, {written(central)}", column, end)


def _known(case: Case, row: Project) -> Iterator[Problem]:
    evidence = case.evidence
    if evidence is None:
        return
    for subject in row.subject_names:
        if subject not in evidence.subjects and subject not in evidence.names:
            yield _unknown(case, row, "subject", subject, (*evidence.subjects, *evidence.names))
    if row.agreement and row.agreement not in evidence.agreements:
        yield _unknown(case, row, "agreement", row.agreement, evidence.agreements)


def _unknown(case: Case, row: Project, column: str, name: str, known: Iterable[str]) -> Problem:
    remedy = did_you_mean(name, known, limit=0) or "name one that the evidence has, or leave it blank"
    return problem_at(case, row, f"is no {column} of the evidence", column, name, remedy)


def _shared_plants(case: Case) -> Iterator[Problem]:
    builders: dict[str, list[Project]] = defaultdict(list)
    for row in case.projects:
        for name in dict.fromkeys(row.plant_names):
            builders[name].append(row)
    for name, (first, *others) in builders.items():
        for row in others:
            message = f"is built by project {first.project} too"
            yield problem_at(case, row, message, "plants", name, "leave it to one of them")
