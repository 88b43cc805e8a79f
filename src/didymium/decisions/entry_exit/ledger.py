"""What has been built and closed so far, and what that leaves of a program."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.entry_exit.worth import Prospect
from didymium.decisions.projects.timeline import MONTHS_PER_YEAR, after_months
from didymium.market.build import Market
from didymium.market.program import Program
from didymium.scenario.path import Path

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ledger:
    """Capacity decided on within a run; P plants."""

    added_t: Floats
    """Tonnes a period that were built; shape (P, T)."""
    open_share: Floats
    """Share of each period in which a plant is not closed; shape (P, T)."""

    def built(self, market: Market, prospect: Prospect) -> Ledger:
        """Return the ledger with a candidate, or one more step of it."""
        structure, one = market.structure, prospect.candidate
        periods, added = structure.periods, self.added_t.copy()
        places = {plant.plant: position for position, plant in enumerate(structure.plants)}
        end = after_months(prospect.begins, MONTHS_PER_YEAR * one.life.life_years) - dt.timedelta(days=1)
        days = [after_months(prospect.begins, MONTHS_PER_YEAR * start) for start in one.life.step_starts]
        shares = np.mean([periods.share_within(day, end) for day in days], axis=0)
        for name, t_per_year in one.t_per_year.items():
            added[places[name]] += t_per_year * periods.years * shares
        return replace(self, added_t=added)

    def closed(self, plant: int, first_period: int, comes_again: bool = False) -> Ledger:
        """Return the ledger with a plant closed from a period on. Where others may build the like again
        (``comes_again``) what was built is gone, and there is room for more.
        """
        if comes_again:
            added = self.added_t.copy()
            added[plant, first_period:] = 0.0
            return replace(self, added_t=added)
        return self._set(plant, first_period, 0.0)

    def reopened(self, plant: int, first_period: int) -> Ledger:
        """Return the ledger with a plant running again from a period on."""
        return self._set(plant, first_period, 1.0)

    def _set(self, plant: int, first_period: int, share: float) -> Ledger:
        shares = self.open_share.copy()
        shares[plant, first_period:] = share
        return replace(self, open_share=shares)

    @property
    def awake(self) -> Ledger:
        """The ledger as if no plant had closed."""
        return replace(self, open_share=np.ones_like(self.open_share))

    def most(self, market: Market, upper: Floats) -> Floats:
        """Return upper bounds of a program's columns with what was built and closed."""
        supply, result = market.supply, upper.copy()
        view, plant = supply.block.view(result), supply.plant_of
        spare = np.array([[segment.spare_share] for segment in supply.segments])
        added = spare * self.added_t[plant] / supply.block.view(market.program.column_unit_t)
        view[:] = (view + added) * self.open_share[plant]
        return result


def nothing_decided(market: Market) -> Ledger:
    """Return the ledger before the first decision."""
    shape = (len(market.structure.plants), len(market.structure.periods))
    return Ledger(np.zeros(shape), np.ones(shape))


def with_decisions(market: Market, program: Program, ledger: Ledger, kept: Floats, first: int) -> Program:
    """Return a program with what was decided, and the substitution that lasts, from a period on.

    ``kept`` is the least that each rung of a ladder saves, tonnes; shape (swaps, T).
    """
    later = np.arange(len(program.upper)) % market.balance.periods >= first
    upper = np.where(later, ledger.most(market, program.upper), program.upper)
    lower = program.lower
    if market.use.swap is not None and kept.any():
        lower, block = lower.copy(), market.use.swap
        units = kept / block.view(market.program.column_unit_t)
        view = block.view(lower)
        view[:, first:] = np.minimum(units, block.view(upper))[:, first:]
    return replace(program, upper=upper, lower=lower)


def kept_substitution(path: Path, first: int, habit: float) -> Floats:
    """Return what each rung goes on saving from a period on because it was used before, tonnes; shape (swaps,
    T): a share of the largest part of use that it ever saved, together no more than that share of the largest
    part that all rungs of a use saved at one time. What is lost output is not kept.
    """
    use, structure = path.market.use, path.market.structure
    kept = np.zeros((len(use.swaps), len(structure.periods)))
    if use.swap is None or first == 0 or habit == 0.0:
        return kept
    saved = use.swap.view(path.tonnes)[:, :first]
    base_t = use.base_t * path.demand_factor
    rungs: dict[int, list[int]] = {}
    for entity, (group, rung) in enumerate(use.swaps):
        if structure.rungs[rung].kind != "lost_output":
            rungs.setdefault(group, []).append(entity)
    for group, entities in rungs.items():
        wanted = base_t[list(structure.groups[group].members)].sum(axis=0)
        parts = np.divide(
            saved[entities], wanted[:first], out=np.zeros((len(entities), first)), where=wanted[:first] > 0.0
        )
        peaks, together = parts.max(axis=1), parts.sum(axis=0).max()
        if peaks.sum() > 0.0:
            kept[entities] = habit * (peaks * together / peaks.sum())[:, None] * wanted
    return kept
