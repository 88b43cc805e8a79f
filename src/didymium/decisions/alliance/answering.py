"""The whole answer: what any set of members is worth, fair shares, who stays, who should come next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.alliance.asking import Checked, check_coalition
from didymium.decisions.alliance.floor import FloorValues, floor_changes, floor_values
from didymium.decisions.alliance.game import AllianceGame
from didymium.decisions.alliance.parts import CoalitionAnswer, FloorLeftOut, Joining, MemberLoss, Verified
from didymium.decisions.alliance.request import CoalitionRequest
from didymium.decisions.alliance.stability import Stability, stability
from didymium.decisions.alliance.trimming import Trimming
from didymium.decisions.alliance.worth import Worth, worth_of_all_sets, worth_of_some
from didymium.decisions.stocks.futures.drawn import drawn_futures, reduced
from didymium.decisions.stocks.futures.emergencies import Futures, futures_of_scenarios, mixed
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how many of it are done, and of how many."""


def answer_coalition(
    case: Case,
    calibration: Calibration,
    request: CoalitionRequest,
    *,
    futures: Futures | None = None,
    progress: Progress = lambda what, done, count: None,
) -> CoalitionAnswer:
    """Answer a question about an alliance.

    Args:
        case: The case.
        calibration: Its calibration.
        request: What is asked.
        futures: Those of an earlier answer to the same members, scenarios, days, draws and means; None: they
            are run.
        progress: Told after each step.

    Raises:
        InputError: With everything that is wrong with the request.
        SolverError, UnsettledError: If the market has no answer.
    """
    checked = check_coalition(case, calibration.base, request)
    work = _Work(case, calibration.base, checked, progress)
    whole = futures or work.futures()
    _refuse_other(whole, checked)
    few = len(whole.emergencies) <= request.standing
    return work.answer(whole, whole if few else reduced(whole, request.standing)[0])


def _refuse_other(futures: Futures, checked: Checked) -> None:
    pairs = [("members", futures.members, checked.regions), ("days", futures.days, checked.request.days)]
    problems = [
        Problem("futures", f"were run for other {name}", value=str(theirs), remedy="run them again")
        for name, theirs, ours in pairs
        if theirs != ours
    ]
    if problems:
        raise InputError(problems)


@dataclass(frozen=True, eq=False)
class _Work:
    """Does the parts one after the other."""

    case: Case
    base: BaseYear
    checked: Checked
    progress: Progress

    @property
    def request(self) -> CoalitionRequest:
        return self.checked.request

    def _count(self, what: str) -> Callable[[int, int], None]:
        return lambda done, count: self.progress(what, done, count)

    @property
    def _trimming(self) -> Trimming:
        return Trimming(self.request.means.reallocation, self.request.give_way_abroad)

    def futures(self) -> Futures:
        """Run the scenarios, or their draws; the situations of all members are read once."""
        request, regions = self.request, self.checked.regions
        if not request.draws:
            return futures_of_scenarios(
                self.case, self.base, self.checked.scenarios, regions, days=request.days,
                means=request.means, profile=request.profile, trimmed=self._trimming,
                progress=self._count("scenario"),
            )  # fmt: skip
        parts = []
        for one in self.checked.scenarios:
            drawn = drawn_futures(
                self.case, self.base, one.name, one.scenario, regions, count=request.draws,
                seed=request.seed, days=request.days, means=request.means, profile=request.profile,
                trimmed=self._trimming, workers=request.workers, progress=self._count(f"{one.name}, draw"),
            )  # fmt: skip
            parts.append((drawn, one.weight))
        return mixed(parts)

    def answer(self, whole: Futures, standing: Futures) -> CoalitionAnswer:
        """Play the game on the futures that stand for all, and look at the best sets on all."""
        request, checked = self.request, self.checked
        worth = worth_of_all_sets(
            checked.members, standing, give_way_abroad=request.give_way_abroad, workers=request.workers,
            progress=self._count("future"),
        )  # fmt: skip
        sharing, tail, floor = worth.expected, worth.tail(request.alpha), self._floor()
        added = np.zeros(len(sharing.values)) if floor is None else floor.added
        expected = AllianceGame(sharing.members, sharing.values + added)
        outside = None if floor is None else floor.outside
        founders = stability(expected, checked.founders, outside)
        joining = _joining(worth, expected, founders, checked.newcomer)
        newcomer = () if joining is None else (joining.candidate.member,)
        sets = (checked.founders, (*checked.founders, *newcomer), checked.names)
        masks = [*expected.best_of_each_size(), *(expected.mask(names) for names in sets)]
        return CoalitionAnswer(
            request,
            checked.members,
            whole,
            standing,
            worth,
            sharing,
            expected,
            AllianceGame(tail.members, tail.values + added),
            floor,
            self._left_out,
            stability(expected, checked.names, outside),
            founders,
            joining,
            self._verified(sharing, tail, whole, standing, sorted(set(masks), key=int.bit_count)),
        )

    @property
    def _left_out(self) -> FloorLeftOut:
        if self.checked.floor is not None:
            return ""
        return "not_asked" if self.request.floor is None else "too_many_members"

    def _floor(self) -> FloorValues | None:
        if self.checked.floor is None or self.request.floor is None:
            return None
        return floor_values(
            floor_changes(
                self.case,
                self.base,
                self.checked.floor,
                self.request.floor.enforcement,
                self.checked.members,
                workers=self.request.workers,
                progress=self._count("floor"),
            )  # fmt: skip
        )

    def _verified(
        self, sharing: AllianceGame, tail: AllianceGame, whole: Futures, standing: Futures,
        masks: Sequence[int],
    ) -> tuple[Verified, ...]:  # fmt: skip
        on_standing = [(float(sharing.values[mask]), float(tail.values[mask])) for mask in masks]
        on_whole = on_standing
        if whole is not standing:
            on_whole = worth_of_some(
                self.checked.members, whole, masks, self.request.alpha,
                give_way_abroad=self.request.give_way_abroad, workers=self.request.workers,
                progress=self._count("check"),
            )  # fmt: skip
        return tuple(
            Verified(sharing.names(mask), few[0], every[0], few[1], every[1])
            for mask, few, every in zip(masks, on_standing, on_whole, strict=True)
        )


def _joining(worth: Worth, expected: AllianceGame, founders: Stability, newcomer: str) -> Joining | None:
    """Return what the newcomer brings, or whoever adds most if nobody is named."""
    if not founders.outside:
        return None
    named = [one for one in founders.outside if one.member == newcomer]
    candidate = (named or founders.outside)[0]
    sharing, before = worth.expected, expected.mask(founders.members)
    together = before | expected.mask([candidate.member])
    shares = sharing.of(expected.names(together)).shapley
    chances = worth.probabilities
    untouched, alone = worth.untouched @ chances, worth.alone @ chances
    apart, joined = worth.losses_within(before), worth.losses_within(together)

    def loss_of(name: str) -> MemberLoss:
        at = expected.members.index(name)
        figures = (untouched[at], alone[at], apart[at], joined[at], shares[name])
        return MemberLoss(name, *(float(figure) for figure in figures))

    losses = [loss_of(name) for name in (*founders.members, candidate.member)]
    return Joining(founders.members, candidate, tuple(losses))
