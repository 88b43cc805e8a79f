"""What is built at a review, one after the other while it pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from didymium.decisions.entry_exit.candidates.planned import Candidate
from didymium.decisions.entry_exit.course import Course, Decision, State
from didymium.decisions.entry_exit.worth import Believed, Prospect, believed_of, prospect_of
from didymium.scenario.hot import Foreseen, Stage

ROUNDING = 1e-9
TIE = 0.01
"""Loss a dollar of capital below which what would be built anyway is still built: small changes of prices
must not decide between equals, or they would move plants from one end of the world to the other."""
LEAST_WORTH = 1e-6
"""Net present value a dollar of capital below which nothing is gained: prices just pay."""


@dataclass(frozen=True, eq=False)
class Entering:
    """A review: who may build on which day, knowing what."""

    course: Course
    stage: Stage
    foreseen: Foreseen
    anyway: State | None = None
    """The end of a run that this one is held against: of equals, what was built there comes first, and
    more is built only by those to whom this run promises more."""

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
        once it stands beside the others is not built. Who was refused is asked again for half a step, and so
        on down to the smallest part.
        """
        course, before = self.course, state
        asked = _Asked({one.name: 1.0 for one in state.decisions if self._stands(one)})
        believed = believed_of(course.market, state.path.tonnes, state.path.duals)
        state, believed = self._tried(state, believed, self._as_anyway(asked), asked, -TIE)
        while True:
            asked.refused.clear()
            while batch := self._best_of_each(self.worths(believed), asked):
                state, believed = self._tried(state, believed, batch, asked)
            if not asked.refused or asked.part <= course.terms.smallest_part:
                break
            asked.part /= 2.0
        if state.ledger is not before.ledger:
            state = course.carry_on(self._that_pays(before, state, believed), self.stage, self.foreseen)
        hopes = self.worths(believed_of(course.market, state.path.tonnes, state.path.duals))
        return replace(state, hopes={**state.hopes, self.stage.day: hopes})

    def _that_pays(self, before: State, state: State, believed: Believed) -> State:
        """Return the state with what was built as far as it pays beside all that came after it."""
        batch = self._again(_gathered(state.decisions[len(before.decisions) :]))
        return self._tried(before, believed, batch, _Asked({}), -TIE)[0]

    def _again(self, decisions: Iterable[Decision]) -> list[Prospect]:
        """Return what decisions built, each as a whole, of a pair both."""
        found = {}
        for one in decisions:
            prospect = self.prospects.get(one.together or one.name)
            if prospect is not None:
                steps = one.t_per_year / sum(prospect.candidate.t_per_year.values())
                found[prospect.candidate.name] = prospect.in_part(steps)
        return list(found.values())

    def _as_anyway(self, asked: _Asked) -> list[Prospect]:
        """Return what would be built anyway, as far as it does not stand yet."""
        decisions = self.anyway.decisions if self.anyway else ()
        here = (one for one in decisions if (one.kind, one.decided) == ("built", self.stage.day))
        return [one for one in self._again(here) if asked.is_open(one)]

    def _has_reason(self, name: str, worth: float) -> bool:
        """Return whether a prospect is worth a step, and more than in the run that this is held against."""
        capital = max(self.prospects[name].candidate.capital_usd, 1.0)
        there = self.anyway.hopes[self.stage.day].get(name, 0.0) + TIE * capital if self.anyway else 0.0
        return worth > max(LEAST_WORTH * capital, there)

    def _stands(self, decision: Decision) -> bool:
        """Return whether a decision built something that can be built once only."""
        known = self.prospects.get(decision.name)
        return decision.kind == "built" and known is not None and not known.candidate.is_step

    def _best_of_each(self, worths: Mapping[str, float], asked: _Asked) -> list[Prospect]:
        """Return of each process the prospect that is worth most a dollar of its capital, if that is
        anything; of equals the first by name.
        """
        best: dict[str, tuple[float, str]] = {}
        for name, one in self.prospects.items():
            index = worths[name] / max(one.candidate.capital_usd, 1.0)
            if asked.is_open(one) and self._has_reason(name, worths[name]):
                process = self._processes[name]
                best[process] = min(best.get(process, (0.0, "")), (-index, name))
        return [self.prospects[name].in_part(asked.part) for _, name in sorted(best.values())]

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
        asked: _Asked,
        least: float = 0.0,
    ) -> tuple[State, Believed]:
        """Build a step of several processes together, and take back, the worst first, what is then worth less
        than a least a dollar of its capital.
        """
        course = self.course
        while batch:
            ledger = state.ledger
            for one in batch:
                ledger = ledger.built(course.market, one)
            after = course.believed(state, self.stage, self.foreseen, ledger)
            worths = [one.worth_usd(after) for one in batch]
            indices = [
                (worth / max(one.candidate.capital_usd, 1.0), one.candidate.name)
                for one, worth in zip(batch, worths, strict=True)
            ]
            worst = min(indices)
            if worst[0] >= least:
                asked.count(batch)
                decisions = [
                    decision
                    for one, worth in zip(batch, worths, strict=True)
                    for decision in self._built(one, worth)
                ]
                return replace(state, ledger=ledger, decisions=(*state.decisions, *decisions)), after
            asked.refused.add(worst[1])
            batch = [one for one in batch if one.candidate.name != worst[1]]
        return state, believed

    def _built(self, prospect: Prospect, worth: float) -> Iterator[Decision]:
        """Yield what is decided, of a pair for each of the two, its worth shared by capital."""
        whole = prospect.candidate
        for one in whole.alone:
            yield Decision(
                kind="built",
                name=one.name,
                region=one.region,
                materials=self._references(one.t_per_year),
                decided=self.stage.day,
                begins=prospect.begins,
                t_per_year=sum(one.t_per_year.values()),
                capital_usd=one.capital_usd,
                worth_usd=worth * one.capital_usd / max(whole.capital_usd, 1.0),
                charge_usd_per_year=one.capital_usd * whole.life.charge,
                together=whole.name if whole.members else "",
            )

    def _references(self, plants: Iterable[str]) -> tuple[str, ...]:
        structure, wanted = self.course.market.structure, set(plants)
        of = {plant.plant: structure.reference_material[plant.process] for plant in structure.plants}
        return tuple(sorted({of[name] for name in wanted}))


@dataclass
class _Asked:
    """Who has built how many steps at a review, who was refused, and which part of a step is asked for."""

    steps: dict[str, float]
    refused: set[str] = field(default_factory=set)
    part: float = 1.0

    def is_open(self, prospect: Prospect) -> bool:
        """Return whether a prospect may take the next step, or part of it."""
        one = prospect.candidate
        return one.name not in self.refused and all(
            self.steps.get(each.name, 0.0) + self._asked_of(each) <= each.most + ROUNDING
            for each in one.alone
        )

    def count(self, batch: Iterable[Prospect]) -> None:
        """Note what was built."""
        for each, part in ((each, one.part) for one in batch for each in one.candidate.alone):
            self.steps[each.name] = self.steps.get(each.name, 0.0) + (part if each.is_step else 1.0)

    def _asked_of(self, one: Candidate) -> float:
        return self.part if one.is_step else 1.0


def _gathered(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Yield decisions to build with the steps of each candidate as one, in the order of the first."""
    found: dict[str, Decision] = {}
    for one in decisions:
        first = found.get(one.name)
        found[one.name] = one if first is None else first.and_more(one)
    yield from found.values()
