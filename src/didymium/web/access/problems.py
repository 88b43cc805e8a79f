"""What is wrong with what was asked of accounts."""

from __future__ import annotations

from collections.abc import Sequence


class PeopleError(ValueError):
    """Raised with everything that speaks against a change of people, in words."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))
