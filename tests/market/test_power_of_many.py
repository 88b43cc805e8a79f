"""Exporters with power over several markets, with rising costs and freight, against oracles of our own; and a
published instance.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from market_cases import EXACT, Options, shuffled, solve
from power_cases import FINE, PowerBuilder, play, sold

Floats = NDArray[np.float64]

FIRST_COST = np.array([10.0, 8.0, 6.0, 4.0, 2.0])
EXPONENT = np.array([1.2, 1.1, 1.0, 0.9, 0.8])
ELASTICITY = 1.1
PUBLISHED_PRICE = 18.3006
PUBLISHED_SALES = (36.9325, 41.8181, 43.7066, 42.6592, 39.1790)


def marginal_costs(sales: Floats) -> Floats:
    """Marginal cost of each firm of Murphy, Sherali and Soyster: c + (q/5)^(1/β)."""
    return FIRST_COST + (sales / 5.0) ** (1.0 / EXPONENT)


def first_order(sales: Floats) -> Floats:
    """P + q·P′ − marginal cost of each firm, where P = (5000/Q)^(1/1.1)."""
    total = sales.sum()
    price = (5000.0 / total) ** (1.0 / ELASTICITY)
    return np.asarray(price * (1.0 - sales / (ELASTICITY * total)) - marginal_costs(sales))


def newton(sales: Floats) -> Floats:
    """Newton's method with differences for derivatives."""
    for _ in range(30):
        steps = 1e-6 * np.eye(len(sales))
        slopes = np.array([(first_order(sales + step) - first_order(sales - step)) / 2e-6 for step in steps])
        sales = sales - np.linalg.solve(slopes.T, first_order(sales))
    return sales


def test_the_figures_of_the_five_firms_are_the_published_ones() -> None:
    """Solved by Newton, the data written here give the price and the sales that are printed for the game of
    Murphy, Sherali and Soyster (1982) at an elasticity of 1.1, to the last digit.
    """
    sales = newton(np.full(5, 30.0))
    assert np.abs(first_order(sales)).max() < 1e-9
    assert sales == pytest.approx(np.array(PUBLISHED_SALES), abs=1e-4)
    assert (5000.0 / sales.sum()) ** (1.0 / ELASTICITY) == pytest.approx(PUBLISHED_PRICE, abs=1e-4)


def test_five_firms_of_murphy_sherali_and_soyster() -> None:
    """Demand is drawn as a straight line with the published price, sales and slope, where it meets the curve;
    costs rise in steps of half a tonne. Steps of 0.4 t of demand and mark-ups, of half a tonne of costs: the
    sales are right to half a tonne and the price to 0.1.
    """
    total, builder = sum(PUBLISHED_SALES), PowerBuilder()
    middles = 0.25 + 0.5 * np.arange(120)
    for firm in range(5):
        costs = FIRST_COST[firm] + (middles / 5.0) ** (1.0 / EXPONENT[firm])
        for number, cost in enumerate(costs):
            builder.source_of("m", f"F{firm}", 0.5, float(cost), name=f"f{firm}_{number}")
        builder.route("m", f"F{firm}", "MKT").power(f"F{firm}", conjecture=1.0)
    builder.demand(
        "use",
        "MKT",
        "m",
        total,
        curve="linear",
        elasticity=-ELASTICITY,
        base_price_usd_per_kg=PUBLISHED_PRICE,
    )
    solved = play(builder)
    assert list(sold(solved).values()) == pytest.approx(PUBLISHED_SALES, abs=0.5)
    assert solved.price("MKT", "m")[0] == pytest.approx(PUBLISHED_PRICE, abs=0.1)


def best_replies(chokes: Floats, costs: Floats, rises: Floats, freight: Floats, power: Floats) -> Floats:
    """Sales of each firm on each market where P = choke − Q and marginal cost is cost + rise·(all it sells):
    every firm answers all others until nobody moves; shapes (markets,), (firms,), (firms,), (firms, markets),
    (firms,).
    """
    sales = np.zeros(freight.shape)
    for _ in range(3000):
        for firm in range(len(costs)):
            for market in range(len(chokes)):
                others = sales[:, market].sum() - sales[firm, market]
                elsewhere = sales[firm].sum() - sales[firm, market]
                gain = chokes[market] - others - costs[firm] - freight[firm, market] - rises[firm] * elsewhere
                best = max(gain / (1.0 + power[firm] + rises[firm]), 0.0)
                sales[firm, market] += 0.5 * (best - sales[firm, market])
    return sales


@pytest.mark.parametrize("seed", range(3))
def test_three_firms_on_two_markets(seed: int) -> None:
    """Costs that rise with all that a firm makes tie its markets together, freight sets them apart, and some
    firms stay out of one. Best replies, one after the other, end where the program does.
    """
    random = np.random.default_rng(seed)
    chokes, costs = random.uniform(80.0, 150.0, 2), random.uniform(5.0, 40.0, 3)
    rises, freight = random.uniform(0.1, 1.0, 3), random.uniform(0.0, 25.0, (3, 2))
    power = random.uniform(0.3, 1.2, 3)
    builder = PowerBuilder()
    for firm in range(3):
        last = float(costs[firm] + rises[firm] * 150.0)
        builder.source_of("m", f"F{firm}", 150.0, float(costs[firm]), cost_at_capacity_usd_per_kg=last)
        builder.power(f"F{firm}", conjecture=float(power[firm]))
        for market in range(2):
            builder.route("m", f"F{firm}", f"M{market}", float(freight[firm, market]))
    for market, choke in enumerate(chokes):
        middle = float(choke) / 2.0
        builder.demand(
            "use", f"M{market}", "m", middle, curve="linear", elasticity=-1.0, base_price_usd_per_kg=middle
        )
    solved = play(builder, 600)
    expected = best_replies(chokes, costs, rises, freight, power)
    for (_, origin, destination, _), rows in solved.shipped.items():
        found = float(rows.sum())
        assert found == pytest.approx(expected[int(origin[1]), int(destination[1])], abs=0.5), (
            origin,
            destination,
        )


def three_firms() -> PowerBuilder:
    """A club of two that acts as one, a rival, and a taker, on two markets of unlike elasticity."""
    builder = PowerBuilder().club("union", "AAA", "BBB")
    for region, cost in (("AAA", 10.0), ("BBB", 14.0), ("CCC", 12.0), ("DDD", 40.0)):
        builder.source_of("m", region, 60.0, cost, cost_at_capacity_usd_per_kg=2.5 * cost)
        for number, market in enumerate(("M0", "M1")):
            builder.route("m", region, market, 1.0 + number)
    for number, elasticity in enumerate((-0.6, -1.8)):
        builder.demand(
            "use", f"M{number}", "m", 40.0, curve="linear", elasticity=elasticity, base_price_usd_per_kg=30.0
        )
    return builder.power("union", conjecture=1.0).power("CCC", conjecture=0.7)


def test_one_answer_whatever_the_way() -> None:
    """Interior point, simplex and shuffled rows give the same prices and sales: steps are hashed by name."""
    options = Options(linear_steps=60, conduct="conjectural_variation")
    case = three_firms().build()
    first = solve(case, options=options, algorithm="ipm")
    for other in (
        solve(case, options=options, algorithm="simplex"),
        solve(shuffled(case, 3), options=options),
    ):
        np.testing.assert_allclose(other.solution.prices, first.solution.prices, rtol=1e-6)
        for route, rows in first.shipped.items():
            np.testing.assert_allclose(other.shipped[route], rows, atol=1e-6)


def test_a_club_acts_as_one() -> None:
    """Two equal firms in a club with θ = 1 sell what one monopolist would, 45 of 90; each by itself, with the
    same conjecture, 30 each.
    """

    def sales(*exporters: str) -> float:
        builder = PowerBuilder().club("union", "AAA", "BBB")
        for region in ("AAA", "BBB"):
            builder.source_of("m", region, 100.0, 30.0).route("m", region, "MKT")
        for exporter in exporters:
            builder.power(exporter, conjecture=1.0)
        builder.demand("use", "MKT", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0)
        return sum(sold(play(builder, FINE, EXACT)).values())

    assert sales("union") == pytest.approx(45.0, abs=0.24)
    assert sales("AAA", "BBB") == pytest.approx(60.0, abs=0.24)
