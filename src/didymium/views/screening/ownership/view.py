"""What is shown of one question about owners: of one party, of a whole register, of a deal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Said
from didymium.screening.deals.answers import ScreenAnswer
from didymium.screening.deals.deal import Deal, Entity
from didymium.screening.deals.from_register import HALF, Owned
from didymium.screening.deals.screen import (
    Span,
    deal_timeline,
    entity_timeline,
    screen_deal,
    screen_entity,
)
from didymium.screening.ownership.aggregate import Aggregate, aggregate_as_listed, aggregate_by_shares
from didymium.screening.ownership.all_large import LargeHoldings, large_holdings
from didymium.screening.ownership.anomalies import Anomalies, find_anomalies
from didymium.screening.ownership.control import Control, controls
from didymium.screening.ownership.controllers import Controllers, controllers_of
from didymium.screening.ownership.graph import OwnershipGraph, make_graph
from didymium.screening.ownership.holdings import SHARES, Holdings, Kind
from didymium.screening.ownership.integrated import Owners, owners_of
from didymium.screening.ownership.states import StateOwnership, state_ownership
from didymium.screening.register.names import find_party
from didymium.screening.register.records import Assumed
from didymium.screening.register.register import Register
from didymium.screening.rules import READINGS, Reading
from didymium.views.screening.ownership.asking import (
    OwnershipQuestion,
    asked_deal,
    asked_entity,
    owned_by,
)

_BY_ROW = ("owner", "owned", *SHARES, "rights")
MOST_CONTROLLERS = 20
"""Parties of whom it is said one by one how they control the target."""


@dataclass(frozen=True, eq=False)
class TargetOwners:
    """What a register says of who owns and controls one party."""

    target: int
    owners: Owners
    ultimate: frozenset[int]
    """Owners behind whom the register has nobody: persons, states, and who has no stated owner."""
    controllers: Controllers
    control: Mapping[int, Control]
    """How each of them, sure or possible, controls it."""
    states: StateOwnership
    state_control: tuple[Control, ...]
    """Whether each country of ``states`` controls it."""
    listed: Mapping[str, tuple[Aggregate, Aggregate]]
    """By list (``us_listed``, ``cn_listed``): what its parties hold together, counted whole and by shares."""
    assumed: Assumed
    """What the holdings behind the answer leave to assumption."""


@dataclass(frozen=True, eq=False)
class Screened:
    """What the rules say of a deal or a company, under each reading, and on every date."""

    given: Deal | Entity
    answer: ScreenAnswer
    readings: Mapping[Reading, ScreenAnswer]
    timelines: Mapping[Reading, Sequence[Span]]
    """Empty if they were not asked for."""


@dataclass(frozen=True, eq=False)
class OwnershipView:
    """A question about owners with its answers; what was not asked is None."""

    evidence: Evidence
    question: OwnershipQuestion
    day: dt.date
    reading: Reading
    owned: Owned | None
    owners: TargetOwners | None
    large: LargeHoldings | None
    anomalies: Anomalies | None
    """Of the target's owners and itself, or of the whole register if no target was asked for."""
    deal: Screened | None
    entity: Screened | None
    """The target as a company; after the deal if there is one."""
    notes: tuple[Said, ...]

    @property
    def target_name(self) -> str:
        """The target as the register calls it, or as it was asked for."""
        if self.owned is not None and self.owners is not None:
            return self.owned.register.names.name(self.owners.target)
        return self.question.target


def view_ownership(
    evidence: Evidence,
    question: OwnershipQuestion,
    day: dt.date,
    register: Register | None = None,
    *,
    reading: Reading = "as_known",
    timeline: bool = False,
) -> OwnershipView:
    """Answer a question about owners, from a register, from what is stated of a deal, or from both.

    Raises:
        InputError: If a party that is asked about is not in the register, or is not one.
    """
    owned = None if register is None else owned_by(register, question)
    target = (
        None if owned is None or not question.target else find_party(owned.register.names, question.target)
    )
    deal = None if question.deal is None else asked_deal(evidence, question, owned, target)
    entity = asked_entity(evidence, question, owned, target, deal) if question.target else None
    share = question.owners_of_all
    owners = None if owned is None or target is None else _owners(owned, target)
    return OwnershipView(
        evidence,
        question,
        day,
        reading,
        owned,
        owners,
        None if owned is None or share is None else large_holdings(_capital(owned), share / 100.0),
        None if owned is None else _anomalies(owned.register.holdings, owners),
        None if deal is None else _screened_deal(evidence, deal.deal, day, reading, timeline),
        None if entity is None else _screened_entity(evidence, entity, day, reading, timeline),
        () if deal is None else deal.notes,
    )


def _capital(owned: Owned) -> OwnershipGraph:
    """Return the graph of what is stated; the one for rules spans capital and votes."""
    holdings = owned.register.holdings
    return owned.graph if owned.graph.holdings is holdings else make_graph(holdings)


def _owners(owned: Owned, target: int) -> TargetOwners:
    graph = _capital(owned)
    owners, top, states = (
        owners_of(graph, target),
        controllers_of(graph, target),
        state_ownership(graph, target),
    )
    asked = [*top.ultimate, *top.possible][:MOST_CONTROLLERS]
    return TargetOwners(
        target,
        owners,
        _ultimate(graph, owners),
        top,
        {party: controls(graph, [party], target) for party in asked},
        states,
        tuple(controls(graph, stake.parties.tolist(), target) for stake in states.countries),
        {name: _together(owned, parties, target) for name, parties in _lists(owned).items() if parties},
        owned.register.assumed_among(_near(graph.holdings, owners)),
    )


def _ultimate(graph: OwnershipGraph, owners: Owners) -> frozenset[int]:
    parties = owners.parties
    unowned = graph.start[parties + 1] == graph.start[parties]
    last = unowned | np.isin(graph.holdings.kinds[parties], (Kind.PERSON, Kind.STATE))
    return frozenset(parties[last].tolist())


def _lists(owned: Owned) -> dict[str, Sequence[int]]:
    return {"us_listed": owned.lists.us, "cn_listed": owned.lists.cn}


def _together(owned: Owned, parties: Sequence[int], target: int) -> tuple[Aggregate, Aggregate]:
    graph = owned.graph
    return aggregate_as_listed(graph, parties, target, HALF), aggregate_by_shares(
        graph, parties, target, HALF
    )


def _anomalies(holdings: Holdings, owners: TargetOwners | None) -> Anomalies:
    """Return what is wrong with the holdings in a target and in its owners, or with all of them."""
    if owners is None:
        return find_anomalies(holdings)
    rows = np.flatnonzero(_near(holdings, owners.owners)[holdings.owned])
    some = replace(holdings, **{name: getattr(holdings, name)[rows] for name in _BY_ROW})
    found = find_anomalies(some)
    return Anomalies(found.counts, tuple(replace(one, rows=rows[one.rows]) for one in found.examples))


def _near(holdings: Holdings, owners: Owners) -> NDArray[np.bool_]:
    near = np.zeros(holdings.party_count, dtype=bool)
    near[owners.parties] = True
    near[owners.target] = True
    return near


def _screened_deal(
    evidence: Evidence, deal: Deal, day: dt.date, reading: Reading, timeline: bool
) -> Screened:
    readings = {one: screen_deal(evidence, deal, day, one) for one in READINGS}
    times = {one: deal_timeline(evidence, deal, one) for one in READINGS} if timeline else {}
    return Screened(deal, readings[reading], readings, times)


def _screened_entity(
    evidence: Evidence, entity: Entity, day: dt.date, reading: Reading, timeline: bool
) -> Screened:
    readings = {one: screen_entity(evidence, entity, day, one) for one in READINGS}
    times = {one: entity_timeline(evidence, entity, one) for one in READINGS} if timeline else {}
    return Screened(entity, readings[reading], readings, times)
