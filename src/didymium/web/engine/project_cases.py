"""The cases whose projects may be asked about: the server's own, and those that come with the product."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.folder import bundled_cases
from didymium.case.reading import read_case
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.market.base_year import BaseYear

PROJECTS = "projects.csv"


@dataclass
class ProjectCases:
    """Cases by name; the others are read and calibrated when somebody first asks about them."""

    case: Case
    calibration: Calibration
    _others: dict[str, tuple[Case, BaseYear]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def names(self) -> tuple[str, ...]:
        """Names that may be asked about, the server's own case first."""
        own = self.case.settings.name
        others = [name for name, folder in bundled_cases().items() if (folder / PROJECTS).is_file()]
        return (own, *(name for name in others if name != own))

    def problems(self, names: Sequence[str]) -> list[Problem]:
        """Return what is wrong with the names of some cases."""
        known = self.names
        return [
            Problem("cases", "is no case with projects here", None, "", name, did_you_mean(name, known))
            for name in dict.fromkeys(names)
            if name not in known
        ]

    def of(self, names: Sequence[str]) -> tuple[tuple[Case, ...], tuple[BaseYear, ...]]:
        """Return cases with their base years, each once; without names the server's own. This may calibrate:
        call it in a thread.

        Raises:
            InputError: With every name that is unknown.
            ReconciliationError, PricingError: If one cannot be calibrated.
        """
        problems = self.problems(names)
        if problems:
            raise InputError(problems)
        found = [self._of(name) for name in dict.fromkeys(names or self.names[:1])]
        return tuple(case for case, _ in found), tuple(base for _, base in found)

    def _of(self, name: str) -> tuple[Case, BaseYear]:
        if name == self.case.settings.name:
            return self.case, self.calibration.base
        with self._lock:
            if name not in self._others:
                case = read_case(name)
                self._others[name] = case, calibrate(case).base
            return self._others[name]


def unknown_scenarios(names: Sequence[str], known: Iterable[str]) -> list[Problem]:
    """Return a problem for each name that is no scenario."""
    found = sorted(known)
    return [
        Problem("scenarios", "is no scenario here", None, "name", name, did_you_mean(name, found))
        for name in dict.fromkeys(names)
        if name not in found
    ]
