"""``didymium projects``: what it prints and writes, and words for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bundled_case import NAME
from didymium.cli.app import app
from projects_view_cases import write_paper_case
from tiny_case import write_tiny_case

runner = CliRunner()


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["projects", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("case")
    write_paper_case(folder)
    return folder


def test_the_pipeline_of_a_case(case: Path) -> None:
    """Without finance no market is solved: those parts are null."""
    found = json.loads(run(case, "--json"))
    assert [row["project"] for row in found["projects"]] == ["new_mill", "foundry"]
    assert found["finance"] is None and found["programme"] is None and found["deposits"] is None
    assert "facts" not in found["projects"][0]
    only = json.loads(run(case, "--project", "foundry", "--json"))["projects"]
    assert [row["project"] for row in only] == ["foundry"] and "facts" in only[0]


def test_bundled_pipeline_says_where_sources_disagree() -> None:
    """Sources of research on Lofdal state stakes of 15 and 40 %, and capital of 300 and 347.9 million."""
    found = json.loads(run(NAME, "--project", "lofdal", "--json"))["projects"][0]
    assert {item["measure"] for item in found["disagreements"]} == {"stake", "capital_cost"}
    assert any("JOGMEC" in partner for partner in found["partners"])
    assert found["facts"]["money"] and all(fact["source_title"] for fact in found["facts"]["money"])


def test_deposits_without_solving_stand_at_prices_of_the_base_year(case: Path) -> None:
    found = json.loads(run(case, "--deposits", "--json"))
    assert found["deposit_prices_from"] == "base_year" and found["finance"] is None
    assert [row["deposit"] for row in found["deposits"]] == ["hill", "seabed"]
    assert set(found["supply_curves"]) == {"Nd", "Pr", "Dy", "Tb"}


def test_programme_at_the_users_rate(case: Path, tmp_path: Path) -> None:
    """Every outflow in won is 1,400 times that in dollars, no year pays more than 20 billion, and files say
    what the output says.
    """
    out = tmp_path / "out"
    asked = ("--programme", "KOR", "--day", "2026-03-31", "--rate", "KRW=1400", "--json", "--out", out)
    found = json.loads(run(case, *asked))
    programme = found["programme"]
    lines = [line for sheet in programme["dollars"] for line in sheet["lines"]]
    assert lines and all(line["outflow_local"] == pytest.approx(1400 * line["outflow_usd"]) for line in lines)
    assert max(line["outflow_usd"] for line in lines) <= 20e9 * (1 + 1e-9)
    assert programme["terms"]["yearly_cap_usd"]["value"] == 20e9
    assert {one["project"] for one in programme["project_scores"]} == {"new_mill", "foundry"}
    written = json.loads((out / "projects.json").read_text(encoding="utf-8"))
    assert written == {name: value for name, value in found.items() if name != "out"}
    assert (out / "programme_dollars.parquet").is_file() and (out / "report.html").is_file()


@pytest.mark.parametrize("lang", ["en", "ko", "ja"])
def test_programme_is_told_in_every_language(case: Path, lang: str) -> None:
    said = run(case, "--programme", "JPN", "--day", "2026-03-31", "--lang", lang)
    assert "programmes." not in said and "projects." not in said


def test_every_wrong_name_and_rate_at_once(case: Path) -> None:
    """A project, a region, a member, two rates, and with finance the figures too; nothing is solved."""
    said = run(
        case, "--project", "new_mil", "--members", "JPM", "--programme", "FRA", "--rate", "XYZ=3", code=2
    )
    for part in ('did you mean "new_mill"?', "--members", "--programme", "--rate", "XYZ"):
        assert part in said
    asked = ("--finance", "--discount-rate", "-0.1", "--futures", "1", "--project", "new_mil")
    said = run(case, *asked, code=2)
    for part in ("--discount-rate", "--futures", "--project"):
        assert part in said
    assert json.loads(run(case, *asked, "--json", code=2))["problems"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--floor", "90"), "--floor would change nothing: add --finance"),
        (("--day", "2026-03-31"), "--day goes with --programme"),
        (("--programme", "JPN", "--day", "soon"), '--day "soon" is not a date'),
        (("--rate", "KRW"), "write KRW=1400"),
        (("--programme", "KOR", "--rate", "KRW=-1"), "above 0"),
        (("--with", "nowhere_case"), "nowhere_case"),
        (("--lang", "xx"), "is not spoken here"),
        (("--finance", "--members", "CHN"), "no project fits"),
    ],
)
def test_bad_input_is_told_in_words(case: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in " ".join(run(case, *arguments, code=2).split())


def test_a_case_without_projects(tmp_path: Path) -> None:
    write_tiny_case(tmp_path)
    assert "has no projects" in run(tmp_path, code=2)


def test_a_folder_of_something_else_is_kept(case: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work", encoding="utf-8")
    assert "would be lost" in run(case, "--out", tmp_path, code=2)
    assert (tmp_path / "thesis.doc").read_text(encoding="utf-8") == "years of work"
