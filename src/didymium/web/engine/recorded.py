"""What was recorded of backtests: of the case served and of the bundled ones. Nothing is solved."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from didymium.backtest.history import recorded
from didymium.backtest.reading import cases_with_backtests, list_backtests
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.files.problems import InputError, Problem
from didymium.views.backtest.past import Past, past_of
from didymium.views.backtest.view import BacktestView, view_recorded


@dataclass(frozen=True, eq=False)
class RecordedCase:
    """The backtests of a case as they were last recorded."""

    case: Case
    views: tuple[BacktestView, ...]
    """That with the most series first."""
    pasts: Mapping[str, Past]
    """Every record, by the name of the backtest."""
    unrecorded: tuple[str, ...] = ()
    """Backtests that were never recorded."""
    problems: tuple[Problem, ...] = ()
    """What is wrong in the files; then nothing is shown of them."""


class RecordedBacktests:
    """Reads what was recorded once, when somebody asks first; may be used by many threads."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._own: RecordedCase | None = None
        self._others: tuple[RecordedCase, ...] | None = None

    def own(self) -> RecordedCase:
        """Return the backtests of the case served."""
        with self._lock:
            if self._own is None:
                self._own = _read(self._case)
            return self._own

    def cases(self) -> tuple[RecordedCase, ...]:
        """Return the cases that have backtests, the one served first."""
        own = self.own()
        with self._lock:
            if self._others is None:
                names = [name for name in cases_with_backtests() if name != self._case.settings.name]
                self._others = tuple(_read(read_case(name)) for name in names)
            own_ones = (own,) if list_backtests(self._case) else ()
            return (*own_ones, *self._others)

    def named(self) -> dict[str, tuple[RecordedCase, BacktestView]]:
        """Return the recorded backtests by name; of two of a name that of the case served."""
        found: dict[str, tuple[RecordedCase, BacktestView]] = {}
        for one in self.cases():
            for view in one.views:
                found.setdefault(view.result.name, (one, view))
        return found


def _read(case: Case) -> RecordedCase:
    try:
        found = (view_recorded(case, one) for one in recorded(case))
        views = tuple(sorted(found, key=lambda view: -len(view.result.definition.series)))
        pasts = {view.result.name: past_of(view) for view in views}
    except InputError as error:
        return RecordedCase(case, (), {}, (), tuple(error.problems))
    unrecorded = tuple(name for name in list_backtests(case) if name not in pasts)
    return RecordedCase(case, views, pasts, unrecorded)
