"""Answers that others published or that a pencil finds."""

import datetime as dt

import numpy as np
import pytest

from didymium.case.checks import check_case
from didymium.case.reading import read_case
from market_cases import EXACT, CaseBuilder, Options, solve

STEPS = 1000


def textbook() -> CaseBuilder:
    """The market of market.md §9: demand 120 − P and supply P − 60 in the club, supply P = 20 + Q/2
    outside, no freight.
    """
    return (
        CaseBuilder()
        .source_of("good", "CLB", 100, 60, name="members", cost_at_capacity_usd_per_kg=160)
        .source_of("good", "OUT", 200, 20, name="outside", cost_at_capacity_usd_per_kg=120)
        .route("good", "OUT", "CLB")
        .demand("users", "CLB", "good", 60, curve="linear", elasticity=-1, base_price_usd_per_kg=60)
    )


def test_free_trade() -> None:
    """120 − P = 2 (P − 20) gives P = 160/3 and imports of 200/3; members, who start at 60, make nothing.

    Demand is cut into 1000 steps of 0.12 USD/kg and supply into steps of 0.1, so price and quantity hold to
    one step of each.
    """
    solved = solve(textbook().build(), options=Options(price_perturbation=1e-6, linear_steps=STEPS))
    for region in ("CLB", "OUT"):
        assert solved.price(region, "good")[0] == pytest.approx(160 / 3, abs=0.12)
    assert solved.shipped["good", "OUT", "CLB", ""][0] == pytest.approx(200 / 3, abs=0.2)
    assert solved.made["members"][0] == 0.0


def test_autarky() -> None:
    """Without the route 120 − P = P − 60 in the club: P = 90, output 30; outside nobody buys and no price
    is known.
    """
    case = textbook().build()
    alone = solve(
        type(case)(case.settings, {**case.tables, "routes": ()}),
        options=Options(price_perturbation=1e-6, linear_steps=STEPS),
    )
    assert alone.price("CLB", "good")[0] == pytest.approx(90, abs=0.12)
    assert alone.made["members"][0] == pytest.approx(30, abs=0.2)


def test_price_without_any_supply_is_unknown() -> None:
    """Where nothing can be made or brought, one tonne more is not to be had at any price: not a number,
    rather than the backstop's cost.
    """
    case = CaseBuilder().steps("users", "AAA", "good", (10.0, 5.0)).source_of("good", "BBB", 10, 1).build()
    solved = solve(case)
    assert np.isnan(solved.price("AAA", "good")).all()
    assert solved.served["AAA", "good"][0] == 0.0


def test_transport_problem_of_dantzig() -> None:
    """Dantzig (1963): 153.675 thousand dollars of freight; in the tables a case is a tonne and a dollar a
    case a dollar a tonne.

    Delivered prices are those of the complementarity version (GAMS library, TRANSMCP): 0.225, 0.153 and
    0.126 thousand dollars.
    """
    solved = solve(read_case("trnsport"), options=EXACT)
    freight = {route.identity: route.freight_usd_per_kg for route in solved.structure.routes}
    thousands = sum(freight[key] * tonnes.sum() for key, tonnes in solved.shipped.items())
    assert thousands == pytest.approx(153.675, abs=1e-6)
    delivered = {city: solved.price(city, "cases")[0] for city in ("new_york", "chicago", "topeka")}
    assert delivered == pytest.approx({"new_york": 0.225, "chicago": 0.153, "topeka": 0.126}, abs=1e-9)


def test_mexican_steel() -> None:
    """Kendrick, Meeraus and Alatorre (1984): total cost of 538.8112 million dollars.

    It is 556.8856 for raw materials, 56.0016 for transport and nothing for imports, less 74.0760 earned by
    exports at 140 dollars a tonne.
    """
    solved = solve(read_case("mexss"), options=EXACT)
    plants, routes = solved.structure.plants, solved.structure.routes
    paid = {row.plant: row.cost_usd_per_kg * solved.made[row.plant].sum() / 1000 for row in plants}
    raw = sum(value for plant, value in paid.items() if plant.startswith("raw_"))
    transport = sum(row.freight_usd_per_kg * solved.shipped[row.identity].sum() for row in routes) / 1000
    exports = 0.140 * solved.served["exports", "steel"].sum() / 1000
    found = (
        raw,
        transport,
        paid["imports_steel"],
        exports,
        raw + transport + paid["imports_steel"] - exports,
    )
    assert found == pytest.approx((556.8856, 56.0016, 0.0, 74.0760, 538.8112), abs=1e-4)


@pytest.mark.parametrize("name", ["mexss", "trnsport"])
def test_published_cases_are_sound(name: str) -> None:
    """What we ship passes our own checks: every figure has a reference, every reference a source."""
    assert check_case(read_case(name)) == []


def test_chain_with_contract_numbers() -> None:
    """Chain of market.md §9 without its contract: ore costs 10 + q, making the product 20, the world pays
    50: q = 20, ore at 30.
    """
    case = (
        CaseBuilder(start=dt.date(2025, 1, 1))
        .source_of("ore", "AAA", 100, 10, cost_at_capacity_usd_per_kg=110)
        .process("make", "product", ore=-1.0, product=1.0)
        .plant("works", "make", "AAA", 100, 20)
        .steps("world", "AAA", "product", (1000.0, 50.0))
        .build()
    )
    solved = solve(case, options=Options(price_perturbation=1e-6, linear_steps=STEPS))
    assert solved.made["works"][0] == pytest.approx(20, abs=0.1)
    assert solved.price("AAA", "ore")[0] == pytest.approx(30, abs=0.1)
    assert solved.price("AAA", "product")[0] == pytest.approx(50, abs=1e-4)
