"""Cost against risk of each member by itself, for an answer about stockpiles."""

from __future__ import annotations

from collections.abc import Callable

from didymium.decisions.stockpile.parts import StockpileAnswer
from didymium.decisions.stocks.sizing.frontier import Frontier, frontier
from didymium.decisions.stocks.sizing.places import places_of

Progress = Callable[[str], None]


def frontiers_of(answer: StockpileAnswer, progress: Progress = lambda message: None) -> dict[str, Frontier]:
    """Return what tighter bounds cost each member by itself; nothing where sizes are not asked for, or named
    sectors count instead of money.

    Args:
        answer: An answer with its futures.
        progress: Told of each bound of each member, such as ``cost against risk of JPN 3 of 10``.
    """
    request, futures = answer.request, answer.standing
    if "size" not in request.parts or futures is None or request.ask.startswith("served"):
        return {}
    alpha = request.alpha if request.ask == "tail" else None
    found = {}
    for member in answer.members:
        own = futures.of_members((member,))
        places = [
            place
            for place in places_of(answer.case, own, capital_rate=request.capital_rate)
            if (not request.materials or place.material in request.materials)
            and (not request.stages or place.stage in request.stages)
        ]
        found[member] = frontier(
            answer.case, own, alpha=alpha, places=places, workers=request.workers,
            progress=_of(member, progress),
        )  # fmt: skip
    return found


def _of(member: str, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, count: progress(f"cost against risk of {member} {done} of {count}")
