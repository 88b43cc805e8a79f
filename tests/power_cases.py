"""A market of one material with exporters who know their weight, as textbooks have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from didymium.case.market_power_schema import MarketPower
from market_cases import EXACT, WHY, CaseBuilder, Options, Solved, solve

FINE = 1000
"""Steps of demand and of each exporter's mark-up: an answer is right to one of them."""
CHOKE = 120.0
"""Inverse demand is P = 120 − Q, US dollars per kg and tonnes a year."""


class PowerBuilder(CaseBuilder):
    """A case whose exporters may have power."""

    def power(self, exporter: str, material: str = "m", **more: object) -> PowerBuilder:
        """State that an exporter has power."""
        row = {"exporter": exporter, "material": material, "source": WHY, **more}
        self._add(MarketPower.model_validate(row))
        return self


def oligopoly(
    costs: Sequence[float], *, conjectures: Sequence[float | None], **settings: object
) -> PowerBuilder:
    """Firms F0, F1 … of constant cost, each in a region of its own, sell to MKT, where nobody makes anything;
    who has no conjecture takes the price as it is.
    """
    builder = PowerBuilder(**settings)
    for number, (cost, conjecture) in enumerate(zip(costs, conjectures, strict=True)):
        builder.source_of("m", f"F{number}", 1000.0, cost).route("m", f"F{number}", "MKT")
        if conjecture is not None:
            builder.power(f"F{number}", conjecture=conjecture)
    # The line through (60, 60) with elasticity −1 is P = 120 − Q.
    builder.demand(
        "use", "MKT", "m", CHOKE / 2, curve="linear", elasticity=-1.0, base_price_usd_per_kg=CHOKE / 2
    )
    return builder


def play(
    builder: PowerBuilder, steps: int = FINE, options: Options = EXACT, algorithm: str = "ipm"
) -> Solved:
    """Solve a case in which exporters act on their conjectures."""
    wanted = replace(options, linear_steps=steps, conduct="conjectural_variation")
    return solve(builder.build(), options=wanted, algorithm=algorithm)


def sold(solved: Solved) -> Mapping[str, float]:
    """Return what each exporter ships in the year, tonnes."""
    return {str(key[1]): float(rows.sum()) for key, rows in solved.shipped.items()}
