"""Where decisions enter a program: they shift right-hand sides of rows and bounds of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.ensemble.two_stage.problem import Decisions, TwoStageError
from didymium.market.program import Program

Floats = NDArray[np.float64]
Link = tuple[int, str, float]
"""Position of a row or column of the program, name of a decision, shift per unit of it."""


@dataclass(frozen=True, eq=False)
class Links:
    """Shifts per unit of each decision, in the units of the program.

    ``rows`` (rows × n) moves both sides of a row; ``column_lower`` and ``column_upper`` (columns × n) move
    one bound of a column each. A side that is infinite stays so.
    """

    rows: sparse.csr_matrix
    column_lower: sparse.csr_matrix
    column_upper: sparse.csr_matrix

    @property
    def parts(self) -> tuple[sparse.csr_matrix, sparse.csr_matrix, sparse.csr_matrix]:
        """The three matrices, for what is done to each."""
        return self.rows, self.column_lower, self.column_upper

    def shift(self, program: Program, decision: Floats) -> Program:
        """Return the program as it stands after a decision of shape (n,)."""
        move = self.rows @ decision
        return replace(
            program,
            row_lower=program.row_lower + move,
            row_upper=program.row_upper + move,
            lower=program.lower + self.column_lower @ decision,
            upper=program.upper + self.column_upper @ decision,
        )

    def slope(self, row_duals: Floats, column_duals: Floats) -> Floats:
        """Return what one unit more of each decision adds to the minimum, from duals at the minimum.

        A dual is what the minimum rises by as the side that binds rises by one: a column's is positive where
        its lower bound binds and negative where its upper one does.
        """
        at_lower, at_upper = np.maximum(column_duals, 0.0), np.minimum(column_duals, 0.0)
        slope = self.rows.T @ row_duals + self.column_lower.T @ at_lower + self.column_upper.T @ at_upper
        return np.asarray(slope, dtype=np.float64)


def make_links(
    program: Program,
    decisions: Decisions,
    *,
    rows: Sequence[Link] = (),
    column_lower: Sequence[Link] = (),
    column_upper: Sequence[Link] = (),
) -> Links:
    """Return links from a list of (position, decision, shift per unit); shifts of one place add up.

    Raises:
        TwoStageError: If positions or decisions are unknown, or a link moves only infinite sides; all at
        once.
    """
    row_count, column_count = program.shape
    endless_row = np.isinf(program.row_lower) & np.isinf(program.row_upper)
    wanted = (
        ("row", rows, row_count, endless_row),
        ("lower bound of column", column_lower, column_count, np.isinf(program.lower)),
        ("upper bound of column", column_upper, column_count, np.isinf(program.upper)),
    )
    problems = [
        problem
        for kind, links, count, endless in wanted
        for link in links
        for problem in _problems_of_link(kind, link, count, endless, decisions.names)
    ]
    if problems:
        raise TwoStageError(problems)
    return Links(*(_matrix(links, count, decisions.names) for _, links, count, _ in wanted))


def _problems_of_link(
    kind: str, link: Link, count: int, endless: NDArray[np.bool_], names: tuple[str, ...]
) -> list[str]:
    position, name, shift = link
    problems = []
    if name not in names:
        problems.append(f"link to {kind} {position}: there is no decision {name!r} among {', '.join(names)}")
    if not 0 <= position < count:
        problems.append(f"link of {name} to {kind} {position}: the program has 0 to {count - 1}")
    elif endless[position]:
        problems.append(f"link of {name} to {kind} {position}: it is infinite, and nothing moves it")
    if not np.isfinite(shift):
        problems.append(f"link of {name} to {kind} {position}: the shift {shift} is not a finite number")
    return problems


def _matrix(links: Sequence[Link], count: int, names: tuple[str, ...]) -> sparse.csr_matrix:
    number = {name: position for position, name in enumerate(names)}
    values = np.array([shift for _, _, shift in links], dtype=np.float64)
    rows = np.array([position for position, _, _ in links], dtype=np.int64)
    columns = np.array([number[name] for _, name, _ in links], dtype=np.int64)
    return sparse.csr_matrix((values, (rows, columns)), shape=(count, len(names)))
