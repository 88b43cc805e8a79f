"""The search for the decision of least cost within a bound, or of least risk where none keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from didymium.ensemble.two_stage.bounded_master import BoundedCorner, BoundedMaster
from didymium.ensemble.two_stage.bounds import ChanceBound, Slack, holds, risk_of
from didymium.ensemble.two_stage.evaluate import Evaluation, Evaluator
from didymium.ensemble.two_stage.result import Iteration, Stop

Floats = NDArray[np.float64]

INWARDS = 0.2
"""How far from the best decision of the model (0) towards the best one known (1) losses are looked at."""
LIFT = 0.1
"""A cut counts if it lifts the model at the decision by more than this share of what the bound may be passed
by: where none does, losses are what the model says closely enough for the bound to hold."""
ROUNDING = 1e-13
"""And by more than this share of the loss there."""


class Least(Enum):
    """What is minimised."""

    COST = "cost within the bound"
    RISK = "risk, whatever it costs"


@dataclass
class Search:
    """Finds the least of something. ``lower`` and ``upper`` enclose it, ``best`` has the upper one,
    ``nearest`` is the decision of least risk seen. ``exhausted`` says that the model has proved that none
    keeps the bound.
    """

    least: Least
    evaluate: Evaluator
    master: BoundedMaster
    slack: Slack
    most: int
    lower: float = -np.inf
    upper: float = np.inf
    price: float | None = None
    best: Evaluation | None = None
    nearest: Floats | None = None
    exhausted: bool = False
    history: list[Iteration] = field(default_factory=list)
    _least_risk: float = np.inf

    def run(self, start: Floats | None, relative: float, absolute: float) -> Stop:
        """Search until the bounds meet, nothing is learnt any more, or rounds run out."""
        first = self.master.largest() if start is None else start
        if first is not None:
            self._learn(first)
        inwards, stalled, corner = INWARDS, False, self._bound()
        while True:
            if corner is None:
                return Stop.STALLED
            if self._met(relative, absolute):
                return Stop.GAP
            if stalled:
                return Stop.STALLED
            if len(self.history) >= self.most:
                return Stop.ITERATIONS
            place = self._between(corner.decision, inwards)
            best, new = self.best, self._learn(place)
            # Where nothing is learnt on the way, the corner itself is looked at.
            stalled = not new and np.array_equal(place, corner.decision)
            inwards = INWARDS if new else 0.0
            if new or self.best is not best:
                corner = self._bound()

    def _met(self, relative: float, absolute: float) -> bool:
        if self.best is None:
            return False
        return self.upper - self.lower <= max(absolute, relative * abs(self.upper))

    def risk(self, found: Evaluation) -> float:
        """Return the risk of an evaluation."""
        return risk_of(self.master.bound, found.costs, self.master.probabilities, self.slack)

    def _between(self, corner: Floats, inwards: float) -> Floats:
        if self.best is None or inwards == 0.0:
            return corner
        return corner + inwards * (self.best.decision - corner)

    def _bound(self) -> BoundedCorner | None:
        """Solve the model and raise the lower bound; None if the model has no decision left."""
        if self.least is Least.RISK and not self.master.complete:
            return None
        corner = self.master.cheapest() if self.least is Least.COST else self.master.safest()
        if corner is None:
            self.exhausted = self.best is None
            return None
        self.lower, self.price = max(self.lower, corner.value), corner.price
        if self.history:
            last = self.history[-1]
            self.history[-1] = Iteration(self.lower, self.upper, last.optimality_cuts, last.feasibility_cuts)
        return corner

    def _learn(self, decision: Floats) -> bool:
        """Look at the losses of a decision, add their cuts, and say whether there are any."""
        found = self.evaluate.at(decision)
        known = self.master.model(decision)
        lifting = [
            cut
            for cut in found.optimality
            if self._lifts(cut.constant + float(cut.slope @ decision), known[cut.scenario])
        ]
        for cut in lifting:
            self.master.add_loss(cut)
        # Exclusions stand in the order of the scenarios that have no way out.
        stuck = np.flatnonzero(np.isinf(found.costs))
        for exclusion, scenario in zip(found.feasibility, stuck, strict=True):
            self.master.add_exclusion(exclusion, int(scenario))
        self._keep(found)
        self.history.append(Iteration(self.lower, self.upper, len(lifting), len(found.feasibility)))
        return bool(lifting or found.feasibility)

    def _lifts(self, value: float, known: float) -> bool:
        bound = self.master.bound
        size = bound.tolerance if isinstance(bound, ChanceBound) else bound.bound
        return value > known + max(LIFT * self.slack.of(size), ROUNDING * abs(value))

    def _keep(self, found: Evaluation) -> None:
        """Keep an evaluation that is the best so far."""
        risk, bound = self.risk(found), self.master.bound
        if risk < self._least_risk:
            self._least_risk, self.nearest = risk, found.decision
        if self.least is Least.RISK:
            value = risk
        elif holds(bound, found.costs, self.master.probabilities, self.slack):
            value = float(self.master.decisions.cost @ found.decision)
        else:
            return
        if value < self.upper:
            self.upper, self.best = value, found
