"""The search for the value of an input at which an answer changes, all else as stated.

From the stated value outwards, an input is tried at steps over its range; where the answer to a question
first differs, the step is halved until it is narrow. What lies beyond the first change, or between two tries,
is not seen: an answer that changes there and back is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from didymium.ensemble.inputs import Input
from didymium.ensemble.sampling.quantiles import quantile

Answers = Mapping[str, str]
"""The answer to each question, as a word that stays the same as long as the answer does."""
Ask = Callable[[Input, float], Answers]
"""Answers with one input at a value, all else as stated."""

NO_SOLUTION = "no answer"
EDGE = 0.01
"""Tails of an input's range that are not tried."""
STEPS = 4
"""Tries on each side of the stated value before halving."""
HALVINGS = 4
"""Halvings of the step in which an answer changes."""


@dataclass(frozen=True)
class Flip:
    """An input whose value changes an answer: the last value tried at which it is as stated, the first at
    which it is not, and the share of draws of the input that lie at or beyond that one.

    Where the middle of an input that takes the place of figures gives another answer already, both values are
    that middle, and the share is one.
    """

    question: str
    input: str
    stated_answer: str
    other_answer: str
    same_at: float
    changes_at: float
    chance: float

    @property
    def rises(self) -> bool:
        """Whether the input must rise, and not fall, to change the answer."""
        return self.changes_at > self.same_at


def find_flips(
    inputs: Sequence[Input],
    stated: Answers,
    asks: Sequence[Ask],
    *,
    advance: Callable[[str], None] = lambda name: None,
) -> list[Flip]:
    """Return the nearest change of each answer on either side of each input, the most likely first.

    ``asks`` answer the same questions; each is used by one thread at a time, so that as many inputs are
    searched at once as there are of them. The result does not depend on how many there are.
    """
    free = list(asks)

    def search(item: Input) -> list[Flip]:
        ask = free.pop()
        try:
            return list(_flips_of(item, stated, ask))
        finally:
            free.append(ask)
            advance(item.name)

    with ThreadPoolExecutor(max_workers=len(asks)) as pool:
        found = [flip for flips in pool.map(search, inputs) for flip in flips]
    return sorted(found, key=lambda flip: (-flip.chance, flip.question, flip.input, flip.changes_at))


def _flips_of(item: Input, stated: Answers, ask: Ask) -> Iterator[Flip]:
    known: dict[float, Answers] = {}
    centre = _place_of(item)

    def answers_at(place: float) -> Answers:
        value = _value(item, place)
        if value not in known:
            known[value] = ask(item, value)
        return known[value]

    middle = _value(item, centre)
    here = answers_at(centre)
    elsewhere = {name for name in stated if _answer(here, name) != stated[name]}
    for question in sorted(elsewhere):
        yield Flip(question, item.name, stated[question], _answer(here, question), middle, middle, 1.0)
    for edge in (EDGE, 1.0 - EDGE):
        places = np.linspace(centre, edge, STEPS + 1).tolist()
        changed = set(elsewhere)
        for near, far in zip(places, places[1:], strict=False):
            here = answers_at(far)
            for question in [
                name for name in stated if name not in changed and _answer(here, name) != stated[name]
            ]:
                changed.add(question)
                yield _narrowed(item, question, stated[question], answers_at, near, far)


def _narrowed(
    item: Input, question: str, stated: str, answers_at: Callable[[float], Answers], near: float, far: float
) -> Flip:
    """Halve the step between a place where an answer is as stated and one where it is not."""
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        if _answer(answers_at(middle), question) == stated:
            near = middle
        else:
            far = middle
    chance = far if far < _place_of(item) else 1.0 - far
    other = _answer(answers_at(far), question)
    return Flip(question, item.name, stated, other, _value(item, near), _value(item, far), chance)


def _answer(answers: Answers, question: str) -> str:
    """Return an answer; a program without a solution answers nothing."""
    return answers.get(question, NO_SOLUTION)


def _value(item: Input, place: float) -> float:
    return float(quantile(item.distribution, place))


def _place_of(item: Input) -> float:
    """Return where in the range of an input its stated value lies; the middle if it is unknown."""
    if item.stated is None:
        return 0.5
    places = np.linspace(EDGE, 1.0 - EDGE, 197)
    values = quantile(item.distribution, places)
    return float(places[int(np.argmin(np.abs(values - item.stated)))])


def flips_report(stated: Answers, flips: Sequence[Flip]) -> dict[str, Any]:
    """Return flips as plain data; ``steady`` are the questions whose answer no input changes alone."""
    moved = {flip.question for flip in flips}
    return {
        "answers": dict(stated),
        "flips": [vars(flip) | {"rises": flip.rises} for flip in flips],
        "steady": [question for question in stated if question not in moved],
    }


def flips_from(report: Mapping[str, Any]) -> tuple[Answers, list[Flip]]:
    """Return flips from plain data."""
    rows = [{key: value for key, value in row.items() if key != "rises"} for row in report["flips"]]
    return report["answers"], [Flip(**row) for row in rows]
