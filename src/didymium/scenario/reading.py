"""Read a scenario file and hold it against its case: all of it, or every problem in it at once."""

from __future__ import annotations

from pathlib import Path

from didymium.case.case import Case
from didymium.case.problems import InputError, Problem
from didymium.case.suggestion import did_you_mean
from didymium.case.toml_file import read_toml, toml_problem
from didymium.scenario.checks import check_scenario
from didymium.scenario.schema import Scenario


def list_scenarios(case: Case) -> tuple[str, ...]:
    """Return the names of the scenarios in the folder of a case."""
    return tuple(_files(case))


def read_scenario(case: Case, name_or_path: str | Path) -> Scenario:
    """Read a scenario of the case by name, or from a path.

    Raises:
        InputError: With every problem found in the file, or if there is none.
    """
    path = _find(case, name_or_path)
    scenario, problems = _read(case, path)
    if scenario is None or problems:
        raise InputError(problems)
    return scenario


def scenario_problems(case: Case) -> list[Problem]:
    """Return every problem in the scenarios in the folder of a case."""
    return [problem for path in _files(case).values() for problem in _read(case, path)[1]]


def _read(case: Case, path: Path) -> tuple[Scenario | None, list[Problem]]:
    scenario, text, problems = read_toml(path, _name(case, path), Scenario)
    if scenario is None:
        return None, problems
    return scenario, [
        toml_problem(_name(case, path), text, finding) for finding in check_scenario(case, scenario)
    ]


def _files(case: Case) -> dict[str, Path]:
    if case.path is None:
        return {}
    return {path.stem: path for path in sorted((case.path / "scenarios").glob("*.toml"))}


def _find(case: Case, name_or_path: str | Path) -> Path:
    shipped = _files(case)
    if isinstance(name_or_path, str) and name_or_path in shipped:
        return shipped[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    remedy = did_you_mean(str(name_or_path), shipped) or "give the path of a file"
    message = f"is neither a scenario of {case.settings.name} nor a file"
    raise InputError([Problem(str(name_or_path), message, remedy=remedy)])


def _name(case: Case, path: Path) -> str:
    inside = case.path is not None and path.parent == case.path / "scenarios"
    return f"scenarios/{path.name}" if inside else str(path)
