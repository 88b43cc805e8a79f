"""The terms of a project: what it costs to build, how long it takes, tax, royalty, and debt without help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.case.project_schema import Project
from didymium.decisions.finance.draws import ProjectDraws
from didymium.decisions.finance.problems import positive_problem, refuse, share_problem

Floats = NDArray[np.float64]

MONTHS_PER_YEAR = 12.0
MOST_YEARS = 100.0


@dataclass(frozen=True, eq=False)
class ProjectTerms:
    """What a project's cash flow rests on beside the market; D draws. Rates are real, money is real US
    dollars.
    """

    decision: dt.date
    """Day on which the investment is decided."""
    capital_usd: Floats
    """Capital to build it; shape (D,)."""
    lead_months: Floats
    """Months from the decision to the first product; shape (D,)."""
    life_years: float
    """Years of production."""
    discount_rate: float
    """What money earns elsewhere at the same risk, a year."""
    ramp_years: float = 0.0
    """Years from the first product to full capacity, in equal steps."""
    permitting_share: float = 0.0
    """Share of the lead time that waits for permits; building fills the rest."""
    sustaining_share: float = 0.0
    """Capital to keep it going, a year, as a share of the capital to build it."""
    working_capital_days: float = 0.0
    """Days of revenue that are tied up until production ends."""
    tax_rate: float = 0.0
    """Tax on profits."""
    royalty_rate: float = 0.0
    """Royalty on revenue."""
    debt_share: float = 0.0
    """Share that lenders give, without public help, of the capital that is neither a grant nor public
    equity."""
    debt_rate: float = 0.0
    """Interest of that debt, a year."""
    debt_years: float = 10.0
    """Years from full capacity on in which it is paid back, in level payments."""
    cost_factor: Floats | None = None
    """What operating costs are multiplied with; shape (D,); None: nothing is unsure about them."""

    @property
    def draws(self) -> int:
        """D."""
        return len(self.capital_usd)


def check_terms(terms: ProjectTerms, draws: int | None = None) -> None:
    """See that terms make sense, and fit an operation of so many draws.

    Raises:
        FinanceError: With everything that is wrong with them.
    """
    refuse([*_number_problems(terms), *_draw_problems(terms, draws)])


def _number_problems(terms: ProjectTerms) -> Iterator[str]:
    yield from positive_problem("the life of the project in years", terms.life_years)
    for name in ("permitting_share", "tax_rate", "royalty_rate", "debt_share", "sustaining_share"):
        yield from share_problem(f"the {name.replace('_', ' ')}", getattr(terms, name))
    if terms.discount_rate < 0:
        yield f"the discount rate is {terms.discount_rate:g}: a negative one is refused, give 0 or more"
    if terms.debt_rate <= -1:
        yield f"the debt rate is {terms.debt_rate:g}: give a real rate above -1"
    if terms.ramp_years < 0 or terms.working_capital_days < 0:
        yield "the ramp and the days of working capital cannot be negative: give 0 or more"
    if terms.life_years > MOST_YEARS:
        yield f"the life of the project is {terms.life_years:g} years: give at most {MOST_YEARS:g}"
    yield from positive_problem("the term of the debt in years", terms.debt_years)
    if terms.debt_share > 0 and terms.ramp_years + terms.debt_years > terms.life_years > 0:
        yield (
            f"the debt is paid back over {terms.debt_years:g} years after a ramp of "
            f"{terms.ramp_years:g}, the project lives {terms.life_years:g}: give a shorter term"
        )


def _draw_problems(terms: ProjectTerms, draws: int | None) -> Iterator[str]:
    tables = {"capital": terms.capital_usd, "lead time": terms.lead_months}
    if terms.cost_factor is not None:
        tables["cost factor"] = terms.cost_factor
    for name, table in tables.items():
        if np.shape(table) != (terms.draws,):
            yield f"the {name} has the shape {np.shape(table)}, not {(terms.draws,)} (draws)"
        elif not np.all(np.isfinite(table)) or np.any(table < 0):
            yield f"the {name} is negative or not a number in some draw"
    if draws is not None and terms.draws != draws:
        yield f"the terms have {terms.draws} draws and the operation {draws}: draw as many"


def project_terms(
    project: Project, draws: ProjectDraws, *, decision: dt.date, discount_rate: float
) -> ProjectTerms:
    """Return the terms of a row of projects.csv with what was drawn for it.

    Raises:
        FinanceError: If the decision comes before the earliest one, or the terms make no sense.
    """
    earliest = project.earliest_decision
    if earliest and decision < earliest:
        refuse([f"{project.project} is decided on {decision}, before its earliest decision on {earliest}"])
    terms = ProjectTerms(
        decision=decision,
        capital_usd=draws.capital_usd,
        lead_months=draws.lead_months,
        cost_factor=draws.cost_factor,
        life_years=project.life_years,
        discount_rate=discount_rate,
        ramp_years=project.ramp_years,
        permitting_share=project.permitting_share,
        sustaining_share=project.sustaining_share,
        working_capital_days=project.working_capital_days,
        tax_rate=project.tax_rate,
        royalty_rate=project.royalty_rate,
        debt_share=project.debt_share,
        debt_rate=project.debt_rate,
        debt_years=project.debt_years,
    )
    check_terms(terms)
    return terms
