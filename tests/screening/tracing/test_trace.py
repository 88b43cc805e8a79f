"""Chains on paper: what a use is made of, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from didymium.case.case import Case
from didymium.files.problems import InputError
from didymium.outcome.tables import Outcome
from didymium.screening.tracing.request import TraceRequest
from didymium.screening.tracing.trace import Trace, summed, trace
from trace_cases import FEB, JAN, JUN, MAR, Rows, chain_case


def _trace(case: Case, outcome: Outcome, material: str = "magnet", **asked: object) -> Trace:
    return trace(case, outcome, TraceRequest.model_validate({"material": material, **asked}))


def _shares(found: Trace, stage: str, **where: object) -> Mapping[tuple[str, str], float]:
    rows = found.origins.filter(*(pl.col(name) == value for name, value in where.items()))
    whole = summed(rows.filter(pl.col("stage") == stage), ["kind", "origin_region"])
    return {
        (kind, region): share for kind, region, share in whole.select("kind", "origin_region", "share").rows()
    }


def _one_path() -> Rows:
    rows = Rows()
    rows.run("clay", "dig_rich", "MMR", 1000)
    rows.ship("rich_ore", "MMR", "CHN", 1000)
    rows.run("mill", "separate_rich", "CHN", 1000)
    rows.ship("oxide", "CHN", "AUS", 40)
    rows.run("smelter", "make_metal", "AUS", 40)
    rows.ship("metal", "AUS", "JPN", 40)
    rows.run("maker", "make_magnet", "JPN", 40)
    rows.use("JPN", "magnet", 40)
    return rows


def test_a_chain_with_one_path_is_one_hundred_per_cent() -> None:
    found = _trace(chain_case(), _one_path().outcome())
    rows = found.origins.select("stage", "plant", "origin_region", "share").rows()
    by_stage = {stage: rest for stage, *rest in rows}
    assert by_stage == {
        "mine": ["clay", "MMR", 1.0],
        "separation": ["mill", "CHN", 1.0],
        "metal": ["smelter", "AUS", 1.0],
        "magnet": ["maker", "JPN", 1.0],
        "border": ["", "JPN", 1.0],
    }
    assert found.origins.height == 5
    assert found.pairs.select("first_region", "second_region", "share").rows() == [("MMR", "CHN", 1.0)]
    assert found.use["t"].to_list() == [40.0]


def test_the_element_is_followed_not_the_tonnes() -> None:
    """90 t at 0.1 % and 10 t at 4 %: of 0.09 + 0.4 t of Dy the rich ore gives 81.6 %, of the tonnage 10 %."""
    rows = Rows()
    rows.run("pit", "dig", "AUS", 90)
    rows.run("clay", "dig_rich", "MMR", 10)
    rows.ship("ore", "AUS", "CHN", 90)
    rows.ship("rich_ore", "MMR", "CHN", 10)
    rows.run("mill", "separate", "CHN", 90)
    rows.run("rich_mill", "separate_rich", "CHN", 10)
    rows.use("CHN", "oxide", 0.49)
    found = _trace(chain_case(), rows.outcome(), "oxide")
    assert _shares(found, "mine") == pytest.approx(
        {("plant", "MMR"): 0.40 / 0.49, ("plant", "AUS"): 0.09 / 0.49}
    )
    assert set(found.origins["stage"]) == {"mine", "separation", "border"}


def test_process_scrap_is_followed_through_its_loop() -> None:
    """60 t of oxide are new and 40 t come back as scrap of the 100 t of metal: all was mined at the one mine,
    60 % was last separated at the mill and 40 % at the recycler.
    """
    rows = Rows()
    rows.run("clay", "dig_rich", "CHN", 1500)
    rows.run("mill", "separate_rich", "CHN", 1500)
    rows.run("smelter", "make_metal", "CHN", 100)
    rows.output += [
        ("maker", "make_magnet", "CHN", "metal", JAN, -100.0),
        ("maker", "make_magnet", "CHN", "magnet", JAN, 60.0),
        ("maker", "make_magnet", "CHN", "scrap", JAN, 40.0),
    ]
    rows.run("recycler", "recycle", "CHN", 40)
    rows.use("CHN", "magnet", 60)
    found = _trace(chain_case(), rows.outcome())
    assert _shares(found, "mine") == pytest.approx({("plant", "CHN"): 1.0})
    last = found.origins.filter(pl.col("stage") == "separation")
    assert dict(last.select("plant", "share").rows()) == pytest.approx({"mill": 0.6, "recycler": 0.4})


def test_scrap_of_worn_out_goods_comes_from_the_stock_in_use() -> None:
    rows = Rows()
    rows.run("collector", "collect", "JPN", 25)
    rows.run("recycler", "recycle", "JPN", 25)
    rows.run("mine", "dig_and_separate", "AUS", 75)
    rows.ship("oxide", "AUS", "JPN", 75)
    rows.use("JPN", "oxide", 100)
    found = _trace(chain_case(), rows.outcome(), "oxide")
    assert _shares(found, "mine") == pytest.approx({("plant", "AUS"): 0.75, ("in_use_stock", "JPN"): 0.25})
    # A mine that sells oxide separates too.
    assert _shares(found, "separation") == pytest.approx({("plant", "AUS"): 0.75, ("plant", "JPN"): 0.25})


def test_goods_passed_to_and_fro_keep_their_origin() -> None:
    """China makes 30 and gets 10 back of what it ships to Japan, which makes 20 and gets 20.

    china = (30·C + 10·japan) / 40, japan = (20·J + 20·china) / 40: china = 3/4 C + 1/4 (1/2 J + 1/2 china),
    so 7/8 china = 3/4 C + 1/8 J: china = 6/7 C + 1/7 J, japan = 3/7 C + 4/7 J.
    """
    rows = Rows()
    rows.run("china", "dig_and_separate", "CHN", 30)
    rows.run("japan", "dig_and_separate", "JPN", 20)
    rows.ship("oxide", "CHN", "JPN", 20)
    rows.ship("oxide", "JPN", "CHN", 10)
    rows.use("JPN", "oxide", 30)
    rows.use("CHN", "oxide", 20)
    found = _trace(chain_case(), rows.outcome(), "oxide")
    japan, china = ({("plant", "CHN"): c, ("plant", "JPN"): 1 - c} for c in (3 / 7, 6 / 7))
    assert _shares(found, "mine", region="JPN") == pytest.approx(japan)
    assert _shares(found, "mine", region="CHN") == pytest.approx(china)


def test_goods_that_only_go_round_have_no_origin() -> None:
    rows = Rows()
    rows.ship("oxide", "CHN", "JPN", 10)
    rows.ship("oxide", "JPN", "CHN", 10)
    rows.run("mine", "dig_and_separate", "AUS", 10)
    rows.use("AUS", "oxide", 10)
    found = _trace(chain_case(), rows.outcome(), "oxide")
    assert found.balance["t"].sum() == pytest.approx(0.0, abs=1e-9)
    assert _shares(found, "mine") == {("plant", "AUS"): 1.0}


def test_stocks_mix_and_what_they_open_with_is_an_origin() -> None:
    """The stock opens with 100. January: 60 made, 10 used, 50 stored: 100 old of 150. February: nothing is
    made and 30 used out of the stock, 2/3 old. March: 20 made and 10 drawn: the stock's share of the 30 used
    is 1/3, of that 2/3 old.
    """
    rows = Rows()
    for day, made, used, level in ((JAN, 60, 10, 150), (FEB, 0, 30, 120), (MAR, 20, 30, 110)):
        rows.run("china", "dig_and_separate", "CHN", made, day)
        rows.use("CHN", "oxide", used, day)
        rows.hold("makers", "CHN", "oxide", level, day)
    case = chain_case(holdings=[("makers", "CHN", "oxide", 100.0)])
    found = _trace(case, rows.outcome(), "oxide")
    old = {
        day: _shares(found, "mine", period=day).get(("opening_stock", "CHN"), 0.0) for day in (JAN, FEB, MAR)
    }
    assert old == pytest.approx({JAN: 0.0, FEB: 2 / 3, MAR: 2 / 9})
    assert found.pools.is_empty()
    assert dict(found.balance.select("item", "t").rows())["closing stocks"] == pytest.approx(-110.0)


def test_goods_on_their_way_arrive_in_later_periods() -> None:
    """45 days from China. January sends 31 t, February 28, March to May 92: a tonne a day. What arrives in
    January, and 14 of February's 28, was on its way before; the other 14 left in January. From 1 March on the
    rest of January's 17 arrive first.

    The clay of January came from Myanmar, all later clay from Australia.
    """
    rows = Rows()
    for day, t, region in ((JAN, 31, "MMR"), (FEB, 28, "AUS"), (MAR, 92, "AUS")):
        rows.run(f"mine_{region}", "dig_and_separate", region, t, day)
        rows.ship("oxide", region, "CHN", t, day)
        rows.ship("oxide", "CHN", "JPN", t, day, arrived=t)
        rows.use("JPN", "oxide", t, day)
    case = chain_case(
        routes=[("oxide", "CHN", "JPN", 45.0), ("oxide", "MMR", "CHN", 0), ("oxide", "AUS", "CHN", 0)]
    )
    outcome = rows.outcome()
    outcome.manifest["periods"] = [str(day) for day in (JAN, FEB, MAR, JUN)]  # type: ignore[index]
    found = _trace(case, outcome, "oxide")
    before = ("under_way", "CHN")
    assert _shares(found, "mine", period=JAN) == pytest.approx({before: 1.0})
    assert _shares(found, "mine", period=FEB) == pytest.approx({before: 0.5, ("plant", "MMR"): 0.5})
    later = {("plant", "MMR"): 17 / 92, ("plant", "AUS"): 75 / 92}
    assert _shares(found, "mine", period=MAR) == pytest.approx(later)
    assert dict(found.balance.select("item", "t").rows())["under way at the end"] == pytest.approx(-45.0)


def test_what_no_table_explains_is_named() -> None:
    """Japan uses 100 t of oxide, of which 40 t come from nowhere; a process makes 30 t of 20."""
    rows = Rows()
    rows.run("mine", "dig_and_separate", "JPN", 50)
    rows.output += [
        ("trick", "make_metal", "JPN", "oxide", JAN, -20.0),
        ("trick", "make_metal", "JPN", "metal", JAN, 30.0),
    ]
    rows.use("JPN", "oxide", 70)
    rows.run("maker", "make_magnet", "JPN", 30)
    rows.use("JPN", "magnet", 30)
    found = _trace(chain_case(), rows.outcome())
    created = found.processes.filter(pl.col("created_t") > 0).select("process", "plant", "created_t").rows()
    assert created == [("make_metal", "trick", pytest.approx(10.0))]
    missing = found.pools.select("region", "material", "unexplained_t").rows()
    assert missing == [("JPN", "oxide", pytest.approx(40.0))]
    # 20 of the 30 t came out of a pool with 50 of 90 mined; its rest and the 10 t are unexplained.
    expected = {("plant", "JPN"): 2 / 3 * 5 / 9, ("unexplained", "JPN"): 1 / 3 + 2 / 3 * 4 / 9}
    assert _shares(found, "mine") == pytest.approx(expected)
    assert found.balance["t"].sum() == pytest.approx(0.0, abs=1e-9)


def test_losses_are_losses_and_change_no_share() -> None:
    """The mill keeps 90 % and 5 % is lost at sea: the account says so, the shares are as without."""
    rows = Rows()
    rows.run("clay", "dig_rich", "CHN", 1000)
    rows.output += [
        ("mill", "separate_rich", "CHN", "rich_ore", JAN, -1000.0),
        ("mill", "separate_rich", "CHN", "oxide", JAN, 36.0),
    ]
    rows.ship("oxide", "CHN", "JPN", 36, arrived=34.2)
    rows.use("JPN", "oxide", 34.2)
    case = chain_case(routes=[("oxide", "CHN", "JPN", 0.0)], loss=0.05)
    found = _trace(case, rows.outcome(), "oxide")
    items = dict(found.balance.select("item", "t").rows())
    assert (items["lost in processes"], items["lost on the way"]) == pytest.approx((-4.0, -1.8))
    assert sum(items.values()) == pytest.approx(0.0, abs=1e-9)
    assert _shares(found, "mine") == pytest.approx({("plant", "CHN"): 1.0})


def test_hidden_dependence_is_traced_less_direct() -> None:
    """Japan buys 40 of 100 t of magnets from China and makes 60 of metal of Australian make; all of the oxide
    was separated in China, of clay that was half Burmese.
    """
    rows = Rows()
    rows.run("clay", "dig_rich", "MMR", 1250)
    rows.run("home_clay", "dig_rich", "CHN", 1250)
    rows.ship("rich_ore", "MMR", "CHN", 1250)
    rows.run("mill", "separate_rich", "CHN", 2500)
    rows.ship("oxide", "CHN", "AUS", 60)
    rows.run("smelter", "make_metal", "AUS", 60)
    rows.ship("metal", "AUS", "JPN", 60)
    rows.run("maker", "make_magnet", "JPN", 60)
    rows.run("china_smelter", "make_metal", "CHN", 40)
    rows.run("china_maker", "make_magnet", "CHN", 40)
    rows.ship("magnet", "CHN", "JPN", 40)
    rows.use("JPN", "magnet", 75, sector="ev")
    rows.use("JPN", "magnet", 25, sector="wind")
    found = _trace(chain_case(), rows.outcome())
    figures = {
        (stage, supplier): (direct, traced, high)
        for stage, supplier, direct, traced, high in found.hidden.select(
            "stage", "supplier", "direct_share", "traced_share", "traced_high"
        ).iter_rows()
    }
    assert figures == {
        ("separation", "CHN"): pytest.approx((0.4, 1.0, 1.0)),
        ("any", "CHN"): pytest.approx((0.4, 1.0, 1.0)),
        ("mine", "CHN"): pytest.approx((0.4, 0.5, 0.5)),
        ("mine", "MMR"): pytest.approx((0.0, 0.5, 0.5)),
        ("any", "MMR"): pytest.approx((0.0, 0.5, 0.5)),
        ("metal", "CHN"): pytest.approx((0.4, 0.4, 0.4)),
        ("magnet", "CHN"): pytest.approx((0.4, 0.4, 0.4)),
        ("metal", "AUS"): pytest.approx((0.0, 0.6, 0.6)),
        ("any", "AUS"): pytest.approx((0.0, 0.6, 0.6)),
    }
    assert found.hidden["hidden_share"].is_sorted(descending=True)
    by_sector = _trace(chain_case(), rows.outcome(), sectors=("wind",)).use
    assert by_sector.select("sector", "t").rows() == [("wind", 25.0)]


def test_opening_stock_widens_the_bounds_of_what_is_traced() -> None:
    """Half of what Japan uses lay in its stock: China separated the other half, and at most all."""
    rows = Rows()
    rows.run("mine", "dig_and_separate", "CHN", 50)
    rows.ship("oxide", "CHN", "JPN", 50)
    rows.hold("makers", "JPN", "oxide", 0.0)
    rows.use("JPN", "oxide", 100)
    found = _trace(chain_case(holdings=[("makers", "JPN", "oxide", 50.0)]), rows.outcome(), "oxide")
    bounds = (
        found.hidden.filter(pl.col("supplier") == "CHN").select("stage", "traced_share", "traced_high").rows()
    )
    assert sorted(bounds) == [("any", 0.5, 1.0), ("mine", 0.5, 1.0), ("separation", 0.5, 1.0)]


def test_along_the_chain_nothing_is_counted_twice() -> None:
    """Oxide is used by the metal maker, but not if metal and magnets are asked for too."""
    case, outcome = chain_case(), _one_path().outcome()
    assert _trace(case, outcome, "oxide").use.select("region", "t").rows() == [("AUS", pytest.approx(40.0))]
    whole = _trace(case, outcome, "all").use
    assert whole.select("region", "material", "t").rows() == [("JPN", "magnet", pytest.approx(40.0))]


def test_every_wrong_name_is_refused_at_once() -> None:
    with pytest.raises(InputError) as caught:
        _trace(
            chain_case(), _one_path().outcome(), "magnets", regions=("XXX",), sectors=("cars",),
            elements=("unobtainium",), pairs=(("mine", "mine"),), begin="2030-01-01",
        )  # fmt: skip
    assert {problem.file for problem in caught.value.problems} == {
        "material", "regions", "sectors", "elements", "pairs", "begin",
    }  # fmt: skip


def test_elements_go_by_symbol_and_by_name() -> None:
    outcome = _one_path().outcome()
    for name in ("Dy", "dy", "dysprosium", "Dysprosium"):
        assert _trace(chain_case(), outcome, elements=(name,)).use["element"].to_list() == ["Dy"]


def test_an_element_that_is_counted_with_another_is_traced_with_it() -> None:
    case = chain_case(element="NdPr")
    found = _trace(case, _one_path().outcome(), elements=("neodymium",))
    assert found.asked.counted_as == {"NdPr": "Nd"}
    assert found.use["element"].to_list() == ["NdPr"]


def test_without_contents_nothing_is_traced() -> None:
    with pytest.raises(InputError, match=r"contents\.csv"):
        _trace(chain_case(contents={}), _one_path().outcome())


def test_figures_that_are_no_tonnes_are_refused() -> None:
    rows = _one_path()
    rows.ship("oxide", "CHN", "JPN", float("nan"))
    rows.use("JPN", "oxide", -5.0)
    with pytest.raises(InputError) as caught:
        _trace(chain_case(), rows.outcome())
    assert {(problem.file, problem.column) for problem in caught.value.problems} == {
        ("flows", "t"), ("flows", "arrived_t"), ("served", "served_t"),
    }  # fmt: skip
