"""Agreements and rules are held to their dates and references, each slip named with its place."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from didymium.evidence.reading import Folder, load_evidence, shared_evidence

TODAY = dt.date(2026, 11, 22)
AGREEMENT = """\
agreement = "pact"
kind = "framework"
title = {en = "Pact", ko = "협정", ja = "協定"}
parties = ["USA", "JPN"]
signed = 2025-10-28
binding = "non_binding"
source = ["kiep_2026"]
locator = "line 1"

[[provision]]
number = "1"
area = "stockpiling"
title = {en = "Stocks", ko = "비축", ja = "備蓄"}
concreteness = "direction"
source = "kiep_2026"
locator = "line 2"

[provision.due]
date = 2026-04-28

[[provision.state]]
on = 2026-03-14
state = "met"
what = {en = "Met", ko = "이행", ja = "履行"}
source = "kiep_2026"
locator = "line 3"
"""
FILE = "agreements/pact.toml"


def complaints(folder: Path, text: str) -> list[str]:
    (folder / "agreements").mkdir()
    (folder / FILE).write_text(text, encoding="utf-8")
    _, problems = load_evidence([Folder(folder, "")], shared_evidence(), today=TODAY)
    return [str(problem) for problem in problems]


def test_a_sound_agreement_has_no_problem(tmp_path: Path) -> None:
    assert complaints(tmp_path, AGREEMENT) == []


SLIPS = [
    ("on = 2026-03-14", "on = 2027-03-14",
     f'{FILE}, provision 1 state on: "2027-03-14" lies in the future '
     "(a state is what has happened; a day to come is a due date)"),
    ("on = 2026-03-14", "on = 2024-03-14",
     f'{FILE}, provision 1 state on: "2024-03-14" lies before the signing'),
    ("date = 2026-04-28", "date = 1850-12-31",
     f'{FILE}, provision 1 due date: "1850-12-31" is no believable day (write a day between 1900 and 2200)'),
    ("date = 2026-04-28", "date = 2026-04-28\ndays = 3",
     f"{FILE}, provision 1 due: needs exactly one way to count "
     "(give one of date, days, months, working_days)"),
    ('area = "stockpiling"', 'area = "stockpilling"',
     f'{FILE}, provision 1 area: "stockpilling" is unknown (did you mean "stockpiling"?)'),
    ('agreement = "pact"', 'agreement = "treaty"',
     f'{FILE}, agreement: "treaty" is not the name of the file (write "pact" or rename the file)'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), SLIPS)
def test_slip_in_an_agreement_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in AGREEMENT
    assert message in complaints(tmp_path, AGREEMENT.replace(old, new))


@pytest.mark.parametrize("count", ["days = 1000000000", "months = 1000000", "days = 0"])
def test_a_clock_of_no_sense_is_refused(tmp_path: Path, count: str) -> None:
    """A number that no calendar holds is a problem of the file, not a crash of the command."""
    (problem,) = complaints(tmp_path, AGREEMENT.replace("date = 2026-04-28", count))
    assert problem.startswith(f"{FILE} line") and "must be" in problem


RULE = """\
rule = "ban"
kind = "export_control"
title = {en = "Ban", ko = "금지", ja = "禁止"}
issuer = "CHN"
issued = 2025-04-04
source = ["mofcom_2025_18"]
locator = "title"

[[part]]
part = "all"
title = {en = "All", ko = "전부", ja = "全部"}

[[part.interval]]
from = 2025-04-04
until = 2025-12-31
state = "in_force"
source = "mofcom_2025_18"
locator = "article 1"

[[part.interval]]
from = 2026-01-01
state = "suspended"
source = "mofcom_2025_18"
locator = "article 2"
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("until = 2025-12-31", "until = 2026-02-01", '"2026-01-01" lies in the interval before'),
        ("until = 2025-12-31", "until = 2025-01-01", '"2025-01-01" lies before from'),
        ('issuer = "CHN"', 'issuer = "XYZ"', 'issuer: "XYZ" is unknown'),
    ],
)
def test_slip_in_a_rule_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Intervals follow each other: a day has one state."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ban.toml").write_text(RULE.replace(old, new), encoding="utf-8")
    _, problems = load_evidence([Folder(tmp_path, "")], shared_evidence(), today=TODAY)
    assert any(message in str(problem) for problem in problems), problems
