"""The same stocks in the hands of their owners: what is lost if they sell at a price, and if a planner draws.

In the market a stock is sold by whoever holds it when that pays: at no less than a reserve price, and with an
eye to what it fetches later. The others react: they ship less here and use more. The planner serves whoever
loses most, all else as without the stocks. So more stock never raises the planner's loss, while a private
draw can leave a larger one; the difference is told in value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from didymium.decisions.release.rules import Threshold
from didymium.decisions.stocks.trial.recheck import PlannersDraw, planners_draw
from didymium.decisions.stocks.trial.simulation import Simulation, Simulator, Tonnes

Progress = Callable[[str], None]


@dataclass(frozen=True)
class MarketDraw:
    """What owners do who sell at no less than a multiple of the base price."""

    price_above: float | None
    """The multiple; None: the base price itself."""
    simulation: Simulation
    planner: PlannersDraw
    without_musd: float
    """Value lost without the stocks, million US dollars, not discounted."""

    @property
    def more_lost_musd(self) -> float:
        """Value lost above the planner's."""
        return self.simulation.lost_musd - self.planner.lost_musd

    @property
    def share(self) -> float | None:
        """The same as a share of what the planner saves; None where it saves nothing."""
        saved = self.without_musd - self.planner.lost_musd
        return self.more_lost_musd / saved if saved > 1e-9 else None

    @property
    def drawn_less_planner_t(self) -> Tonnes:
        """What owners sell less what the planner draws, by place."""
        drawn = self.simulation.drawn_t
        return {node: drawn.get(node, 0.0) - tonnes for node, tonnes in self.planner.drawn_t.items()}


def draws_in_market(
    simulator: Simulator,
    rules: Sequence[Threshold] = (),
    *,
    progress: Progress = lambda message: None,
) -> tuple[MarketDraw, ...]:
    """Run a scenario with the stocks in the hands of their owners, beside the planner's draw.

    Args:
        simulator: The scenario, the stocks and the members.
        rules: Rules that open at a price: owners sell at no less. They come after owners who sell at the base
            price; rules that open otherwise say nothing in a market and are left out.
        progress: Told before each run.

    Raises:
        SolverError, UnsettledError: If the market has no answer.
    """
    prices = [None, *dict.fromkeys(rule.price_above for rule in rules if rule.price_above is not None)]
    planner, found = planners_draw(simulator), []
    progress("without the stocks")
    without = simulator.run(0.0).lost_musd
    for price in prices:
        at = "the base price" if price is None else f"{price:g} times the base price"
        progress(f"owners who sell at {at}")
        selling = simulator if price is None else replace(simulator, reserve_ratio=price)
        found.append(MarketDraw(price, selling.run(1.0), planner, without))
    return tuple(found)
