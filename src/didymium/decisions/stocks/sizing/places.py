"""Where stocks may lie: every stage from which what is missing can be made, and what a tonne costs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from didymium.case.case import Case
from didymium.decisions.allocation.situation import Node, Situation
from didymium.decisions.stocks.futures.emergencies import Futures
from didymium.decisions.stocks.sizing.losses import Named
from didymium.decisions.stocks.terms import HoldingCost, TermsBook, holding_cost_usd_per_t_year
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

NEGLIGIBLE_T = 1e-6
"""Less than a gram is rounding."""
MOST_STAGES = 8
"""Longest chain of conversions and shipments that is followed from a stock to a need."""


@dataclass(frozen=True)
class Place:
    """A place of a stock whose size is to be decided."""

    region: str
    material: str
    stage: str
    price_usd_per_kg: float
    cost: HoldingCost
    most_t: float
    """More than this no future could use."""

    @property
    def node(self) -> Node:
        """Region and material."""
        return self.region, self.material


def places_of(
    case: Case,
    futures: Futures,
    *,
    named: Named | None = None,
    only: Sequence[Node] = (),
    capital_rate: float | None = None,
) -> tuple[Place, ...]:
    """Return where stocks may lie, in the order of the case's materials.

    By default that is every material of a member that is missing in some future, and all from which its
    plants make it, at each stage for which stock_terms.csv says what keeping it costs.

    Args:
        case: The case.
        futures: What may happen.
        named: Sectors whose wants alone count; None: all.
        only: Places to which the choice is restricted.
        capital_rate: Share a year; None: the case's discount rate.

    Raises:
        InputError: If a place named is not in the case, or the case does not say what keeping it costs.
    """
    _refuse_unknown(case, only)
    useful = tonnes_wanted(futures, named)
    terms, price = TermsBook(case), futures.price_usd_per_kg
    stages = {row.material: row.stage for row in case.materials}
    wanted = list(dict.fromkeys(only)) or [
        (member, row.material)
        for row in case.materials
        for member in futures.members
        if useful.get((member, row.material), 0.0) > NEGLIGIBLE_T
        and price.get((member, row.material), 0.0) > 0.0
        and terms.find(row.material) is not None
    ]
    return tuple(
        Place(
            *node,
            stages[node[1]],
            price.get(node, 0.0),
            holding_cost_usd_per_t_year(case, price.get(node, 0.0), node[1], capital_rate),
            useful.get(node, 0.0),
        )
        for node in wanted
    )


def at_stage(places: Sequence[Place], stage: str) -> tuple[Place, ...]:
    """Return the places of one stage."""
    return tuple(place for place in places if place.stage == stage)


def tonnes_wanted(futures: Futures, named: Named | None = None) -> Mapping[Node, float]:
    """Return the tonnes of each node that would make good all that is missing in the worst future, if it
    alone were used; those of which nothing missing can be made are left out.
    """
    worst: dict[Node, float] = {}
    for one in futures.emergencies:
        for node, tonnes in _wanted_in(one.situation, named).items():
            worst[node] = max(worst.get(node, 0.0), tonnes)
    return worst


def _wanted_in(situation: Situation, named: Named | None) -> dict[Node, float]:
    missing: dict[Node, float] = {}
    for need in situation.needs:
        if named is None or need.sector in named.sectors:
            node = (need.region, need.material)
            missing[node] = missing.get(node, 0.0) + float(need.missing_t.sum())
    edges = _edges(situation)
    total: dict[Node, float] = {}
    for node, tonnes in missing.items():
        if tonnes > NEGLIGIBLE_T:
            for upstream, ratio in _upstream(node, edges).items():
                total[upstream] = total.get(upstream, 0.0) + ratio * tonnes
    return total


def _upstream(node: Node, edges: Sequence[tuple[Node, Node, float]]) -> dict[Node, float]:
    """Return the most tonnes of each node that one tonne of a node can take, along any chain."""
    found = {node: 1.0}
    for _ in range(MOST_STAGES):
        before = dict(found)
        for taken, made, ratio in edges:
            if made in before and taken != node:
                found[taken] = max(found.get(taken, 0.0), before[made] * ratio)
        if found == before:
            break
    return found


def _edges(situation: Situation) -> list[tuple[Node, Node, float]]:
    """Return what can become what: input, output, and tonnes of input per tonne of output at most."""
    found = []
    for works in situation.works:
        for made, out in works.recipe.items():
            least = float(np.min(out[out > 0.0], initial=np.inf))
            for taken, course in works.recipe.items():
                most = float(np.max(-course, initial=0.0))
                if np.isfinite(least) and most > 0.0:
                    found.append(((works.region, taken), (works.region, made), most / least))
    for lane in situation.lanes:
        found.append(((lane.origin, lane.material), (lane.destination, lane.material), 1.0))
    return found


def _refuse_unknown(case: Case, only: Sequence[Node]) -> None:
    regions = [row.region for row in case.regions]
    materials = [row.material for row in case.materials]
    problems = [
        Problem("places", f"is no {word} of the case", value=name, remedy=did_you_mean(name, known))
        for node in only
        for name, known, word in ((node[0], regions, "region"), (node[1], materials, "material"))
        if name not in known
    ]
    if problems:
        raise InputError(problems)
