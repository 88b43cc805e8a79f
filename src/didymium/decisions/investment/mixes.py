"""Which support of which treasury makes a project bankable, on the terms of its agencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.assessment import USD_PER_MILLION, Assessing, Assessment, floor_of
from didymium.decisions.finance.bankable import judge
from didymium.decisions.finance.from_market import PRICE_WAR
from didymium.decisions.finance.metrics import net_present_value
from didymium.decisions.finance.mix import Menu, Mix, cheapest_mix
from didymium.decisions.finance.offers import USUAL_SHARE, Offer, Setting, offer_of
from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Grant,
    Guarantee,
    OfftakeFloor,
    Payer,
    Support,
)
from didymium.evidence.agencies import Agency

INFLATION = 0.02
"""By which nominal rates are above real ones; assumed, the target of the central banks."""
TREASURY = "treasury"
"""Stands for a treasury itself where none of its agencies is known to give an instrument."""
HIGHEST_FLOOR_FACTOR = 3.0
"""A floor in a mix is looked for up to so many times the market price of the product."""


@dataclass(frozen=True, eq=False)
class FunderMix:
    """The cheapest mix that one region's treasury has for a project; None: none suffices."""

    funder: str
    mix: Mix | None
    assumed: tuple[str, ...]
    """Terms that no agency has published: ``agency instrument figure``."""

    def yearly_usd_million(self) -> tuple[float, ...]:
        """Return what is paid out in each year of the operation, million US dollars, mean over draws."""
        if self.mix is None:
            return ()
        totals = [cost.yearly_outlay_usd_million for cost in self.mix.by_payer]
        return tuple(sum(year) for year in zip(*totals, strict=True)) if totals else ()


def funder_mixes(
    assessment: Assessment, funders: Sequence[str], agencies: Sequence[Agency], asked: Assessing
) -> tuple[FunderMix, ...]:
    """Return the cheapest mix of each funder.

    Raises:
        FinanceError: If terms do not fit the project.
    """
    return tuple(_of_funder(assessment, funder, agencies, asked) for funder in funders)


def _of_funder(
    assessment: Assessment, funder: str, agencies: Sequence[Agency], asked: Assessing
) -> FunderMix:
    offers = {
        type(offer.support): (agency, offer) for agency, offer in _offers(assessment, funder, agencies, asked)
    }
    menu = _menu(assessment, funder, {kind: offer for kind, (_, offer) in offers.items()}, asked)
    found = cheapest_mix(assessment.operation, assessment.terms, asked.hurdle, menu)
    used = {type(support) for support in found.cheapest.supports} if found.cheapest else set()
    assumed = tuple(
        f"{agency} {kind.__name__} {name}"
        for kind, (agency, offer) in offers.items()
        if kind in used
        for name in offer.assumed
    )
    if Grant in used and Grant not in offers:
        assumed = (*assumed, f"{TREASURY} {Grant.__name__} max_share")
    return FunderMix(funder, found.cheapest, assumed)


def _offers(
    assessment: Assessment, funder: str, agencies: Sequence[Agency], asked: Assessing
) -> Iterator[tuple[str, Offer]]:
    """Yield what the agencies of a region give; of two with the same instrument the last is kept, so the one
    that stands first in the list comes last.
    """
    setting = Setting(
        asked.treasury_rate,
        INFLATION,
        (PRICE_WAR,),
        assessment.product,
        assessment.price_usd_per_kg * HIGHEST_FLOOR_FACTOR,
    )
    for agency in reversed([item for item in agencies if item.region == funder]):
        for term in agency.terms:
            if term.instrument in ("grant", "concessional_loan", "guarantee", "offtake_floor"):
                yield agency.agency, offer_of(agency, term, assessment.terms, setting)


def _menu(assessment: Assessment, funder: str, offers: dict[type, Offer], asked: Assessing) -> Menu:
    """Return the menu of a treasury: what its agencies give; a floor, and where no agency is known to give a
    grant a grant too, from the treasury itself.
    """
    payer = Payer(TREASURY, funder)

    def support(kind: type) -> Support | None:
        return offers[kind].support if kind in offers else None

    grant, loan = support(Grant), support(ConcessionalLoan)
    guarantee, floor = support(Guarantee), support(OfftakeFloor)
    project = assessment.candidate.project
    years = min(project.ramp_years + project.debt_years, project.life_years)
    usual = OfftakeFloor(
        payer, assessment.product, assessment.price_usd_per_kg * HIGHEST_FLOOR_FACTOR, 1.0, years
    )
    return Menu(
        grant=grant if isinstance(grant, Grant) else Grant(payer, share=USUAL_SHARE),
        loan=loan if isinstance(loan, ConcessionalLoan) else None,
        guarantee=guarantee if isinstance(guarantee, Guarantee) else None,
        floor=floor if isinstance(floor, OfftakeFloor) else usual,
        treasury_rate=asked.treasury_rate,
    )


@dataclass(frozen=True)
class FloorMix:
    """The floor asked about as the only support: what it costs its payer in present value, and what it pays
    out in each year of the operation, million US dollars, mean over draws.
    """

    floor: OfftakeFloor
    present_cost_usd_million: float
    yearly_usd_million: tuple[float, ...]


def floor_mix(assessment: Assessment, asked: Assessing) -> FloorMix | None:
    """Return the floor asked about if it alone makes the project bankable, else None."""
    floor = floor_of(assessment.candidate, assessment.operation, asked)
    if floor is None:
        return None
    flow = apply((floor,), assessment.operation, assessment.terms)
    if not judge(flow, asked.hurdle).bankable:
        return None
    outlay = np.sum([item.outlay_usd for item in flow.public], axis=0) / USD_PER_MILLION
    net = np.sum([item.net_usd for item in flow.public], axis=0) / USD_PER_MILLION
    cost = float(net_present_value(net, asked.treasury_rate).mean())
    return FloorMix(floor, cost, tuple(float(paid) for paid in outlay.mean(axis=0)))
