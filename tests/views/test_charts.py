"""Charts are inline SVG with words for those who cannot see them, and the same bytes each time."""

import re
from collections.abc import Callable
from html import escape

import pytest

from didymium.case import schema
from didymium.case.case import Case
from didymium.market.base_year import BaseYear
from didymium.views import charts
from didymium.views.chain import chain_bands, element_of, shipments
from didymium.views.charts_chain import WEST, land_rings
from didymium.views.run_view import ScenarioRun
from didymium.views.svg import Chart, draw
from didymium.views.wording import Words, words_for
from hand_made import make_case

DRAWN = (charts.price_chart, charts.shortfall_chart, charts.stock_chart, charts.customs_chart)


@pytest.mark.parametrize("chart_of", DRAWN)
def test_every_chart_has_alternative_text_and_loads_nothing(
    case: Case, runs: list[ScenarioRun], chart_of: Callable[[Words, ScenarioRun], Chart | None]
) -> None:
    chart = chart_of(words_for(case), runs[1])
    assert chart is not None
    head = chart.svg[: chart.svg.index(">")]
    assert head.startswith("<svg") and 'role="img"' in head
    assert f'aria-labelledby="{chart.name}-title {chart.name}-desc"' in head
    assert f'<title id="{chart.name}-title">{escape(chart.title)}</title>' in chart.svg
    assert "Japan" in chart.description or "China" in chart.description
    assert "http" not in chart.svg and "<?xml" not in chart.svg and "<image" not in chart.svg


def test_the_same_figures_give_the_same_bytes(case: Case, runs: list[ScenarioRun]) -> None:
    first, second = (charts.price_chart(words_for(case), runs[1]) for _ in range(2))
    assert first == second


def test_ids_are_unique_over_all_charts(case: Case, runs: list[ScenarioRun]) -> None:
    found = [chart_of(words_for(case), runs[1]) for chart_of in DRAWN]
    ids = [name for chart in found if chart for name in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(ids) == len(set(ids))


def test_series_differ_without_colour(case: Case, runs: list[ScenarioRun]) -> None:
    chart = charts.price_chart(words_for(case), runs[1])
    assert chart is not None and "stroke-dasharray" in chart.svg


def test_the_shortfall_is_written_in_its_cells(case: Case, runs: list[ScenarioRun]) -> None:
    chart = charts.shortfall_chart(words_for(case), runs[1])
    assert chart is not None
    cells = re.findall(r">(\d+)</text>", chart.svg)
    assert sorted(cells) == ["10", "50", "50"], "ev misses 10 % in March, mri 50 % in March and April"


def test_without_shortages_there_is_no_chart_of_them(case: Case, runs: list[ScenarioRun]) -> None:
    assert charts.shortfall_chart(words_for(case), runs[0]) is None


def test_text_of_a_case_cannot_break_out(case: Case) -> None:
    nasty = '<script>alert("x")</script>&'
    chart = draw("nasty", nasty, nasty, 1.0, lambda figure: figure.text(0, 0, nasty) and None)
    assert "<script" not in chart.svg


def chain_case() -> tuple[Case, BaseYear]:
    """China makes 60 t of oxide with 0.5 t of NdPr each, exports 20 t to Japan, which uses it with 10 t of
    its own."""
    process = schema.Process(
        process="separating", stage="separation", reference_material="dy_oxide", name_en="S"
    )
    recipe = schema.Coefficient(process="separating", material="dy_oxide", t_per_t=1.0, source="report")
    plants = [
        schema.Plant(
            plant=name,
            process="separating",
            region=region,
            name_en=name,
            capacity_t_per_year=100,
            cost_usd_per_kg=1,
            source="report",
        )
        for name, region in (("china", "CHN"), ("japan", "JPN"))
    ]
    route = schema.Route(
        material="dy_oxide",
        origin="CHN",
        destination="JPN",
        freight_usd_per_kg=0,
        transit_days=0,
        source="report",
    )
    demand = schema.Demand(
        sector="ev", region="JPN", material="dy_oxide", base_t_per_year=30, source="report"
    )
    content = schema.Content(material="dy_oxide", element="NdPr", t_oxide_per_t=0.5, source="report")
    case = make_case(
        processes=[process],
        coefficients=[recipe],
        plants=plants,
        routes=[route],
        demands=[demand],
        contents=[content],
    )
    base = BaseYear(
        run={"china": 60.0, "japan": 10.0},
        flow={route.identity: 20.0},
        use={demand.identity: 30.0},
        price={("JPN", "dy_oxide"): 1.0},
    )
    return case, base


def test_bands_follow_the_element_from_shipper_to_user() -> None:
    case, base = chain_case()
    assert element_of(case) == "NdPr"
    bands = {(band.origin, band.user, band.user_stage): band.t for band in chain_bands(case, base, "NdPr")}
    assert bands == {("CHN", "JPN", "use"): pytest.approx(10.0), ("JPN", "JPN", "use"): pytest.approx(5.0)}
    assert [(item.origin, item.destination, item.t) for item in shipments(case, base, "NdPr")] == [
        ("CHN", "JPN", 10.0)
    ]


def test_the_chain_and_the_map_are_drawn() -> None:
    case, base = chain_case()
    words = words_for(case)
    chain, world = charts.chain_chart(words, base, "CHN"), charts.map_chart(words, base)
    assert chain is not None and "China to Japan, separation: 10 t." in chain.description
    assert world is not None and ">JPN</text>" in world.svg
    assert charts.chain_chart(words, BaseYear(), "CHN") is None


def test_the_land_outline_never_jumps_across_the_map() -> None:
    for ring in land_rings():
        steps = [abs(after[0] - before[0]) for before, after in zip(ring, ring[1:], strict=False)]
        assert max(steps) < 90
        assert all(WEST - 60 < longitude < WEST + 420 for longitude, _ in ring)
