"""The terminal's text: plain, at most a hundred columns wide, the same numbers as the report."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.locale import LANGUAGES
from didymium.views.run_view import ScenarioRun
from didymium.views.terminal import print_calibration, print_run, print_solve
from tiny_case import write_tiny_case


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_in_plain_text(
    case: Case, calibration: Calibration, runs: list[ScenarioRun], language: str
) -> None:
    file = io.StringIO()
    print_run(file, case, calibration, runs, report_path=Path("out/report.html"), lang=language)
    text = file.getvalue()
    assert "\x1b" not in text
    assert max(cell_len(line) for line in text.splitlines()) <= 100
    assert "out/report.html" in text
    assert "×4.0" in text
    assert "Base: nothing happens" in text


def test_short_stock_customs_and_provenance_are_there(
    case: Case, calibration: Calibration, runs: list[ScenarioRun]
) -> None:
    file = io.StringIO()
    print_run(file, case, calibration, runs)
    text = " ".join(file.getvalue().split())
    for part in (
        "Electric vehicles",
        "from 31 days of use to 16",
        "Magnet, China → Japan",
        "are assumed",
        "180 years of work",
    ):
        assert part in text


def test_one_scenario_says_where_its_tables_are(case: Case, runs: list[ScenarioRun]) -> None:
    file = io.StringIO()
    print_solve(file, case, runs[1], Path("out/solve"))
    assert "Results: out/solve" in file.getvalue()
    quiet = io.StringIO()
    print_solve(quiet, case, runs[0])
    assert "Nothing happens in this run" in quiet.getvalue()


def test_a_calibration(tmp_path: Path, case: Case, calibration: Calibration) -> None:
    tiny = read_case(write_tiny_case(tmp_path / "tiny"))
    file = io.StringIO()
    print_calibration(file, tiny, calibrate(tiny))
    assert "Reported figures moved most" in file.getvalue()
    none = io.StringIO()
    print_calibration(none, case, calibration)
    assert "not calibrated" in none.getvalue()
