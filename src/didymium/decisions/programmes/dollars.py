"""A sheet by year: the dollars that a programme takes beside what the member's economy moves and holds.

After section 3 of the KIEP brief of March 2026: for Japan its average outward investment, for Korea the
income of its foreign-exchange assets, the bonds that fill the gap, and the firms' own dollar bonds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.currency import rate_of
from didymium.decisions.programmes.figures import Figure, Known, figure_of, known_on
from didymium.decisions.programmes.outflow import Schedule, outflow_usd, over_cap
from didymium.decisions.programmes.terms import ProgrammeTerms
from didymium.evidence.evidence import Evidence

IncomeCase = Literal["usual", "low", "high", "none"]
INCOME_CASES: tuple[IncomeCase, ...] = ("usual", "low", "high", "none")
NAMED_BONDS = ("lg_energy_solution", "posco_holdings", "sk_hynix")
"""Firms whose dollar bonds of 2025 the brief names; they add up to more than the total it prints."""


@dataclass(frozen=True)
class DollarLine:
    """One year; US dollars, and the outflow in the member's own money."""

    year: int
    outflow_usd: float
    outflow_local: float
    income_usd: float
    """Part of the outflow that the year's asset income pays."""
    bonds_usd: float
    """Part that bonds guaranteed by the government fill, as far as they were announced."""
    rest_usd: float
    """Part that is left: lent, borrowed otherwise, or taken from reserves."""
    over_cap_usd: float
    """Part above the yearly cap; zero without a cap."""
    of_outward_investment: float | None
    """Outflow over the average outward direct investment; None: not known for the member."""
    bonds_of_private_bonds: float | None
    """These bonds over the dollar bonds that firms issued in 2025; None: not known."""
    reserves_left_usd: float | None
    """Reserves if all that is left over came out of them since the first year; None: not known."""


@dataclass(frozen=True)
class DollarSheet:
    """A programme's dollars by year; what a member's evidence does not state is None."""

    schedule: Schedule
    income_case: IncomeCase
    rate: Figure
    """Units of the member's money for one US dollar."""
    lines: tuple[DollarLine, ...]
    outward_investment_usd: Figure | None
    income_usd: Figure | None
    """Asset income of a usual year."""
    bonds_usd: Figure | None
    """Bonds that the government would guarantee, a year."""
    private_bonds_usd: Figure | None
    """Dollar bonds of firms in 2025 as the source prints the total."""
    named_bonds_usd: Figure | None
    """Sum of the issues that the same source names."""
    reserves_usd: Figure | None
    equity_usd: Figure | None
    """What is left of the outflow if only the equity is cash and the rest is lent or guaranteed."""

    @property
    def bonds_disagree(self) -> bool:
        """Whether the firms' bonds named add up to more than the total printed."""
        printed, named = self.private_bonds_usd, self.named_bonds_usd
        return printed is not None and named is not None and named.value > printed.value


def dollar_sheet(
    evidence: Evidence,
    terms: ProgrammeTerms,
    day: dt.date,
    *,
    schedule: Schedule = "even",
    income_case: IncomeCase = "usual",
    first_year: int | None = None,
    rates: Mapping[str, Figure] | None = None,
) -> DollarSheet:
    """Return a programme's dollars by year as known on a day.

    Income pays first, then bonds up to the most that was announced; the rest stands as ``rest_usd``.
    ``income_case`` says which end of the stated income holds; ``none`` is a year without any.

    Raises:
        InputError: If the currency has no rate, or the programme no days to spread its money over.
    """
    known = known_on(evidence, day)
    region = terms.member.region
    rate = rate_of(evidence, terms.member.currency, day, rates)
    income = _income(known, region, rate)
    bonds = known.figure("korea_guaranteed_bonds", "yearly_amount") if region == "KOR" else None
    private = known.figure("korea_private_bonds", "yearly_amount") if region == "KOR" else None
    sheet = DollarSheet(
        schedule=schedule, income_case=income_case, rate=rate, lines=(),
        outward_investment_usd=_in_usd(known.figure(region, "direct_investment_outward"), rate),
        income_usd=income, bonds_usd=bonds, private_bonds_usd=private,
        named_bonds_usd=_named(known) if region == "KOR" else None,
        reserves_usd=known.figure(region, "assets_usd", detail="foreign_reserves"),
        equity_usd=terms.cash_usd.times(terms.equity_share) if terms.equity_share else None,
    )  # fmt: skip
    outflow = outflow_usd(evidence, terms, schedule, first_year)
    cap = terms.yearly_cap_usd.value if terms.yearly_cap_usd else None
    return _with_lines(sheet, outflow, _income_in(income, income_case), over_cap(outflow, cap))


def _with_lines(
    sheet: DollarSheet, outflow: Mapping[int, float], income_usd: float, over: Mapping[int, float]
) -> DollarSheet:
    lines: list[DollarLine] = []
    taken = 0.0
    most = sheet.bonds_usd.high if sheet.bonds_usd else 0.0
    outward, private, reserves = sheet.outward_investment_usd, sheet.private_bonds_usd, sheet.reserves_usd
    for year, amount in sorted(outflow.items()):
        paid = min(amount, income_usd)
        bonds = min(amount - paid, most)
        rest = amount - paid - bonds
        taken += rest
        lines.append(
            DollarLine(
                year,
                amount,
                amount * sheet.rate.value,
                paid,
                bonds,
                rest,
                over.get(year, 0.0),
                amount / outward.value if outward else None,
                bonds / private.value if private and sheet.bonds_usd else None,
                reserves.value - taken if reserves else None,
            )  # fmt: skip
        )
    return DollarSheet(**{**vars(sheet), "lines": tuple(lines)})


def _income(known: Known, region: str, rate: Figure) -> Figure | None:
    """Korea's returns in dollars; Japan's surplus of the foreign-exchange account, in yen."""
    if region == "KOR":
        return known.figure("korea_fx_assets", "yearly_amount")
    return _in_usd(known.figure("japan_fx_account", "amount_jpy", detail="yearly_surplus"), rate)


def _income_in(income: Figure | None, case: IncomeCase) -> float:
    if income is None or case == "none":
        return 0.0
    return {"usual": income.value, "low": income.low, "high": income.high}[case]


def _named(known: Known) -> Figure | None:
    rows = [row for name in NAMED_BONDS if (row := known.best(name, "yearly_amount"))]
    return _sum([figure_of(row) for row in rows]) if rows else None


def _sum(figures: Sequence[Figure]) -> Figure:
    return Figure(
        sum(item.value for item in figures), sum(item.low for item in figures),
        sum(item.high for item in figures), tuple(fact for item in figures for fact in item.facts),
    )  # fmt: skip


def _in_usd(local: Figure | None, rate: Figure) -> Figure | None:
    if local is None:
        return None
    found = local.scaled(1 / rate.value)
    return Figure(found.value, found.low, found.high, local.facts + rate.facts)
