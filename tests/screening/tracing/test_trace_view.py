"""What a trace shows agrees with its tables, in every language; wrong options are refused by name."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from chain_case import write_chain_case
from didymium.case.reading import read_case
from didymium.cli.trace_commands import trace as trace_command
from didymium.indicators.spans import spans_of_outcome
from didymium.locale import LANGUAGES
from didymium.outcome.store import write_outcome
from didymium.outcome.tables import Outcome
from didymium.screening.tracing.request import TraceRequest
from didymium.screening.tracing.trace import trace
from didymium.views.answer.parts import print_answer
from didymium.views.screening.trace.parts import shown_trace
from didymium.views.screening.trace.view import TraceView
from trace_cases import JAN, Rows

APP = typer.Typer()
APP.command("trace")(trace_command)
CONTENTS = """\
material,element,t_oxide_per_t,source
ore,Dy,0.5,assumed: round number
oxide,Dy,1,assumed: round number
metal,Dy,1.25,assumed: round number
"""
HOLDINGS = """\
holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,source
makers,commercial,JPN,metal,10,10,10,assumed: round number
"""


def _outcome() -> Outcome:
    """Australian ore is separated at home and its oxide made metal in Japan, which draws a tenth of what it
    uses from its opening stock.
    """
    rows = Rows()
    rows.output += [
        ("pit", "mining", "AUS", "ore", JAN, 225.0),
        ("mill", "separating", "AUS", "ore", JAN, -225.0),
        ("mill", "separating", "AUS", "oxide", JAN, 112.5),
        ("smelter", "smelting", "JPN", "oxide", JAN, -112.5),
        ("smelter", "smelting", "JPN", "metal", JAN, 90.0),
    ]
    rows.ship("oxide", "AUS", "JPN", 112.5, JAN, arrived=112.5)
    rows.hold("makers", "JPN", "metal", 0.0, JAN)
    rows.use("JPN", "metal", 100.0, JAN, sector="cars")
    return rows.outcome()


@pytest.fixture(scope="module")
def case_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case on paper, with contents, a stock, and a route without transit."""
    folder = write_chain_case(tmp_path_factory.mktemp("case"), contents=CONTENTS, holdings=HOLDINGS)
    routes = folder / "routes.csv"
    routes.write_text(routes.read_text(encoding="utf-8").replace(",12,,", ",0,,"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def view(case_folder: Path) -> TraceView:
    """What is shown of the trace of Japan's metal."""
    case, outcome = read_case(str(case_folder)), _outcome()
    request = TraceRequest(material="metal")
    return TraceView(
        case, "chain", "A chain", spans_of_outcome(outcome), request, trace(case, outcome, request)
    )


@pytest.fixture
def result(tmp_path: Path) -> Path:
    """The outcome as a run writes it."""
    write_outcome(_outcome(), tmp_path / "out")
    return tmp_path / "out"


def test_the_tables_say_what_was_traced(view: TraceView) -> None:
    """Nine tenths of Japan's metal was mined and separated in Australia and smelted at home."""
    origins, hidden = (part.tables[0] for part in shown_trace(view).parts[:2])
    assert origins.title == "Japan: Dysprosium by stage"
    assert [(row[0], row[1], row[3]) for row in origins.rows] == [
        ("mined", "Australia", "90 %"),
        ("mined", "opening stock (Japan)", "10 %"),
        ("separated", "Australia", "90 %"),
        ("separated", "opening stock (Japan)", "10 %"),
        ("made metal", "Japan", "90 %"),
        ("made metal", "opening stock (Japan)", "10 %"),
        ("last border", "made at home (Japan)", "90 %"),
        ("last border", "opening stock (Japan)", "10 %"),
    ]
    assert {row[2:] for row in hidden.rows} == {
        ("Australia", stage, "0 %", "90 %", "100 %", "90 %") for stage in ("mined", "separated", "any stage")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(view: TraceView, language: str) -> None:
    shown, file = shown_trace(view, language), io.StringIO()
    print_answer(file, shown)
    texts = [file.getvalue(), *(chart.description for part in shown.parts for chart in part.charts)]
    assert len(texts) == 2
    for text in texts:
        assert shown.words.region("AUS") in text
        assert not re.search(r"trace\.|\{", text)


def test_the_command_writes_the_same_numbers(case_folder: Path, result: Path, tmp_path: Path) -> None:
    options = ["--case", str(case_folder), "--material", "metal", "--element", "dysprosium"]
    told = CliRunner().invoke(APP, [str(result), *options, "--json", "--out", str(tmp_path / "traced")])
    assert told.exit_code == 0, told.output
    data = json.loads(told.stdout)
    mined = [row for row in data["origins"] if row["stage"] == "mine"]
    assert [(row["plant"], row["share"]) for row in mined] == [
        ("pit", pytest.approx(0.9)),
        ("", pytest.approx(0.1)),
    ]
    written = pl.read_parquet(tmp_path / "traced" / "origins.parquet").filter(pl.col("stage") == "mine")
    assert sorted(written["t"]) == pytest.approx([12.5, 112.5])
    assert json.loads((tmp_path / "traced" / "trace.json").read_text(encoding="utf-8")) == {
        name: value for name, value in data.items() if name != "out"
    }
    assert {path.suffix for path in (tmp_path / "traced").iterdir()} == {
        ".csv", ".html", ".json", ".parquet", ".svg",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--material", "cheese"], '--material: "cheese" is unknown'),
        (["--element", "Xx"], '--element: "Xx" is unknown'),
        (["--region", "XXX", "--sector", "pets"], '--region: "XXX" .* --sector: "pets"'),
        (["--pair", "mine"], '--pair "mine" is no pair of stages'),
        (["--pair", "mine+shop"], '--pair: "shop"'),
        (["--from", "soon"], '--from "soon" is not a date'),
        (["--from", "2040-01-01"], "--from: .* leaves no period"),
        (["--lang", "xx"], "--lang"),
    ],
)
def test_wrong_options_are_refused_by_name(
    case_folder: Path, result: Path, options: list[str], words: str
) -> None:
    asked = [str(result), "--case", str(case_folder), "--material", "metal", *options]
    told = CliRunner().invoke(APP, asked)
    assert told.exit_code == 2
    assert re.search(words, " ".join(told.output.split()))


def test_a_folder_without_a_result_is_refused(tmp_path: Path) -> None:
    told = CliRunner().invoke(APP, [str(tmp_path)])
    assert told.exit_code == 2
    assert "holds no outcome" in told.output
