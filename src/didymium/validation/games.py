"""Textbook games of coalitions: Shapley's shares and the nucleolus.

The textbooks state values v; games are of costs here, c = −v, and what a player gets is a negative payment.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from didymium.decisions.coalitions import CostGame, cost_game, nucleolus, shapley_shares
from didymium.validation.comparison import Comparison

SHAPLEY = "Shapley 1953, A value for n-person games; the textbook game of gloves"
AIRPORT = "Littlechild and Owen 1973, A simple expression for the Shapley value in a special case"
VOTES = "Shapley and Shubik 1954, A method for evaluating the distribution of power in a committee system"
TALMUD = "Aumann and Maschler 1985, Game theoretic analysis of a bankruptcy problem from the Talmud"
CLAIMS = {"A": 100.0, "B": 200.0, "C": 300.0}
NEEDS = {"A": 1.0, "B": 2.0, "C": 3.0}
WEIGHTS = {"A": 50, "B": 49, "C": 1}
Coalition = frozenset[str]


def gloves() -> list[Comparison]:
    """A and B have a left glove, C the only right one: C gets two thirds of what a pair is worth."""
    game = _game(lambda group: -float(min(len(group & {"A", "B"}), len(group & {"C"}))))
    return _shares("gloves", shapley_shares(game), (1 / 6, 1 / 6, 2 / 3), -1.0, SHAPLEY)


def airport() -> list[Comparison]:
    """A runway as long as the longest aircraft needs: each stretch is shared by those who use it."""
    game = _game(lambda group: max(NEEDS[one] for one in group))
    return _shares("airport", shapley_shares(game), (1 / 3, 5 / 6, 11 / 6), 1.0, AIRPORT)


def votes() -> list[Comparison]:
    """[51; 50, 49, 1]: one vote is worth as much as 49, for both need the 50."""
    game = _game(lambda group: -float(sum(WEIGHTS[one] for one in group) >= 51))
    return _shares("votes", shapley_shares(game), (2 / 3, 1 / 6, 1 / 6), -1.0, VOTES)


def estate() -> list[Comparison]:
    """Claims of 100, 200 and 300 on an estate of 200: the nucleolus is the Talmud's division."""
    game = _game(
        lambda group: -max(0.0, 200.0 - sum(claim for one, claim in CLAIMS.items() if one not in group))
    )
    return _shares("estate", nucleolus(game), (50.0, 75.0, 75.0), -1.0, TALMUD, "claim")


def _game(cost: Callable[[Coalition], float]) -> CostGame:
    players = ("A", "B", "C")
    groups = [frozenset(one) for size in (1, 2, 3) for one in combinations(players, size)]
    return cost_game(players, {group: cost(group) for group in groups})


def _shares(
    subject: str, found: dict[str, float], known: tuple[float, ...], sign: float, source: str, unit: str = "1"
) -> list[Comparison]:
    return [
        Comparison("game", subject, f"player_{player}", published, sign * found[player], unit, 6, source)
        for player, published in zip("ABC", known, strict=True)
    ]
