"""Which plants close, stand still for a while, or start again at a review."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.entry_exit.candidates.entrants import is_entrant
from didymium.decisions.entry_exit.course import Course, Decision, State
from didymium.decisions.entry_exit.worth import KG_PER_T, Believed, believed_of, days_within
from didymium.market.periods import DAYS_PER_YEAR
from didymium.scenario.hot import Foreseen, Stage

Floats = NDArray[np.float64]
RUNS = 1e-6
"""Share of its capacity that a plant must make to count as running."""


@dataclass(frozen=True, eq=False)
class Leaving:
    """A review of the plants that stand: who looks at what they are believed to earn, knowing what."""

    course: Course
    stage: Stage
    foreseen: Foreseen

    def leave(self, state: State) -> State:
        """Wake, close or put to sleep plants by what they are believed to earn over the years looked at."""
        before = state
        state, believed, woken = self._wake(state, self._on_path(state))
        while losing := self._losing(state, believed, woken):
            now = self._looked_at(state, believed)
            for plant in losing:
                state = self._stopped(state, plant, now)
            believed = self._believed(state)
        if state.ledger is not before.ledger:
            state = self.course.carry_on(state, self.stage, self.foreseen)
        return self._given_up(state, believed)

    def _losing(self, state: State, believed: Believed, woken: set[int]) -> list[int]:
        """Return the plants that stand idle and would earn nothing if they ran; where there are none, the one
        that runs and covers least of what it costs to keep ready.
        """
        now = self._looked_at(state, believed)
        open_ = (state.ledger.open_share[:, self.stage.first_period] > 0.0) & now.has_begun & ~now.starved
        open_[sorted(woken)] = False
        idle = np.flatnonzero(open_ & ~now.runs & (now.earned_usd <= 0.0))
        if len(idle):
            return [int(plant) for plant in idle]
        runs = [int(plant) for plant in np.flatnonzero(open_ & (now.earned_usd < 0.0))]
        names = self.course.plants.names
        return sorted(runs, key=lambda one: (now.earned_usd[one] / now.capacity_t[one], names[one]))[:1]

    def _stopped(self, state: State, plant: int, now: LookedAt) -> State:
        """Return the state with a plant closed, or asleep where that is stated."""
        name, first = self.course.plants.names[plant], self.stage.first_period
        mothball = self.course.terms.mothballs.get(name)
        sleeps = mothball is not None and mothball.years > 0.0
        decision = self._decision("mothballed" if sleeps else "closed", plant, now)
        ledger = state.ledger.closed(plant, first, comes_again=is_entrant(name))
        asleep = (*state.asleep, (plant, first)) if sleeps else state.asleep
        return replace(state, ledger=ledger, asleep=asleep, decisions=(*state.decisions, decision))

    def _wake(self, state: State, believed: Believed) -> tuple[State, Believed, set[int]]:
        """Start plants again that are believed to earn more than that costs, the best first."""
        woken: set[int] = set()
        while True:
            now = self._looked_at(state, believed)
            paying = [
                (self._restart_usd(plant, now) - now.earned_usd[plant], plant)
                for plant, _ in state.asleep
                if now.earned_usd[plant] > self._restart_usd(plant, now)
            ]
            if not paying:
                return state, believed, woken
            loss, plant = min(paying)
            decision = replace(self._decision("restarted", plant, now), worth_usd=-loss)
            woken.add(plant)
            state = replace(
                state,
                ledger=state.ledger.reopened(plant, self.stage.first_period),
                asleep=tuple(one for one in state.asleep if one[0] != plant),
                decisions=(*state.decisions, decision),
            )
            believed = self._believed(state)

    def _restart_usd(self, plant: int, now: LookedAt) -> float:
        mothball = self.course.terms.mothballs[self.course.plants.names[plant]]
        return float(mothball.restart_usd_per_t * now.capacity_t[plant])

    def _given_up(self, state: State, believed: Believed) -> State:
        """Close for good what has stood still for as long as it may."""
        over = [plant for plant, since in state.asleep if self._slept_out(plant, since)]
        now = self._looked_at(state, believed)
        return replace(
            state,
            asleep=tuple(one for one in state.asleep if one[0] not in over),
            decisions=(*state.decisions, *(self._decision("closed", plant, now) for plant in over)),
        )

    def _slept_out(self, plant: int, since: int) -> bool:
        starts = self.course.market.structure.periods.starts
        years = (starts[self.stage.first_period] - starts[since]) / DAYS_PER_YEAR
        return bool(years >= self.course.terms.mothballs[self.course.plants.names[plant]].years - 1e-2)

    def _on_path(self, state: State) -> Believed:
        return believed_of(self.course.market, state.path.tonnes, state.path.duals)

    def _believed(self, state: State) -> Believed:
        return self.course.believed(state, self.stage, self.foreseen, state.ledger)

    def _decision(self, kind: str, plant: int, now: LookedAt) -> Decision:
        structure = self.course.market.structure
        row = structure.plants[plant]
        return Decision(
            kind=kind,
            name=row.plant,
            region=row.region,
            materials=(structure.reference_material[row.process],),
            decided=self.stage.day,
            begins=self.stage.day,
            t_per_year=float(now.capacity_t[plant]),
            capital_usd=0.0,
            worth_usd=float(now.earned_usd[plant]),
        )

    def _looked_at(self, state: State, believed: Believed) -> LookedAt:
        """Return what plants could make and are believed to earn in the years looked at."""
        course, periods = self.course, self.course.market.structure.periods
        begin = float(periods.starts[self.stage.first_period])
        span = np.array([begin, begin + course.terms.exit_years * DAYS_PER_YEAR])
        share = days_within(periods, span)[0] / periods.days
        upper = state.ledger.awake.most(course.market, self.foreseen.open.upper)
        capacity = course.plants.most_t(upper) * share
        margin = course.plants.margins(believed)
        standing = course.terms.standing_share * np.nan_to_num(course.plants.avoidable_usd_per_kg, posinf=0.0)
        earned = (np.maximum(margin, 0.0) - standing[:, None]) * capacity * KG_PER_T
        made = (course.plants.made_t(believed.tonnes) * share).sum(axis=1)
        years = max(float((share * periods.years).sum()), 1e-9)
        total = capacity.sum(axis=1)
        begun = course.plants.most_t(upper)[:, self.stage.first_period - 1] > 0.0
        starved = (np.isneginf(margin) & (share > 0.0)).any(axis=1)
        return LookedAt(
            total / years, begun & (total > 0.0), starved, made > RUNS * total, earned.sum(axis=1)
        )


@dataclass(frozen=True, eq=False)
class LookedAt:
    """Plants over the years that owners look at; shape (P,) each."""

    capacity_t: Floats
    """Capacity, tonnes a year."""
    has_begun: NDArray[np.bool_]
    """Whether they could make something before: what has not begun cannot close."""
    starved: NDArray[np.bool_]
    """Whether something that they take is not to be had for a time: they wait, for no price says that they do
    not pay."""
    runs: NDArray[np.bool_]
    """Whether they are believed to make anything."""
    earned_usd: Floats
    """What they would earn over their avoidable cost, less what it costs to keep them ready; they stand still
    where they would lose."""
