"""Map, Sankey diagram and details of a year that can be traced by hand."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from chain_run import ELEMENT, YEAR, chain_case, chain_run
from didymium.case.case import Case
from didymium.evidence.provenance import Kind
from didymium.views.evidence.speaking import speaker_for
from didymium.views.flows.columns import column_of_process, position, stage_and_step
from didymium.views.flows.details import describe, things_of
from didymium.views.flows.grounds import grounds_table
from didymium.views.flows.map_layers import capacity_of, map_layers, recipes_on
from didymium.views.flows.movements import GROSS, elements_of, movements
from didymium.views.flows.sankey import Sankey, sankey
from didymium.views.flows.tracing import traced

NEARLY = 1e-9


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return chain_case(tmp_path)


def links(found: Sankey) -> dict[tuple[str, str], float]:
    return {(link.source, link.target): link.t for link in found.links}


def test_goods_are_traced_to_their_makers_in_proportion(case: Case) -> None:
    found = links(sankey(case, chain_run(), ELEMENT, YEAR))
    # Japan's pool of oxide: 180 t from Australia, 150 t of its own; 250 t smelted, 80 t stored.
    assert found["separation|AUS|in", "metal|JPN|in"] == pytest.approx(250 * 180 / 330)
    assert found["separation|JPN|in", "metal|JPN|in"] == pytest.approx(250 * 150 / 330)
    assert found["separation|AUS|in", "stocks||out"] == pytest.approx(80 * 180 / 330)
    assert found["separation|AUS|in", "use|AUS|out"] == pytest.approx(100)
    assert found["metal|JPN|in", "use|JPN|out"] == pytest.approx(200 * 1.2)


def test_what_nobody_wants_and_what_processes_lose_is_lost(case: Case) -> None:
    found = links(sankey(case, chain_run(), ELEMENT, YEAR))
    # Ore: 50 t left in Australia, and 20 t in Japan that came from there.
    assert found["mine|AUS|in", "lost||out"] == pytest.approx(70 * 0.6)
    # 600 t of ore hold 360 t and give 300 t of oxide, of which 20 t find nobody.
    assert found["separation|AUS|in", "lost||out"] == pytest.approx(60 + 20)
    assert found["metal|JPN|in", "lost||out"] == pytest.approx(250 - 240)


def test_what_is_still_on_its_way_counts_as_stock(case: Case) -> None:
    assert links(sankey(case, chain_run(), ELEMENT, YEAR))["mine|AUS|in", "stocks||out"] == pytest.approx(
        30 * 0.6
    )


def test_what_enters_a_box_of_the_diagram_leaves_it(case: Case) -> None:
    found = sankey(case, chain_run(), ELEMENT, YEAR)
    assert {node.identity for node in found.nodes if node.is_middle} == {
        "separation|AUS|in", "separation|JPN|in", "separation|*|in", "metal|JPN|in",
    }  # fmt: skip
    for node in found.nodes:
        if node.is_middle:
            assert node.inflow_t == pytest.approx(node.outflow_t, rel=NEARLY)
    entering = sum(node.outflow_t for node in found.nodes if not node.inflow_t)
    leaving = sum(node.inflow_t for node in found.nodes if not node.outflow_t)
    assert entering == pytest.approx(1400 * 0.6)
    assert leaving == pytest.approx(entering, rel=NEARLY)


def test_goods_that_a_region_passes_on_keep_their_maker(case: Case) -> None:
    flows = [("oxide", "AUS", "CHN", 180.0, 180.0), ("oxide", "CHN", "JPN", 190.0, 190.0)]
    run = chain_run(flows, [("cars", "JPN", "oxide", 10.0, 0.0)])
    used = {
        item.maker.region: item.t
        for item in traced(case, movements(case, run.outcome, ELEMENT, YEAR))
        if (item.taker.column, item.taker.region, item.maker.column) == ("use", "JPN", "separation")
    }
    # China's pool is 180 t Australian and 200 t its own, and sends 190 t; Japan adds 150 t.
    australian = 190 * 180 / 380
    assert used["AUS"] == pytest.approx(10 * australian / 340)
    assert used["CHN"] == pytest.approx(10 * (190 - australian) / 340)
    assert used["JPN"] == pytest.approx(10 * 150 / 340)


def test_what_the_tables_do_not_explain_is_named_and_not_hidden(case: Case) -> None:
    run = chain_run(served=[("cars", "JPN", "metal", 250.0, 0.0)])
    found = links(sankey(case, run, ELEMENT, YEAR))
    assert found["unexplained||in", "use|JPN|out"] == pytest.approx(50 * 1.2)


def test_arrivals_of_what_was_sent_before_come_from_stocks(case: Case) -> None:
    run = chain_run([("oxide", "AUS", "JPN", 100.0, 180.0)])
    found = links(sankey(case, run, ELEMENT, YEAR))
    assert found["stocks||in", "metal|JPN|in"] == pytest.approx(250 * 80 / 330)


def test_rates_are_a_year_whatever_the_length_of_the_period(case: Case) -> None:
    run = chain_run()
    month = dict(run.outcome.manifest, periods=["2025-01-01", "2025-02-01"])
    object.__setattr__(run.outcome, "manifest", month)
    moved = movements(case, run.outcome, ELEMENT, YEAR)
    made = moved.output.filter(pl.col("plant") == "pit")["t"].item()
    assert made == pytest.approx(1000 * 0.6 * 365 / 31)
    assert moved.levels["gross_t"].item() == 180.0


def test_without_contents_tonnes_count_as_they_are(tmp_path: Path) -> None:
    case = chain_case(tmp_path, contents="")
    assert elements_of(case) == (GROSS,)
    found = sankey(case, chain_run(), GROSS, YEAR)
    assert links(found)["mine|AUS|in", "separation|AUS|in"] == pytest.approx(600)
    for node in found.nodes:
        if node.is_middle:
            assert node.inflow_t == pytest.approx(node.outflow_t, rel=NEARLY)


def test_the_tables_behind_the_figures_hold_every_tonne(case: Case) -> None:
    run = chain_run()
    found, layers = sankey(case, run, ELEMENT, YEAR), map_layers(case, run, ELEMENT, YEAR)
    assert found.table["t_per_year"].sum() == pytest.approx(sum(link.t for link in found.links))
    flows = layers.table.filter(pl.col("layer") == "flow")
    assert flows["t_per_year"].sum() == pytest.approx(350 * 0.6 + 180)
    plants = layers.table.filter(pl.col("layer") == "plant")
    assert plants["t_per_year"].sum() == pytest.approx(1400 * 0.6 + 650 + 240)


def test_thin_flows_are_left_out_and_counted(case: Case) -> None:
    flows = [("oxide", "AUS", "JPN", 180.0, 180.0), ("metal", "JPN", "CHN", 1.0, 1.0)]
    layers = map_layers(case, chain_run(flows), ELEMENT, YEAR)
    assert [line.identity for line in layers.flows] == ["flow:separation:AUS:JPN"]
    assert (layers.thin_flows, layers.thin_t) == (1, pytest.approx(1.2))


def test_a_region_balances_by_stage(case: Case) -> None:
    layers = map_layers(case, chain_run(), ELEMENT, YEAR)
    japan = next(point for point in layers.regions if point.region == "JPN")
    oxide = japan.stages["separation"]
    assert (oxide.made_t, oxide.imports_t, oxide.used_t) == pytest.approx((150, 180, 330))
    assert oxide.reliance == pytest.approx(180 / 330)
    assert (japan.served_t, japan.unserved_t) == pytest.approx((240, 12))


def test_plants_are_where_the_case_says_else_at_their_region(case: Case) -> None:
    layers = map_layers(case, chain_run(), ELEMENT, YEAR)
    pit = next(point for point in layers.plants if point.plant == "pit")
    assert (pit.lat, pit.lon, pit.has_own_place) == (-25, 134, False)
    assert pit.made_t == pytest.approx(600)
    assert "planned_mill" not in {point.plant for point in layers.plants}


def test_capacity_is_the_mean_over_the_days_of_a_period(tmp_path: Path) -> None:
    changes = "plant,from,capacity_t_per_year,source\npit,2025-01-11,2000,assumed: round number\n"
    case = chain_case(tmp_path, capacity_changes=changes)
    pit = next(row for row in case.plants if row.plant == "pit")
    assert capacity_of(case, pit, YEAR, dt.date(2025, 1, 21)) == pytest.approx(1500)


def test_steps_within_a_stage_follow_what_processes_use(tmp_path: Path) -> None:
    case = chain_case(tmp_path)
    assert column_of_process(case) == {"mining": "mine", "separating": "separation", "smelting": "metal"}
    assert stage_and_step("separation:2") == ("separation", 2)
    assert position("mine") < position("separation") < position("separation:2") < position("metal")
    assert recipes_on(case, YEAR)["separating"].outputs == {"oxide": 0.5, "residue": 0.25}


def test_whatever_stands_in_the_list_can_be_described(case: Case) -> None:
    run, speaker = chain_run(), speaker_for(case)
    for identity, name in things_of(speaker.words, run, ELEMENT, YEAR).items():
        detail = describe(speaker, run, ELEMENT, identity, YEAR)
        assert detail.identity == identity
        assert detail.title in name
    with pytest.raises(ValueError, match="nothing on the map"):
        describe(speaker, run, ELEMENT, "region:ATL", YEAR)


def test_details_say_how_each_figure_is_known(tmp_path: Path) -> None:
    case = chain_case(tmp_path)
    speaker = speaker_for(case)
    detail = describe(speaker, chain_run(), ELEMENT, "plant:smelter", YEAR)
    assert ("Made", "240 t a year of NdPr, counted as oxide") in detail.rows
    assert ("Share of its capacity in use", "100 %") in detail.rows
    assert {ground.kind for ground in detail.grounds} == {Kind.ASSUMED}
    table = grounds_table(speaker, detail.grounds)
    assert ("The smelter: capacity, t a year", "200", "Assumed", "round number") in table.rows
    assert f"{len(detail.grounds)} assumed" in table.note


def test_a_period_or_an_element_that_is_not_there_is_refused(case: Case) -> None:
    with pytest.raises(ValueError, match="not the first day"):
        movements(case, chain_run().outcome, ELEMENT, dt.date(2025, 2, 1))
    with pytest.raises(ValueError, match="not an element"):
        movements(case, chain_run().outcome, "Dy", YEAR)
