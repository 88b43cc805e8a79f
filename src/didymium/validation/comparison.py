"""One published figure beside ours."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

GROUPS = ("optimum", "game", "input_output", "indicator", "in_use")
"""Kinds of figures, in the order in which they are shown."""
SCHEMA = {
    **dict.fromkeys(("group", "subject", "item"), pl.String),
    **dict.fromkeys(("published", "ours", "difference"), pl.Float64),
    "unit": pl.String,
    "digits": pl.Int64,
    "agrees": pl.Boolean,
    **dict.fromkeys(("note", "source", "command"), pl.String),
}
"""Columns of the table of comparisons."""


@dataclass(frozen=True)
class Comparison:
    """A figure that others published and the one that the product finds."""

    group: str
    """One of :data:`GROUPS`."""
    subject: str
    """Problem or method that it belongs to; with ``item`` it names the comparison."""
    item: str
    published: float
    ours: float
    unit: str
    """Id of its unit; ``1`` for a pure number."""
    digits: int
    """Decimals to which it was published."""
    source: str
    """Author, year and place."""
    note: str = ""
    """Id of the words that explain a difference; blank without one."""
    within: bool | None = None
    """Whether both agree where ours is the middle of a range that rounded inputs leave open; None: by the
    digits alone."""

    @property
    def difference(self) -> float:
        """Ours less what was published."""
        return self.ours - self.published

    @property
    def agrees(self) -> bool:
        """Whether both are the same at the digits published."""
        if self.within is not None:
            return self.within
        if not math.isfinite(self.ours):
            return False
        half = 0.5 * 10.0**-self.digits
        return abs(self.difference) <= half * (1.0 + 1e-6)

    @property
    def command(self) -> str:
        """What repeats it."""
        return f"didymium validation --only {self.subject}"


def comparison_table(comparisons: Iterable[Comparison]) -> pl.DataFrame:
    """Return comparisons as a table with the columns of :data:`SCHEMA`, in the order given."""
    rows = [tuple(getattr(one, name) for name in SCHEMA) for one in comparisons]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
