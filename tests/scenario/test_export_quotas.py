"""Export quotas on a market small enough to solve on paper.

CHN makes cerium at 5 and dysprosium at 100 US dollars per kg, as much as anybody wants. JPN wants 120 t of
cerium a year, each tonne worth a little less than the one before (from 100 down), and 60 t of dysprosium
(from 1,000 down).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from calibration_case import scenario
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.settings import Profile
from didymium.files.problems import InputError
from didymium.market.periods import make_periods
from didymium.scenario.course import believed_events, known_events, news_days
from didymium.scenario.drivers import drivers_table
from didymium.scenario.quotas import Window, quota_course, windows_of
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import ExportQuota
from instrument_cases import Played, assert_accounts_close, builder, play
from tiny_case import write_tiny_case

WHY = "assumed: test"
JANUARY, JULY, DECEMBER = dt.date(2025, 1, 1), dt.date(2025, 7, 1), dt.date(2025, 12, 31)
JUNE_30 = dt.date(2025, 6, 30)


def rare_earths(**settings: object) -> Case:
    """Return the market: cerium is worth 100 less 0.8 a tonne, dysprosium 1,000 less 15 a tonne, in steps of
    1 t.
    """
    case = builder(**settings).source_of("ce", "CHN", 1000.0, 5.0).source_of("dy", "CHN", 1000.0, 100.0)
    case.route("ce", "CHN", "JPN", 1.0).route("dy", "CHN", "JPN", 1.0)
    case.steps("glass", "JPN", "ce", *[(1.0, 100.0 - 0.8 * n) for n in range(120)])
    case.steps("cars", "JPN", "dy", *[(1.0, 1000.0 - 15.0 * n) for n in range(60)])
    return case.build()


def quota(*windows: tuple[dt.date, dt.date | None, float | None], **more: object) -> Mapping[str, object]:
    """Return a quota of CHN on both with windows of (first day, last day, tonnes)."""
    return {
        "kind": "export_quota", "origin": "CHN", "materials": ["ce", "dy"], "from": windows[0][0],
        "quota": [
            {"from": first, "until": last, "t": t, "source": WHY} for first, last, t in windows
        ],
        **more,
    }  # fmt: skip


def of_year(t: float, **more: object) -> Mapping[str, object]:
    """Return a quota of so many tonnes in 2025."""
    return quota((JANUARY, DECEMBER, t), **more)


def rent(played: Played, material: str, period: int = 0) -> float:
    """What JPN pays beyond the price at home and the freight of 1."""
    return played.prices("JPN", material)[period] - played.prices("CHN", material)[period] - 1.0


def test_a_licence_is_worth_the_same_for_every_material() -> None:
    """A licence is worth what a tonne fetches beyond cost and freight: 94 − 0.8·n for the tonne of cerium
    after n, 899 − 15·n of dysprosium. The best hundred are 56 of dysprosium (the last one 899 − 15·55 = 74,
    the next 59) and 44 of cerium (the last one 94 − 0.8·43 = 59.6). One tonne more asked of either takes that
    last one away: a licence is worth 59.6 USD/kg. Cerium rises from 6 to 65.6, dysprosium from 101 to 160.6.
    """
    found = play(rare_earths(), events=[of_year(100.0)])
    assert rent(found, "ce") == pytest.approx(59.6, abs=1e-3)
    assert rent(found, "dy") == pytest.approx(59.6, abs=1e-3)
    assert found.shipped("CHN", "JPN", "ce") == pytest.approx(44.0, abs=1e-3)
    assert found.shipped("CHN", "JPN", "dy") == pytest.approx(56.0, abs=1e-3)
    assert found.price("JPN", "ce") == pytest.approx(65.6, abs=1e-3)
    assert found.before.price("JPN", "ce") == pytest.approx(6.0, abs=1e-3)
    assert found.price("JPN", "dy") == pytest.approx(160.6, abs=1e-3)
    assert found.price("CHN", "ce") == pytest.approx(5.0, abs=1e-3)
    # The rent of 100 t goes from the traders in JPN, who are left with nothing, to the licence holders.
    licences = found.money("licence rent", "licence holders", "CHN")
    assert licences == pytest.approx(100.0 * 59.6, rel=1e-4)
    left = found.accounts.filter(pl.col("party") == "traders")["usd"].sum() / 1e3
    assert left == pytest.approx(0.0, abs=1e-3 * licences)
    assert_accounts_close(found)
    drivers = drivers_table(found.path, found.paths.base).filter(pl.col("material") == "ce")
    assert drivers["kind"][0] == "export_quota" and drivers["subject"][0] == "CHN"
    assert drivers["shadow_usd_per_kg"][0] == pytest.approx(rent(found, "ce"), rel=1e-4)


def test_a_weight_makes_a_tonne_count_more() -> None:
    """A tonne of dysprosium counts 3: its rent is three times that of cerium, and what counts is 100 t."""
    weight = [{"material": "dy", "t_per_t": 3.0, "source": WHY}]
    found = play(rare_earths(), events=[of_year(100.0, weight=weight)])
    assert rent(found, "dy") == pytest.approx(3.0 * rent(found, "ce"), rel=1e-4)
    counted = found.shipped("CHN", "JPN", "ce") + 3.0 * found.shipped("CHN", "JPN", "dy")
    assert counted == pytest.approx(100.0, rel=1e-4)


def test_a_looser_quota_never_raises_the_rent_and_a_wide_one_changes_nothing() -> None:
    """The worth of one licence more falls with every licence; 1,000 t bind nobody, and prices and flows are
    those without a quota, in the last digit that the solver gives.
    """
    case = rare_earths()
    rents = [rent(play(case, events=[of_year(t)]), "ce") for t in (20.0, 60.0, 100.0, 170.0)]
    assert rents == sorted(rents, reverse=True) and rents[-1] > 1.0
    free = play(case, events=[of_year(1000.0)])
    assert rent(free, "ce") == pytest.approx(0.0, abs=1e-3)
    assert free.path.duals == pytest.approx(free.paths.base.duals, rel=1e-9)
    assert free.path.tonnes == pytest.approx(free.paths.base.tonnes, abs=1e-7)
    assert not free.path.licence_rent.any()


def test_two_quotas_may_count_the_same_goods() -> None:
    """A quota of 100 t on both and one of 20 t on dysprosium alone: dysprosium pays both rents."""
    found = play(rare_earths(), events=[of_year(100.0), {**of_year(20.0), "materials": ["dy"]}])
    assert found.shipped("CHN", "JPN", "dy")[0] == pytest.approx(20.0, rel=1e-4)
    assert found.shipped("CHN", "JPN", "ce")[0] == pytest.approx(80.0, rel=1e-4)
    assert rent(found, "dy") > rent(found, "ce") + 500.0
    of_dysprosium = found.path.licence_rent[:, 1, 0]
    assert of_dysprosium.sum() == pytest.approx(rent(found, "dy"), rel=1e-4)
    assert_accounts_close(found)


def course(*windows: tuple[dt.date, dt.date | None, float | None], **more: object) -> ExportQuota:
    """Return the event alone."""
    event = scenario(quota(*windows, **more)).event[0]
    assert isinstance(event, ExportQuota)
    return event


HALVES = [(JANUARY, JUNE_30, 60.0), (JULY, DECEMBER, 30.0)]


def test_windows_that_coincide_with_periods_are_kept_to_the_tonne() -> None:
    """Months: the first six share 60 t at the row of June, the last six 30 t at that of December."""
    found = quota_course(course(*HALVES), make_periods(JANUARY, Profile(months=12)))
    assert found.row.tolist() == [5] * 6 + [11] * 6
    assert found.allowed_t[:6].sum() == pytest.approx(60.0) and found.allowed_t[6:].sum() == pytest.approx(30)
    assert found.counted == pytest.approx(1.0)


def test_windows_that_cross_periods_are_shared_by_days() -> None:
    """Quarters from February: May to July has 61 days of the first half of the year (181 days) and 31 of the
    second (184). It belongs to the first half, whose row stands there and holds both parts. The year's sum is
    the quota's, less January: 31 of 181 days.
    """
    periods = make_periods(dt.date(2025, 2, 1), Profile(quarters=4))
    found = quota_course(course(*HALVES, until=DECEMBER), periods)
    assert found.allowed_t[1] == pytest.approx(60.0 * 61 / 181 + 30.0 * 31 / 184)
    assert found.row.tolist() == [1, 1, 3, 3]
    assert found.allowed_t.sum() == pytest.approx(60.0 * 150 / 181 + 30.0)
    # November to January: 61 of 92 days are before the quota's end, and on these alone exports count.
    assert found.counted[3] == pytest.approx(61 / 92)


def test_a_year_holds_both_halves() -> None:
    """Two windows within one period: 90 t in it, not twice the smaller one."""
    found = quota_course(course(*HALVES), make_periods(JANUARY, Profile(years=1)))
    assert found.allowed_t.tolist() == pytest.approx([90.0]) and found.row.tolist() == [0]


def test_the_last_window_is_believed_to_go_on() -> None:
    """Half-years of 60 t follow a half-year of 60 t, up to the last day; a lifted quota is none."""
    halves = list(windows_of(course(HALVES[0]), dt.date(2026, 3, 31)))
    assert halves[:2] == [Window(JANUARY, JUNE_30, 60.0), Window(JULY, DECEMBER, 60.0)]
    assert halves[2].t == pytest.approx(60.0 * 90 / 181) and len(halves) == 3
    lifted = windows_of(course(HALVES[0], (JULY, None, None)), DECEMBER)
    assert list(lifted) == [Window(JANUARY, JUNE_30, 60.0)]
    odd = list(windows_of(course((JANUARY, dt.date(2025, 1, 10), 5.0)), dt.date(2025, 1, 25)))
    assert [window.t for window in odd] == pytest.approx([5.0, 5.0, 2.5])


def test_a_quota_is_known_from_its_day() -> None:
    """The second half's is news of 8 July: before, agents know of the first alone."""
    event = quota(*HALVES)
    event["quota"][1]["known_from"] = dt.date(2025, 7, 8)  # type: ignore[index]
    content = scenario(event)
    assert news_days(content) == [JANUARY, dt.date(2025, 7, 8)]
    before, after = (known_events(content, dt.date(2025, 7, day))[0] for day in (7, 8))
    assert isinstance(before, ExportQuota) and len(before.quota) == 1
    assert isinstance(after, ExportQuota) and len(after.quota) == 2


def test_a_quota_announced_before_its_tonnes_holds_nothing_back_yet() -> None:
    """That there will be a quota is known from January, how many tonnes from July: until then all leave."""
    announced = course(*HALVES).model_copy(update={"quota": ()})
    found = quota_course(announced, make_periods(JANUARY, Profile(years=1)))
    assert list(windows_of(announced, DECEMBER)) == []
    assert found.row.tolist() == [-1] and found.counted.tolist() == [0.0]


def hoarding() -> Case:
    """The market with traders in JPN who may store what arrives."""
    case = builder().source_of("ce", "CHN", 1000.0, 5.0).source_of("dy", "CHN", 1000.0, 100.0)
    case.route("ce", "CHN", "JPN", 1.0).route("dy", "CHN", "JPN", 1.0)
    case.steps("glass", "JPN", "ce", *[(1.0, 100.0 - 0.8 * n) for n in range(120)])
    case.steps("cars", "JPN", "dy", *[(1.0, 1000.0 - 15.0 * n) for n in range(60)])
    case.holding("JPN", "ce", 0.0, 100.0, fill_t_per_month=100.0, room_t=1000.0)
    return case.build()


def test_a_later_quota_does_not_leak() -> None:
    """The second half's 10 t after 50 t are news of July: until then all is as if 50 t followed, although
    traders could have stored cerium; who knows it all from the start stores.
    """
    case = hoarding()
    first = (JANUARY, JUNE_30, 50.0)
    cut = [quota(first, (JULY, DECEMBER, 10.0))]
    told = play(case, events=cut, profile="months", foresight="surprise")
    untold = play(case, events=[quota(first)], profile="months", foresight="surprise")
    early = play(case, events=cut, profile="months")
    for region, material in (("JPN", "ce"), ("JPN", "dy")):
        assert told.prices(region, material)[:6] == pytest.approx(
            untold.prices(region, material)[:6], rel=1e-9
        )
        assert np.all(told.prices(region, material)[6:] > 1.02 * untold.prices(region, material)[6:])
    assert early.level("traders")[5] > told.level("traders")[5] + 1.0
    sent = sum(told.shipped("CHN", "JPN", material) for material in ("ce", "dy"))
    assert sent[:6].sum() == pytest.approx(50.0, rel=1e-3) and sent[6:].sum() == pytest.approx(10.0, rel=1e-3)
    # What licences were worth before the news is booked as it was then: traders are left with nothing.
    traders = told.accounts.filter(pl.col("party") == "traders").group_by("period").agg(pl.col("usd").sum())
    rents = told.money("licence rent", "licence holders")
    assert np.abs(traders["usd"]).max() / 1e3 < 1e-3 * rents
    assert_accounts_close(told)


def test_what_left_before_a_quota_was_known_has_left() -> None:
    """A quota of 5 t for the first half-year that is made known in May, when 20 t have left: nothing leaves
    until the end of June, and the market has an answer.
    """
    late = quota((JANUARY, DECEMBER, 40.0))
    late["quota"].append(  # type: ignore[attr-defined]
        {"from": dt.date(2025, 2, 1), "until": JUNE_30, "t": 5.0, "known_from": dt.date(2025, 5, 5),
         "source": WHY}
    )  # fmt: skip
    late["quota"][0]["until"] = dt.date(2025, 1, 31)  # type: ignore[index]
    found = play(rare_earths(), events=[late], profile="months", foresight="surprise")
    sent = found.shipped("CHN", "JPN", "ce") + found.shipped("CHN", "JPN", "dy")
    assert sent[:4].sum() > 20.0
    assert sent[4:6] == pytest.approx(0.0, abs=1e-6)
    assert_accounts_close(found)


WRONG = """\
title = "Quotas"
profile = "shock"

[[event]]
kind = "export_quota"
origin = "JPN"
materials = ["everything", "oxyde"]
from = 2025-04-01
source = "report"

[[event.quota]]
from = 2025-03-01
until = 2025-09-30
t = -5
source = "reprot"

[[event.quota]]
from = 2025-09-01
until = 2025-08-01
t = 5
source = "report"

[[event.quota]]
from = 2026-01-01
t = 5
source = "t=report"

[[event.weight]]
material = "oxid"
t_per_t = 2
source = "report"

[[event]]
kind = "export_quota"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-01
source = "report"

[[event]]
kind = "export_tax"
origin = "AUS"
materials = ["oxide"]
from = 2025-04-01
until = 2025-12-31
source = "report"

[[event.step]]
from = 2026-02-01
source = "report"

[[event.step]]
from = 2026-01-01
source = "report"
"""


def test_everything_wrong_is_named_at_once(tmp_path: Path) -> None:
    """Each slip with its line, its key, its value and what would be right."""
    folder = write_tiny_case(tmp_path / "tiny")
    (folder / "scenarios" / "wrong.toml").write_text(WRONG)
    with pytest.raises(InputError) as raised:
        read_scenario(read_case(folder), "wrong")
    quota, tax = "scenarios/wrong.toml line {}, event 1 {}", "scenarios/wrong.toml line {}, event 3 {}"
    assert set(map(str, raised.value.problems)) == {
        quota.format(7, 'materials: "oxyde" is not in materials.csv or material_groups.csv '
                        '(did you mean "oxide"?)'),
        quota.format(15, 'quota 1 source: "reprot" is neither a fact nor a source (did you mean "report"?)'),
        quota.format(29, 'weight 1 material: "oxid" is not among the quota\'s materials '
                         '(did you mean "oxide"?)'),
        quota.format(14, 'quota 1 t: "-5" is below zero (leave it out where a quota is lifted)'),
        quota.format(12, 'quota 1 from: "2025-03-01" is before the event, 2025-04-01'),
        quota.format(19, 'quota 2 until: "2025-08-01" is before from, 2025-09-01'),
        quota.format(23, "quota 3 until: is missing (give the last day of the window)"),
        quota.format(18, 'quota 2 from: "2025-09-01" overlaps the window before it, which ends on '
                         "2025-09-30"),
        quota.format(6, 'origin: "JPN" exports none of these materials: no route of the case leaves it '
                        "with them"),
        "scenarios/wrong.toml line 33, event 2: has no window (add a table [[event.quota]] with from, until "
        "and t)",
        "scenarios/wrong.toml line 40, event 3: charges nothing (give ad_valorem, specific_usd_per_kg, or "
        "steps with them)",
        tax.format(49, 'step 1 from: "2026-02-01" is after the event\'s end, 2025-12-31'),
        tax.format(53, 'step 2 from: "2026-01-01" is after the event\'s end, 2025-12-31'),
        tax.format(53, 'step 2 from: "2026-01-01" is not after the step before it, 2026-02-01'),
    }  # fmt: skip


def test_a_believed_end_lifts_the_quota() -> None:
    """With rolling foresight agents may believe that a quota ends two months after the month that they are
    in.
    """
    content = scenario(quota(HALVES[0]), foresight="rolling", belief_ends_in_months=2)
    (believed,) = believed_events(content, dt.date(2025, 3, 31), dt.date(2025, 4, 1))
    assert believed.until == dt.date(2025, 5, 31)
