"""The measurements of ``make bench`` on the smallest case, without linopy and PyPSA."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    kept = tmp_path_factory.mktemp("bench") / "benchmarks.json"
    command = [sys.executable, "-m", "benchmarks", "mini", "--own", "--repeat", "1", "--out", str(kept)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {"printed": done.stdout, "kept": json.loads(kept.read_text(encoding="utf-8"))}


def test_all_phases_are_measured_once_each(found: dict) -> None:
    """A phase that failed would be missing and its ratio "not measured": nobody would notice in a table."""
    measured = found["kept"]["specs"]["mini"]["measured"]
    assert set(measured) == {"build", "cold", "run", "simplex"}
    assert not [figures["failure"] for figures in measured.values() if figures["failure"]]
    assert set(measured["cold"]["seconds"]) == {"read", "calibrate", "build", "hand_over", "cold"}
    assert measured["run"]["counts"] == {"news": 1, "cold_solves": 1}
    peaks = list(measured["cold"]["peak_mb"].values())
    assert peaks == sorted(peaks), "a peak so far never falls"


def test_size_is_that_of_the_program(found: dict) -> None:
    """24 periods of 12 nodes, two users with a ladder and one stock: counted by hand in the case."""
    counts = found["kept"]["specs"]["mini"]["measured"]["cold"]["counts"]
    nodes = len(
        {("CHN", name) for name in ("ore", "nd", "dy", "mag", "mag_high")}
        | {("JPN", name) for name in ("nd", "dy", "mag", "mag_high")}
        | {("AUS", name) for name in ("ore", "nd", "dy")}
    )
    ladders, stocks, periods = 2, 1, 18 + 6
    assert counts["rows"] == (nodes + ladders + stocks) * periods


def test_a_miss_is_said_and_does_not_fail(found: dict) -> None:
    """On so small a case the cold solve may be too quick for the bar: the command says so and succeeds."""
    ratios = {ratio["label"]: ratio for ratio in found["kept"]["specs"]["mini"]["ratios"]}
    build = ratios["build and hand-over / cold solve"]
    assert build["verdict"] == ("pass" if build["value"] <= 0.1 else "miss")
    assert ratios["PyPSA create_model / our build"]["verdict"] == "not measured"
    assert found["kept"]["help"]["ratio"]["label"] in found["printed"]


def test_neither_linopy_nor_pypsa_is_imported() -> None:
    """They live in an environment of their own."""
    program = (
        "import sys; from benchmarks.child import main; main('cold', 'mini');"
        "sys.exit(bool({'pypsa', 'linopy', 'xarray', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("sweep")
    kept, results = folder / "benchmarks.json", folder / "results.md"
    command = [sys.executable, "-m", "benchmarks", "hot_mini", "--own", "--out", kept, "--results", results]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {
        "printed": done.stdout,
        "hot": json.loads(kept.read_text(encoding="utf-8"))["scenarios"]["hot_mini"],
        "text": results.read_text(encoding="utf-8"),
    }


def test_bare_loop_does_the_same_work(swept: dict) -> None:
    """The limit is only a limit of ours if it takes the same iterations to the same objectives."""
    measured = swept["hot"]["measured"]["hot"]
    assert not measured["failure"]
    assert set(measured["seconds"]) == {"ours", "programs", "bare"}
    counts = measured["counts"]
    assert counts["solves"] == 2, "prices, then flows"
    assert counts["iterations_bare"] == counts["iterations"] > 0
    assert counts["bare_failures"] == counts["bare_differs"] == 0


def test_ratios_of_scenarios_are_printed_and_written(swept: dict) -> None:
    ratios = {ratio["label"]: ratio for ratio in swept["hot"]["ratios"]}
    ours = ratios["ours / bare HiGHS in a loop"]
    assert ours["verdict"] == ("pass" if ours["value"] <= 1.15 else "miss")
    assert ratios["PyPSA rebuilt / ours"]["verdict"] == "not measured"
    assert ours["label"] in swept["printed"]
    assert f"| {ours['label']} | {ours['value']:.3g} |" in swept["text"]
    assert "PyPSA rebuilt" not in swept["text"].split("## hot_mini")[1]
    assert str(ROOT) not in swept["text"]
