"""The mix of grant, public loan, guarantee and floor that makes a project bankable at least public cost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from didymium.decisions.finance.applying import Trials, sooner
from didymium.decisions.finance.bankable import (
    Hurdle,
    Verdict,
    check_hurdle,
    floor_at,
    judge,
    least_value,
)
from didymium.decisions.finance.capital_plan import replaceable_share
from didymium.decisions.finance.cash_flow import CashFlow, make_ground
from didymium.decisions.finance.operation import Operation
from didymium.decisions.finance.public_cost import PayerCost, cost_by_payer, expected_cost_usd
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Grant,
    Guarantee,
    OfftakeFloor,
    Support,
    check_supports,
)
from didymium.decisions.finance.terms import ProjectTerms


@dataclass(frozen=True)
class Menu:
    """What a mix may be made of. Each instrument stands with the most that there is of it; None: not on the
    menu. Grant, loan and guarantee are tried at the stated parts of their most, and for each combination the
    least floor is looked for.
    """

    grant: Grant | None = None
    loan: ConcessionalLoan | None = None
    guarantee: Guarantee | None = None
    floor: OfftakeFloor | None = None
    parts: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    """Parts of the most that are tried of grant and loan."""
    guarantee_parts: tuple[float, ...] = (0.0, 1.0)
    """The same of the guarantee."""
    given: tuple[Support, ...] = ()
    """Supports that the project has in any case; their cost counts."""
    treasury_rates: Mapping[str, float] = field(default_factory=dict)
    """Real discount rate of each region's treasury."""
    treasury_rate: float = 0.02
    """The same of the others."""


@dataclass(frozen=True, eq=False)
class Mix:
    """Supports that make a project bankable, and what they cost."""

    supports: tuple[Support, ...]
    expected_usd_million: float
    """Mean present value of what all payers pay less what they get back."""
    by_payer: tuple[PayerCost, ...]
    verdict: Verdict
    flow: CashFlow


@dataclass(frozen=True, eq=False)
class MixSearch:
    """What the search for a mix has found."""

    cheapest: Mix | None
    """None: nothing on the menu makes the project bankable."""
    others: tuple[Mix, ...]
    """The other mixes that do, the cheapest first; no two with the same grant, loan and guarantee."""
    tried: int
    """Combinations of grant, loan and guarantee."""
    at_most: Verdict
    """With the most of everything on the menu."""


def cheapest_mix(
    operation: Operation, terms: ProjectTerms, hurdle: Hurdle, menu: Menu, *, keep: int = 5
) -> MixSearch:
    """Return the mix with the least expected public cost that makes a project bankable, and the next ones.

    Raises:
        FinanceError: If operation, terms, hurdle or menu are not whole, or do not fit each other.
    """
    check_hurdle(hurdle)
    most = tuple(one for one in (menu.grant, menu.loan, menu.guarantee, menu.floor) if one is not None)
    for one in most:
        check_supports((*menu.given, one), operation, terms)
    trials = Trials(make_ground(operation, sooner(terms, menu.given)))
    found: list[tuple[float, tuple[Support, ...]]] = []
    combinations = tuple(_combinations(menu, terms))
    for base in combinations:
        supports = _bankable_with(base, trials, hurdle, menu.floor)
        if supports is not None:
            flow = trials.apply(supports)
            found.append((expected_cost_usd(flow, menu.treasury_rates, menu.treasury_rate), supports))
    found.sort(key=lambda one: one[0])
    mixes = [_mix(trials, supports, hurdle, menu) for _, supports in found[: keep + 1]]
    return MixSearch(
        cheapest=mixes[0] if mixes else None,
        others=tuple(mixes[1:]),
        tried=len(combinations),
        at_most=judge(trials.apply((*combinations[-1], *_there(menu.floor))), hurdle),
    )


def _combinations(menu: Menu, terms: ProjectTerms) -> Iterator[tuple[Support, ...]]:
    """Yield the supports without a floor, the most of each last; a loan never larger than the commercial
    debt that it takes the place of.
    """
    guarantees = _parts(menu.guarantee, menu.guarantee.share if menu.guarantee else 0.0, menu.guarantee_parts)
    for grant in _parts(menu.grant, menu.grant.share if menu.grant else 0.0, menu.parts):
        before = (*menu.given, *_there(grant))
        lent = min(menu.loan.share, replaceable_share(terms, before)) if menu.loan else 0.0
        for loan, guarantee in itertools.product(_parts(menu.loan, lent, menu.parts), guarantees):
            yield (*before, *_there(loan), *_there(guarantee))


def _there(support: Support | None) -> tuple[Support, ...]:
    return () if support is None else (support,)


def _parts(support: Support | None, most: float, parts: tuple[float, ...]) -> tuple[Support | None, ...]:
    if not isinstance(support, Grant | ConcessionalLoan | Guarantee):
        return (None,)
    tried = (0.0,) if most <= 0 else parts
    return tuple(replace(support, share=most * part) if part > 0 else None for part in tried)


def _bankable_with(
    base: tuple[Support, ...], trials: Trials, hurdle: Hurdle, floor: OfftakeFloor | None
) -> tuple[Support, ...] | None:
    """Return the supports with the least floor that makes them suffice; None if none does."""
    if judge(trials.apply(base), hurdle).bankable:
        return base
    if floor is None:
        return None
    least = least_value(lambda usd: (*base, floor_at(floor, usd)), trials, hurdle, floor.floor_usd_per_kg)
    return None if least.value is None else (*base, floor_at(floor, least.value))


def _mix(trials: Trials, supports: tuple[Support, ...], hurdle: Hurdle, menu: Menu) -> Mix:
    flow = trials.apply(supports)
    by_payer = cost_by_payer(flow, menu.treasury_rates, menu.treasury_rate)
    return Mix(
        supports=supports,
        expected_usd_million=sum(one.expected_usd_million for one in by_payer),
        by_payer=by_payer,
        verdict=judge(flow, hurdle),
        flow=flow,
    )
