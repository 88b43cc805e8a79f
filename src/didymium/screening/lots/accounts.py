"""The books of mass balance: what is claimed of each lot, held against what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from didymium.evidence.product_tests import ProductStage
from didymium.screening.lots.findings import Doubts
from didymium.screening.lots.ledger import Ledger, Process
from didymium.screening.lots.states import STAGE_NUMBER, Columns, State

_ROUNDING = 1e-9
_PHYSICAL = ("segregated", "identity_preserved")


class _Follower(Protocol):
    @property
    def ledger(self) -> Ledger: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def doubts(self) -> Doubts: ...


def with_claims(
    follower: _Follower,
    process: Process,
    whole: State,
    outputs: Sequence[State],
    parts: Sequence[float | None],
) -> list[State]:
    """Return what a process makes with what the documents claim of it.

    Claims on a lot that enters are what the documents say of its origin; with segregation or identity
    preserved they speak of the goods, otherwise of the books alone. Claims on what a process makes speak of
    its books: of an origin, no more may be claimed than came in, Σ_j share_j · f_j ≤ share of the inputs,
    with the tolerance of the process; what is above it is not accepted.
    """
    claims = follower.ledger.claims
    if not any(draw.lot in claims for draw in process.outputs):
        return list(outputs)
    if process.is_entry:
        return [
            _as_said(state, _shares(follower, draw.lot), follower.columns, process.custody in _PHYSICAL)
            for draw, state in zip(process.outputs, outputs, strict=True)
        ]
    claimed = [_shares(follower, draw.lot) for draw in process.outputs]
    accepted = _accepted(follower, process, whole, claimed, parts)
    found = []
    for state, shares in zip(outputs, claimed, strict=True):
        stages = {follower.columns.pairs[column][0] for column in shares}
        booked = np.where([stage in stages for stage, _ in follower.columns.pairs], 0.0, state.booked)
        for column, share in shares.items():
            booked[column] = share * accepted[column]
        found.append(replace(state, booked=booked))
    return found


def _shares(follower: _Follower, lot: int) -> dict[int, float]:
    rows = follower.ledger.claims.get(lot, [])
    return {follower.columns.place[row.stage, row.country]: row.share for row in rows}


def _as_said(state: State, shares: dict[int, float], columns: Columns, physical: bool) -> State:
    low, high, documented, booked = (
        part.copy() for part in (state.low, state.high, state.documented, state.booked)
    )
    latest = state.latest
    said: dict[ProductStage, float] = {}
    for column, share in shares.items():
        stage, country = columns.pairs[column]
        booked[column] = share
        latest = max(latest, STAGE_NUMBER[stage])
        said[stage] = said.get(stage, 0.0) + share
        if physical:
            certain, _ = columns.touched(stage, country)
            low[certain] += share
            high[certain] += share
    if physical:
        for stage, share in said.items():
            documented[STAGE_NUMBER[stage]] = min(1.0, share)
    return State(np.minimum(1.0, low), np.minimum(1.0, high), documented, booked, latest)


def _accepted(
    follower: _Follower,
    process: Process,
    whole: State,
    claimed: Sequence[dict[int, float]],
    parts: Sequence[float | None],
) -> dict[int, float]:
    """Return the part of each claim (by column) that the inputs bear out."""
    found: dict[int, float] = {}
    for column in sorted({column for shares in claimed for column in shares}):
        came_in = float(whole.booked[column])
        stated = [(shares.get(column, 0.0), part) for shares, part in zip(claimed, parts, strict=True)]
        if any(part is None for _, part in stated):
            went_out = max(share for share, _ in stated)
        else:
            went_out = sum(share * (part or 0.0) for share, part in stated)
        found[column] = 1.0
        if went_out > came_in * (1.0 + process.tolerance) + _ROUNDING:
            found[column] = came_in / went_out
            _note(follower, process, column, came_in, went_out)
    return found


def _note(follower: _Follower, process: Process, column: int, came_in: float, went_out: float) -> None:
    stage, country = follower.columns.pairs[column]
    fields = {
        "process": process.name, "stage": stage, "country": country, "came_in": came_in,
        "claimed": went_out,
    }  # fmt: skip
    lots = [follower.ledger.lots[draw.lot] for draw in process.outputs]
    events = [event.number for event in process.events]
    follower.doubts.add("claims_exceed_inputs", fields, lots, events)
