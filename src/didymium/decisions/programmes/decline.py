"""What a member loses if it declines a project and tariffs return, and what it would lose of revenue.

The memorandum lets the United States keep back revenue and raise tariffs after a refusal. Two ranges are
shown: cars, whose higher tariff of section 232 stands in law, and all goods, for which the emergency act that
carried it was struck down on 20 February 2026, so that another basis would be needed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from didymium.decisions.programmes.figures import Figure, Known, assumption, figure_of, known_on
from didymium.decisions.programmes.members import HOST, Member
from didymium.decisions.programmes.split import Split
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.programmes import exchange_rate
from didymium.files.problems import InputError, Problem

Goods = Literal["cars", "all"]
MONTHS_STATED = 11
"""The report on US imports of 2025 counts January to November."""
ELASTICITY = 1.0
"""Fall of exports, per cent for each per cent that they cost more. The upper end is near the 2.53 that
Fajgelbaum, Goldberg, Kennedy and Khandelwal (2020) find for US imports by variety; within a few years, and
for goods with few substitutes, it is smaller."""
ELASTICITY_LOW = 0.5
ELASTICITY_HIGH = 2.5
_CARS, _PARTNER_YEAR = "us_section_232_autos", "january_to_november"


@dataclass(frozen=True)
class TariffLoss:
    """A year after tariffs have returned on some goods; money in US dollars a year, rates as fractions."""

    goods: Goods
    exports_usd: Figure
    rate_agreed: Figure
    rate_returned: Figure
    extra_duty_usd: Figure
    """Duty on top if as much is shipped as before: the most that it can be."""
    exports_lost_usd: Figure
    """Exports that stop at the assumed elasticity."""
    legal_basis: tuple[str, ...]
    """Facts on the law that the tariff rests on, or would need."""


def tariff_losses(evidence: Evidence, member: Member, day: dt.date) -> tuple[TariffLoss, ...]:
    """Return what tariffs that return would cost a member's exporters a year, for cars if the value of its
    cars is known, and for all goods.

    Raises:
        InputError: If no fact states the exports or a tariff by that day.
    """
    known = known_on(evidence, day)
    returned = known.figure(_CARS, "tariff_rate", partner="world")
    cars_now = known.figure(_CARS, "tariff_rate", partner=member.region)
    all_now = known.figure("us_ieepa_tariffs", "tariff_rate", partner=member.region, detail="reciprocal")
    everything = _all_exports(known, member)
    parts = {
        "tariff on cars that returns": returned, "tariff on cars": cars_now,
        "tariff on goods": all_now, "exports to the United States": everything,
    }  # fmt: skip
    missing = [
        Problem(member.region, f"no fact states its {part}") for part, it in parts.items() if it is None
    ]
    if missing:
        raise InputError(missing)
    assert returned and cars_now and all_now and everything
    now = min((all_now, cars_now), key=lambda figure: figure.value)
    basis = known.named("programmes_ieepa_ruling_day", "programmes_s122_ends", "programmes_s122_limit")
    instead = known.rows("us_section_301", "tariff_rate", partner=member.region)
    basis += tuple(str(row["fact"]) for row in instead)
    losses = [_loss("all", everything, now, returned, basis)]
    cars = _cars(known, member, day)
    if cars is not None:
        losses.insert(0, _loss("cars", cars, cars_now, returned, returned.facts))
    return tuple(losses)


@dataclass(frozen=True)
class Forgone:
    """Revenue of projects already chosen that the United States could keep back."""

    yearly_cash: float
    """Even yearly cash of these projects, a share of their capital."""
    revenue_usd: float
    """What the funder's part of it is worth when the first cash comes, at the deemed rate."""


def forgone_revenue(split: Split, from_year: int, discount_rate: float) -> float:
    """Return what all that the funder would still get from a project is worth in the year from which it is
    kept back, in the unit of the split's money.
    """
    rows = [row for row in split.years if row.year >= from_year]
    return sum(row.to_funder / (1 + discount_rate) ** (row.year - from_year) for row in rows)


def _all_exports(known: Known, member: Member) -> Figure | None:
    """US imports from the member: eleven months as reported, carried on to a year."""
    stated = known.figure(HOST, "imports_value", partner=member.region, detail=_PARTNER_YEAR)
    if stated is None:
        return None
    return stated.times(assumption(12 / MONTHS_STATED, "programmes.assumed.twelve_months"))


def _cars(known: Known, member: Member, day: dt.date) -> Figure | None:
    row = known.best(member.region, "exports_value_jpy", partner=HOST, detail="cars")
    rate = exchange_rate(known.evidence, day, member.currency)
    if row is None or rate is None:
        return None
    found = figure_of(row).scaled(1 / rate["base"])
    return Figure(found.value, found.low, found.high, (*found.facts, str(rate["fact"])))


def _loss(goods: Goods, exports: Figure, now: Figure, returned: Figure, basis: tuple[str, ...]) -> TariffLoss:
    higher = max(returned.value - now.value, 0.0)
    facts = tuple(dict.fromkeys((*exports.facts, *now.facts, *returned.facts)))
    lost = [
        exports.value * (1 - ((1 + returned.value) / (1 + now.value)) ** -elasticity)
        for elasticity in (ELASTICITY, ELASTICITY_LOW, ELASTICITY_HIGH)
    ]
    duty = exports.scaled(higher)
    duty = Figure(duty.value, duty.low, duty.high, facts, exports.assumed)
    stopped = Figure(lost[0], lost[1], lost[2], facts, "programmes.assumed.elasticity")
    return TariffLoss(goods, exports, now, returned, duty, stopped, basis)
