"""News that is entered: what each kind does to a scenario, and what is wrong with a file of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from didymium.decisions.response.news import News, parse_news, read_news, scenario_with
from didymium.files.problems import InputError
from didymium.market.periods import Periods
from didymium.scenario.course import volume_shares
from didymium.scenario.names import concerned_routes
from didymium.scenario.schema import CustomsFriction, DemandSurge, ExportRestriction, PlantOutage, Scenario
from response_cases import bundled, licences

HEADER = "date,kind,origin,destinations,materials,subject,value,until,source\n"
JUNE = dt.date(2025, 6, 20)
MONTHS = Periods(tuple(dt.date(2025, month, 1) for month in range(4, 11)))


def news(line: str) -> tuple[News, ...]:
    return parse_news(bundled()[0], (HEADER + line + "\n").encode(), "news.csv")


def shares_of(scenario: Scenario, material: str, destination: str) -> list[float]:
    """Return the share of usual flow that leaves China for a destination by month: the tightest limit."""
    case = bundled()[0]
    found = [1.0] * len(MONTHS)
    for event in scenario.event:
        if isinstance(event, ExportRestriction):
            routes = [case.routes[position] for position in concerned_routes(case, event, case.routes)]
            if any((row.material, row.destination) == (material, destination) for row in routes):
                found = [
                    min(old, float(new)) for old, new in zip(found, volume_shares(event, MONTHS), strict=True)
                ]
    return found


def test_a_licence_changes_what_it_concerns_and_nothing_else() -> None:
    """Sixty per cent of magnets may leave for Japan from 20 June on: in July that is the share. Dysprosium,
    and magnets to the United States, go on as the scenario says."""
    before = licences()
    after = scenario_with(
        bundled()[0], before, news("2025-06-20,licence,CHN,JPN,magnet_high_temp,,0.8,,reported: a ministry")
    )
    assert shares_of(after, "magnet_high_temp", "JPN")[3] == pytest.approx(0.8)
    assert shares_of(before, "magnet_high_temp", "JPN")[3] == pytest.approx(0.6)
    for material, destination in (("magnet_high_temp", "USA"), ("dy_oxide", "JPN")):
        assert shares_of(after, material, destination) == shares_of(before, material, destination)


def test_a_licence_on_what_was_free_restricts_it() -> None:
    """NdPr oxide needed no licence: news of a share of a half makes it a restriction."""
    after = scenario_with(
        bundled()[0], licences(), news("2025-07-01,licence,CHN,JPN,ndpr_oxide,,0.5,,reported: a trader")
    )
    assert shares_of(after, "ndpr_oxide", "JPN")[3] == pytest.approx(0.5)
    assert shares_of(after, "ndpr_oxide", "KOR")[3] == 1.0


def test_other_news_become_events() -> None:
    """An outage, a delay and a surge are events from their day on; a counted stock is none."""
    lines = (
        "2025-06-20,outage,,,,japan_ndpr_metal,0.5,2025-08-01,reported: the operator\n"
        "2025-06-20,delay,CHN,all,magnet_standard,,20,,assumed: a test\n"
        "2025-06-20,demand,,JPN,magnet_high_temp,ev_traction,1.2,,assumed: a test\n"
        "2025-06-20,stock,,JPN,dy_oxide,jogmec,30,,reported: the holder"
    )
    before, found = licences(), news(lines.replace(",all,", ",,"))
    more = scenario_with(bundled()[0], before, found).event[len(before.event) :]
    assert [type(event) for event in more] == [PlantOutage, CustomsFriction, DemandSurge]
    assert all(event.known_from == JUNE for event in more)


def test_every_problem_of_a_file_is_named_with_its_row(tmp_path: Path) -> None:
    """Wrong names, a share above one, an end before the beginning, a blank that is needed, a stock that
    nobody holds: all at once, with row, column and remedy; nothing is entered."""
    path = tmp_path / "news.csv"
    path.write_text(
        HEADER
        + "2025-06-20,licence,CHN,JPN,magnet_hightemp,,60,,reported: x\n"
        + "2025-06-20,ban,CHM,JPN,dy_oxide,,,2025-06-01,reported: x\n"
        + "2025-06-20,outage,,,,japan_ndpr_metal,,,reported: x\n"
        + "2025-06-20,stock,,KOR,dy_oxide,jogmec,-3,,reported: x\n"
        + "2025-06-20,stock,,KOR,dy_oxide,jogmec,3,,nobody\n"
    )
    with pytest.raises(InputError) as caught:
        read_news(bundled()[0], path)
    said = [str(problem) for problem in caught.value.problems]
    assert any("row 2, column materials" in line and "magnet_high_temp" in line for line in said)
    assert any("row 2, column value" in line and "is no share" in line for line in said)
    assert any("row 3, column origin" in line and "CHN" in line for line in said)
    assert any("row 3, column until" in line and "ends before it begins" in line for line in said)
    assert any("row 4, column value" in line and "is blank" in line for line in said)
    assert any("row 5, column value" in line for line in said)
    assert any("row 6" in line and "holds no such stock" in line for line in said)
    assert any("row 6, column source" in line for line in said)


@pytest.mark.parametrize("content", [b"", HEADER.encode(), b"PK\x03\x04 nonsense", b"\xff\xfe\x00a"])
def test_a_file_without_news_is_refused(content: bytes) -> None:
    """Nothing, a header alone, a workbook, UTF-16: said in words."""
    with pytest.raises(InputError):
        parse_news(bundled()[0], content, "news.csv")


def test_a_licence_holds_until_its_last_day() -> None:
    """From 20 June to 31 August 0.8 may leave: July and August have that. In September what was known on 20
    June holds again, the 0.25 of 4 June, and not the 0.6 that was reported on 27 June; the 0.25 of 23
    September comes as it did."""
    line = "2025-06-20,licence,CHN,JPN,magnet_high_temp,,0.8,2025-08-31,reported: a ministry"
    after = shares_of(scenario_with(bundled()[0], licences(), news(line)), "magnet_high_temp", "JPN")
    assert after[3:] == pytest.approx([0.8, 0.8, 0.25])


def test_a_licence_restricts_also_what_no_other_rule_names() -> None:
    """News of dysprosium and NdPr together: the one needed licences before, the other did not."""
    line = "2025-07-01,licence,CHN,JPN,dy_oxide ndpr_oxide,,0.5,,reported: a trader"
    after = scenario_with(bundled()[0], licences(), news(line))
    for material in ("dy_oxide", "ndpr_oxide"):
        assert shares_of(after, material, "JPN")[3] == pytest.approx(0.5)
    assert shares_of(after, "ndpr_oxide", "KOR")[3] == 1.0


def test_a_licence_is_not_lost_in_a_rule_of_the_future() -> None:
    """Before anybody knew of the rules of April, news of a share of a half makes a restriction of its own,
    and the rules of April come as they did."""
    before = licences()
    line = "2025-03-20,licence,CHN,JPN,dy_oxide,,0.5,,reported: a trader"
    after = scenario_with(bundled()[0], before, news(line))
    assert after.event[: len(before.event)] == before.event
    assert [event.known_from for event in after.event[len(before.event) :]] == [dt.date(2025, 3, 20)]


def test_figures_without_a_meaning_are_refused() -> None:
    """A ban of a half, and a count that ends: neither would do what it seems to say."""
    with pytest.raises(InputError, match="column value.*has no meaning for ban"):
        news("2025-06-20,ban,CHN,JPN,dy_oxide,,0.5,,reported: x")
    with pytest.raises(InputError, match="column until.*has no meaning for stock"):
        news("2025-06-20,stock,,JPN,dy_oxide,jogmec,3,2025-08-01,reported: x")
