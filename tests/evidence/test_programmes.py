"""Programmes as money, on a programme made by hand: 550 billion dollars promised, 36 and 73 announced."""

import datetime as dt
from collections.abc import Callable

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.programmes import Programme, comparisons, exchange_rate, programmes_on
from evidence.small_evidence import TODAY, fact

EvidenceOf = Callable[..., Evidence]
BILLION = 1e9


def money(identifier: str, subject: str, measure: str, value: object, **cells: object) -> dict[str, str]:
    """An amount in billion dollars."""
    plain = {"material": "", "unit": "billion_usd", "as_of": "2025-09-04"}
    return fact(identifier, subject=subject, measure=measure, value=value, **{**plain, **cells})


def on(identifier: str, subject: str, measure: str, value: str, as_of: str) -> dict[str, str]:
    """A date."""
    cells = {"material": "", "unit": "date", "as_of": as_of}
    return fact(identifier, subject=subject, measure=measure, value=value, **cells)


FACTS = [
    money("whole", "promise", "committed", 550),
    money("first", "first_tranche", "announced", 36, as_of="2026-02-17"),
    money("dam_cost", "dam", "announced", 33, as_of="2026-02-17"),
    money("second", "second_tranche", "announced", 73, as_of="2026-03-19"),
    on("first_day", "first_tranche", "announced_on", "2026-02-17", "2026-02-17"),
    on("second_day", "second_tranche", "announced_on", "2026-03-19", "2026-03-19"),
    on("end", "promise", "ends_on", "2029-01-19", "2025-09-04"),
    money("cap", "promise", "yearly_cap", 200, as_of="2025-11-14"),
]  # fmt: skip


def promise_on(evidence: Evidence, day: dt.date) -> Programme:
    """The only programme with a committed amount."""
    (only,) = programmes_on(evidence, day)
    return only


def test_programme_by_hand(evidence_of: EvidenceOf) -> None:
    """36 + 73 = 109 announced, 550 - 109 = 441 remain. From 22 November 2026 to 19 January 2029 it is 789
    days, 2.16 years: 441 / (789 / 365.25) = 204.15 billion dollars a year."""
    found = promise_on(evidence_of(*FACTS), TODAY)
    assert (found.committed_usd, found.announced_usd, found.remaining_usd) == (
        550 * BILLION, 109 * BILLION, 441 * BILLION,
    )  # fmt: skip
    assert (dt.date(2029, 1, 19) - TODAY).days == 789
    assert found.needed_usd_per_year == pytest.approx(204.15 * BILLION, rel=1e-4)
    assert found.yearly_cap is not None and found.yearly_cap["base"] == 200 * BILLION


def test_tranches_and_projects(evidence_of: EvidenceOf) -> None:
    """Tranches stand by day with their projects; a project's amount is not added to its tranche's."""
    found = promise_on(evidence_of(*FACTS), TODAY)
    assert [(item.subject, item.announced_on) for item in found.tranches] == [
        ("first_tranche", dt.date(2026, 2, 17)),
        ("second_tranche", dt.date(2026, 3, 19)),
    ]
    ((project, amount),) = found.tranches[0].projects
    assert project == "dam" and amount is not None and amount["base"] == 33 * BILLION


def in_billions(found: Programme) -> list[tuple[int, float, float, float]]:
    """The years of a programme: announced, announced so far, remaining."""
    return [
        (line.year, line.announced_usd / BILLION, line.announced_so_far_usd / BILLION,
         line.remaining_usd / BILLION)
        for line in found.years
    ]  # fmt: skip


def test_years_by_hand(evidence_of: EvidenceOf) -> None:
    """Nothing in 2025, the year of the promise; 36 and 73 in 2026 leave 441."""
    found = promise_on(evidence_of(*FACTS), TODAY)
    assert in_billions(found) == [(2025, 0, 0, 550), (2026, 109, 109, 441)]


def test_year_of_each_tranche(evidence_of: EvidenceOf) -> None:
    """With the first tranche moved to December 2025: 36 in 2025 leave 514, 73 in 2026 leave 441."""
    rows = [row for row in FACTS if row["fact"] not in ("first", "first_day")]
    rows += [
        money("first", "first_tranche", "announced", 36, as_of="2025-12-17"),
        on("first_day", "first_tranche", "announced_on", "2025-12-17", "2025-12-17"),
    ]
    found = promise_on(evidence_of(*rows), TODAY)
    assert in_billions(found) == [(2025, 36, 36, 514), (2026, 73, 109, 441)]


KNOWN = [("2025-09-03", None), ("2025-09-04", 0), ("2026-02-17", 36), ("2026-03-18", 36), ("2026-03-19", 109)]


@pytest.mark.parametrize(("day", "announced"), KNOWN)
def test_only_what_was_known_counts(evidence_of: EvidenceOf, day: str, announced: int | None) -> None:
    """On a day nobody knew of what was announced later; before the promise there is no programme."""
    found = programmes_on(evidence_of(*FACTS), dt.date.fromisoformat(day))
    expected = None if announced == 0 else (announced or 0) * BILLION
    assert [item.announced_usd for item in found] == ([] if announced is None else [expected])


def test_after_the_end_nothing_is_needed(evidence_of: EvidenceOf) -> None:
    """On the last day and after it there is no time to divide by; without an end neither."""
    evidence = evidence_of(*FACTS)
    assert promise_on(evidence, dt.date(2029, 1, 18)).needed_usd_per_year == pytest.approx(441e9 * 365.25)
    assert promise_on(evidence, dt.date(2029, 1, 19)).needed_usd_per_year is None


def test_without_an_end(evidence_of: EvidenceOf) -> None:
    """An open promise needs no yearly amount."""
    rows = [row for row in FACTS if row["fact"] != "end"]
    assert promise_on(evidence_of(*rows), TODAY).needed_usd_per_year is None


def test_corrected_amount_counts(evidence_of: EvidenceOf) -> None:
    """A misprint of 63 for 36 does not reach the balance."""
    rows = [row | {"value": "63"} if row["fact"] == "first" else row for row in FACTS]
    text = (
        "correction,fact,column,printed,corrected,reason,status\n"
        "mend,first,value,63,36,digits exchanged,open\n"
    )
    assert (
        promise_on(evidence_of(*rows, files={"corrections.csv": text}), TODAY).remaining_usd == 441 * BILLION
    )


def test_nearest_source_then_newest(evidence_of: EvidenceOf) -> None:
    """An office's 550 stands before a newspaper's newer 500; of two offices the newer, of doubtful ones
    none."""
    paper = money("paper", "promise", "committed", 500, source="paper", as_of="2026-10")
    assert promise_on(evidence_of(*FACTS, paper), TODAY).committed["fact"] == "whole"


def test_newer_and_undisputed_comes_first(evidence_of: EvidenceOf) -> None:
    """Of two offices the newer figure counts, unless it was superseded."""
    newer = money("newer", "promise", "committed", 600, source="rival", as_of="2026-06")
    doubtful = money(
        "late", "promise", "committed", 700, source="rival", as_of="2026-07", warnings="superseded"
    )
    assert promise_on(evidence_of(*FACTS, newer, doubtful), TODAY).committed["fact"] == "newer"


def test_larger_programme_first(evidence_of: EvidenceOf) -> None:
    """Programmes stand by what was committed; a tranche with a promise of its own is one too."""
    other = money("part", "second_tranche", "committed", 600)
    names = [item.subject for item in programmes_on(evidence_of(*FACTS, other), TODAY)]
    assert names == ["second_tranche", "promise"]


def test_yearly_amount_beside_outward_investment(evidence_of: EvidenceOf) -> None:
    """14 trillion yen a year are half of an outward investment of 28 trillion."""
    yen = {"material": "", "unit": "trillion_jpy"}
    rows = [
        fact("yearly", subject="promise", measure="yearly_amount_jpy", value=14, as_of="2026-03", **yen),
        fact("average", subject="JPN", measure="direct_investment_outward", value=28, as_of="2024", **yen),
    ]
    (only,) = comparisons(evidence_of(*rows), TODAY)
    assert only.ratio == pytest.approx(0.5)
    assert (only.yearly["fact"], only.average["fact"]) == ("yearly", "average")


def test_no_average_no_comparison(evidence_of: EvidenceOf) -> None:
    """Without the average there is nothing to compare with."""
    yearly = fact(
        "yearly", subject="promise", measure="yearly_amount_jpy", value=14, unit="trillion_jpy", material=""
    )
    assert comparisons(evidence_of(yearly), TODAY) == []


RATES = [("2025-12-16", "early"), ("2026-03-02", "early"), ("2026-03-03", "late"), ("2026-11-22", "late")]


@pytest.mark.parametrize(("day", "name"), RATES)
def test_rate_of_the_nearest_day(evidence_of: EvidenceOf, day: str, name: str) -> None:
    """The last rate known on the day; one of the future is nobody's yet."""
    cells = {"subject": "JPN", "measure": "exchange_rate", "unit": "jpy_per_usd", "material": ""}
    rows = [
        fact("early", **cells, value=148, as_of="2025-10-01"),
        fact("late", **cells, value=157, as_of="2026-03-03"),
    ]
    found = exchange_rate(evidence_of(*rows), dt.date.fromisoformat(day))
    assert found is not None and found["fact"] == name


def test_market_rate_before_an_implied_one(evidence_of: EvidenceOf) -> None:
    """A rate that we derived from two amounts of a source counts only if no market rate is known."""
    cells = {"subject": "JPN", "measure": "exchange_rate", "unit": "jpy_per_usd", "material": ""}
    market = fact("market", **cells, value=148, as_of="2025-01")
    implied = fact("implied", **cells, value=157, as_of="2026-11", warnings="derived")
    found = exchange_rate(evidence_of(market, implied), TODAY)
    assert found is not None and found["fact"] == "market"


def test_no_rate(words: Evidence) -> None:
    """Without a rate there is none: it is never made up."""
    assert exchange_rate(words, TODAY) is None
