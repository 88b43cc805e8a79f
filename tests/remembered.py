"""Bundled cases are read, checked and calibrated once a process of tests, not with every command in it.

A bundled case does not change while tests run, and nobody writes into one in memory (its tables are tuples
of frozen rows): whoever reads it again would get the same, and the same base year from it. Only the case that
was read by its name with nothing laid over it is meant; another one, even with the same rows, is worked out
anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from didymium.calibration import calibrate as calibrating
from didymium.case import checks, reading
from didymium.case.case import Case
from didymium.case.folder import bundled_cases

_Found = TypeVar("_Found")


def remember_bundled_cases() -> None:
    """Take the place of reading, checking and calibrating; modules that are imported later get these."""
    known: dict[str, Case] = {}
    read = reading.read_case

    def read_once(path_or_name: str | Path, overlay: Path | None = None) -> Case:
        if not isinstance(path_or_name, str) or overlay is not None or path_or_name not in bundled_cases():
            return read(path_or_name, overlay)
        if path_or_name not in known:
            known[path_or_name] = read(path_or_name)
        return known[path_or_name]

    reading.read_case = read_once
    check = _once_each(checks.check_case, known)
    checks.check_case = lambda case: list(check(case))
    calibrating.calibrate = _once_each(calibrating.calibrate, known)


def _once_each(work_out: Callable[[Case], _Found], known: dict[str, Case]) -> Callable[[Case], _Found]:
    """Work something out once for each of the cases that are known; for others whenever it is asked for."""
    found: dict[str, _Found] = {}

    def once(case: Case) -> _Found:
        name = case.settings.name
        if known.get(name) is not case:
            return work_out(case)
        if name not in found:
            found[name] = work_out(case)
        return found[name]

    return once
