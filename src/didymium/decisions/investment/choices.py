"""From the finance of projects to what may be chosen: each with the supports that make it bankable.

A project that is bankable by itself needs nothing. Else each funder offers the cheapest mix of what its
agencies give, the floor asked about where that suffices, and, as the last resort, a cost-plus contract: the
funder makes good every year what sales do not cover of operating cost, materials and a yearly charge on the
capital at the owners' required return, as the US Department of Defense does for MP Materials' 10X.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.assessment import USD_PER_MILLION, Assessment, NotAssessed
from didymium.decisions.finance.metrics import net_present_value
from didymium.decisions.investment.mixes import floor_mix
from didymium.decisions.investment.prepared import Placed, Prepared
from didymium.decisions.investment.projects_answer import funders_of, mixes_of
from didymium.decisions.portfolio.budgets import Budgets
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.reference.annuity import capital_recovery_factor

Floats = NDArray[np.float64]

NONE, MIX, FLOOR, COST_PLUS = "none", "mix", "floor", "cost_plus"


def choices_of(prepared: Prepared, budgets: Budgets) -> tuple[Choice, ...]:
    """Return every undecided project with its supports, for funders who have a budget."""
    return tuple(_choice(prepared, item, budgets) for item in prepared.undecided if _is_asked(prepared, item))


def _is_asked(prepared: Prepared, item: Placed) -> bool:
    return item.name in prepared.assessments


def _choice(prepared: Prepared, item: Placed, budgets: Budgets) -> Choice:
    finance, project = prepared.assessments[item.name], item.candidate.project
    if isinstance(finance, NotAssessed):
        return Choice(project, item.place, 0.0, (), finance.reason)
    found = tuple(_backings(prepared, item, finance, budgets))
    return Choice(project, item.place, finance.capital_usd_million, found, "" if found else "funder")


def _backings(prepared: Prepared, item: Placed, finance: Assessment, budgets: Budgets) -> Iterator[Backing]:
    if finance.verdict.bankable:
        yield Backing(NONE, "", (), 0.0)
        return
    funders = [name for name in funders_of(prepared, item) if budgets.pays(name)]
    first = finance.terms.decision.year - int(finance.operation.years[0])
    # Finance counts present values in the first year of the horizon, a backing in that of the decision.
    later = (1.0 + prepared.assessing.treasury_rate) ** first
    mixes = {mix.funder: mix for mix in mixes_of(prepared, item)}
    floor = floor_mix(finance, prepared.assessing)
    last_resort = _cost_plus(prepared, finance)
    for funder in funders:
        mix = mixes.get(funder)
        if mix is not None and mix.mix is not None:
            yield Backing(MIX, funder, mix.yearly_usd_million()[first:], mix.mix.expected_usd_million * later)
        if floor is not None:
            outlay = floor.yearly_usd_million[first:]
            yield Backing(FLOOR, funder, outlay, floor.present_cost_usd_million * later)
        yield Backing(COST_PLUS, funder, last_resort[0], last_resort[1] * later)


def _cost_plus(prepared: Prepared, finance: Assessment) -> tuple[tuple[float, ...], float]:
    """Return the yearly outlay of a cost-plus contract and what it costs, million US dollars, means over
    draws.
    """
    flow, terms = apply((), finance.operation, finance.terms), finance.terms
    ground = flow.ground
    charge = terms.capital_usd * capital_recovery_factor(terms.discount_rate, terms.life_years)
    due = charge[:, None] * ground.timing.running
    short = np.maximum(due - ground.margin_usd, 0.0) / USD_PER_MILLION
    first = terms.decision.year - int(finance.operation.years[0])
    cost = float(net_present_value(short, prepared.assessing.treasury_rate).mean())
    return tuple(float(paid) for paid in short.mean(axis=0)[first:]), cost
