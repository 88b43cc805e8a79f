"""From the finance of projects to what may be chosen: each with the supports that make it bankable.

A project that is bankable by itself needs nothing. Else each funder offers the cheapest mix of what its
agencies give, the floor asked about where that suffices, and, as the last resort, a cost-plus contract
(:mod:`.cost_plus`), such as the US Department of Defense has with MP Materials for 10X.
"""

from __future__ import annotations

from collections.abc import Iterator

from didymium.decisions.finance.assessment import Assessment, NotAssessed
from didymium.decisions.investment.cost_plus import cost_plus
from didymium.decisions.investment.mixes import floor_mix
from didymium.decisions.investment.prepared import Placed, Prepared
from didymium.decisions.investment.projects_answer import funders_of, mixes_of
from didymium.decisions.portfolio.budgets import Budgets
from didymium.decisions.portfolio.choices import Backing, Choice

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
    named = any(budgets.pays(name) for name in funders_of(prepared, item))
    reason = "" if found else "support" if named else "funder"
    return Choice(project, item.place, finance.capital_usd_million, found, reason)


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
    last_resort = cost_plus(finance, prepared.assessing)
    for funder in funders:
        mix = mixes.get(funder)
        if mix is not None and mix.mix is not None:
            yield Backing(MIX, funder, mix.yearly_usd_million()[first:], mix.mix.expected_usd_million * later)
        if floor is not None:
            outlay = floor.yearly_usd_million[first:]
            yield Backing(FLOOR, funder, outlay, floor.present_cost_usd_million * later)
        if last_resort is not None:
            outlay = last_resort.yearly_usd_million[first:]
            yield Backing(COST_PLUS, funder, outlay, last_resort.present_cost_usd_million * later)
