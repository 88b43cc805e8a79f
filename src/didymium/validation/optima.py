"""Published optima of cases and programs, found anew by the market and by the two-stage method."""

from __future__ import annotations

import polars as pl

from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.ensemble.two_stage import information_value, solve_two_stage
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options
from didymium.scenario.reading import read_scenario
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.validation.comparison import Comparison
from didymium.validation.problems.farmer import farmer

EXACT = Options(price_perturbation=0.0, cost_perturbation=0.0)
"""Published optima are those of the true program."""
DANTZIG = "Dantzig 1963, Linear Programming and Extensions; GAMS library TRNSPORT and TRANSMCP"
STEEL = "Kendrick, Meeraus and Alatorre 1984, The Planning of Investment Programs in the Steel Industry"
BIRGE = "Birge and Louveaux 2011, Introduction to Stochastic Programming, sections 1.1 and 4.1"
DELIVERED = {"new_york": 0.225, "chicago": 0.153, "topeka": 0.126}
"""Delivered prices of the transport problem, thousand US dollars a case."""


def transport() -> list[Comparison]:
    """Dantzig's transport problem as the bundled case ``trnsport``: freight and delivered prices.

    In the tables a case is a tonne and a dollar a case a dollar a tonne.
    """
    case = read_case("trnsport")
    tables = _base_run(case, ("flows", "prices"))
    freight = {row.identity[:3]: row.freight_usd_per_kg for row in case.routes}
    flows = tables["flows"].select("material", "origin", "destination", "t").iter_rows()
    paid = sum(freight[material, origin, destination] * t for material, origin, destination, t in flows)
    prices = _first_prices(tables["prices"])
    found = [Comparison("optimum", "trnsport", "freight", 153.675, paid, "thousand_usd", 3, DANTZIG)]
    return found + [
        Comparison("optimum", "trnsport", f"price_{city}", known, prices[city], "thousand_usd", 3, DANTZIG)
        for city, known in DELIVERED.items()
    ]


def steel() -> list[Comparison]:
    """The Mexican steel industry as the bundled case ``mexss``: total cost and its parts."""
    case = read_case("mexss")
    tables = _base_run(case, ("flows", "output", "served"))
    paid = _plant_costs(case, tables["output"])
    raw = sum(value for plant, value in paid.items() if plant.startswith("raw_"))
    freight = {row.identity[:3]: row.freight_usd_per_kg for row in case.routes}
    flows = tables["flows"].select("material", "origin", "destination", "t").iter_rows()
    transported = sum(freight[material, origin, goal] * t for material, origin, goal, t in flows) / 1000
    exported = tables["served"].filter(pl.col("region") == "exports")["served_t"]
    revenue = 0.140 * float(exported.sum()) / 1000
    imports = paid.get("imports_steel", 0.0)
    total = raw + transported + imports - revenue
    known = (
        ("total", 538.8112, total), ("raw_materials", 556.8856, raw), ("transport", 56.0016, transported),
        ("imports", 0.0, imports), ("export_revenue", 74.0760, revenue),
    )  # fmt: skip
    return [
        Comparison("optimum", "mexss", item, published, ours, "million_usd", 4, STEEL)
        for item, published, ours in known
    ]


def harvest() -> list[Comparison]:
    """The farmer of Birge and Louveaux: acres, profit, and what knowing the weather would be worth."""
    problem = farmer()
    answer, value = solve_two_stage(problem), information_value(problem)
    known = (
        ("profit", 108_390.0, -answer.objective, 0),
        ("wait_and_see", 115_405.56, -value.wait_and_see, 2),
        ("perfect_information", 7_015.56, value.perfect_information, 2),
        ("mean_value", 118_600.0, -value.mean_value, 0),
        ("expected_result", 107_240.0, -value.expected_result, 0),
        ("stochastic_solution", 1_150.0, value.stochastic_solution, 0),
    )
    acres = zip(("wheat", "corn", "beets"), (170.0, 80.0, 250.0), answer.decision, strict=True)
    return [
        Comparison("optimum", "farmer", item, published, ours, "usd", digits, BIRGE)
        for item, published, ours, digits in known
    ] + [
        Comparison("optimum", "farmer", f"acres_{crop}", published, float(ours), "acre", 0, BIRGE)
        for crop, published, ours in acres
    ]


def _base_run(case: Case, tables: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    scenario = read_scenario(case, "base")
    return read_path(run_scenario(case, BaseYear(), scenario, options=EXACT).base, tables)


def _first_prices(prices: pl.DataFrame) -> dict[str, float]:
    first = prices.filter(pl.col("period") == pl.col("period").min(), pl.col("material") == "cases")
    return dict(first.select("region", "price_usd_per_kg").iter_rows())


def _plant_costs(case: Case, output: pl.DataFrame) -> dict[str, float]:
    """Return what each plant pays, million US dollars: its cost a kg times what it makes of its main
    material.
    """
    main = {row.process: row.reference_material for row in case.processes}
    cost = {row.plant: (row.cost_usd_per_kg, main[row.process]) for row in case.plants}
    made = output.group_by("plant", "material").agg(pl.col("t").sum()).iter_rows()
    return {plant: cost[plant][0] * t / 1000 for plant, material, t in made if material == cost[plant][1]}
