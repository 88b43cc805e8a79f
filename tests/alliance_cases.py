"""Alliances on paper: one who has, two who need, and what is drawn by seed, for the tests of sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from allocation_cases import MEMBERS, MONDAY, lane, need, random_situation, situation, stock
from didymium.decisions.alliance.members import Member
from didymium.decisions.alliance.request import SHARING_MEANS
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.stocks.futures.emergencies import Emergency, Futures

THREE = tuple(Member(name, (name,)) for name in MEMBERS)
"""JPN, KOR and USA: bits 1, 2 and 4 of a mask."""
DAYS = 7


def ways(*materials: str, freight: float = 0.0) -> list[object]:
    """Return a way at once between any two of the three."""
    return [
        lane(origin, destination, 0.0, freight, material)
        for material in materials for origin in MEMBERS for destination in MEMBERS if origin != destination
    ]  # fmt: skip


def one_has_two_need(jpn_usd_per_kg: float = 100.0, usa_usd_per_kg: float = 50.0) -> Situation:
    """Return a week in which Korea holds 10 t of magnets and misses none, and cars in Japan and the United
    States miss 10 t each, worth so much a kg; ways are free.
    """
    needs = [
        need(10.0, region="JPN", loss=jpn_usd_per_kg, weeks=1),
        need(10.0, region="USA", loss=usa_usd_per_kg, weeks=1),
    ]
    return situation(1, needs=needs, stocks=[stock(10.0, 10.0, region="KOR", weeks=1)], lanes=ways("magnet"))


def at_random(seed: int) -> Situation:
    """Return three members with something of every kind but goods for which they would bid."""
    found = random_situation(seed, weeks=3)
    return replace(found, offers=tuple(one for one in found.offers if one.kind == "diversion"))


def futures_of(situations: Sequence[Situation], probabilities: Sequence[float] = ()) -> Futures:
    """Return situations of the three as futures, equally likely unless said otherwise."""
    chances = probabilities or [1.0 / len(situations)] * len(situations)
    emergencies = tuple(
        Emergency(f"future {number}", chance, one, MONDAY)
        for number, (one, chance) in enumerate(zip(situations, chances, strict=True))
    )
    return Futures(emergencies, MEMBERS, DAYS, SHARING_MEANS, {})
