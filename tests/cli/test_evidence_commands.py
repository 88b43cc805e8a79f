"""The commands about evidence, as a user runs them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from didymium.cli.app import app
from didymium.cli.load_commands import KINDS
from didymium.evidence.loaders.registry import LOADERS

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, list(words))


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_source_of_a_dependence_is_on_one_screen(run: Run) -> None:
    """Words of any language mean the same thing."""
    english = data(run("facts", "japan", "import_share", "rare_earths", "china", "--json"))["facts"]
    korean = data(run("facts", "일본", "수입 의존도", "희토류", "중국", "--json", "--lang", "ko"))["facts"]
    assert [row["fact"] for row in english] == [row["fact"] for row in korean]
    assert {row["value"] for row in english if row["as_of"] == "2010"} >= {85.0, 90.0}
    assert all(row["source_title"] and row["locator"] for row in english)
    text = run("facts", "japan", "import_share", "rare_earths", "china").stdout
    assert "Import share" in text and "yomiuri_2026_01" in text


def test_dates_narrow_a_question(run: Run) -> None:
    rows = data(
        run("facts", "japan", "import_share", "--from", "2023-01-01", "--until", "2023-12-31", "--json")
    )
    assert {row["as_of"] for row in rows["facts"]} == {"2023"}


def test_unknown_words_name_the_nearest(run: Run) -> None:
    result = run("facts", "japann")
    assert result.exit_code == 2
    assert 'did you mean "japan"' in result.stderr


def test_facts_as_csv_and_chart(run: Run, tmp_path: Path) -> None:
    """The CSV is one that `facts add` reads; the chart is SVG."""
    result = run("facts", "japan", "import_share", "china", "--csv", "f.csv", "--chart", "f.svg")
    assert result.exit_code == 0
    assert (tmp_path / "f.csv").read_text().startswith("fact,subject,measure")
    assert (tmp_path / "f.svg").read_text().startswith("<svg")


def test_disagreements_hold_facts_and_spread(run: Run) -> None:
    found = data(run("disagreements", "--json"))["disagreements"]
    programme = next(
        item for item in found if item["subject"] == "us_japan_550" and item["measure"] == "committed"
    )
    assert programme["spread"] == pytest.approx(5550 / 5500 - 1)
    assert programme["sources"] == ["kiep_2026"]


def test_a_word_narrows_disagreements_and_shows_every_fact(run: Run) -> None:
    text = run("disagreements", "--about", "lofdal", "--about", "stake").stdout
    assert "15 %" in text and "40 %" in text


def test_agreements_on_a_day_and_their_calendar(run: Run, tmp_path: Path) -> None:
    """Every deadline is an all-day event on its day."""
    found = data(run("agreements", "--as-of", "2026-11-22", "--ics", "due.ics", "--json"))
    framework = next(row for row in found["agreements"] if row["agreement"] == "us_japan_framework_2025")
    assert {row["status"] for row in framework["deadlines"]} == {"met", "unknown"}
    events = {
        str(event["UID"]): event for event in Calendar.from_ical((tmp_path / "due.ics").read_bytes()).events
    }
    assert len(events) == sum(len(row["deadlines"]) for row in found["agreements"])
    first = framework["deadlines"][0]
    event = events[f"us_japan_framework_2025-{first['provision']}@didymium"]
    assert str(event.start) == first["due"]


def test_one_sided_claims(run: Run) -> None:
    claims = data(run("agreements", "--one-sided", "--json"))["one_sided"]
    assert any(row["agreement"] == "summit_2026_03" and row["stated_by"] == ["USA"] for row in claims)


def test_rules_on_a_day_after_the_last_known_one(run: Run) -> None:
    """Never a guess."""
    found = data(run("rules", "--name", "cn_2025_57", "--as-of", "2026-11-22", "--json"))["rules"]
    assert {(row["state"], row["since"]) for row in found[0]["states"]} == {("unknown", "2026-11-11")}
    text = run("rules", "--name", "cn_2025_57", "--as-of", "2026-11-22").stdout
    assert "unknown" in text and "in force" not in text


@pytest.mark.parametrize("lang,word", [("en", "progress"), ("ko", "진전"), ("ja", "進展")])
def test_trend_in_three_languages(lang: str, word: str, run: Run) -> None:
    assert word in run("trend", "--lang", lang).stdout


def test_programmes_and_sources_and_tables_print(run: Run) -> None:
    assert "USD 441 billion" in run("programmes", "--as-of", "2026-11-22").stdout
    assert "corrections" in data(run("sources", "--corrections", "--json"))
    assert len(data(run("tables", "--json"))["tables"]) == 7
    assert data(run("tables", "7", "--json"))["tables"][0]["number"] == 7


def test_a_bundled_case_takes_no_facts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("fact\n")
    result = run("facts", "add", "--file", "new.csv")
    assert result.exit_code == 2
    assert "didymium new" in result.stderr


FACT = "fact,subject,measure,material,partner,value,unit,as_of,source,locator\n"


def test_facts_are_added_whole_or_not_at_all_and_taken_back(run: Run, tmp_path: Path) -> None:
    assert run("new", "mine", "--from", "mexss").exit_code == 0
    good = "my_share,JPN,import_share,rare_earths,CHN,61,percent,2025,mofcom_2025_18,page 1\n"
    bad = "my_other,JPN,import_share,rare_earths,CHN,61,,2027,nobody,page 1\n"
    (tmp_path / "new.csv").write_text(FACT + good + bad)
    before = sorted(path.name for path in (tmp_path / "mine").rglob("*"))
    refused = run("facts", "add", "--file", "new.csv", "--case", "./mine")
    assert refused.exit_code == 2
    for problem in (
        "column unit: is blank",
        'column source: "nobody"',
        'column as_of: "2027" lies in the future',
    ):
        assert f"new.csv row 3, {problem}" in refused.stderr
    assert sorted(path.name for path in (tmp_path / "mine").rglob("*")) == before
    (tmp_path / "new.csv").write_text(FACT + good)
    assert data(run("facts", "add", "--file", "new.csv", "--case", "./mine", "--json"))["facts"] == 1
    rows = data(run("facts", "japan", "import_share", "--date", "2025-07-01", "--case", "./mine", "--json"))[
        "facts"
    ]
    assert "my_share" in {row["fact"] for row in rows}
    assert data(run("facts", "remove", "new", "--case", "./mine", "--json"))["facts"] == 1
    assert run("check", "./mine").exit_code == 0


def test_the_kinds_that_the_help_names_are_the_loaders() -> None:
    """The help must not import the loaders, so it lists them itself; the two lists must not part."""
    assert tuple(LOADERS) == KINDS


def test_loading_keeps_the_file_and_says_what_was_skipped(run: Run, tmp_path: Path) -> None:
    sample = Path(__file__).parent.parent / "evidence" / "loaders" / "samples"
    file = next(sample.glob("usgs_mcs2026*.csv"))
    shutil.copy(file, tmp_path / "mcs.csv")
    assert run("new", "mine", "--from", "mexss").exit_code == 0
    found = data(run("load", "usgs", "mcs.csv", "--case", "./mine", "--json"))
    assert found["facts"] > 0 and found["skipped"]
    kept = list((tmp_path / "mine" / "evidence" / "raw" / "usgs_mcs").iterdir())
    assert [path.read_bytes() for path in kept] == [file.read_bytes()]
    assert run("check", "./mine").exit_code == 0
    assert data(run("facts", "remove", "usgs_mcs", "--case", "./mine", "--json"))["facts"] == found["facts"]


@pytest.mark.parametrize(
    "words,message",
    [
        (("load", "usgs", "page.csv"), "is a web page"),
        (("load", "nothing", "page.csv"), "is no loader"),
        (("load", "usgs", "absent.csv"), "no such file"),
        (("load", "usgs"), "give a file"),
        (("load", "comtrade", "--fetch", "JPN:2024:280530"), "needs a key"),
        (("facts", "--date", "soon"), "is not a date"),
        (("agreements", "--name", "us_japan_framwork_2025"), "us_japan_framework_2025"),
        (("sources", "--kind", "rumour"), "choose"),
        (("trend", "--lang", "fr"), "choose en, ko, ja"),
        (("why", "absent"), "holds no"),
    ],
)
def test_bad_input_ends_in_a_message(
    words: tuple[str, ...], message: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMTRADE_KEY", raising=False)
    (tmp_path / "page.csv").write_text("<!DOCTYPE html><html></html>")
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert "Traceback" not in result.output
