"""``didymium screen origin`` answers, writes files, and refuses in words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from didymium.cli.screen.origin_command import origin
from lot_documents import chain, document, lot

APP = typer.Typer()
APP.command("origin")(origin)
STATED = ["--material", "ndfeb_magnet", "--buyer", "us_war", "--not-given", "others", "--as-is"]
JAPANESE = ["--separated", "MYS", "--metal", "JPN", "--alloy", "JPN", "--magnet", "JPN"]


@pytest.fixture
def lots(tmp_path: Path) -> str:
    # Whatever day it is, the events have happened.
    text = json.dumps(document(*chain())).replace('"2026-', '"2024-')
    path = tmp_path / "lots.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def _run(*options: str) -> tuple[int, str]:
    result = CliRunner().invoke(APP, list(options))
    return result.exit_code, " ".join(result.output.split())


def test_lots_are_traced_and_written(lots: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, text = _run(
        lots, "--as-of", "2026-11-01", "--trusted", "AUS,Japan,MYS", "--out", str(out), "--json"
    )
    data = json.loads(text)

    assert code == 0
    assert [one["lot"] for one in data["lots"]] == [lot("MAGNET")]
    assert data["lots"][0]["stages"][0]["trusted"] == {"low": pytest.approx(0.3), "high": 1.0}
    assert data["trusted"] == ["AUS", "JPN", "MYS"]
    assert {"report.html", "origin.json", "manifest.json", "lots_1.csv"} <= {
        one.name for one in out.iterdir()
    }


def test_a_club_is_trusted_by_name_and_what_is_no_country_is_said(lots: str) -> None:
    code, text = _run(lots, "--trusted", "partners", "--lot", "OXIDE", "--lang", "ja", "--json")
    data = json.loads(text)

    assert code == 0
    assert {"AUS", "MYS", "JPN"} <= set(data["trusted"])
    assert data["club_members_left_out"] == ["EUX"]
    assert [stage["trusted"]["low"] for stage in data["lots"][0]["stages"]] == [1.0, 1.0]


@pytest.mark.parametrize(("day", "verdict"), [("2026-12-31", "complies"), ("2027-01-01", "fails")])
def test_stated_origins_are_held_against_the_rules_of_the_day(day: str, verdict: str) -> None:
    code, text = _run(*STATED, "--mined", "CHN", *JAPANESE, "--as-of", day, "--json")

    assert code == 0
    assert json.loads(text)["products"][0]["verdicts"]["us_dfars_magnets"] == verdict


def test_a_stage_that_nobody_states_leaves_the_answer_open_and_is_named() -> None:
    code, text = _run(*STATED, *JAPANESE, "--as-of", "2027-01-01", "--json")
    (product,) = json.loads(text)["products"]

    assert code == 0
    assert product["verdicts"]["us_dfars_magnets"] == "unknown"
    assert [said.partition(":")[0] for said in product["missing"]["us_dfars_magnets"]] == [
        "Mining",
        "Recycling",
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--material must say"),
        (["--trusted", "JPN"], "--trusted is about documents"),
        (["LOTS", "--procurement"], "--material must say"),
        (["LOTS", "--metal", "JPN"], "--material must say"),
        (["LOTS", "--lot", "NOTHING"], '--lot: "NOTHING" is no lot'),
        (["LOTS", "--lot", lot("MAGNET"), "--as-of", "2024-01-15"], "is no lot of lots.json by 2024-01-15"),
        (["LOTS", "--element", "dysprosium"], "--element: .dysprosium. is in no contents"),
        (["LOTS", "--trusted", "Atlantis"], "--trusted .Atlantis. is no known country"),
        (["LOTS", "--material", "ndfeb_magnet", "--metal", "JPN"], "--metal: is stated, and the documents"),
        (["--material", "ndfeb_magnet", "--mined", "CHN=200"], "--mined: .CHN=200. holds"),
        (["--material", "ndfeb_magnet", "--given", "luck"], "--given: .luck. is unknown"),
        (["--material", "ndfeb_magnet", "--reading", "kept"], "--reading .kept. is unknown"),
        (["--material", "ndfeb_magnet", "--as-of", "soon"], "--as-of .soon. is not a date"),
        (["LOTS", "--lang", "xx"], "--lang"),
        (["nowhere.json"], "nowhere.json: cannot be read"),
    ],
)
def test_wrong_options_are_refused_by_name(lots: str, options: list[str], words: str) -> None:
    code, text = _run(*(lots if option == "LOTS" else option for option in options))

    assert code == 2
    assert re.search(words, text)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 200_000,
        b'{"type": "EPCISDocument", "epcisBody": {"eventList": [NaN]}}',
        b'{"type": "EPCISDocument", "epcisBody": {"eventList": [{"type": 1}, 7, null]}}',
        b'{"type": "EPCISDocument", "type": "EPCISDocument"}',
        b'{"type": "EPCISDocument", "epcisBody": {"eventList": [1e999]}}',
        b"1" * 5000,
        "두 로트".encode("cp949"),
    ],
)
def test_hostile_files_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "hostile.json"
    path.write_bytes(content)
    code, text = _run(str(path))

    assert code == 2
    assert "hostile.json" in text
    assert "Traceback" not in text


def test_a_document_without_events_has_no_lots(tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text(json.dumps(document()), encoding="utf-8")
    code, text = _run(str(path), "--json", "--as-of", "2026-11-01")

    assert code == 0
    assert json.loads(text)["lots"] == []


def test_names_in_any_script_and_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    text = json.dumps(document(*chain()), ensure_ascii=False).replace('"2026-', '"2024-')
    path = tmp_path / "lots.json"
    path.write_text(text.replace("MAGNET", "자석<b>磁石"), encoding="utf-8")
    out = tmp_path / "out"
    code, _ = _run(str(path), "--as-of", "2026-11-01", "--out", str(out))
    page = (out / "report.html").read_text(encoding="utf-8")

    assert code == 0
    assert "자석&lt;b&gt;磁石" in page
    assert "자석<b>" not in page
