"""What was recorded of the rivals of the case served. Nothing is solved."""

from __future__ import annotations

import threading

from didymium.case.case import Case
from didymium.views.rival.view import RecordedRivals, recorded_rivals


class RecordedGames:
    """Reads what was recorded once, when somebody asks first; may be used by many threads."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._lock = threading.Lock()
        self._found: RecordedRivals | None = None

    def found(self) -> RecordedRivals:
        """Return what is recorded."""
        with self._lock:
            if self._found is None:
                self._found = recorded_rivals(self._case)
            return self._found
