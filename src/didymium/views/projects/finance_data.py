"""The finance of a project as plain data: worth, verdicts, needs, mixes of support, and cash by year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.assessment import Assessment, NotAssessed, Worth
from didymium.decisions.finance.bankable import Least, Needs, Verdict
from didymium.decisions.finance.cash_flow import CashFlow
from didymium.decisions.finance.public_cost import PayerCost
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    Support,
    TaxCredit,
)

if TYPE_CHECKING:
    from didymium.decisions.investment.instruments import InstrumentAlone
    from didymium.decisions.investment.mixes import FunderMix
    from didymium.decisions.investment.projects_answer import ProjectRow

Record = dict[str, Any]
Instrument = Literal[
    "grant", "guarantee", "concessional_loan", "equity", "offtake_floor", "insurance", "facilitation",
    "tax_credit",
]  # fmt: skip
INSTRUMENTS: dict[type, Instrument] = {
    Grant: "grant",
    Guarantee: "guarantee",
    ConcessionalLoan: "concessional_loan",
    Equity: "equity",
    OfftakeFloor: "offtake_floor",
    Insurance: "insurance",
    Facilitation: "facilitation",
    TaxCredit: "tax_credit",
}
"""Name of each kind of support, as in agency_terms.csv."""
OF_CLASS = {kind.__name__: name for kind, name in INSTRUMENTS.items()}
PARTS = (
    "revenue", "bought", "operating", "royalty", "sustaining", "working_capital", "capital", "tax",
)  # fmt: skip
"""Parts of the cash flow by year, which add up to it; costs are negative."""
CASH = (*PARTS, "service", "project")


def finance_record(row: ProjectRow, case: str) -> Record:
    """Return the finance of a project of a case, or why there is none (``reason``: ``capital``: nobody states
    it; ``feed``: the market has nothing left that it could work up).
    """
    head = {"project": row.placed.name, "case": case}
    if isinstance(row.finance, NotAssessed):
        return {**head, "assessed": False, "reason": row.finance.reason}
    return {
        **head,
        "assessed": True,
        "reason": None,
        **assessment_record(row.finance),
        "mixes": [mix_record(one) for one in row.mixes],
        "instruments": [instrument_record(one) for one in row.instruments],
    }


def assessment_record(one: Assessment) -> Record:
    """Return what is found of a project's finance."""
    return {
        "capital_usd_million": one.capital_usd_million,
        "product": one.product,
        "price_usd_per_kg": one.price_usd_per_kg,
        "break_even_usd_per_kg": one.break_even_usd_per_kg,
        "has_debt": has_debt(one),
        "market": worth_record(one.market, one.verdict),
        "floor": worth_record(one.floor, one.floor_verdict) if one.floor and one.floor_verdict else None,
        "war": worth_record(one.war, one.war_verdict),
        "needs": needs_record(one.needs),
        "war_needs": needs_record(one.war_needs),
        "cash_by_year": cash_by_year(one.flow),
    }


def has_debt(one: Assessment) -> bool:
    """Whether it owes anything to lenders; without debt there is no cover."""
    return math.isfinite(one.market.worst_cover)


def worth_record(worth: Worth, verdict: Verdict) -> Record:
    """Return the figures of a cash flow and whether it is bankable."""
    return {
        "npv_p10_usd_million": worth.npv_low_usd_million,
        "npv_p50_usd_million": worth.npv_usd_million,
        "npv_p90_usd_million": worth.npv_high_usd_million,
        "rate_of_return": worth.rate_of_return,
        "payback_years": worth.payback_years,
        "worst_cover": worth.worst_cover if math.isfinite(worth.worst_cover) else None,
        "covers_debt": verdict.covers_debt,
        "earns_return": verdict.earns_return,
        "bankable": verdict.bankable,
    }


def needs_record(needs: Needs) -> Record:
    """Return the least of each instrument, alone, that makes a project bankable."""
    names = ("floor_usd_per_kg", "grant_share", "loan_share", "offtake_share")
    return {name: least_record(getattr(needs, name)) for name in names}


def least_record(least: Least) -> Record:
    """Return the least of something; ``value`` is null where not even the most asked for suffices."""
    return {"value": least.value, "asked": least.asked, "lacks": least.lacks or None}


def mix_record(one: FunderMix) -> Record:
    """Return the cheapest mix of a funder."""
    mix = one.mix
    return {
        "funder": one.funder,
        "suffices": mix is not None,
        "expected_usd_million": None if mix is None else mix.expected_usd_million,
        "supports": [] if mix is None else [support_record(support) for support in mix.supports],
        "payers": [] if mix is None else [payer_record(payer) for payer in mix.by_payer],
        "yearly_usd_million": list(one.yearly_usd_million()),
        "assumed": list(assumed_terms(one)),
    }


def instrument_record(one: InstrumentAlone) -> Record:
    """Return what an instrument of an agency would do to a project by itself."""
    return {
        **support_record(one.support),
        "worth": worth_record(one.worth, one.verdict),
        "payer": payer_record(one.cost),
        "assumed": list(one.assumed),
        "condition": one.condition,
    }


def assumed_terms(one: FunderMix) -> Iterator[Record]:
    """Yield the terms of agencies that nobody published."""
    for said in one.assumed:
        agency, kind, name = said.split()
        yield {"agency": agency, "instrument": OF_CLASS[kind], "figure": name}


def support_record(support: Support) -> Record:
    """Return an instrument with its figures and who pays."""
    figures = {field.name: getattr(support, field.name) for field in fields(support) if field.name != "payer"}
    return {
        "instrument": INSTRUMENTS[type(support)],
        "agency": support.payer.agency,
        "region": support.payer.region,
        **{name: list(value) if isinstance(value, tuple) else value for name, value in figures.items()},
    }


def payer_record(cost: PayerCost) -> Record:
    """Return what a payer expects to bear."""
    return {
        "agency": cost.payer.agency,
        "region": cost.payer.region,
        "expected_usd_million": cost.expected_usd_million,
        "bad_usd_million": cost.bad_usd_million,
        "outlay_usd_million": cost.outlay_usd_million,
        "returns_usd_million": cost.returns_usd_million,
        "exposure_usd_million": cost.exposure_usd_million,
        "yearly_outlay_usd_million": list(cost.yearly_outlay_usd_million),
    }


def cash_by_year(flow: CashFlow) -> list[Record]:
    """Return the cash flow without support by year, million US dollars, mean over draws; costs negative.
    ``project`` is what is left after tax as if there were no debt, ``service`` what lenders are owed.
    """
    ground = flow.ground
    parts = {
        "revenue": ground.revenue_usd,
        "bought": -ground.bought_usd,
        "operating": -ground.operating_usd,
        "royalty": -ground.royalty_usd,
        "sustaining": -ground.sustaining_usd,
        "working_capital": -ground.working_capital_usd,
        "capital": -ground.capital_usd,
        "tax": -flow.unlevered_tax_usd,
        "service": -flow.service_usd,
        "project": flow.project_usd,
    }
    means = {f"{name}_usd_million": _mean(values) for name, values in parts.items()}
    return [
        {"year": int(year), **{name: float(values[place]) for name, values in means.items()}}
        for place, year in enumerate(flow.years)
    ]


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values.mean(axis=0) / 1e6 + 0.0)
