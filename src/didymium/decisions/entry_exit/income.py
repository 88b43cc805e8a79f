"""What a run earns the regions of a rival, period by period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.decisions.entry_exit.course import State
from didymium.decisions.rival.payoffs import border_lines, exports_usd
from didymium.market.periods import Periods
from didymium.scenario.accounts import accounts_table

Floats = NDArray[np.float64]
MILLION = 1e6


@dataclass(frozen=True, eq=False)
class Account:
    """Earnings and income by period, million US dollars, discounted; shape (T,) each."""

    periods: Periods
    discount_rate: float
    earnings: Floats
    """Exports at the price at the origin, with licence rents, export taxes and mark-ups that the regions
    get."""
    income: Floats
    """All lines of the accounts of the regions, less what the capital of plants built there must earn."""


@dataclass(frozen=True)
class Effect:
    """What a restriction changes, million US dollars, discounted."""

    while_it_lasts: float
    afterwards: float
    by_year: tuple[tuple[int, float], ...]

    @property
    def total(self) -> float:
        """What it gains and loses in all."""
        return self.while_it_lasts + self.afterwards


def account_of(state: State, own: Sequence[str], discount_rate: float) -> Account:
    """Return what a run earns some regions."""
    path = state.path
    accounts = accounts_table(path).filter(pl.col("region").is_in(list(own)))
    border = border_lines(accounts, own)
    periods = path.market.structure.periods
    return Account(
        periods,
        discount_rate,
        exports_usd(path, own) / MILLION + _by_period(border, periods),
        _by_period(accounts, periods) - _capital(state, own),
    )


def effect_of(now: Floats, never: Floats, periods: Periods, ends: dt.date) -> Effect:
    """Return the change between two runs, split on the day on which a restriction ends."""
    change = now - never
    before = periods.share_within(None, ends - dt.timedelta(days=1))
    years = [day.year for day in periods.bounds[:-1]]
    by_year = {year: 0.0 for year in years}
    for year, usd in zip(years, change, strict=True):
        by_year[year] += float(usd)
    return Effect(float(change @ before), float(change @ (1.0 - before)), tuple(by_year.items()))


def _by_period(accounts: pl.DataFrame, periods: Periods) -> Floats:
    summed = accounts.group_by("period").agg(pl.col("discounted_usd").sum())
    found = dict(summed.iter_rows())
    return np.array([found.get(day, 0.0) for day in periods.bounds[:-1]]) / MILLION


def _capital(state: State, own: Sequence[str]) -> Floats:
    """Return what the capital of plants built in some regions must earn from their first product on:
    charging it as it is spent would hold a plant of twenty years against the few that a run shows.
    """
    structure = state.path.market.structure
    total = np.zeros(len(structure.periods))
    for one in state.decisions:
        if one.kind == "built" and one.region in own:
            standing = structure.periods.share_within(one.begins, None) * structure.periods.years
            total += one.charge_usd_per_year * standing
    return np.asarray(total * structure.discount / MILLION)
