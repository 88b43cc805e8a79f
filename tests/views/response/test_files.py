"""A response on disk: the same numbers as on the page, whole or not at all, harmless in a spreadsheet."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from didymium.views.response.data import response_data
from didymium.views.response.files import response_tables, write_response
from response_view_cases import june_view


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("response") / "out"
    write_response(june_view(), out, "ko")
    return out


def test_all_files_are_there(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {
        "plan.csv", "plan_weeks.csv", "priorities.csv", "vulnerabilities.csv", "response.json", "gantt.svg",
        "report.html", "briefing_ko.html",
    }  # fmt: skip


def test_files_say_what_the_data_says(folder: Path) -> None:
    data = response_data(june_view())
    plan, weeks = pl.read_csv(folder / "plan.csv"), pl.read_csv(folder / "plan_weeks.csv")
    assert plan["t"].to_list() == pytest.approx([row["t"] for row in data["plan"]])
    assert weeks["t"].sum() == pytest.approx(plan["t"].sum())
    assert json.loads((folder / "response.json").read_text(encoding="utf-8")) == data
    found = pl.read_csv(folder / "vulnerabilities.csv", infer_schema_length=None)
    counts = dict(found.group_by("kind").len().iter_rows())
    assert counts == {
        "single_source": len(data["vulnerabilities"]["single_sources"]),
        "failing_stage": len(data["vulnerabilities"]["failing_stages"]),
        "failing_sector": len(data["vulnerabilities"]["failing_sectors"]),
    }


def test_a_failure_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fail(*_: object) -> str:
        raise OSError("no room")

    monkeypatch.setattr("didymium.views.response.files.standalone", fail)
    with pytest.raises(OSError, match="no room"):
        write_response(june_view(), folder, "en")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """A party whose name begins like a formula is written with an apostrophe before it."""
    view = june_view()
    plain = type(view)(view.answer)
    plain.__dict__["tasks"] = (replace(view.tasks[0], who="=cmd|' /C calc'!A0"), *view.tasks[1:3])
    write_response(plain, tmp_path / "out")
    assert pl.read_csv(tmp_path / "out" / "plan.csv")["who"][0] == "'=cmd|' /C calc'!A0"


def test_tables_of_nothing_keep_their_columns() -> None:
    nothing = {
        "plan": [], "priorities": [], "nodes": [],
        "vulnerabilities": {"single_sources": [], "failing_stages": [], "failing_sectors": []},
    }  # fmt: skip
    tables = response_tables(nothing)
    assert all(table.height == 0 and table.width > 4 for table in tables.values())
    assert "nodes" not in tables
