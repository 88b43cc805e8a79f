"""The charts of the chain draw what the views found, nothing more and nothing less."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from chain_run import ELEMENT, YEAR, chain_case, chain_run
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.views.flows.map_layers import MapLayers, map_layers
from didymium.views.flows.sankey import Sankey, sankey
from didymium.views.wording import Words, words_for
from didymium.web.look.world import WEST, drawn_regions, eastward
from didymium.web.pages.chain.diagram import sankey_options, sankey_said
from didymium.web.pages.chain.map import PARTS, map_note, map_options


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return chain_case(tmp_path)


@pytest.fixture
def words(case: Case) -> Words:
    return words_for(case)


@pytest.fixture
def layers(case: Case) -> MapLayers:
    return map_layers(case, chain_run(), ELEMENT, YEAR)


@pytest.fixture
def diagram(case: Case) -> Sankey:
    return sankey(case, chain_run(), ELEMENT, YEAR)


def series(options: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [item for found in options["series"] if found["type"] == kind for item in found["data"]]


def test_the_map_draws_every_plant_and_flow_and_no_other(words: Words, layers: MapLayers) -> None:
    options = map_options(words, layers, drawn_regions())
    lines = {item["id"]: item["value"] for item in series(options, "lines")}
    assert lines == {line.identity: line.t for line in layers.flows}
    marks = {item["id"]: item["value"][2] for item in series(options, "scatter")}
    assert marks == {point.identity: point.made_t for point in layers.plants}


def test_every_region_has_a_shape_or_a_point() -> None:
    case = read_case("japan_us_magnets")
    drawn = drawn_regions()
    assert [row.region for row in case.regions if row.region not in drawn] == ["EUX", "ROW"]


def test_a_region_without_a_shape_gets_a_point(words: Words, layers: MapLayers) -> None:
    options = map_options(words, layers, frozenset({"AUS"}))
    assert [region["name"] for region in options["geo"]["regions"]] == ["AUS"]
    points = {item["id"] for item in series(options, "scatter") if item["id"].startswith("region:")}
    assert points == {"region:JPN", "region:CHN"}


def test_a_wider_line_carries_more(words: Words, layers: MapLayers) -> None:
    lines = series(map_options(words, layers, drawn_regions()), "lines")
    widths = [item["lineStyle"]["width"] for item in sorted(lines, key=lambda item: item["value"])]
    assert widths == sorted(widths)
    assert len(set(widths)) == len(lines) == 2


def test_stages_differ_by_colour_and_by_mark(words: Words, layers: MapLayers) -> None:
    plants = [
        found for found in map_options(words, layers, drawn_regions())["series"] if found["type"] == "scatter"
    ]
    shown = [found for found in plants if found["id"].startswith("plants-")]
    assert len({found["symbol"] for found in shown}) == len(shown) == 3
    assert len({found["itemStyle"]["color"] for found in shown}) == 3


def test_plants_at_one_point_do_not_hide_each_other(words: Words, layers: MapLayers) -> None:
    places = [
        tuple(item["value"][:2]) for item in series(map_options(words, layers, drawn_regions()), "scatter")
    ]
    assert len(set(places)) == len(places)


def test_what_is_picked_stands_out(words: Words, layers: MapLayers) -> None:
    line = layers.flows[0].identity
    styles = {
        item["id"]: item["lineStyle"]
        for item in series(map_options(words, layers, drawn_regions(), line), "lines")
    }
    assert [name for name, style in styles.items() if style.get("opacity") == 1.0] == [line]


@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_world_lie_on_the_map(part: str) -> None:
    west, north, east, south = PARTS[part]
    assert WEST <= west < east < WEST + 360
    assert 90 > north > south > -90


def test_longitudes_count_from_the_western_edge() -> None:
    assert eastward(-115.5) == 244.5
    assert eastward(-8.0) == -8.0
    text = resources.files("didymium.web").joinpath("static/world.json").read_text(encoding="utf-8")
    for feature in json.loads(text)["features"]:
        for shape in feature["geometry"]["coordinates"]:
            longitudes = [lon for lon, _ in shape[0]]
            # No land is torn apart: Russia lies on both sides of 180 degrees.
            assert max(longitudes) - min(longitudes) < 180, feature["properties"]["name"]
            assert min(longitudes) > WEST


def test_the_diagram_draws_every_box_and_band(words: Words, diagram: Sankey) -> None:
    found = sankey_options(words, diagram)["series"][0]
    assert {box["name"] for box in found["data"]} == {node.identity for node in diagram.nodes}
    drawn = {(band["source"], band["target"]): band["value"] for band in found["links"]}
    assert drawn == {(link.source, link.target): link.t for link in diagram.links}


def test_bands_go_from_left_to_right(words: Words, diagram: Sankey) -> None:
    found = sankey_options(words, diagram)["series"][0]
    depth = {box["name"]: box["depth"] for box in found["data"]}
    assert all(depth[band["source"]] < depth[band["target"]] for band in found["links"])


def test_charts_say_in_words_what_they_show(words: Words, layers: MapLayers, diagram: Sankey) -> None:
    said = map_options(words, layers, drawn_regions())["aria"]["label"]["description"]
    assert "The pit: 600 t" in said
    assert "Australia → Japan (mine): 210 t" in said
    assert "Australia (mine) → Australia (separation): 360 t" in sankey_said(words, diagram)
    assert "Natural Earth" in map_note(words, layers)


def test_names_are_no_markup(tmp_path: Path) -> None:
    regions = (
        "region,name_en,name_ko,name_ja,lat,lon\nAUS,<img src=x>,호주,豪,-25,134\n"
        "JPN,Japan,일본,日本,36,138\nCHN,China,중국,中国,35,105\n"
    )
    case = chain_case(tmp_path, regions=regions)
    words = words_for(case)
    options = map_options(words, map_layers(case, chain_run(), ELEMENT, YEAR), drawn_regions())
    tips = [item["tooltip"]["formatter"] for kind in ("lines", "scatter") for item in series(options, kind)]
    boxes = sankey_options(words, sankey(case, chain_run(), ELEMENT, YEAR))["series"][0]
    tips += [item["tooltip"]["formatter"] for item in [*boxes["data"], *boxes["links"]]]
    assert any("&lt;img" in tip for tip in tips)
    assert not any("<img" in tip for tip in tips)
