"""What is known of the material of a lot: by stage and country, the share that passed there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.evidence.product_tests import PRODUCT_STAGES, ProductStage
from didymium.screening.lots.ledger import Ledger

Shares = NDArray[np.float64]
UNNAMED = ""
"""Stands for a country that a document leaves open."""
UNTRUSTED = "!"
"""Stands for every country outside the trusted ones, and for those left open."""
STAGE_NUMBER = {stage: number for number, stage in enumerate(PRODUCT_STAGES)}


@dataclass(frozen=True)
class Columns:
    """The pairs of stage and country (or group) that shares are kept of."""

    pairs: tuple[tuple[ProductStage, str], ...]
    place: dict[tuple[str, str], int]
    trusted: frozenset[str]

    def touched(self, stage: str, country: str | None) -> tuple[list[int], list[int]]:
        """Return the columns that a stage done in a country fills for certain, and those it may fill."""
        if country is None:
            return [], [number for number, pair in enumerate(self.pairs) if pair[0] == stage]
        certain = [self.place[stage, country]]
        if country not in self.trusted:
            certain.append(self.place[stage, UNTRUSTED])
        return certain, []


@dataclass(frozen=True)
class State:
    """Shares of a lot's material that passed each stage in each country."""

    low: Shares
    high: Shares
    """By column: lowest and highest share among what is documented."""
    documented: Shares
    """By stage: lowest share of which documents say where the stage was done, or that it was."""
    booked: Shares
    """By column: share as the books claim it."""
    latest: int = -1
    """The last stage that was done, by its number; −1: none is known."""

    def scaled(self, share: float) -> State:
        """Return the state with only a share of the material documented."""
        if share == 1.0:
            return self
        parts = (self.low, self.high, self.documented, self.booked)
        low, high, documented, booked = (part * share for part in parts)
        return State(low, high, documented, booked, self.latest)


def columns_of(ledger: Ledger, trusted: Iterable[str]) -> Columns:
    """Return the columns of every country that the documents name at a stage."""
    found: set[tuple[ProductStage, str]] = set()
    for process in ledger.processes:
        for event in process.events:
            stages = event.stages if event.stages_said else PRODUCT_STAGES
            found |= {(stage, event.country or UNNAMED) for stage in stages}
    for rows in ledger.claims.values():
        found |= {(row.stage, row.country) for row in rows}
    found |= {(stage, group) for stage, _ in found for group in (UNNAMED, UNTRUSTED)}
    pairs = tuple(sorted(found))
    return Columns(pairs, {pair: number for number, pair in enumerate(pairs)}, frozenset(trusted))


def blank(columns: Columns) -> State:
    """Return the state of material of which no document says anything."""
    empty = np.zeros(len(columns.pairs))
    return State(empty, empty, np.zeros(len(PRODUCT_STAGES)), empty)


def mixed(states: Sequence[State], masses: Sequence[float | None]) -> State:
    """Return the state of several materials put together.

    By mass; if a mass is not known, the bounds are those of the purest and the least pure of them.
    """
    if len(states) == 1:
        return states[0]
    latest = max(state.latest for state in states)
    low, high, documented, booked = (
        np.stack([getattr(state, name) for state in states])
        for name in ("low", "high", "documented", "booked")
    )
    known = [mass for mass in masses if mass is not None]
    if len(known) < len(masses) or sum(known) <= 0.0:
        return State(low.min(0), high.max(0), documented.min(0), booked.min(0), latest)
    weights = np.array(known) / sum(known)
    return State(weights @ low, weights @ high, weights @ documented, weights @ booked, latest)


def taken(state: State, part: float | None) -> State:
    """Return what is known of a part of a mixture that need not be mixed evenly.

    A part f of the whole holds of a share s of it at most min(1, s/f), at least max(0, (f − (1 − s))/f). If
    f is not known, it is only known that what is nowhere or everywhere in the whole is so in the part.
    """
    if part is None or part <= 0.0:
        low, documented = (np.where(value >= 1.0, 1.0, 0.0) for value in (state.low, state.documented))
        return replace(state, low=low, high=np.where(state.high <= 0.0, 0.0, 1.0), documented=documented)
    low, documented = (
        np.maximum(0.0, (part - (1.0 - value)) / part) for value in (state.low, state.documented)
    )
    return replace(state, low=low, high=np.minimum(1.0, state.high / part), documented=documented)


def passed(state: State, columns: Columns, stages: Iterable[ProductStage], country: str | None) -> State:
    """Return the state of material after all of it had stages done in a country (None: not said)."""
    low, high, documented, booked = (
        part.copy() for part in (state.low, state.high, state.documented, state.booked)
    )
    latest = state.latest
    for stage in stages:
        certain, possible = columns.touched(stage, country)
        low[certain] = high[certain] = booked[certain] = 1.0
        high[possible] = 1.0
        documented[STAGE_NUMBER[stage]] = 1.0
        latest = max(latest, STAGE_NUMBER[stage])
    return State(low, high, documented, booked, latest)


def perhaps_passed(state: State, columns: Columns, country: str | None) -> State:
    """Return the state of material that may have had any stage done in a country (None: not said)."""
    high = state.high.copy()
    for stage in PRODUCT_STAGES:
        certain, possible = columns.touched(stage, country)
        high[certain] = 1.0
        high[possible] = 1.0
    return replace(state, high=high)
