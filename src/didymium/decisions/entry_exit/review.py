"""What is built at a review, one after the other while it pays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from didymium.decisions.entry_exit.course import Course, Decision, State
from didymium.decisions.entry_exit.worth import Believed, Prospect, believed_of, prospect_of
from didymium.scenario.hot import Foreseen, Stage

LEAST_WORTH = 1e-6
"""Net present value a dollar of capital below which nothing is gained: prices just pay."""


@dataclass(frozen=True, eq=False)
class Review:
    """A review: who may build on which day, knowing what."""

    course: Course
    stage: Stage
    foreseen: Foreseen

    @cached_property
    def prospects(self) -> Mapping[str, Prospect]:
        """Candidates that can be decided now and judged within the run, by name."""
        course, day = self.course, self.stage.day
        periods, years = course.market.structure.periods, course.terms.outlook_years
        open_ = [one for one in course.candidates if one.earliest is None or one.earliest <= day]
        found = (prospect_of(periods, one, course.activities[one.name], day, years) for one in open_)
        return {one.candidate.name: one for one in found if one.can_be_judged}

    def worths(self, believed: Believed) -> dict[str, float]:
        """Return the net present value of every prospect along what is believed, US dollars."""
        return {name: one.worth_usd(believed) for name, one in self.prospects.items()}

    def enter(self, state: State) -> State:
        """Build while it pays, one step of each process at a time: each moves prices, and what does not pay
        once it stands beside the others is not built. Who was refused is asked again once all others are
        through.
        """
        course, before = self.course, state
        counts = Counter(one.name for one in state.decisions if one.kind == "built" and self._once(one.name))
        believed = believed_of(course.market, state.path.tonnes, state.path.duals)
        while True:
            refused: set[str] = set()
            ledger = state.ledger
            while batch := self._best_of_each(self.worths(believed), counts, refused):
                state, believed = self._tried(state, believed, batch, counts, refused)
            if state.ledger is ledger or not refused:
                break
        if state.ledger is not before.ledger:
            return course.carry_on(state, self.stage, self.foreseen)
        return state

    def _once(self, name: str) -> bool:
        return name in self.prospects and not self.prospects[name].candidate.is_step

    def _best_of_each(
        self, worths: Mapping[str, float], counts: Counter[str], refused: set[str]
    ) -> list[Prospect]:
        """Return of each process the prospect that is worth most a dollar of its capital, if that is
        anything; of equals the first by name.
        """
        best: dict[str, tuple[float, str]] = {}
        for name, one in self.prospects.items():
            index = worths[name] / max(one.candidate.capital_usd, 1.0)
            if name not in refused and counts[name] < one.candidate.most and index > LEAST_WORTH:
                process = self._processes[name]
                best[process] = min(best.get(process, (0.0, "")), (-index, name))
        return [self.prospects[name] for _, name in sorted(best.values())]

    @cached_property
    def _processes(self) -> Mapping[str, str]:
        """The process of each candidate; of one with several that of its largest plant."""
        process = {plant.plant: plant.process for plant in self.course.market.structure.plants}
        largest = {
            name: max(sorted(one.candidate.t_per_year), key=lambda plant: one.candidate.t_per_year[plant])
            for name, one in self.prospects.items()
        }
        return {name: process[plant] for name, plant in largest.items()}

    def _tried(
        self,
        state: State,
        believed: Believed,
        batch: list[Prospect],
        counts: Counter[str],
        refused: set[str],
    ) -> tuple[State, Believed]:
        """Build a step of several processes together, and take back, the worst first, what does not pay
        then.
        """
        course = self.course
        while batch:
            ledger = state.ledger
            for one in batch:
                ledger = ledger.built(course.market, one)
            after = course.believed(state, self.stage, self.foreseen, ledger)
            worths = {one.candidate.name: one.worth_usd(after) for one in batch}
            losing = [one for one in batch if worths[one.candidate.name] < 0.0]
            if not losing:
                counts.update(one.candidate.name for one in batch)
                decisions = tuple(self._built(one, worths[one.candidate.name]) for one in batch)
                return replace(state, ledger=ledger, decisions=(*state.decisions, *decisions)), after
            worst = min(
                losing,
                key=lambda one: (
                    worths[one.candidate.name] / max(one.candidate.capital_usd, 1.0),
                    one.candidate.name,
                ),
            )
            refused.add(worst.candidate.name)
            batch = [one for one in batch if one is not worst]
        return state, believed

    def _built(self, prospect: Prospect, worth: float) -> Decision:
        one = prospect.candidate
        return Decision(
            kind="built",
            name=one.name,
            region=one.region,
            materials=self._references(one.t_per_year),
            decided=self.stage.day,
            begins=prospect.begins,
            t_per_year=sum(one.t_per_year.values()),
            capital_usd=one.capital_usd,
            worth_usd=worth,
            charge_usd_per_year=one.capital_usd * one.life.charge,
        )

    def _references(self, plants: Iterable[str]) -> tuple[str, ...]:
        structure, wanted = self.course.market.structure, set(plants)
        of = {plant.plant: structure.reference_material[plant.process] for plant in structure.plants}
        return tuple(sorted({of[name] for name in wanted}))
