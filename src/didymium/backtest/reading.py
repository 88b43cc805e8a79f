"""Read the backtests of a case: each whole, or every problem in it at once."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from didymium.backtest.checks import check_definition
from didymium.backtest.definition import Definition
from didymium.case.case import Case
from didymium.case.folder import bundled_cases
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.toml_file import read_toml, toml_problem

FOLDER = "backtests"
"""Folder of a case with its backtests and what was recorded of them."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
"""Records name a backtest by its file."""


@dataclass(frozen=True)
class Backtest:
    """A backtest of a case: the name of its file, and what stands in it."""

    name: str
    definition: Definition


def list_backtests(case: Case) -> tuple[str, ...]:
    """Return the names of the backtests of a case."""
    return tuple(_files(case.path))


def cases_with_backtests() -> tuple[str, ...]:
    """Return the bundled cases that have backtests."""
    return tuple(name for name, path in bundled_cases().items() if _files(path))


def read_backtests(case: Case, names: tuple[str, ...] = ()) -> tuple[Backtest, ...]:
    """Read the backtests of a case, all or those named: those of earlier events first, then by name.

    Raises:
        InputError: With every problem in all of them, and every name that is none.
    """
    files = _files(case.path)
    problems = [_no_backtest(case, name, files) for name in names if name not in files]
    found: list[Backtest] = []
    for name, path in files.items():
        if not names or name in names:
            definition, wrong = _read(case, path)
            problems += wrong
            if definition is not None:
                found.append(Backtest(name, definition))
    if problems:
        raise InputError(problems)
    return tuple(sorted(found, key=lambda one: (_held_out_from(one), one.name)))


def _held_out_from(backtest: Backtest) -> dt.date:
    """Return the first day from which points are held out, which is later for later events."""
    return min((one.split for one in backtest.definition.series if one.split), default=dt.date.max)


def backtest_problems(case: Case) -> list[Problem]:
    """Return every problem in the backtests of a case, by file."""
    return [problem for path in _files(case.path).values() for problem in _read(case, path)[1]]


def _read(case: Case, path: Path) -> tuple[Definition | None, list[Problem]]:
    file = f"{FOLDER}/{path.name}"
    if not _NAME.fullmatch(path.stem):
        remedy = f"name the file with letters a to z, digits and _ alone, as in {FOLDER}/crisis_2025.toml"
        return None, [Problem(file, "has no valid name", remedy=remedy)]
    definition, text, problems = read_toml(path, file, Definition)
    if definition is not None:
        problems = [toml_problem(file, text, finding) for finding in check_definition(case, definition)]
    return definition, problems


def _files(folder: Path | None) -> dict[str, Path]:
    if folder is None:
        return {}
    return {path.stem: path for path in sorted((folder / FOLDER).glob("*.toml"))}


def _no_backtest(case: Case, name: str, files: dict[str, Path]) -> Problem:
    remedy = did_you_mean(name, files) or f"put {name}.toml into {FOLDER}/ of the case"
    return Problem(name, f"is no backtest of {case.settings.name}", remedy=remedy)
