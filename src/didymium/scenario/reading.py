"""Read a scenario file with all that it includes and hold it against its case: all of it, or every problem in
it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.toml_file import dotted, parse_toml, read_toml, toml_problem
from didymium.files.wording import Finding
from didymium.scenario.checks import check_scenario
from didymium.scenario.restricting import restricts
from didymium.scenario.schema import Scenario

SCENARIOS, INSTRUMENTS = "scenarios", "instruments"
"""Folders of a case: what `run` solves, and what scenarios may include."""


@dataclass(frozen=True)
class _Document:
    """A scenario file as it was read: its name in messages, and its text to find lines in."""

    name: str
    text: str
    scenario: Scenario


def list_scenarios(case: Case) -> tuple[str, ...]:
    """Return the names of the scenarios in the folder of a case."""
    return tuple(_files(case, SCENARIOS))


def usual_scenario(case: Case) -> str:
    """Return the scenario that is meant where none is named: the one that the case says, else its first that
    is not ``base``; blank where a case has none at all.
    """
    names = list_scenarios(case)
    eventful = [name for name in names if name != "base"]
    return case.settings.usual.scenario or (*eventful, *names, "")[0]


def list_instruments(case: Case) -> tuple[str, ...]:
    """Return the names of the files in the case's folder of instruments, which scenarios may include."""
    return tuple(_files(case, INSTRUMENTS))


def read_scenario(case: Case, name_or_path: str | Path) -> Scenario:
    """Read a scenario or an instrument file of the case by name, or from a path; what it includes is put in.

    Raises:
        InputError: With every problem found in the file, or if there is none.
    """
    path = _find(case, name_or_path)
    scenario, problems = _read(case, path)
    if scenario is None or problems:
        raise InputError(problems)
    return scenario


def restricting_scenarios(case: Case) -> tuple[str, ...]:
    """Return the scenarios of a case in which goods are kept from buyers abroad."""
    return tuple(name for name in list_scenarios(case) if restricts(read_scenario(case, name)))


def parse_scenario(case: Case, text: str, name: str) -> Scenario:
    """Read a scenario from a text that somebody sent; it may include instrument files of the case, but no
    paths: these would be files of whoever reads it.

    Raises:
        InputError: With every problem found in it; ``name`` is what messages call it.
    """
    scenario, problems = parse_toml(text, name, Scenario)
    if scenario is None:
        raise InputError(problems)
    return complete_scenario(case, scenario, name, text)


def complete_scenario(case: Case, scenario: Scenario, name: str, text: str = "") -> Scenario:
    """Put into a scenario that somebody sent the instrument files of the case that it includes, each once,
    and hold the whole against the case; ``text`` is what it was read from, to name lines.

    Raises:
        InputError: With every problem; ``name`` is what messages call the scenario.
    """
    shipped, found = _files(case, INSTRUMENTS), dict[Path, _Document]()
    own, problems = _Document(name, text, scenario), list[Problem]()
    for included in dict.fromkeys(scenario.include):
        if included in shipped and shipped[included].resolve() not in found:
            problems += _collect(case, shipped[included], (), found)
        elif included not in shipped:
            finding = _no_instrument(case, included, "put the tables of that file into this one")
            problems.append(toml_problem(name, text, finding))
    whole, disagreements = _joined(case, [*found.values(), own], own)
    problems += disagreements
    if problems:
        raise InputError(problems)
    return whole


def refuse_wrong(case: Case, scenario: Scenario, name: str) -> None:
    """Hold a scenario that was read or made elsewhere against a case.

    Raises:
        InputError: With every problem; ``name`` is what messages call the scenario.
    """
    problems = [
        Problem(name, found.message, None, dotted(found.path), found.value, found.remedy)
        for found in check_scenario(case, scenario)
    ]
    if problems:
        raise InputError(problems)


def scenario_problems(case: Case, is_fenced: bool = False) -> list[Problem]:
    """Return every problem in the scenarios and instrument files of a case, each once.

    In a fenced case, one that somebody sent, no file includes one from outside of the case's folder.
    """
    scenarios, instruments = _files(case, SCENARIOS), _files(case, INSTRUMENTS)
    files = [*scenarios.values(), *instruments.values()]
    found = [problem for path in files for problem in _read(case, path, is_fenced)[1]]
    found += [
        Problem(_name(case, instruments[stem]), "has the name of a scenario", remedy="rename one of them")
        for stem in sorted(set(scenarios) & set(instruments))
    ]
    return list(dict.fromkeys(found))


def _read(case: Case, path: Path, is_fenced: bool = False) -> tuple[Scenario | None, list[Problem]]:
    """Return a scenario with all that it includes, and the problems in any of its files."""
    found: dict[Path, _Document] = {}
    problems = _collect(case, path, (), found, is_fenced)
    own = found.get(path.resolve())
    if own is None:
        return None, problems
    scenario, disagreements = _joined(case, list(found.values()), own)
    return scenario, problems + disagreements


def _joined(case: Case, documents: list[_Document], own: _Document) -> tuple[Scenario, list[Problem]]:
    """Return a scenario with the tables of all documents, and what in it disagrees with the case."""
    scenario = own.scenario.model_copy(
        update={
            "event": tuple(entry for document in documents for entry in document.scenario.event),
            "instrument": tuple(entry for document in documents for entry in document.scenario.instrument),
            "include": (),
        }
    )
    findings = check_scenario(case, scenario)
    return scenario, [_placed(documents, own, finding) for finding in findings]


def _collect(
    case: Case,
    path: Path,
    trail: tuple[Path, ...],
    found: dict[Path, _Document],
    is_fenced: bool = False,
) -> list[Problem]:
    """Read a file into ``found``, by its resolved path, and before it every file that it includes; ``trail``
    led to it.
    """
    scenario, text, problems = read_toml(path, _name(case, path), Scenario)
    if scenario is None:
        return problems
    document = _Document(_name(case, path), text, scenario)
    for name in scenario.include:
        target = _included(case, path, name, is_fenced)
        finding = _include_finding(case, name, target, (*trail, path))
        if finding is not None:
            problems.append(toml_problem(document.name, text, finding))
        elif target is not None and target.resolve() not in found:
            problems += _collect(case, target, (*trail, path), found, is_fenced)
    found[path.resolve()] = document
    return problems


def _included(case: Case, path: Path, name: str, is_fenced: bool) -> Path | None:
    """Return the file that a name in the list of another stands for."""
    beside = path.parent / name
    is_there = (not is_fenced or _is_within(case, beside)) and _is_file(beside)
    return _files(case, INSTRUMENTS).get(name, beside if is_there else None)


def _is_within(case: Case, path: Path) -> bool:
    try:
        return case.path is not None and path.resolve().is_relative_to(case.path.resolve())
    except (OSError, RuntimeError, ValueError):
        return False  # a name that no file can have, or links that lead in a ring


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a name that is too long for any file


def _include_finding(case: Case, name: str, target: Path | None, trail: tuple[Path, ...]) -> Finding | None:
    if target is None:
        return _no_instrument(
            case, name, "give its path as seen from this file", " nor a file beside this one"
        )
    steps = [step.resolve() for step in trail]
    if target.resolve() in steps:
        ring = " → ".join(_name(case, step) for step in (*trail[steps.index(target.resolve()) :], target))
        return Finding(("include",), f"leads back to itself: {ring}", name, "take one of them out")
    return None


def _no_instrument(case: Case, name: str, otherwise: str, nor: str = "") -> Finding:
    remedy = did_you_mean(name, list_instruments(case)) or otherwise
    message = f"is {'neither' if nor else 'not'} an instrument file of {case.settings.name}{nor}"
    return Finding(("include",), message, name, remedy)


def _placed(documents: list[_Document], own: _Document, finding: Finding) -> Problem:
    """Return a finding on the whole as a problem of the file that holds its table."""
    table = finding.path[0] if finding.path else ""
    if table not in ("event", "instrument"):
        return toml_problem(own.name, own.text, finding)
    document, number = list(_tables(documents, str(table)))[int(finding.path[1])]
    path = (table, number, *finding.path[2:])
    return toml_problem(
        document.name, document.text, Finding(path, finding.message, finding.value, finding.remedy)
    )


def _tables(documents: list[_Document], table: str) -> Iterator[tuple[_Document, int]]:
    """Yield the file of each event, or of each instrument, of the whole, and its number there."""
    for document in documents:
        for number in range(len(getattr(document.scenario, table))):
            yield document, number


def _files(case: Case, folder: str) -> dict[str, Path]:
    if case.path is None:
        return {}
    return {path.stem: path for path in sorted((case.path / folder).glob("*.toml"))}


def _find(case: Case, name_or_path: str | Path) -> Path:
    shipped = {**_files(case, INSTRUMENTS), **_files(case, SCENARIOS)}
    if isinstance(name_or_path, str) and name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    remedy = did_you_mean(str(name_or_path), shipped) or "give the path of a file"
    message = f"is neither a scenario of {case.settings.name} nor a file"
    raise InputError([Problem(str(name_or_path), message, remedy=remedy)])


def _name(case: Case, path: Path) -> str:
    """Return how messages call a file: within the case by its folder there, else by its path."""
    folder = path.resolve().parent
    own = [] if case.path is None else [(case.path / name).resolve() for name in (SCENARIOS, INSTRUMENTS)]
    return f"{folder.name}/{path.name}" if folder in own else str(path)
