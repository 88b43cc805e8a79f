"""What is wrong with the terms of a project or of its support, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable


class FinanceError(ValueError):
    """Raised once with everything that is wrong with a project's finance; one sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def refuse(problems: Iterable[str]) -> None:
    """Raise what is wrong, if anything is.

    Raises:
        FinanceError: If there is a problem.
    """
    found = tuple(problems)
    if found:
        raise FinanceError(found)


def share_problem(name: str, value: float) -> tuple[str, ...]:
    """Return a sentence if a share is not from 0 to 1."""
    return () if 0.0 <= value <= 1.0 else (f"{name} is {value:g}: give a share from 0 to 1",)


def positive_problem(name: str, value: float) -> tuple[str, ...]:
    """Return a sentence if a number is not above 0."""
    return () if value > 0.0 else (f"{name} is {value:g}: give a number above 0",)
