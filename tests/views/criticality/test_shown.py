"""What is shown of indicators: marks, changes, names, remarks, and whose reconstruction it is."""

from __future__ import annotations

import pytest

from didymium.case.reading import read_case
from didymium.indicators.criticality.answer import indicators_from_facts
from didymium.indicators.criticality.methods import METHODS
from didymium.locale import LANGUAGES
from didymium.views.answer.parts import ShownPart, render_answer
from didymium.views.criticality.naming import one_remark, remarks
from didymium.views.criticality.shown import shown_indicators
from didymium.views.wording import words_for
from indicator_cases import STOP, found_of, row

CASE = "japan_us_magnets"
MARKET = [
    row("supply_risk", 5.2, stage="all"),
    row("supply_risk", 5.2, bottleneck="separation"),
    row("economic_importance", 6.7, stage="all"),
    row("largest_supplier", 0.9, supplier="CHN"),
    row("largest_supplier", 0.5, stage="mine", supplier="AUS"),
    row("n_minus_one", 1.5, region="world"),
    row("hhi", None, note="nothing is supplied"),
]
GOODS = [
    row(method, value, stage="use", year=year, inflow_t=20.0, recoverable_t=2.0, inflow_rests_on="growth")
    for year in (2024, 2027, 2030)
    for method, value in (
        ("in_use_stock", 410.0), ("scrap_to_come", 9.0), ("recycling_potential", 1.5),
        ("recycling_potential_share", 0.075),
    )
]  # fmt: skip


def parts_of(lang: str = "en", **answer: object) -> dict[str, ShownPart]:
    shown = shown_indicators(found_of(read_case(CASE), **answer), lang, with_charts=False)  # type: ignore[arg-type]
    return {part.name: part for part in shown.parts}


def test_the_overview_has_the_worst_stage_and_marks_what_is_critical() -> None:
    """Of 90 % at separation and 50 % at mining the worse stands there; 1.5 of N-1 is enough, a risk of 5.2
    is not.
    """
    table = parts_of(market=MARKET)["overview"].tables[0]
    shown = dict(zip(table.headers, table.rows[0], strict=True))
    assert shown["Largest supplier"] == "90.0 % CHN"
    assert shown["Supply risk"] == "5.20 *"
    assert dict(zip(table.headers, table.rows[1], strict=True))["N-1"] == "1.50"


def test_the_largest_supplier_of_the_overview_is_one_abroad() -> None:
    """Japan makes 95 % of its magnets, but 90 % of its oxide comes from China; where it makes most at every
    stage, it is named itself.
    """
    own = row("largest_supplier", 0.95, stage="magnet", supplier="JPN")
    for market, expected in (([*MARKET, own], "90.0 % CHN"), ([own], "95.0 % JPN")):
        table = parts_of(market=market)["overview"].tables[0]
        shown = dict(zip(table.headers, table.rows[0], strict=True))
        assert shown["Largest supplier"] == expected


def test_goods_in_use_and_stops_name_their_sources() -> None:
    """Lives of goods and the input-output tables are somebody's figures, so a report lists whose."""
    case = read_case(CASE)
    in_use = shown_indicators(found_of(case, goods=GOODS, in_use=True), "en", with_charts=False)
    stops = shown_indicators(found_of(case, stops=[STOP]), "en", with_charts=False)
    assert in_use.sources
    assert "wiod_2016" in stops.sources


def test_half_a_tonne_of_ore_is_not_what_a_country_depends_on() -> None:
    """All of 0.5 t of ore from elsewhere is less to the point than 81 % of 86 t in magnets."""
    market = [
        row("largest_supplier", 1.0, stage="mine", supplier="ROW", supply_t=0.5),
        row("largest_supplier", 0.81, stage="magnet", supplier="CHN", supply_t=86.0),
    ]
    table = parts_of(market=market)["overview"].tables[0]
    assert dict(zip(table.headers, table.rows[0], strict=True))["Largest supplier"] == "81.0 % CHN"


def test_a_policy_is_shown_with_its_base_its_value_and_the_change() -> None:
    parts = parts_of(
        market=[row("supply_risk", 4.0, stage="all", scenario="stop")],
        bases=[row("supply_risk", 5.5, stage="all", scenario="stop")],
    )
    assert parts["changes"].tables[0].rows[0][-1] == "5.50 → 4.00 * (−1.50)"
    assert "5.50 → 4.00 (−1.50)" in parts["changes"].said[0]


def test_facts_stand_beside_the_market_for_the_same_mineral_region_and_stage() -> None:
    """Dy of the market is dysprosium of the facts; another stage or region is another thing."""
    fact = row("supply_risk", 5.6, "dysprosium", "eu", "all", "published", 2023)
    elsewhere = row("supply_risk", 1.0, "dysprosium", "eu", "mine", "facts", 2023)
    market = [row("supply_risk", 4.7, region="eu", stage="all")]
    table = parts_of(market=market, facts=[fact, elsewhere])["facts"].tables[0]
    assert [row[-3:] for row in table.rows] == [("4.70 *", "–", "5.60 * (2023)")]


@pytest.mark.parametrize(
    ("lang", "own"), [("en", "our own reconstruction"), ("ko", "재구성"), ("ja", "再構成")]
)
def test_stops_are_our_own_reconstruction_in_every_heading(lang: str, own: str) -> None:
    """Nobody may take a figure of ours for one of the US Geological Survey."""
    shown = shown_indicators(found_of(read_case(CASE), stops=[STOP]), lang)
    part = next(part for part in shown.parts if part.name == "disruption")
    charts = [chart.title for chart in part.charts]
    headings = [part.heading, *(table.title for table in (*part.tables, *part.folded)), *charts]
    assert len(charts) == 1
    assert all(own in heading.lower() for heading in headings)


def test_the_chance_of_a_stop_is_a_range_where_it_is_one() -> None:
    row = parts_of(stops=[STOP])["disruption"].tables[0].rows[0]
    assert "10–30 %" in row
    assert "USD 18 million" in row


def test_goods_in_use_show_the_first_and_the_last_year() -> None:
    part = parts_of(goods=GOODS, in_use=True)["in_use"]
    assert part.tables[0].rows[0][2:] == ("410 t", "410 t", "9.0 t", "9.0 t", "1.5 t", "7.50 %")
    assert [row[2] for row in part.folded[0].rows] == ["2024", "2030"]


def test_every_part_is_drawn_and_told() -> None:
    """A chart for each method with values, the plane, goods in use and stops, each told in words too."""
    goods = [one for one in GOODS if one.year != 2027]
    shown = shown_indicators(
        found_of(read_case(CASE), market=MARKET, goods=goods, in_use=True, stops=[STOP]), "en"
    )
    names = {chart.name for part in shown.parts for chart in part.charts}
    drawn = {f"criticality-{name}" for name in ("plane", "supply-risk", "goods-dy", "stops")}
    assert drawn <= names
    assert all(chart.description for part in shown.parts for chart in part.charts)
    assert render_answer(shown).count("<svg") == len(names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_parts_are_told_in_every_language(lang: str) -> None:
    parts = parts_of(lang, market=MARKET, goods=GOODS, in_use=True, stops=[STOP])
    assert {"overview", "eu", "concentration", "resilience", "in_use", "disruption"} <= set(parts)
    assert all(part.heading and part.said for part in parts.values())


def test_what_facts_remark_can_be_said_in_every_language() -> None:
    """A remark that the catalogue does not know would stand in English."""
    case = read_case(CASE)
    assert case.evidence is not None
    names = ("dysprosium", "rare_earths", "gallium", "copper")
    table = indicators_from_facts(case.evidence, ("world", "eu", "JPN"), (2023,), tuple(METHODS), names)
    words = words_for(case, "ko")
    unsaid = [note for note in table["note"] if note and one_remark(words, note) is None]
    parts = {part for note in unsaid for part in note.split("; ")}
    assert not [part for part in parts if one_remark(words, part) is None]
    assert remarks(words, "nothing is supplied") == "공급이 없음"
