"""``didymium floor``: what it prints and writes, and words for bad input."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from bundled_case import NAME
from didymium.case.folder import bundled_cases
from didymium.cli.app import app
from didymium.decisions.floors import compare
from didymium.decisions.floors.designs import DESIGNS
from didymium.locale import LANGUAGES

runner = CliRunner()
AT_110 = ("--from", "2026-01-01", "--material", "ndpr_oxide", "--floor", "110")


def run(*arguments: str | Path, code: int = 0) -> str:
    result = runner.invoke(app, ["floor", *map(str, arguments)])
    assert "Traceback" not in result.output and "unexpected error" not in result.output
    assert result.exit_code == code, result.output
    return result.output


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], Path]:
    """All designs over half a year, which is enough for each to charge and pay."""
    folder = tmp_path_factory.mktemp("floor")
    case = shutil.copytree(bundled_cases()[NAME], folder / NAME)
    with (case / "case.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[profiles.brief]\nmonths = 6\nlead_months = 1\n")
    asked = ("--profile", "brief", "--compare", "--club", "g7", "--json", "--out", folder / "out")
    return json.loads(run(case, *asked, *AT_110)), folder / "out"


def test_every_design_is_compared(compared: tuple[dict[str, object], Path]) -> None:
    report, out = compared
    designs = report["designs"]
    assert isinstance(designs, list)
    assert tuple(item["design"] for item in designs) == DESIGNS
    for item in designs:
        account = item["who_pays_usd_million_per_year"]
        assert sum(value for key, value in account.items() if key != "sum") == pytest.approx(account["sum"])
    assert {path.name for path in out.iterdir()} == {
        "designs.csv", "who_pays.csv", "plants.csv", "prices.csv", "measures.csv", "floor.json", "floor.svg"
    }  # fmt: skip


def test_files_say_the_same_as_the_report(compared: tuple[dict[str, object], Path]) -> None:
    report, out = compared
    table = pl.read_csv(out / "designs.csv")
    designs = report["designs"]
    assert isinstance(designs, list)
    assert table["price_in_usd_per_kg"].to_list() == pytest.approx(
        [item["price_in_usd_per_kg"] for item in designs]
    )
    assert json.loads((out / "floor.json").read_text(encoding="utf-8"))["designs"] == designs
    assert pl.read_csv(out / "measures.csv").filter(pl.col("item") == "levy").height > 0


@pytest.fixture(scope="module")
def found_once() -> Iterator[None]:
    """The same question is worked out once: languages only tell its answer in other words."""
    known: dict[str, compare.Comparison] = {}
    work_out = compare.compare_designs

    def once(case: Any, base: Any, question: Any, designs: Any, **more: Any) -> compare.Comparison:
        key = repr((question, designs))
        if key not in known:
            known[key] = work_out(case, base, question, designs, **more)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compare, "compare_designs", once)
        yield


@pytest.mark.usefixtures("found_once")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_every_language(lang: str, tmp_path: Path) -> None:
    said = run("--design", "contract", "--lang", lang, "--out", tmp_path / "out", *AT_110)
    assert "say." not in said and "label." not in said and "{" not in said


@pytest.mark.thorough
def test_a_floor_below_the_market_changes_nothing(tmp_path: Path) -> None:
    report = json.loads(run("--club", "partners", "--floor", "10", "--json", "--out", tmp_path / "out"))
    none, levy = report["designs"]
    assert levy["price_in_usd_per_kg"] == pytest.approx(none["price_in_usd_per_kg"], rel=1e-9)
    assert levy["public_usd_million_per_year"] == pytest.approx(0.0, abs=1e-9)
    assert levy["output_t_per_year"] == pytest.approx(none["output_t_per_year"], rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--floor", "-1"), "--floor: "),
        (("--club", "partner"), 'did you mean "partners"'),
        (("--material", "ndpr_oxid"), 'did you mean "ndpr_oxide"'),
        (("--profile", "nope"), "--profile"),
        (("--from", "2020-01-01"), "is before the case begins"),
        (("--from", "soon"), "is not a date"),
        (("--from", "9999-01-01", "--dumping", "10"), "is more than 100 years after the base year"),
        (("--design", "wish"), "--design"),
        (("--dumping", "-5"), "--dumping"),
        (("--club", "MMR"), "imports no ndpr_oxide from outside"),
        (("--scenario", "nothing"), "neither a scenario"),
        (("--lang", "fr"), "--lang"),
        (("--rival", "nice"), "known: best-reply, passive"),
        (("--rival-file", "china"), "names a rival that is to do nothing"),
        (
            ("--rival", "best-reply", "--dumping", "9", "--flip"),
            "--flip: asks about a rival that does nothing",
        ),
        (("--rival", "best-reply", "--rival-file", "nobody"), "is no rival file"),
        (("--rival", "best-reply", "--club", "CHN"), "moves for CHN, of those who decide"),
        (("--rival", "best-reply", "--from", "2025-01-01"), "too late to count"),
    ],
)
def test_bad_input_is_named(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in run(*arguments, "--out", tmp_path / "out", code=2)
    assert not (tmp_path / "out").exists()


def test_all_problems_at_once(tmp_path: Path) -> None:
    said = run("--floor", "-1", "--club", "g8", "--material", "x", "--out", tmp_path / "out", code=2)
    assert all(option in said for option in ("--floor", "--club", "--material"))


def test_a_case_without_prices_is_refused(tmp_path: Path) -> None:
    assert "is not calibrated" in run("trnsport", "--out", tmp_path / "out", code=2)


def test_a_folder_of_others_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    run("--out", tmp_path, code=2)
    assert (tmp_path / "thesis.docx").exists()
