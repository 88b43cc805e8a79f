"""When a restriction costs the rival more than it gains: each restriction that its file allows, tried at
several lengths with entry, exit and substitution that lasts, as plain figures that can be recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.decisions.entry_exit import BreakEven, Decision, Restriction, Taker, Trial, break_even
from didymium.decisions.rival.moves import range_limits
from didymium.decisions.rival.schema import RestrictionLever, Rival
from didymium.files.problems import InputError, Problem
from didymium.market.base_year import BaseYear


@dataclass(frozen=True)
class Sum:
    """What a restriction changes for its author, million US dollars, discounted, against none."""

    while_it_lasts: float
    afterwards: float

    @property
    def total(self) -> float:
        """What it gains and loses in all."""
        return self.while_it_lasts + self.afterwards


@dataclass(frozen=True)
class Length:
    """A restriction of one length."""

    months: int
    earnings: Sum
    """What exports fetch at the border, licence rents and export taxes with them."""
    income: Sum
    """The whole account of the rival's regions, less what the capital of plants built there must earn."""
    takers: tuple[Taker, ...]
    """Who sells or saves more once it is over, most first."""
    built: tuple[Decision, ...]
    """What was built elsewhere because of it."""
    closed: tuple[Decision, ...]
    """What closed in the rival's regions because of it."""


@dataclass(frozen=True)
class Lasting:
    """A restriction of a rival's file at several lengths."""

    lever: str
    """Name of the lever."""
    volume_share: float
    """Share of the usual flow that still leaves."""
    begins: dt.date
    last: dt.date
    """Last day that counts."""
    earnings_turn_months: float | None
    """Length at which the sum of earnings turns negative; 0: it never pays, None: it still pays at the
    longest."""
    income_turns_months: float | None
    """The same of the whole account."""
    required_return: float
    """Return that investors without support ask for, where the case says nothing."""
    lengths: tuple[Length, ...]


def lasting_restrictions(
    case: Case, base_year: BaseYear, rival: Rival, progress: Callable[[str], None] = lambda message: None
) -> tuple[Lasting, ...]:
    """Try every restriction of a rival's file, as severe as the file allows, at several lengths.

    Raises:
        InputError: If the file has no lever that restricts, or with what is wrong with one.
        SolverError: If a market has no answer.
    """
    levers = [lever for lever in rival.lever if isinstance(lever, RestrictionLever)]
    if not levers:
        raise InputError([Problem("--lasting", "the rival file has no lever of the kind restriction")])
    return tuple(_lasting(case, base_year, rival, lever, progress) for lever in levers)


def _lasting(
    case: Case,
    base_year: BaseYear,
    rival: Rival,
    lever: RestrictionLever,
    progress: Callable[[str], None],
) -> Lasting:
    least, _ = range_limits(lever.volume_share, 0.0, 1.0)
    restriction = Restriction(
        origin=lever.origin,
        materials=lever.materials,
        destinations=lever.destinations,
        volume_shares=(least,),
        regions=rival.regions,
        source=lever.source,
    )
    found = break_even(
        case, base_year, restriction, progress=lambda message: progress(f"{lever.name}: {message}")
    )
    return lasting_of(lever.name, found)


def lasting_of(lever: str, found: BreakEven) -> Lasting:
    """Return what was found of a restriction as plain figures."""
    return Lasting(
        lever=lever,
        volume_share=found.restriction.volume_shares[0],
        begins=found.trials[0].begins,
        last=found.last,
        earnings_turn_months=found.months("earnings"),
        income_turns_months=found.months("income"),
        required_return=found.terms.required_return,
        lengths=tuple(_length(trial) for trial in found.trials),
    )


def _length(trial: Trial) -> Length:
    earnings, income = (
        Sum(effect.while_it_lasts, effect.afterwards) for effect in (trial.earnings, trial.income)
    )
    return Length(trial.months, earnings, income, trial.takers, trial.built, trial.closed)
