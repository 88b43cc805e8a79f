"""Read the rival files of a case: each whole, or every problem in it at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from didymium.case.case import Case
from didymium.decisions.rival.checks import check_rival
from didymium.decisions.rival.schema import Policy, Rival
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.toml_file import dotted, read_toml, toml_problem
from didymium.files.toml_lines import line_of
from didymium.scenario.reading import complete_scenario
from didymium.scenario.schema import Scenario

FOLDER = "rivals"
"""Folder of a case with its rival files."""


def list_rivals(case: Case) -> tuple[str, ...]:
    """Return the names of the rival files of a case."""
    return tuple(_files(case))


def read_rival(case: Case, name_or_path: str | Path) -> Rival:
    """Read a rival file of the case by name, or from a path.

    Raises:
        InputError: With every problem found in it, or if there is none.
    """
    path = _files(case).get(str(name_or_path))
    if path is None:
        path = Path(name_or_path)
        if path.suffix != ".toml" or not path.is_file():
            raise InputError([_no_rival(case, str(name_or_path))])
    rival, problems = _read(case, path)
    if rival is None or problems:
        raise InputError(problems)
    return rival


def rival_problems(case: Case) -> list[Problem]:
    """Return every problem in the rival files of a case, by file."""
    return [problem for path in _files(case).values() for problem in _read(case, path)[1]]


def policy_scenario(case: Case, rival: Rival, policy: Policy) -> Scenario:
    """Return a policy as a scenario on the rival's division of time, with what its files hold put in.

    Raises:
        InputError: With everything that is wrong with it.
    """
    stated = Scenario(
        title=policy.title_en,
        profile=rival.profile,
        begin=rival.begin,
        include=policy.include,
        event=policy.event,
        instrument=policy.instrument,
    )
    return complete_scenario(case, stated, f"policy {policy.name}")


def _read(case: Case, path: Path) -> tuple[Rival | None, list[Problem]]:
    file = f"{FOLDER}/{path.name}"
    rival, text, problems = read_toml(path, file, Rival)
    if rival is None:
        return None, problems
    problems = [toml_problem(file, text, finding) for finding in check_rival(case, rival)]
    for number, policy in enumerate(rival.policy):
        line = line_of(text, ("policy", number))
        for found in _policy_problems(case, rival, policy):
            place = " ".join(part for part in (dotted(("policy", number)), found.column) if part)
            problems.append(Problem(file, found.message, line, place, found.value, found.remedy))
    return rival, problems


def _policy_problems(case: Case, rival: Rival, policy: Policy) -> Iterator[Problem]:
    try:
        scenario = policy_scenario(case, rival, policy)
    except InputError as error:
        # The division of time is the rival file's own and was looked at there.
        yield from (found for found in error.problems if found.column not in ("profile", "begin"))
        return
    for entry in (*scenario.event, *scenario.instrument):
        if entry.known_from > rival.moves_on:
            message = f"is known after the rival moves, {rival.moves_on}: the alliance moves first"
            remedy = "announce it earlier, or let the rival move later"
            yield Problem("", message, None, "announced", str(entry.known_from), remedy)
        if policy.is_answer and rival.answers_on and entry.until and entry.until < rival.answers_on:
            message = f"is over on the day of the answer, {rival.answers_on}"
            yield Problem(
                "", message, None, "until", str(entry.until), "let it last, or let nobody answer with it"
            )
    if policy.is_answer and rival.answers_on is None:
        message = "has no effect: the file names no day for a second move"
        yield Problem("", message, None, "is_answer", "true", "name the day with answers_on, or take it out")


def _files(case: Case) -> dict[str, Path]:
    if case.path is None:
        return {}
    return {path.stem: path for path in sorted((case.path / FOLDER).glob("*.toml"))}


def _no_rival(case: Case, name: str) -> Problem:
    files = _files(case)
    remedy = did_you_mean(name, files) or f"put {name}.toml into {FOLDER}/ of the case"
    return Problem(name, f"is no rival file of {case.settings.name}", remedy=remedy)
