"""What each project of a portfolio adds, alone and to the others, and which projects need each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from didymium.decisions.portfolio.answer import Addition, Pair
from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.projects.pipeline import Candidate

MOST_PAIRS = 5
"""Pairs that are looked at: each takes a run of all futures for the two together."""


def additions(chooser: Chooser, plan: Plan, fundings: Sequence[Funding]) -> tuple[Addition, ...]:
    """Return what each project avoids alone, and as the last one of the portfolio."""
    nothing, everything = chooser.weighed(plan, ()), chooser.weighed(plan, fundings)
    return tuple(
        Addition(
            item.build.choice.name,
            nothing - chooser.weighed(plan, (item,)),
            chooser.weighed(plan, [other for other in fundings if other is not item]) - everything,
        )
        for item in fundings
    )


def pairs(
    chooser: Chooser, plan: Plan, chosen: Sequence[Funding], candidates: Mapping[str, Candidate]
) -> tuple[Pair, ...]:
    """Return the pairs of projects of which one makes what the other takes, those chosen first: what each
    avoids alone and both together.
    """
    nothing, found = chooser.weighed(plan, ()), []
    first = {item.build.choice.name: item for item in reversed(plan.fundings)}
    first |= {item.build.choice.name: item for item in chosen}
    names = {item.build.choice.name for item in chosen}
    for maker, user, material in _linked(plan, candidates, names):
        one, other = first[maker], first[user]
        found.append(
            Pair(
                maker,
                user,
                material,
                nothing - chooser.weighed(plan, (one,)),
                nothing - chooser.weighed(plan, (other,)),
                nothing - chooser.weighed(plan, (one, other)),
            )
        )
    return tuple(found)


def _linked(
    plan: Plan, candidates: Mapping[str, Candidate], chosen: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield maker, user and material of the pairs to look at."""
    open_ = [
        choice
        for choice in plan.open_choices
        if choice.name in candidates and choice.name not in plan.excluded
    ]
    linked = [
        (maker.name, user.name, material)
        for maker in open_
        for user in open_
        if maker.market == user.market and maker is not user
        for material in candidates[maker.name].capacity_t_per_year
        if material in candidates[user.name].bought_t_per_year
    ]
    linked.sort(key=lambda pair: -len({pair[0], pair[1]} & chosen))
    # One pair for each material first: many pairs of one material would tell the same.
    first = [pair for n, pair in enumerate(linked) if pair[2] not in {other[2] for other in linked[:n]}]
    yield from [*first, *(pair for pair in linked if pair not in first)][:MOST_PAIRS]
