"""What an agency can give a project: its published terms as an instrument, and what had to be assumed."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.decisions.finance.supports import (
    ConcessionalLoan,
    Equity,
    Facilitation,
    Grant,
    Guarantee,
    Insurance,
    OfftakeFloor,
    Payer,
    Support,
    TaxCredit,
)
from didymium.decisions.finance.terms import ProjectTerms
from didymium.evidence.agencies import Agency, AgencyTerm

USD_PER_MILLION = 1e6
USUAL_SHARE = 0.5
"""Share of the cost where an agency's own is unknown: that of most agencies whose share is known."""
USUAL_EQUITY_SHARE = 0.3
"""The same of the equity needed."""
USUAL_YEARS = 15.0
"""Term where it is unknown: that of most agencies whose term is known."""
USUAL_PREMIUM = 0.004
"""Premium a year where it is unknown: the lowest of those known."""
USUAL_COVER = 0.9
"""Share of a loss that is covered where it is unknown: that of most agencies whose cover is known."""
OFFICIAL_MARGIN = 0.01
"""What official credit costs above the government's own: the margin of the OECD's commercial interest
reference rates."""
USUAL_SHORTENING = 0.25
"""Share of the time for permits that authorities save; nobody has published one."""


@dataclass(frozen=True)
class Setting:
    """What an offer needs to know beside the agency's terms."""

    treasury_rate: float
    """Real discount rate of the agency's treasury, a year."""
    inflation: float
    """By which nominal rates are above real ones."""
    war_scenarios: tuple[str, ...]
    """Price scenarios in which an insurance pays."""
    floor_material: str
    """Product, or material contained in what is sold, that a floor is for."""
    floor_usd_per_kg: float
    """The floor."""
    strike_usd_per_kg: float | None = None
    """Price above which the payer gets a share; None: it gets none."""
    upside_share: float = 0.0
    """That share."""


@dataclass(frozen=True)
class Offer:
    """The most that an agency gives a project of an instrument."""

    support: Support
    assumed: tuple[str, ...]
    """Figures that the agency has not published, and that were taken from the others: names of
    ``AgencyTerm``, and ``rate_cut`` or ``shortened_share``."""


def offer_of(agency: Agency, term: AgencyTerm, terms: ProjectTerms, setting: Setting) -> Offer:
    """Return the most that an agency gives a project, on its terms. Shares are cut so that the mean capital
    keeps within the agency's ceiling for a project, terms so that they end with the project.
    """
    payer, assumed = Payer(agency.agency, agency.region), _Assumed()
    life = terms.life_years - terms.ramp_years
    years = min(assumed.figure("years", term.years, USUAL_YEARS), terms.life_years)
    match term.instrument:
        case "grant":
            support: Support = Grant(payer, _share(assumed, term, terms))
        case "concessional_loan":
            rate = _loan_rate(assumed, term, setting)
            support = ConcessionalLoan(payer, _share(assumed, term, terms), rate, min(years, life))
        case "guarantee":
            support = _guarantee(payer, assumed, term, terms, setting)
        case "equity":
            needed = 1.0 - terms.debt_share
            share = assumed.figure("max_share", term.max_share, USUAL_EQUITY_SHARE) * needed
            support = Equity(payer, _within_ceiling(share, term, terms))
        case "offtake_floor":
            support = OfftakeFloor(
                payer,
                setting.floor_material,
                setting.floor_usd_per_kg,
                assumed.figure("cover_share", term.cover_share, 1.0),
                years,
                setting.strike_usd_per_kg,
                setting.upside_share,
            )
        case "insurance":
            cover = assumed.figure("cover_share", term.cover_share, USUAL_COVER)
            premium = assumed.figure("premium", term.premium, USUAL_PREMIUM)
            support = Insurance(payer, cover, premium, setting.war_scenarios)
        case "facilitation":
            support = Facilitation(payer, assumed.figure("shortened_share", None, USUAL_SHORTENING))
        case "tax_credit":
            rate = assumed.figure("max_share", term.max_share, 0.0)
            support = TaxCredit(payer, "operating", rate, years, transferable=True)
    names = assumed.names if _has_term(term) else tuple(name for name in assumed.names if name != "years")
    return Offer(support, names)


class _Assumed:
    """Collects the names of figures that are not known."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()

    def figure(self, name: str, known: float | None, usual: float) -> float:
        if known is not None:
            return known
        self.names = (*self.names, name)
        return usual


def _has_term(term: AgencyTerm) -> bool:
    return term.instrument in ("concessional_loan", "offtake_floor", "tax_credit")


def _share(assumed: _Assumed, term: AgencyTerm, terms: ProjectTerms) -> float:
    return _within_ceiling(assumed.figure("max_share", term.max_share, USUAL_SHARE), term, terms)


def _within_ceiling(share: float, term: AgencyTerm, terms: ProjectTerms) -> float:
    capital, ceiling = float(terms.capital_usd.mean()), term.project_ceiling_usd_million
    if ceiling is None or capital <= 0:
        return share
    return min(share, ceiling * USD_PER_MILLION / capital)


def _loan_rate(assumed: _Assumed, term: AgencyTerm, setting: Setting) -> float:
    """Return the real rate of a public loan; where none is known the treasury's own and the usual margin."""
    rate = assumed.figure("rate", term.rate, OFFICIAL_MARGIN)
    if term.rate is not None and term.rate_kind == "interest":
        return (1.0 + rate) / (1.0 + setting.inflation) - 1.0
    return setting.treasury_rate + rate


def _guarantee(
    payer: Payer, assumed: _Assumed, term: AgencyTerm, terms: ProjectTerms, setting: Setting
) -> Guarantee:
    """Return a guarantee: a lender who is covered asks for what official credit costs, never for more than
    without.
    """
    known = term.max_share if term.cover_share is None else term.cover_share
    share = assumed.figure("cover_share", known, USUAL_COVER)
    cut = max(0.0, terms.debt_rate - setting.treasury_rate - OFFICIAL_MARGIN)
    return Guarantee(
        payer,
        share,
        assumed.figure("rate_cut", None, cut),
        assumed.figure("premium", term.premium, USUAL_PREMIUM),
    )
