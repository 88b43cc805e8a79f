"""What each instrument of each agency would do to a project by itself, and who bears what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.assessment import Assessing, Assessment, Worth, worth_of
from didymium.decisions.finance.bankable import Verdict, judge
from didymium.decisions.finance.from_market import CALM
from didymium.decisions.finance.offers import Setting, offer_of
from didymium.decisions.finance.public_cost import PayerCost, cost_by_payer
from didymium.decisions.finance.supports import Support
from didymium.decisions.investment.mixes import HIGHEST_FLOOR_FACTOR, INFLATION
from didymium.evidence.agencies import Agency


@dataclass(frozen=True)
class InstrumentAlone:
    """The most that an agency gives a project of one instrument, and what that does."""

    agency: str
    region: str
    kind: str
    support: Support
    worth: Worth
    verdict: Verdict
    cost: PayerCost
    assumed: tuple[str, ...]
    """Terms that the agency has not published."""
    condition: str
    """What it asks for, in a few English words."""


def instruments_for(
    assessment: Assessment, funders: Sequence[str], agencies: Sequence[Agency], asked: Assessing
) -> tuple[InstrumentAlone, ...]:
    """Return every instrument of the agencies of some regions, each applied to a project alone.

    A floor is the one asked about where the project sells or holds what it is for, else one of
    ``HIGHEST_FLOOR_FACTOR`` times the market price of its main product. An insurance pays in futures with a
    shock; without any it is left out.

    Raises:
        FinanceError: If terms do not fit the project.
    """
    setting = _setting(assessment, asked)
    found = []
    for agency in agencies:
        if agency.region not in funders:
            continue
        for term in agency.terms:
            if term.instrument == "insurance" and not setting.war_scenarios:
                continue
            offer = offer_of(agency, term, assessment.terms, setting)
            flow = apply((offer.support,), assessment.operation, assessment.terms)
            costs = cost_by_payer(flow, {}, asked.treasury_rate)
            if not costs:
                continue
            found.append(
                InstrumentAlone(
                    agency.agency,
                    agency.region,
                    term.instrument,
                    offer.support,
                    worth_of(flow, asked.hurdle),
                    judge(flow, asked.hurdle),
                    costs[0],
                    offer.assumed,
                    term.condition,
                )
            )
    return tuple(found)


def _setting(assessment: Assessment, asked: Assessing) -> Setting:
    operation, material = assessment.operation, asked.floor_material
    reached = material in operation.sold_kg or material in operation.contained_kg
    floor = asked.floor_usd_per_kg if reached else assessment.price_usd_per_kg * HIGHEST_FLOOR_FACTOR
    shocks = tuple(sorted(set(operation.scenario) - {CALM}))
    return Setting(
        asked.treasury_rate,
        INFLATION,
        shocks,
        material if reached else assessment.product,
        floor,
    )
