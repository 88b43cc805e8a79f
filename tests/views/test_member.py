"""A member at a glance, by the four months written by hand: Japan in March, when licences bite."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest

from didymium.case.case import Case
from didymium.indicators.loss import losses
from didymium.indicators.summary import summarise
from didymium.indicators.tables import indicator_tables
from didymium.outcome.tables import Outcome
from didymium.scenario.schema import Scenario
from didymium.views.lab_tables import (
    GROUPS,
    key_figures,
    missing_shares,
    paid_by_side,
    price_courses,
)
from didymium.views.member import cover_table, member_of, shown_members, survival_table
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import words_for
from hand_made import APR, FEB, JAN, MAR, MONTHS, base_outcome, make_case, make_scenario, shocked_outcome


def accounts(*rows: tuple[str, str, str, float]) -> pl.DataFrame:
    """Accounts of March: region, party, item, dollars."""
    return pl.DataFrame(
        [(region, "", party, item, MAR, usd, usd / 2) for region, party, item, usd in rows],
        schema=dict(base_outcome()["accounts"].schema),
        orient="row",
    )


THEN = accounts(
    ("JPN", "users", "trade", -100.0), ("CHN", "producers", "trade", 80.0), ("VNM", "traders", "trade", 15.0),
    ("DEU", "users", "trade", -7.0),
)  # fmt: skip
NOW = accounts(
    ("JPN", "users", "trade", -250.0),
    ("JPN", "holders", "closing stock", 20.0),
    ("CHN", "producers", "trade", 60.0),
    ("CHN", "licence holders", "licences", 130.0),
    ("VNM", "treasuries", "tariff", 4.0),
    ("VNM", "traders", "trade", 15.0),
    ("DEU", "users", "trade", -9.0),
    ("DEU", "jugglers", "trade", 1.0),
)


def whole(case: Case, scenario: Scenario, shocked: Outcome | None = None) -> ScenarioRun:
    """A run with indicators and summary."""
    base = base_outcome()
    base = replace(base, tables={**base.tables, "accounts": THEN})
    outcome = shocked or shocked_outcome()
    outcome = replace(outcome, tables={**outcome.tables, "accounts": NOW})
    outcome = replace(
        outcome, tables={**outcome.tables, **indicator_tables(case, scenario, base, outcome)},
        summary=summarise(case, scenario, base, outcome),
    )  # fmt: skip
    tables = {**outcome.tables, "losses": losses(case, base, outcome)}
    return ScenarioRun("licences", scenario, base, replace(outcome, tables=tables), 1.0)


@pytest.fixture
def run() -> ScenarioRun:
    return whole(make_case(), make_scenario())


def test_the_weakest_stage(run: ScenarioRun) -> None:
    """Three quarters of Japan's magnets come from China in the run without events."""
    member = member_of(run, words_for(make_case(), "en"), "JPN")
    assert member.weakest is not None
    assert (member.weakest.stage, member.weakest.origin) == ("magnet", "CHN")
    assert member.weakest.share == pytest.approx(360 / 480)
    assert member.origins["share"].sum() == pytest.approx(1.0)


def test_what_is_lost_first(run: ScenarioRun) -> None:
    """From 10 March, three months: March and what follows, to the end of April. Imaging misses as many
    tonnes, but nobody knows how many scanners: vehicles are said, 10 of 200 t.
    """
    member = member_of(run, words_for(make_case(), "en"), "JPN")
    lost = member.lost
    assert lost is not None
    assert (lost.sector, lost.units, lost.unit) == ("ev", 5000.0, "vehicle")
    assert lost.share == pytest.approx(0.05)
    assert (lost.begin, lost.last) == (dt.date(2025, 3, 10), dt.date(2025, 4, 30))
    assert set(member.losses["sector"]) == {"ev", "mri"}


def test_stocks_are_those_before_the_restriction(run: ScenarioRun) -> None:
    """It begins in March: levels at the end of February count, 110 t of each, not the 55 t that makers have
    left at the end of March.
    """
    member = member_of(run, words_for(make_case(), "en"), "JPN")
    assert dict(member.cover.select("kind", "level_t").iter_rows()) == {"commercial": 110.0, "public": 110.0}
    days = member.cover.filter(kind="commercial")["cover_days"][0]
    # Users take 110 t a month, and 28 days are February's.
    assert days == pytest.approx(110 / (110 / 28))


@pytest.mark.parametrize(("day", "level"), [(1, 110.0), (31, 110.0)])
def test_whatever_the_day_of_march(day: int, level: float) -> None:
    scenario = make_scenario(**{"from": dt.date(2025, 3, day)})
    member = member_of(whole(make_case(), scenario), words_for(make_case(), "en"), "JPN")
    assert member.cover.filter(kind="commercial")["level_t"].to_list() == [level]


def test_from_the_first_day_on_there_is_no_period_before() -> None:
    """The first period is the nearest to it that there is."""
    scenario = make_scenario(**{"from": JAN})
    found = whole(make_case(), scenario)
    member = member_of(found, words_for(make_case(), "en"), "JPN")
    assert member.cover["level_t"].to_list() == [110.0, 110.0]
    assert member.lost is not None
    assert member.lost.begin == JAN


def test_nothing_happens_and_nothing_is_said() -> None:
    """The run without events: no loss, nobody short; stocks and origins are as they are."""
    case, quiet = make_case(), Scenario.model_validate({"title": "Quiet"})
    member = member_of(whole(case, quiet, base_outcome()), words_for(case, "en"), "JPN")
    assert member.lost is None
    assert not member.survival.height
    assert member.weakest is not None
    assert member.cover.height == 1


def test_a_region_that_buys_and_uses_nothing() -> None:
    """China has no weak stage, no users and no stocks here: nothing is said, nothing fails."""
    case = make_case()
    member = member_of(whole(case, make_scenario()), words_for(case, "ko"), "CHN")
    assert (member.weakest, member.lost) == (None, None)
    assert not member.cover.height


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_tables_say_it_in_every_language(run: ScenarioRun, language: str) -> None:
    """One row a sector that falls short and one a stock; imaging, still short at the end, is said to be."""
    words = words_for(make_case(), language)
    member = member_of(run, words, "JPN")
    falls, stocks = survival_table(words, run, member), cover_table(words, member)
    assert len(falls.rows) == member.survival.height == 2
    assert words("word.still") in [row[-1] for row in falls.rows]
    assert len(stocks.rows) == 2
    assert all(len(row) == len(falls.headers) for row in falls.rows)
    assert shown_members(run) == ["JPN"]


def test_sides_add_up_to_the_whole(run: ScenarioRun) -> None:
    """Four sides: Japan, the rest of its club, the exporter, others. Together they are the change in welfare,
    −29 now less −12 before.
    """
    found = paid_by_side(run, "JPN", frozenset({"JPN", "VNM"}), "CHN")
    sides = dict(found.group_by("side").agg(pl.col("usd").sum()).iter_rows())
    assert sides == {"member": -130.0, "club": 4.0, "exporter": 110.0, "others": -1.0}
    assert sum(sides.values()) == NOW["usd"].sum() - THEN["usd"].sum() == -17.0
    assert set(found["group"]) <= set(GROUPS)
    groups = {(row["side"], row["group"]): row["usd"] for row in found.to_dicts()}
    assert groups["member", "stock_value"] == 20.0
    assert groups["exporter", "licence_holders"] == 130.0
    assert groups["others", "others"] == 1.0


@pytest.mark.parametrize("exporter", ["CHN", "VNM", "JPN", None])
def test_each_account_is_on_one_side(run: ScenarioRun, exporter: str | None) -> None:
    """Whoever exports: a member of the club is the club's, the region itself its own."""
    found = paid_by_side(run, "JPN", frozenset({"JPN", "VNM"}), exporter)
    assert found["usd"].sum() == pytest.approx(-17.0)
    assert ("exporter" in found["side"]) == (exporter == "CHN")


def test_missing_shares_lie_between_nothing_and_all(run: ScenarioRun) -> None:
    """Vehicles miss a tenth in March, imaging a half in March and April; nobody more than all."""
    found = missing_shares(run, "JPN")
    shares = {(row["sector"], row["period"]): row["share"] for row in found.to_dicts()}
    assert shares["ev", MAR] == pytest.approx(0.1)
    assert shares["mri", MAR] == shares["mri", APR] == pytest.approx(0.5)
    assert shares["ev", FEB] == 0.0
    assert found["share"].is_between(0, 1).all()
    assert found.height == 2 * len(MONTHS)
    usd = found.filter(sector="ev", period=MAR)["missing_usd"][0]
    assert usd == pytest.approx(10.0 * 1000 * 50.0)


def test_materials_weigh_by_their_base_price() -> None:
    """Half of ten tonnes at 50 and none of two at 250 are missing: 250 of 1,000 dollars a kg·t, a quarter."""
    shocked, base = shocked_outcome(), base_outcome()
    rows = [
        ("ev", "JPN", "magnet", JAN, 10.0, 5.0, 0.0, 5.0),
        ("ev", "JPN", "dy_oxide", JAN, 2.0, 2.0, 0.0, 0.0),
    ]
    now = pl.DataFrame(rows, schema=dict(base["served"].schema), orient="row")
    then = now.with_columns(served_t=pl.col("demanded_t"), unserved_t=pl.lit(0.0))
    run = ScenarioRun(
        "x", make_scenario(), replace(base, tables={**base.tables, "served": then}),
        replace(shocked, tables={**shocked.tables, "served": now}), 0.0,
    )  # fmt: skip
    (row,) = missing_shares(run, "JPN").to_dicts()
    assert row["share"] == pytest.approx(0.25)


def test_courses_of_prices(run: ScenarioRun) -> None:
    """Both runs side by side, region by region; a month without a price stays blank."""
    found = price_courses(run, "magnet", ("JPN", "CHN"))
    assert found.filter(region="JPN")["price_usd_per_kg"].to_list() == [50.0, 50.0, 200.0, 100.0]
    assert found.filter(region="CHN")["base_usd_per_kg"].to_list() == [40.0] * 4
    assert price_courses(run, "dy_oxide", ("JPN",))["price_usd_per_kg"].to_list()[-1] is None
    assert not price_courses(run, "magnet", ()).height


def test_key_figures(run: ScenarioRun) -> None:
    """Vehicles' 20 million dollars, 20 t of magnets, two sectors, magnets at four times their price and oxide
    at twice before it has none.
    """
    found = key_figures(run, "JPN", ("magnet", "dy_oxide", "swarf"))
    assert (found.value_added_usd, found.missing_t, found.sectors_short) == (20e6, {"magnet": 20.0}, 2)
    assert found.peaks == {"magnet": 4.0, "dy_oxide": 2.0, "swarf": None}


def test_what_nobody_can_count_is_unknown_and_what_nobody_loses_is_nothing(run: ScenarioRun) -> None:
    """Imaging alone: its value added is unknown, not zero. China loses nothing: zero, not unknown."""
    losses = run.outcome["losses"].filter(sector="mri")
    alone = replace(run, outcome=replace(run.outcome, tables={**run.outcome.tables, "losses": losses}))
    assert key_figures(alone, "JPN", ()).value_added_usd is None
    assert key_figures(run, "CHN", ()).value_added_usd == 0.0
