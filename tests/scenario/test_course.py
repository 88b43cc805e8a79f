"""The course of a restriction in time, counted by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from calibration_case import mini_case, scenario
from didymium.case.settings import Profile
from didymium.evidence.dates import add_working_days
from didymium.market.periods import make_periods
from didymium.scenario.checks import check_scenario
from didymium.scenario.course import known_events, news_days, volume_shares
from didymium.scenario.hot import known_instruments
from didymium.scenario.schema import Event, ExportRestriction, Scenario

PERIODS = make_periods(dt.date(2025, 1, 1), Profile(months=12))
APRIL, MAY, JUNE, JULY, SEPTEMBER = 3, 4, 5, 6, 8


def licences(**more: object) -> Event:
    """Licences from 4 April 2025 on."""
    event = {
        "kind": "export_restriction", "origin": "CHN", "materials": ["dy"], "from": dt.date(2025, 4, 4),
        **more,
    }  # fmt: skip
    return scenario(event).event[0]


def shares(**more: object) -> np.ndarray:
    """The share of the base flow that licences let out, month by month."""
    event = licences(**more)
    assert isinstance(event, ExportRestriction)
    return volume_shares(event, PERIODS)


def test_45_working_days_after_4_april_2025_end_on_12_june() -> None:
    """Counted by hand in China's calendar. 4 April 2025 is Qingming, a holiday; working days begin on 7
    April. 7–11, 14–18, 21–25 and 28–30 April are 18; May Day takes 1, 2 and 5 May; 6–9, 12–16, 19–23 and
    26–30 May are 19 more (37); the Dragon Boat holiday takes 2 June; 3–6 June (41), 9, 10, 11 and 12 June
    (45).
    """
    assert add_working_days(dt.date(2025, 4, 4), 45, "CHN") == dt.date(2025, 6, 12)
    assert add_working_days(dt.date(2025, 4, 3), 45, "CHN") == dt.date(2025, 6, 12)
    assert add_working_days(dt.date(2025, 4, 7), 45, "CHN") == dt.date(2025, 6, 13)


def test_without_a_calendar_monday_to_friday_count() -> None:
    """A group of countries has no public holidays: 5 working days after a Friday is the next Friday."""
    assert add_working_days(dt.date(2025, 4, 4), 5, "ROW") == dt.date(2025, 4, 11)
    assert add_working_days(dt.date(2025, 4, 5), 1, "ROW") == dt.date(2025, 4, 7)


def test_shares_are_means_over_the_days_of_a_month() -> None:
    """1 to 3 April are free: 3 of 30 days. Nothing leaves until 11 June; from 12 June on the stated 30 %:
    19 of June's 30 days. July is at 30 % throughout.
    """
    found = shares(processing_working_days=45, volume_share=0.3)
    assert found[:APRIL] == pytest.approx([1, 1, 1])
    assert found[APRIL] == pytest.approx(3 / 30)
    assert found[MAY] == 0.0
    assert found[JUNE] == pytest.approx(0.3 * 19 / 30)
    assert found[JULY:] == pytest.approx(0.3)


def test_an_end_is_included_and_the_day_after_is_free() -> None:
    """Until 20 July: 20 of 31 days at 30 %, 11 free ones."""
    found = shares(volume_share=0.3, until=dt.date(2025, 7, 20))
    assert found[JULY] == pytest.approx((20 * 0.3 + 11) / 31)
    assert found[JULY + 1] == 1.0


def test_a_rate_that_is_known_ends_the_wait() -> None:
    """A quarter approved from 4 June on: goods leave then, although 45 working days last until 12 June; and
    the stated share gives way to the rate. Where the share of volume differs from the rate, it counts.
    """
    approval = [
        {"from": dt.date(2025, 6, 4), "rate": 0.25, "source": "x"},
        {"from": dt.date(2025, 9, 16), "rate": 0.25, "volume_share": 0.6, "source": "x"},
    ]
    found = shares(processing_working_days=45, volume_share=0.3, approval=approval)
    assert found[JUNE] == pytest.approx(0.25 * 27 / 30)
    assert found[JULY] == pytest.approx(0.25)
    assert found[SEPTEMBER] == pytest.approx((15 * 0.25 + 15 * 0.6) / 30)


def test_a_ban_lets_nothing_out() -> None:
    """From its first day on, all day long."""
    event = scenario(
        {"kind": "ban", "origin": "CHN", "materials": ["dy"], "from": dt.date(2025, 4, 4)}
    ).event[0]
    found = volume_shares(event, PERIODS)
    assert found[APRIL] == pytest.approx(3 / 30)
    assert np.all(found[MAY:] == 0.0)


APPROVALS = [
    {"from": dt.date(2025, 6, 4), "rate": 0.25, "source": "x"},
    {"from": dt.date(2025, 9, 1), "rate": 0.6, "known_from": dt.date(2025, 8, 20), "source": "x"},
    {"from": dt.date(2025, 12, 1), "rate": 0.9, "source": "x"},
]


def test_later_approvals_are_hidden_until_they_are_known() -> None:
    """On 19 August nobody knows of the September rate, on 20 August everybody does; the event itself is
    unknown before its day.
    """
    content = scenario(licences(approval=APPROVALS).model_dump(by_alias=True))

    def rates(day: dt.date) -> list[float]:
        return [item.rate for event in known_events(content, day) for item in event.approval]

    assert known_events(content, dt.date(2025, 4, 3)) == ()
    assert rates(dt.date(2025, 4, 4)) == []
    assert rates(dt.date(2025, 8, 19)) == [0.25]
    assert rates(dt.date(2025, 8, 20)) == [0.25, 0.6]
    assert rates(dt.date.max) == [0.25, 0.6, 0.9]


def test_every_day_of_news_counts_once() -> None:
    """News are announcements and approval rates, on the day on which they are known, in order."""
    announced = licences(approval=APPROVALS, announced=dt.date(2025, 3, 20))
    content = scenario(announced.model_dump(by_alias=True), announced.model_dump(by_alias=True))
    assert news_days(content) == [
        dt.date(2025, 3, 20), dt.date(2025, 6, 4), dt.date(2025, 8, 20), dt.date(2025, 12, 1),
    ]  # fmt: skip


def test_an_end_that_nobody_knows_of_is_not_expected() -> None:
    """Licences from April that end on 30 June, of which one hears on 15 June: until then nothing is believed
    to leave in July; from then on everything. Both days are news.
    """
    event = licences(until=dt.date(2025, 6, 30), end_known_from=dt.date(2025, 6, 15))
    happens = scenario(event.model_dump(by_alias=True))
    assert news_days(happens) == [dt.date(2025, 4, 4), dt.date(2025, 6, 15)]

    def july(on: dt.date) -> float:
        (known,) = known_events(happens, on)
        assert isinstance(known, ExportRestriction)
        return float(volume_shares(known, PERIODS)[JULY])

    assert july(dt.date(2025, 6, 14)) == 0.0
    assert july(dt.date(2025, 6, 15)) == 1.0


def test_an_end_nobody_knows_of_is_unknown_however_a_floor_is_held() -> None:
    """A floor that a contract holds is that contract: in May nobody knows that it ends in June."""
    floor = {
        "kind": "price_floor", "club": "JPN", "material": "nd", "floor_usd_per_kg": 80.0,
        "enforcement": "contract", "from": dt.date(2025, 4, 1), "until": dt.date(2025, 6, 30),
        "end_known_from": dt.date(2025, 6, 15), "source": "x",
    }  # fmt: skip
    told = Scenario.model_validate({"title": "x", "instrument": (floor,)})
    ends = [known_instruments(told, day)[0][1].until for day in (dt.date(2025, 5, 31), dt.date(2025, 6, 15))]
    assert ends == [None, dt.date(2025, 6, 30)]


def test_what_is_wrong_with_the_news_of_an_end_is_said() -> None:
    """An end cannot be known of where there is none, after it has been seen, or before the event itself."""
    april, june = dt.date(2025, 4, 3), dt.date(2025, 6, 30)
    found = [
        finding.message
        for more in (
            {"end_known_from": june},
            {"until": june, "end_known_from": dt.date(2025, 7, 2)},
            {"until": june, "end_known_from": april},
        )
        for finding in check_scenario(mini_case(), scenario(licences(**more).model_dump(by_alias=True)))
        if finding.path[-1] == "end_known_from"
    ]
    assert [text.split(":")[0] for text in found] == [
        "has no end to be known of",
        "is later than the day after until, 2025-06-30",
        "is before it was known itself, 2025-04-04",
    ]
