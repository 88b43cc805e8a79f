"""Turns the progress of the engine, whose messages are English, into the steps that pages know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from didymium.web.engine.shared import Tell

Patterns = Sequence[tuple[re.Pattern[str], str]]
"""Which messages begin which step; what a pattern finds, such as a number and of how many, follows it."""


class Steps:
    """Hears messages and tells the step, such as ``prices 3 7`` for the third of seven. A message that it
    does not know belongs to the step before.
    """

    def __init__(self, patterns: Patterns, first: str, step: Tell) -> None:
        self._patterns, self._at, self._step = patterns, first, step

    def __call__(self, message: str) -> None:
        """Hear a message.

        Raises:
            Superseded: If nobody waits any more.
        """
        for pattern, step in self._patterns:
            found = pattern.match(message)
            if found is not None:
                self._at = step
                self._step(" ".join((step, *found.groups())))
                return
        self._step(self._at)
