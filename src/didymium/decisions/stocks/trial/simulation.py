"""Stocks of given sizes in the market: who is served for how long when their owners sell and everybody else
reacts.

The stocks become releases (``stock_release``) into their own region's market at no less than the base price,
declared on the day of the emergency. Members' public stocks are opened beside them if the means say so. If
sectors give way to others, named ones come first (``priority_allocation``). Exports of what is at stake do
not rise above their usual flow (``export_limit``), or stocks would leave with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.situation import Node
from didymium.decisions.stocks.futures.emergencies import Emergency, Reading, declared_on, with_profile
from didymium.decisions.stocks.sizing.losses import Named, release_lead
from didymium.indicators.survival import NEGLIGIBLE_T, met_shares
from didymium.market.base_year import BaseYear
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.outcome.tables import Outcome
from didymium.scenario.course import run_periods
from didymium.scenario.hot import HotMarket
from didymium.scenario.instruments.toolbox import additions_of
from didymium.scenario.path import Path, ScenarioPaths
from didymium.scenario.readout import read_path
from didymium.scenario.run import scenario_structure
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Tonnes = Mapping[Node, float]

HOLDER = "emergency_stock"
"""Name of the stocks that are put to the test."""
SOURCE = "assumed: a stock that is put to the test"
LEAST_LEVEL_T = 1e-6
"""Stands for nothing, so that a run without a stock has the same columns as one with it."""


@dataclass(frozen=True)
class ServedNeed:
    """How long a named sector was served with a material."""

    sector: str
    region: str
    material: str
    days: int | None
    """Days from the declaration to the first day of the first period in which it was short; None: it never
    was within the days asked for."""
    worst_share: float
    """Least share of what it would have got that it got in a period of these days."""
    missing_t: float
    """What it missed of the share asked for, over these days."""


@dataclass(frozen=True)
class Simulation:
    """What stocks did in the market."""

    multiple: float
    """Size of the stocks, as a multiple of those planned."""
    needs: tuple[ServedNeed, ...]
    drawn_t: Tonnes
    """What was sold of each stock within the days asked for."""
    lost_musd: float
    """Value that all sectors of the members lost within these days, million US dollars, not discounted."""

    @property
    def served(self) -> bool:
        """Whether every named sector was served for all the days."""
        return all(need.days is None for need in self.needs)

    @property
    def served_days(self) -> int | None:
        """Days until the first named sector was short; None: none was."""
        days = [need.days for need in self.needs if need.days is not None]
        return min(days) if days else None

    @property
    def missing_t(self) -> float:
        """What named sectors missed together."""
        return sum(need.missing_t for need in self.needs)


def stock_for_sale(case: Case, means: Means, node: Node, tonnes: float, declared: dt.date) -> dict[str, Any]:
    """Return a stock as an instrument: from its lead after the declaration on it is sold into the market of
    its own region, at no less than the base price.
    """
    return {
        "kind": "stock_release", "title": f"Stock of {node[1]} in {node[0]}", "from": declared,
        "source": SOURCE, "holder": HOLDER, "region": node[0], "material": node[1],
        "level_t": max(tonnes, LEAST_LEVEL_T), "lead_days": release_lead(case, (node[1],), means),
    }  # fmt: skip


@dataclass(frozen=True, eq=False)
class Simulator:
    """Runs a scenario again and again with stocks of different sizes, all else the same.

    ``profile`` is the division of time; None: the scenario's own.
    """

    case: Case
    base_year: BaseYear
    stated: Scenario
    members: tuple[str, ...]
    named: Named
    planned_t: Tonnes
    means: Means
    at_stake: tuple[str, ...]
    """Materials whose exports do not rise."""
    profile: str | None = "shock"
    reserve_ratio: float | None = None
    """Owners sell at no less than so many times the base price; None: than the base price."""
    _hot: list[HotMarket] = field(default_factory=list, repr=False)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as stated, with this division of time."""
        return with_profile(self.stated, self.profile)

    @cached_property
    def declared(self) -> dt.date:
        """Day of the declaration."""
        return declared_on(self.scenario, run_periods(self.case, self.scenario))

    @property
    def last(self) -> dt.date:
        """Last of the days asked for."""
        return self.declared + dt.timedelta(days=self.named.days - 1)

    @cached_property
    def last_of_rules(self) -> dt.date:
        """Last day of the rules: that of the period which holds the last of the days asked for, as a rule
        holds for whole periods only.
        """
        periods = run_periods(self.case, self.scenario)
        return periods.bounds[periods.index_of(self.last) + 1] - dt.timedelta(days=1)

    def run(self, multiple: float) -> Simulation:
        """Return what happens with a multiple of the stocks planned.

        Raises:
            SolverError, UnsettledError: If the market has no answer.
        """
        paths = self._paths(self._with_stocks(multiple))
        situation, _, _ = self._reading.read(self.case, paths)
        drawn = self._drawn(paths.path)
        return Simulation(multiple, self._served(paths), drawn, float(situation.missing_usd.sum()) / 1e6)

    def emergency(self) -> Emergency:
        """Return what members face in it without any stock or rule, as one future."""
        situation, declared, _ = self._reading.read(self.case, self._untouched)
        return Emergency("", 1.0, situation, declared)

    @property
    def _reading(self) -> Reading:
        return Reading(self.members, self.named.days, self.means)

    @cached_property
    def _untouched(self) -> ScenarioPaths:
        hot = HotMarket(build_market(scenario_structure(self.case, self.base_year, self.scenario, Options())))
        return ScenarioPaths(self.scenario, hot.base(), hot.run(self.scenario))

    def _paths(self, scenario: Scenario) -> ScenarioPaths:
        """Return the run of a scenario with stocks; the first one's solvers serve all others."""
        structure = scenario_structure(self.case, self.base_year, scenario, Options())
        market = build_market(structure, additions_of(scenario.instrument))
        if not self._hot:
            self._hot.append(HotMarket(market))
        hot = self._hot[0]
        hot.turn_to(market)
        return ScenarioPaths(scenario, hot.base(), hot.run(scenario))

    def _with_stocks(self, multiple: float) -> Scenario:
        releases = [self._release(node, tonnes * multiple) for node, tonnes in sorted(self.planned_t.items())]
        entries = (*releases, *self._public_releases(), *self._rules())
        stated = self.scenario.model_dump(by_alias=True)
        return Scenario.model_validate({**stated, "instrument": [*stated["instrument"], *entries]})

    def _release(self, node: Node, tonnes: float) -> dict[str, Any]:
        found = stock_for_sale(self.case, self.means, node, tonnes, self.declared)
        return {**found, "reserve_price_usd_per_kg": self._reserve_price(node)}

    def _reserve_price(self, node: Node) -> float | None:
        base = self.base_year.price.get(node)
        return None if self.reserve_ratio is None or base is None else self.reserve_ratio * base

    def _public_releases(self) -> list[dict[str, Any]]:
        if not self.means.public_stocks:
            return []
        return [
            {
                **self._entry("stock_release", f"Public stock of {row.material} in {row.region}"),
                "holder": row.holder, "region": row.region, "material": row.material,
                "lead_days": release_lead(self.case, (row.material,), self.means),
            }
            for row in self.case.holdings
            if row.kind == "public" and row.region in self.members and row.level_t > 0.0
        ]  # fmt: skip

    def _rules(self) -> list[dict[str, Any]]:
        wanted = {
            row.material
            for row in self.case.demands
            if row.sector in self.named.sectors and row.region in self.members
        }
        rules = []
        for member in self.members:
            if self.at_stake:
                rules.append({
                    **self._entry("export_limit", f"Exports of {member} as usual"),
                    "club": member, "materials": self.at_stake, "volume_share": 1.0,
                    "until": self.last_of_rules,
                })  # fmt: skip
            if self.means.reallocation and wanted:
                rules.append({
                    **self._entry("priority_allocation", f"Named sectors first in {member}"),
                    "club": member, "materials": tuple(sorted(wanted)),
                    "sectors": self.named.sectors, "until": self.last_of_rules,
                })  # fmt: skip
        return rules

    def _entry(self, kind: str, title: str) -> dict[str, Any]:
        return {"kind": kind, "title": title, "from": self.declared, "source": SOURCE}

    def _drawn(self, path: Path) -> Tonnes:
        within = path.market.structure.periods.share_within(self.declared, self.last)
        before = len(self.scenario.instrument)
        drawn = {}
        for number, node in enumerate(sorted(self.planned_t), start=before + 1):
            extra = path.market.extras.get(f"released {number}")
            sold = 0.0 if extra is None else float((extra.block.view(path.tonnes) @ within).sum())
            drawn[node] = sold
        return drawn

    def _served(self, paths: ScenarioPaths) -> tuple[ServedNeed, ...]:
        base, now = (Outcome("", "", "", read_path(path, ("served",))) for path in (paths.base, paths.path))
        periods = paths.path.market.structure.periods
        within = periods.share_within(self.declared, self.last)
        bounds = periods.bounds
        shares = met_shares(base, now).filter(
            pl.col("region").is_in(self.members), pl.col("sector").is_in(self.named.sectors)
        )
        days = pl.DataFrame({"period": bounds[:-1], "within": within}, schema_overrides={"period": pl.Date})
        counted = shares.join(days, on="period").filter(pl.col("within") > 0.0, pl.col("expected_t") > 0.0)
        found = []
        for key, rows in counted.group_by("sector", "region", "material", maintain_order=True):
            found.append(self._need(key, rows.sort("period")))
        return tuple(found)

    def _need(self, key: tuple[object, ...], rows: pl.DataFrame) -> ServedNeed:
        asked = rows["expected_t"] * self.named.share
        short = (asked - rows["met_t"]).clip(lower_bound=0.0).to_numpy()
        first = rows["period"].to_numpy()[short > NEGLIGIBLE_T]
        days = None
        if len(first):
            days = max((first[0].astype("datetime64[D]").item() - self.declared).days, 0)
        return ServedNeed(
            str(key[0]), str(key[1]), str(key[2]),
            days, float(rows["share"].to_numpy().min()), float(short @ rows["within"].to_numpy()),
        )  # fmt: skip
