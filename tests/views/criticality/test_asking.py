"""Questions are checked as a whole before anything is solved, and what needs no solve solves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest

from chain_run import chain_case
from didymium.case.reading import read_case
from didymium.files.problems import InputError
from didymium.indicators.criticality.table import FACTS
from didymium.views.criticality.asking import find_indicators, last_year, minerals_of, plan_of, stopped
from didymium.views.criticality.request import IndicatorsRequest
from in_use_cases import case_with


def no_solve() -> NoReturn:
    raise AssertionError("calibrated")


def test_facts_solve_nothing() -> None:
    """Of the minerals of the case and the groups that they are part of: China mines most rare earths."""
    case = read_case("japan_us_magnets")
    request = IndicatorsRequest(market=False, methods=("largest_supplier", "supply_risk"))
    found = find_indicators(case, request, no_solve)
    rows = {
        (row["method"], row["material_or_element"], row["region"], row["scenario"]): row
        for row in found.facts.iter_rows(named=True)
    }
    mined = rows["largest_supplier", "rare_earths", "world", FACTS]
    assert mined["value"] > 0.6
    assert "CHN" in mined["inputs"]
    assert rows["supply_risk", "dysprosium", "eu", "published"]["value"] == 5.6
    assert found.market.is_empty()


def test_goods_in_use_solve_nothing_unless_a_run_is_named(tmp_path: Path) -> None:
    """5,000 t of 2020 are scrap five years later."""
    case = case_with(
        tmp_path / "tiny", lifetimes=["cars,vans,Vans,1,fixed,5,,0.5"], use_history=["cars,,oxide,2020,5000"]
    )
    request = IndicatorsRequest(market=False, facts=False, in_use=True, until=2025, regions=("world",))
    found = find_indicators(case, request, no_solve)
    scrap = found.in_use.filter(method="scrap_to_come", year=2025)
    assert scrap["value"].to_list() == pytest.approx([5000 * 0.2])
    with pytest.raises(AssertionError, match="calibrated"):
        find_indicators(case, IndicatorsRequest(market=False, in_use=True, scenarios=("stop",)), no_solve)


def test_everything_wrong_is_said_at_once_by_the_field(tmp_path: Path) -> None:
    wrong = IndicatorsRequest(
        regions=("JPNN",), years=(1990,), scenarios=("nope", "stop"), methods=("hhhi",), names=("oxid",),
        disruption=True, countries=("XX",), in_use=True, until=1800,
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        plan_of(chain_case(tmp_path, stop=BAN), wrong)
    said = [problem.file for problem in caught.value.problems]
    assert {"nope", "regions", "years", "methods", "names", "countries", "in_use", "until"} <= set(said)
    assert any(problem.remedy == 'did you mean "JPN"?' for problem in caught.value.problems)


BAN = """\
title = "Nothing leaves"
profile = "shock"
begin = 2025-03-01

[[event]]
kind = "ban"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-04
announced = 2025-04-01
source = "assumed: test"
"""


def test_the_year_is_the_first_that_all_runs_cover_whole(tmp_path: Path) -> None:
    """The base run begins on 1 January 2025, the ban's on 1 March: together they have 2026."""
    case = chain_case(tmp_path, stop=BAN)
    (tmp_path / "scenarios" / "base.toml").write_text('title = "Base"\n', encoding="utf-8")
    assert plan_of(case, IndicatorsRequest(scenarios=("base",))).years == (2025,)
    assert plan_of(case, IndicatorsRequest(scenarios=("base", "stop"))).years == (2026,)


def test_a_material_is_the_mineral_with_which_its_name_begins() -> None:
    known = {"lithium", "natural_graphite", "dysprosium", "neodymium", "praseodymium", "rare_earths"}
    assert minerals_of("lithium_chemicals", known) == ("lithium",)
    assert minerals_of("Dy", known) == ("dysprosium",)
    assert minerals_of("NdPr", known) == ("neodymium", "praseodymium")
    assert minerals_of("rare_earths", known) == ("rare_earths",)
    assert minerals_of("magnet_standard", known) == ()


def test_goods_are_followed_to_a_round_year(tmp_path: Path) -> None:
    """Fifteen years after 2024 is 2039: 2040."""
    assert last_year(chain_case(tmp_path), IndicatorsRequest()) == 2040
    assert last_year(chain_case(tmp_path), IndicatorsRequest(until=2031)) == 2031


def test_an_element_stops_as_the_commodity_that_is_made_of_it() -> None:
    """Dysprosium oxide and metal hold mostly dysprosium, a magnet of it does not."""
    case = read_case("japan_us_magnets")
    assert stopped(case, ("Dy",)) == ["dysprosium"]
    assert stopped(case, ("NdPr", "yttrium", "dy_oxide")) == [
        "neodymium and praseodymium", "yttrium", "dy_oxide",
    ]  # fmt: skip
    assert stopped(case, ()) == []
