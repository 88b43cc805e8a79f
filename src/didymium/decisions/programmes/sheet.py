"""Everything about a member's programme on a day, for pages, reports and commands to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from didymium.decisions.programmes.candidates import Candidate, Total, candidates, total_of
from didymium.decisions.programmes.chain import TrancheChain, decision_chains
from didymium.decisions.programmes.decline import Forgone, TariffLoss, forgone_revenue, tariff_losses
from didymium.decisions.programmes.dollars import INCOME_CASES, DollarSheet, dollar_sheet
from didymium.decisions.programmes.figures import Figure, Known, known_on
from didymium.decisions.programmes.kiep_tests import ProjectScores, score_candidate
from didymium.decisions.programmes.members import MEMBERS, Member, member_of
from didymium.decisions.programmes.outflow import SCHEDULES
from didymium.decisions.programmes.split import even_project, least_yield
from didymium.decisions.programmes.terms import ProgrammeTerms, programme_terms
from didymium.decisions.programmes.vendors import VendorReach, vendor_reach
from didymium.evidence.evidence import Evidence

YIELDS = (0.06, 0.08, 0.10, 0.12, 0.15, 0.20)
"""Even yearly cash over principal for which the split is shown."""
OPERATING_YEARS = 30
"""Years of operation that the split is shown for: a power plant's life, longer than most loans."""


@dataclass(frozen=True)
class Recovery:
    """What becomes of a dollar in a project that earns an even yearly cash, under one reading."""

    reading: str
    yearly_cash: float
    """Cash a year net of US tax, as a share of the principal."""
    nothing_owed_from: int | None
    funder_irr: float | None
    funder_share: float | None
    funder_multiple: float


@dataclass(frozen=True)
class LeastYield:
    """The least even yearly cash at which the funder earns the deemed rate, under one reading."""

    reading: str
    yearly_cash: float
    """A share of the principal; infinite if none up to 100 % does."""


@dataclass(frozen=True)
class ProgrammeSheet:
    """A programme as known on a day."""

    terms: ProgrammeTerms
    chains: tuple[TrancheChain, ...]
    candidates: tuple[Candidate, ...]
    chosen_total: Total
    all_total: Total
    """With those that are still to come."""
    vendors: VendorReach
    dollars: tuple[DollarSheet, ...]
    """Each schedule in each case of the income; a schedule with nothing announced has no lines."""
    losses: tuple[TariffLoss, ...]
    forgone: tuple[Forgone, ...]
    """Revenue of the projects chosen that a refusal puts at risk, under the first reading."""
    recoveries: tuple[Recovery, ...]
    least_yields: tuple[LeastYield, ...]
    operating_years: int
    scores: tuple[ProjectScores, ...]
    """KIEP's tests of the candidates of every programme, for this member."""


def programme_sheet(
    evidence: Evidence,
    member: str,
    day: dt.date,
    *,
    yields: Sequence[float] = YIELDS,
    operating_years: int = OPERATING_YEARS,
    first_year: int | None = None,
    rates: Mapping[str, Figure] | None = None,
) -> ProgrammeSheet:
    """Return everything about the programme of a member (``JPN``, ``KOR``) as known on a day.

    ``first_year`` is the first year of payments spread evenly; ``rates`` are the caller's exchange rates,
    units of a currency for one US dollar.

    Raises:
        InputError: If the member has no such programme, a rule was not yet known, or its currency has no
            rate.
    """
    found = member_of(member)
    terms = programme_terms(evidence, found, day)
    known = known_on(evidence, day)
    listed = candidates(evidence, terms, day)
    dollars = tuple(
        dollar_sheet(evidence, terms, day, schedule=schedule, income_case=case, first_year=first_year,
                     rates=rates)
        for schedule in SCHEDULES for case in INCOME_CASES
    )  # fmt: skip
    chosen = total_of([item for item in listed if item.state == "chosen"])
    return ProgrammeSheet(
        terms=terms,
        chains=decision_chains(evidence, terms, day),
        candidates=listed,
        chosen_total=chosen,
        all_total=total_of(listed),
        vendors=vendor_reach(known, found, listed),
        dollars=dollars,
        losses=tariff_losses(evidence, found, day),
        forgone=_forgone(terms, chosen.bound_usd, yields, operating_years),
        recoveries=_recoveries(terms, yields, operating_years),
        least_yields=tuple(
            LeastYield(reading.name, least_yield(terms, reading, operating_years))
            for reading in terms.readings
        ),
        operating_years=operating_years,
        scores=tuple(_scores(evidence, known, found, day)),
    )


def _recoveries(terms: ProgrammeTerms, yields: Sequence[float], years: int) -> tuple[Recovery, ...]:
    found = []
    for reading in terms.readings:
        for share in yields:
            split = even_project(terms, reading, share, years)
            found.append(
                Recovery(reading.name, share, split.nothing_owed_from, split.funder_irr, split.funder_share,
                         split.funder_multiple)
            )  # fmt: skip
    return tuple(found)


def _forgone(
    terms: ProgrammeTerms, capital_usd: float, yields: Sequence[float], years: int
) -> tuple[Forgone, ...]:
    """Cash begins a year after the payment, so all of it is still to come."""
    return tuple(
        Forgone(share, capital_usd * forgone_revenue(
            even_project(terms, terms.readings[0], share, years), 1, terms.deemed_rate))
        for share in yields
    )  # fmt: skip


def _scores(evidence: Evidence, known: Known, member: Member, day: dt.date) -> list[ProjectScores]:
    """Candidates of its own programme, and those of the others whose rules were known by the day."""
    found = []
    for owner in MEMBERS.values():
        if known.rows(owner.programme, "committed"):
            terms = programme_terms(evidence, owner, day)
            found += [
                score_candidate(known, member, owner, item) for item in candidates(evidence, terms, day)
            ]
    return found
