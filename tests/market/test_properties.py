"""What must hold in every market: mass, marginal prices, monotone responses, and what each kind of row
does.
"""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.case import Case
from didymium.market.checks import MassBalanceError, check_mass_balance, disposal_t
from didymium.market.solution import solve_market
from didymium.market.solver import HotSolver
from market_calendar import arrivals_of, under_way_of, years_of
from market_cases import (
    EXACT,
    BaseYear,
    CaseBuilder,
    Options,
    Profile,
    Solved,
    build,
    random_base_year,
    random_case,
    solve,
)

MONTHS = Profile(months=6)
NEWS = Options(qualifying_from=dt.date(2025, 2, 1), linear_steps=20)


def coefficients_in(case: Case, process: str, bounds: tuple[dt.date, ...]) -> dict[str, np.ndarray]:
    """Average coefficient of each period, day by day."""
    courses: dict[str, np.ndarray] = {}
    rows = [row for row in case.coefficients if row.process == process]
    for material in {row.material for row in rows}:
        dated = sorted((row.from_ or dt.date.min, row.t_per_t) for row in rows if row.material == material)
        courses[material] = np.array([
            np.mean([
                [value for first, value in dated if first <= begin + dt.timedelta(days=day)][-1]
                for day in range((after - begin).days)
            ])
            for begin, after in zip(bounds, bounds[1:], strict=False)
        ])  # fmt: skip
    return courses


def surplus_by_rows(solved: Solved) -> dict[tuple[str, str], np.ndarray]:
    """What enters each node less what leaves it, in tonnes, from the rows of the case and the flows by name
    alone.
    """
    structure = solved.structure
    case, bounds = structure.case, structure.periods.bounds
    surplus = {node: rows.copy() for node, rows in solved.backstop.items()}
    for plant in structure.plants:
        for material, course in coefficients_in(case, plant.process, bounds).items():
            surplus[plant.region, material] += course * solved.made[plant.plant]
    for route in case.routes:
        kept = 1 - route.loss_share
        sent = solved.shipped[route.identity]
        surplus[route.origin, route.material] -= sent
        arrived = sent @ arrivals_of(bounds, int(route.transit_days))[:, :-1]
        per_day = structure.base.flow.get(route.identity, 0.0) * structure.growth[0]
        per_day *= years_of(bounds)[0] / (bounds[1] - bounds[0]).days
        under_way = per_day * under_way_of(bounds, int(route.transit_days))
        surplus[route.destination, route.material] += kept * (arrived + under_way)
    for node, served in solved.served.items():
        surplus[node] -= served
    for (region, rung), saved in solved.swapped.items():
        row = case.substitutes[rung]
        surplus[region, row.from_material] += saved
        if row.to_material:
            surplus[region, row.to_material] -= row.t_per_t * saved
    for holding in case.holdings:
        moved = solved.stock["draw"][holding.identity] - solved.stock["fill"][holding.identity]
        surplus[holding.region, holding.material] += moved
    return surplus


@pytest.mark.parametrize("seed", range(20, 26))
@pytest.mark.parametrize("with_base_year", [False, True])
def test_mass_is_conserved_in_the_rows_of_the_case(seed: int, with_base_year: bool) -> None:
    """At every node and in every period no more leaves than enters, counted from the rows and not from the
    solver's matrix.
    """
    case = random_case(seed)
    solved = solve(case, MONTHS, random_base_year(case, seed) if with_base_year else None, NEWS)
    largest = max(rows.max() for rows in solved.made.values())
    for node, surplus in surplus_by_rows(solved).items():
        assert surplus.min() > -1e-7 * largest, node
    assert check_mass_balance(solved.market, solved.solution) < 1e-7
    assert disposal_t(solved.market, solved.solution).min() >= 0.0


@pytest.mark.parametrize("seed", range(20, 26))
def test_stocks_keep_their_books(seed: int) -> None:
    """Level at the end = what is left of the last level + additions − releases; the first last level is the
    opening one.
    """
    case = random_case(seed)
    solved = solve(case, MONTHS, random_base_year(case, seed), NEWS)
    years = years_of(solved.structure.periods.bounds)
    for row in case.holdings:
        level, fill, draw = (solved.stock[kind][row.identity] for kind in ("level", "fill", "draw"))
        before = np.append(row.level_t, level[:-1]) * (1 - row.loss_per_year) ** years
        np.testing.assert_allclose(level, before + fill - draw, atol=1e-7)
        assert level.max() <= (row.room_t or 0.0) + 1e-7


def test_lost_mass_is_noticed() -> None:
    """A flow that the rows do not allow is reported by node, tonnes and first day."""
    solved = solve(CaseBuilder().source_of("ore", "AAA", 10, 1).steps("u", "AAA", "ore", (5, 9)).build())
    served = solved.market.use.serve.slice
    tonnes = solved.solution.tonnes.copy()
    tonnes[served] += 2.0
    with pytest.raises(MassBalanceError, match=r"ore in AAA: 2 t more leave than enter .* 2025-01-01"):
        check_mass_balance(solved.market, replace(solved.solution, tonnes=tonnes))


@pytest.mark.parametrize("seed", [30, 31, 32])
def test_price_is_what_one_tonne_more_costs(seed: int) -> None:
    """Asking a node for a little more raises the minimum by price × quantity × discount: the dual with its
    sign, by finite difference.
    """
    case = random_case(seed)
    market = build(case, MONTHS, random_base_year(case, seed), NEWS)
    solver = HotSolver(market.program)
    priced = solve_market(market, solver, market.program)
    row_lower = market.program.row_lower.copy()
    row_lower[market.balance.slice] += market.perturbation
    solver.change_to(replace(market.program, row_lower=row_lower))
    before = solver.solve().objective
    for node in range(0, len(market.structure.nodes), 2):
        for period in (0, 3, 5):
            position = int(market.balance.index(node, period))
            more = row_lower.copy()
            more[position] += 1e-6
            solver.change_to(replace(market.program, row_lower=more))
            rise = solver.solve().objective - before
            kg = 1e-6 * market.structure.node_unit_t[node] * 1e3
            found = rise * 1e6 / kg / market.structure.discount[period]
            assert found == pytest.approx(priced.prices[node, period], rel=1e-3, abs=1e-2)
            assert priced.prices[node, period] > -1e-9


def test_scarce_is_dear_and_surplus_is_free() -> None:
    """Capacity of 10 t for 20 t wanted at 7 USD/kg: the price is the buyer's 7. With 30 t it is the cost of
    2. A by-product nobody wants: 0.
    """

    def market(capacity: float) -> Solved:
        return solve(
            CaseBuilder()
            .process("mine", "ore", ore=1.0, tailings=0.5)
            .plant("mine", "mine", "AAA", capacity, 2)
            .steps("users", "AAA", "ore", (20, 7))
            .build()
        )

    assert market(10).price("AAA", "ore")[0] == pytest.approx(7, rel=1e-5)
    assert market(30).price("AAA", "ore")[0] == pytest.approx(2, rel=1e-5)
    assert market(30).price("AAA", "tailings")[0] == pytest.approx(0, abs=1e-4)


def test_joint_products_share_a_cost() -> None:
    """A tonne of ore gives 0.8 t of light at 5 USD/kg and 0.2 t of heavy; costing 10, its last tonne must
    earn (10 − 0.8·5)/0.2 = 30 on heavy.

    Light is bought without end at 5; heavy is wanted by 3 t at 100 and 7 t at 31 but not at 29, so 50 t are
    mined.
    """
    solved = solve(
        CaseBuilder()
        .process("mine", "ore", ore=1.0)
        .process("split", "ore", ore=-1.0, light=0.8, heavy=0.2)
        .plant("mine", "mine", "AAA", 1000, 4)
        .plant("split", "split", "AAA", 1000, 6)
        .steps("glass", "AAA", "light", (1000, 5))
        .steps("magnets", "AAA", "heavy", (3, 100), (7, 31), (50, 29))
        .build()
    )
    assert solved.price("AAA", "heavy")[0] == pytest.approx(30, rel=1e-4)
    assert solved.price("AAA", "light")[0] == pytest.approx(5, rel=1e-5)
    assert solved.made["split"][0] == pytest.approx(50, rel=1e-6)


def test_dispatch_that_arrives_after_the_end_is_credited() -> None:
    """With 60 days of transit the last two months' dispatch earns the end price, so at base prices it goes
    on as before.

    Base: 365 t a year made at 20, shipped for 2, worth 22 on arrival; no discount, so there is no wedge.
    """
    builder = (
        CaseBuilder(base_year=2025)
        .source_of("metal", "AAA", 365, 20, base_t_per_year=365)
        .route("metal", "AAA", "BBB", 2, 60, base_t_per_year=365)
        .demand("users", "BBB", "metal", 365, elasticity=-0.3)
    )
    base = BaseYear(
        run={"metal_AAA": 365.0},
        flow={("metal", "AAA", "BBB", ""): 365.0},
        use={("users", "BBB", "metal"): 365.0},
        price={("AAA", "metal"): 20.0, ("BBB", "metal"): 22.0},
    )
    solved = solve(builder.build(), Profile(months=6), base)
    days = solved.structure.periods.days
    np.testing.assert_allclose(solved.shipped["metal", "AAA", "BBB", ""], days, rtol=1e-3)
    np.testing.assert_allclose(solved.served["BBB", "metal"], days, rtol=1e-3)
    np.testing.assert_allclose(solved.price("BBB", "metal"), 22.0, rtol=1e-3)


def test_stock_is_drawn_when_the_mine_stops() -> None:
    """The only mine closes on 1 March; traders then release what they have at their rate of 10 t in 30.4375
    days.

    Before, the stock waits: it would earn 5 in January, and earns 50 from March on.
    """
    solved = solve(
        CaseBuilder()
        .source_of("metal", "AAA", 730, 5, end=dt.date(2025, 2, 28))
        .steps("users", "AAA", "metal", (365, 50))
        .holding("AAA", "metal", 10 * 61 / 30.4375, 10)
        .build(),
        Profile(months=4),
    )
    draw = solved.stock["draw"]["traders", "AAA", "metal"]
    np.testing.assert_allclose(draw, [0, 0, 10 * 31 / 30.4375, 10 * 30 / 30.4375], atol=1e-6)
    np.testing.assert_allclose(solved.price("AAA", "metal"), [5, 5, 50, 50], rtol=1e-4)


def test_public_stocks_wait_for_a_scenario() -> None:
    """The same stock in public hands is not released by the market."""
    solved = solve(
        CaseBuilder()
        .source_of("metal", "AAA", 365, 5, end=dt.date(2025, 2, 28))
        .steps("users", "AAA", "metal", (365, 50))
        .holding("AAA", "metal", 30, 10, kind="public")
        .build(),
        Profile(months=4),
    )
    np.testing.assert_allclose(solved.stock["level"]["traders", "AAA", "metal"], 30.0)


@pytest.mark.parametrize("seed", range(40, 44))
def test_more_capacity_never_raises_the_total(seed: int) -> None:
    """A plant twice as large can always run as before, so costs less worth cannot rise."""
    case = random_case(seed)
    small = solve(case, MONTHS, options=EXACT).cost
    for position in (0, 3, 5):
        plants = list(case.plants)
        larger = {"capacity_t_per_year": plants[position].capacity_t_per_year * 2}
        if plants[position].cost_at_capacity_usd_per_kg is not None:
            continue  # its steps would stretch with the capacity, at other costs
        plants[position] = plants[position].model_copy(update=larger)
        tables = {**case.tables, "plants": tuple(plants)}
        assert solve(replace(case, tables=tables), MONTHS, options=EXACT).cost <= small + 1e-9 * abs(small)


@pytest.mark.parametrize("seed", range(40, 44))
def test_closing_a_route_never_helps(seed: int) -> None:
    """Whatever was possible without the route was possible with it unused: costs less worth cannot fall."""
    case = random_case(seed)
    whole = solve(case, MONTHS, options=EXACT).cost
    for position in range(0, len(case.routes), 5):
        routes = case.routes[:position] + case.routes[position + 1 :]
        cut = replace(case, tables={**case.tables, "routes": routes})
        assert solve(cut, MONTHS, options=EXACT).cost >= whole - 1e-9 * abs(whole)


def test_a_lossy_route_loses_mass() -> None:
    """With a tenth seized on the way, 9 t arrive of 10 sent, and a kg at the end costs the price at the
    start and the freight over 0.9.
    """
    solved = solve(
        CaseBuilder()
        .source_of("metal", "AAA", 100, 17)
        .route("metal", "AAA", "BBB", 1, loss_share=0.1)
        .steps("users", "BBB", "metal", (9, 50))
        .build()
    )
    assert solved.shipped["metal", "AAA", "BBB", ""][0] == pytest.approx(10, rel=1e-6)
    assert solved.price("BBB", "metal")[0] == pytest.approx(18 / 0.9, rel=1e-4)


def test_limit_of_a_route_that_closes_counts_by_the_day() -> None:
    """100 t a year until 31 March within one period of a year: 90/365 of 100 t, as in four quarters of
    which one is open.
    """
    builder = (
        CaseBuilder()
        .source_of("metal", "AAA", 1000, 1)
        .route("metal", "AAA", "BBB", limit_t_per_year=100, until=dt.date(2025, 3, 31))
        .steps("users", "BBB", "metal", (1000, 50))
    )
    for profile in (Profile(years=1), Profile(quarters=4)):
        sent = solve(builder.build(), profile).shipped["metal", "AAA", "BBB", ""]
        assert sent.sum() == pytest.approx(100 * 90 / 365, rel=1e-6)


def test_who_loses_least_goes_without_first() -> None:
    """Three sectors of 10 t with losses of 500, 200 and 80 USD/kg and 15 t to share: 10, 5 and 0 t, at the
    200 of the one in between.
    """
    builder = CaseBuilder().source_of("metal", "AAA", 15, 3)
    for sector, loss in (("wind", 200.0), ("cars", 500.0), ("toys", 80.0)):
        builder.demand(sector, "AAA", "metal", 10, loss_usd_per_kg=loss, base_price_usd_per_kg=5)
    solved = solve(builder.build())
    use = solved.market.use
    served = use.serve.view(solved.solution.tonnes)[:, 0]
    by_sector = {
        solved.structure.demands[step.demand].sector: served[row] for row, step in enumerate(use.steps)
    }
    assert by_sector == pytest.approx({"cars": 10, "wind": 5, "toys": 0}, abs=1e-6)
    assert solved.price("AAA", "metal")[0] == pytest.approx(200, rel=1e-5)


def test_users_with_other_base_prices_keep_their_own_curves() -> None:
    """Two demands alike but for the price at which they were observed: at 30 the one seen at 30 buys all,
    the one seen at 10 less.
    """
    builder = CaseBuilder().source_of("metal", "AAA", 1000, 30)
    for sector, seen_at in (("cheap", 10.0), ("dear", 31.0)):
        builder.demand(sector, "AAA", "metal", 100, elasticity=-0.5, base_price_usd_per_kg=seen_at)
    total = solve(builder.build()).served["AAA", "metal"][0]
    alone = [
        solve(
            CaseBuilder()
            .source_of("metal", "AAA", 1000, 30)
            .demand("only", "AAA", "metal", 100, elasticity=-0.5, base_price_usd_per_kg=seen_at)
            .build()
        ).served["AAA", "metal"][0]
        for seen_at in (10.0, 31.0)
    ]
    assert total == pytest.approx(sum(alone), rel=1e-6)
    assert alone[0] < 75 < 99 < alone[1]


@pytest.mark.parametrize(
    ("curve", "price"),
    [("constant_elasticity", 10.0), ("constant_elasticity_fine", 10.0 * (1.2 * 1.5) ** 0.5)],
)
def test_a_fine_curve_feels_a_shortage_of_a_few_per_cent(curve: str, price: float) -> None:
    """98 of 100 t can be had; ε = −0.1. The coarse step beside the base price is 1 − 1.25^−0.1 = 2.2 % of the
    use, at no higher price; of the fine ones 1.8 % lie below 1.2 times the base price, and the next is worth
    √(1.2 × 1.5) times. On the curve itself the price would be 0.98^−10 = 1.22 times.
    """
    builder = CaseBuilder().source_of("fuel", "AAA", 98, 1)
    builder.demand("all", "AAA", "fuel", 100, curve=curve, elasticity=-0.1, base_price_usd_per_kg=10)
    assert solve(builder.build()).price("AAA", "fuel")[0] == pytest.approx(price, rel=1e-3)


def test_a_ladder_is_climbed_from_its_cheapest_rung() -> None:
    """100 t wanted, 60 made; rungs save 30 t at 20 USD/kg and 50 t at 90: the first is used up, the second
    makes the price.
    """
    case = (
        CaseBuilder()
        .source_of("metal", "AAA", 60, 5)
        .steps("users", "AAA", "metal", (100, 1000))
        .rung("lean", 1, "metal", 20, 0.3)
        .rung("lean", 2, "metal", 90, 0.5)
        .build()
    )
    solved = solve(case, options=Options(qualifying_from=dt.date(2025, 1, 1)))
    assert solved.swapped["AAA", 0][0] == pytest.approx(30, rel=1e-6)
    assert solved.swapped["AAA", 1][0] == pytest.approx(10, rel=1e-6)
    assert solved.price("AAA", "metal")[0] == pytest.approx(90, rel=1e-5)
    without_news = solve(case)
    assert without_news.price("AAA", "metal")[0] == pytest.approx(1000, rel=1e-5)


def test_capacity_follows_its_dates() -> None:
    """365 t a year from 1 February, 730 from 1 March, closed after 15 April although a later change is on
    file.

    In tonnes: January 0, February 28, March 62, April 30 (fifteen days of two tonnes), May 0.
    """
    solved = solve(
        CaseBuilder()
        .source_of("metal", "AAA", 365, 1, start=dt.date(2025, 2, 1), end=dt.date(2025, 4, 15))
        .capacity("metal_AAA", dt.date(2025, 3, 1), 730)
        .capacity("metal_AAA", dt.date(2025, 5, 1), 1095)
        .steps("users", "AAA", "metal", (5000, 50))
        .build(),
        Profile(months=5),
    )
    np.testing.assert_allclose(solved.made["metal_AAA"], [0, 28, 62, 30, 0], atol=1e-6)


def test_a_change_before_the_start_holds_from_the_start() -> None:
    """Capacity raised on 1 February of a plant that starts on 1 March: from its first day it has the raised
    capacity.
    """
    solved = solve(
        CaseBuilder()
        .source_of("metal", "AAA", 365, 1, start=dt.date(2025, 3, 1))
        .capacity("metal_AAA", dt.date(2025, 2, 1), 730)
        .steps("users", "AAA", "metal", (5000, 50))
        .build(),
        Profile(months=3),
    )
    np.testing.assert_allclose(solved.made["metal_AAA"], [0, 0, 62], atol=1e-6)
