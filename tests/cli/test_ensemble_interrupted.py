"""The command killed and interrupted in the middle: what is finished stays, and the same command goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from ensemble_cases import files_of
from job_cases import write_job_case

COUNT = 90
"""So many take the small case about a second when two work, which is time enough to come between."""
OPTIONS = (
    *("--scenario", "stop", "--sampling", "monte_carlo", "-n", str(COUNT), "--workers", "2"),
    *("--table", "prices", "--input", "bending", "--quiet"),
)  # fmt: skip
ENOUGH = 5


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small case: what is kept of an ensemble does not depend on how long a scenario takes."""
    return write_job_case(tmp_path_factory.mktemp("case") / "tiny")


def begin(case: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "didymium", "ensemble", str(case), *OPTIONS, "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(out: Path) -> int:
    """How many scenarios the catalogue holds."""
    file = out / "catalogue.sqlite"
    if not file.is_file():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as catalogue:
            return int(catalogue.execute("SELECT count(*) FROM scenarios").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def wait_for_some(out: Path, running: subprocess.Popen[str]) -> int:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if (found := finished(out)) >= ENOUGH:
            return found
        assert running.poll() is None, running.communicate()
        time.sleep(0.02)
    raise AssertionError(f"fewer than {ENOUGH} scenarios within 90 s")


def run(case: Path, out: Path) -> None:
    with begin(case, out) as running:
        said = running.communicate(timeout=200)
    assert running.returncode == 0, said


@pytest.fixture(scope="module")
def undisturbed(case: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of results of a run that nobody disturbed; the page, which may say how long it took, is left
    out.
    """
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run(case, out)
    return results_of(out)


def results_of(out: Path) -> dict[str, bytes]:
    return {name: content for name, content in files_of(out).items() if not name.endswith(".html")}


def solved_since(out: Path, before: dict[int, float]) -> int:
    with closing(sqlite3.connect(f"file:{out / 'catalogue.sqlite'}?mode=ro", uri=True)) as catalogue:
        now = dict(catalogue.execute("SELECT number, seconds FROM scenarios"))
    assert all(now[number] == seconds for number, seconds in before.items())
    return len(now) - len(before)


def seconds_of(out: Path) -> dict[int, float]:
    with closing(sqlite3.connect(out / "catalogue.sqlite")) as catalogue:
        return dict(catalogue.execute("SELECT number, seconds FROM scenarios"))


def test_killed_in_the_middle(case: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """``kill -9`` after some scenarios: every one of them is kept and not solved again, and the files of the
    next run are those of an undisturbed one, byte for byte.
    """
    out = tmp_path / "out"
    with begin(case, out) as running:
        seen = wait_for_some(out, running)
        os.kill(running.pid, signal.SIGKILL)
        running.communicate(timeout=30)
    kept = seconds_of(out)
    assert seen <= len(kept) < COUNT
    run(case, out)
    assert solved_since(out, kept) == COUNT + 1 - len(kept)
    assert results_of(out) == undisturbed


def test_interrupted_in_the_middle(case: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """Ctrl-C finishes what is at work, says how many are kept, and ends with 130; the same command goes
    on.
    """
    out = tmp_path / "out"
    with begin(case, out) as running:
        wait_for_some(out, running)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    kept = seconds_of(out)
    assert running.returncode == 130, said
    assert f"stopped: {len(kept)} of {COUNT + 1} scenarios are finished and kept in {out}" in " ".join(
        said.split()
    )
    assert "the same command goes on" in " ".join(said.split())
    assert "Traceback" not in said
    run(case, out)
    assert solved_since(out, kept) == COUNT + 1 - len(kept)
    assert results_of(out) == undisturbed


def test_every_scenario_is_there(undisturbed: dict[str, bytes]) -> None:
    """Those drawn and the one as stated, in one file."""
    numbers = pl.read_parquet(undisturbed["results/prices-00000.parquet"])["scenario"].unique().sort()
    assert numbers.to_list() == list(range(COUNT + 1))
