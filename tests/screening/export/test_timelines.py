"""The same question on every date: stretches tile the time and say what the day itself says."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.export.screen import screen_shipment
from didymium.screening.export.timeline import (
    Stretch,
    readings_on,
    shipment_timeline,
    shipment_timelines,
)
from didymium.screening.rules import Reading
from export_cases import shipment_of

DAY = dt.timedelta(days=1)
CASES: list[tuple[list[dict[str, Any]], dict[str, Any], Reading]] = [
    ([{"material": "gallium", "form": "metal"}], {"to": "USA"}, "as_known"),
    ([{"material": "holmium", "form": "oxide"}], {"military": "?"}, "lapsed"),
    (
        [{"material": "dysprosium", "form": "metal", "origin": "CHN"}],
        {"from": "JPN", "to": "USA"},
        "as_known",
    ),
]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


@pytest.mark.parametrize(("goods", "case", "reading"), CASES, ids=["gallium", "holmium", "sent_on"])
def test_stretches_tile_the_time_and_agree_with_each_day(
    evidence: Evidence, goods: list[dict[str, Any]], case: dict[str, Any], reading: Reading
) -> None:
    shipment = shipment_of(evidence, goods, **case)
    stretches = shipment_timeline(evidence, shipment, reading=reading)
    for before, after in zip(stretches, stretches[1:], strict=False):
        assert before.last is not None
        assert after.first == before.last + DAY
        assert (before.verdict, before.least, before.most, before.because) != (
            after.verdict, after.least, after.most, after.because,
        )  # fmt: skip
    assert stretches[-1].last is None
    days = random.Random(9)
    for stretch in stretches:
        length = ((stretch.last or stretch.first + 400 * DAY) - stretch.first).days
        for day in {
            stretch.first,
            stretch.first + length * DAY,
            stretch.first + days.randint(0, length) * DAY,
        }:
            answer = screen_shipment(evidence, shipment, day, reading)
            assert (answer.verdict, answer.least, answer.most) == (
                stretch.verdict,
                stretch.least,
                stretch.most,
            )


def told(stretches: list[Stretch]) -> list[tuple[str, str]]:
    """Return the first day and the verdict of each stretch that has another verdict than the one before."""
    found: list[tuple[str, str]] = []
    for stretch in stretches:
        if not found or found[-1][1] != stretch.verdict.value:
            found.append((stretch.first.isoformat(), stretch.verdict.value))
    return found


def test_gallium_for_the_united_states_through_the_years(evidence: Evidence) -> None:
    """Licence from 1 August 2023 (No. 23); refused from 3 December 2024 (No. 46, clause 2); licence again
    while that is suspended, 9 November 2025 to 27 November 2026; then nobody knows.
    """
    shipment = shipment_of(evidence, [{"material": "gallium", "form": "metal"}], to="USA")
    turns = [("2023-08-01", "licence"), ("2024-12-03", "prohibited"), ("2025-11-09", "licence")]
    assert told(shipment_timeline(evidence, shipment))[1:] == [*turns, ("2026-11-28", "unknown")]
    assert told(shipment_timeline(evidence, shipment, reading="lapsed"))[1:] == [
        *turns,
        ("2026-11-28", "prohibited"),
    ]
    assert told(shipment_timeline(evidence, shipment, reading="extended"))[1:] == turns


def test_each_rule_has_an_end_of_its_own(evidence: Evidence) -> None:
    """Holmium waits for 10 November 2026 (No. 70); dysprosium never had an end (No. 18)."""
    holmium = shipment_of(evidence, [{"material": "holmium", "form": "oxide"}])
    dysprosium = shipment_of(evidence, [{"material": "dysprosium", "form": "oxide"}])
    assert told(shipment_timeline(evidence, holmium))[-1] == ("2026-11-11", "unknown")
    assert told(shipment_timeline(evidence, dysprosium))[-1] == ("2025-04-04", "licence")


def test_a_timeline_may_begin_on_any_day(evidence: Evidence) -> None:
    shipment = shipment_of(evidence, [{"material": "gallium", "form": "metal"}], to="USA")
    steps: list[tuple[int, int]] = []
    first = dt.date(2025, 1, 15)
    stretches = shipment_timelines(
        evidence, shipment, first, ("as_known",), progress=lambda done, total: steps.append((done, total))
    )["as_known"]
    assert stretches[0].first == first
    assert told(stretches)[0] == ("2025-01-15", "prohibited")
    assert [done for done, _ in steps] == list(range(1, steps[-1][1] + 1))


def test_readings_differ_only_after_the_last_known_day(evidence: Evidence) -> None:
    shipment = shipment_of(evidence, [{"material": "holmium", "form": "oxide"}])
    known = readings_on(evidence, shipment, dt.date(2026, 11, 10))
    assert {answer.verdict.value for answer in known.values()} == {"permitted"}
    after = readings_on(evidence, shipment, dt.date(2026, 11, 11))
    assert {name: answer.verdict.value for name, answer in after.items()} == {
        "as_known": "unknown", "extended": "permitted", "lapsed": "licence",
    }  # fmt: skip
