"""Outcomes on disk: whole or not at all, the same bytes for the same run, never in place of other files."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from calibration_case import mini_case, scenario
from didymium.calibration.calibrate import calibrate
from didymium.outcome import store
from didymium.outcome.store import OutcomeError, read_outcome, replace_folder, write_outcome, write_text
from didymium.outcome.tables import Outcome, make_table
from didymium.views.service import solve_scenario, write_run


def outcome(price: float = 55.0, title: str = "A run") -> Outcome:
    """An outcome of one price and one stock."""
    prices = make_table(
        "prices",
        {
            "region": ["JPN", "JPN"], "material": ["nd", "dy"], "period": [dt.date(2025, 1, 1)] * 2,
            "price_usd_per_kg": [price, None], "price_low": [None, None], "price_high": [None, None],
            "status": ["ok", "no_supply"],
        },
    )  # fmt: skip
    stocks = make_table(
        "stocks",
        {"holder": ["짐"], "region": ["JPN"], "material": ["dy"], "period": [dt.date(2025, 1, 1)],
         "level_t": [0.3]},
    )  # fmt: skip
    return Outcome(
        "mini", "stop", title, {"prices": prices, "stocks": stocks}, {"gap": 1.5}, {"news": ["2025-04-04"]}
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Tables with their types and blanks, summary and manifest; the base run in a folder beside."""
    write_outcome(outcome(), tmp_path / "out", {"base": outcome(50.0)})
    found, base = read_outcome(tmp_path / "out"), read_outcome(tmp_path / "out" / "base")
    assert (found.case, found.scenario, found.title) == ("mini", "stop", "A run")
    assert found.summary == {"gap": 1.5}
    assert found.manifest["news"] == ["2025-04-04"]
    for name, table in outcome().tables.items():
        assert_frame_equal(found[name], table)
    assert base["prices"]["price_usd_per_kg"].to_list() == [50.0, None]
    text = (tmp_path / "out" / "prices.csv").read_text(encoding="utf-8")
    assert text.splitlines()[2] == "JPN,dy,2025-01-01,,,,no_supply"


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """A second run replaces the first whole: no table of the first stays, and no folder but the result (and
    the lock) stands beside it.
    """
    write_outcome(outcome(), tmp_path / "out", {"base": outcome()})
    less = Outcome("mini", "stop", "Less", {"prices": outcome()["prices"]})
    write_outcome(less, tmp_path / "out")
    assert read_outcome(tmp_path / "out").title == "Less"
    assert not (tmp_path / "out" / "stocks.csv").exists()
    assert not (tmp_path / "out" / "base").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"out", ".out.lock"}


@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failure_in_the_middle_changes_nothing(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full, or the user stops, after the first tables: the old result is whole and nothing else
    stays.
    """
    write_outcome(outcome(), tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(store, "_write_json", fail)
    with pytest.raises(type(error)):
        write_outcome(outcome(99.0), tmp_path / "out")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before
    assert {path.name for path in tmp_path.iterdir()} == {"out", ".out.lock"}


def test_a_failure_of_the_last_rename_brings_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old folder has been moved aside and the new one cannot take its place: the old one returns."""
    write_outcome(outcome(), tmp_path / "out")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.startswith(".out-") and not self.name.endswith("-old"):
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="no"):
        write_outcome(outcome(99.0), tmp_path / "out")
    monkeypatch.undo()
    assert read_outcome(tmp_path / "out")["prices"]["price_usd_per_kg"][0] == 55.0
    assert {path.name for path in tmp_path.iterdir()} == {"out", ".out.lock"}


def test_kill_9_in_the_middle_leaves_the_old_folder_readable(tmp_path: Path) -> None:
    """A process that is killed outright while it writes leaves the earlier result as it was; the next run
    replaces it as if nothing had happened.
    """
    write_outcome(outcome(), tmp_path / "out")
    program = textwrap.dedent(
        """\
        import sys, time
        from pathlib import Path
        from didymium.outcome.store import replace_folder

        def fill(place):
            (place / "prices.csv").write_text("half")
            print("writing", flush=True)
            time.sleep(60)

        replace_folder(Path(sys.argv[1]), fill)
        """
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "out")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert_frame_equal(read_outcome(tmp_path / "out")["prices"], outcome()["prices"])
    write_outcome(outcome(70.0), tmp_path / "out")
    assert read_outcome(tmp_path / "out")["prices"]["price_usd_per_kg"][0] == 70.0


def test_several_processes_write_the_same_folder(tmp_path: Path) -> None:
    """Four processes write the same folder ten times each while this one reads the result of whoever was
    last: at the end it is one whole result, its two files of the same writer.
    """
    program = textwrap.dedent(
        """\
        import sys
        from pathlib import Path
        from didymium.outcome.store import replace_folder

        for number in range(10):
            def fill(place):
                for name in ("one", "two"):
                    (place / name).write_text(f"{sys.argv[2]} {number}")
            replace_folder(Path(sys.argv[1]), fill)
        """
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "out"), str(writer)])
        for writer in range(4)
    ]
    assert [process.wait(timeout=60) for process in processes] == [0, 0, 0, 0]
    assert (tmp_path / "out" / "one").read_text() == (tmp_path / "out" / "two").read_text()
    assert (tmp_path / "out" / "one").read_text().endswith(" 9")
    assert {path.name for path in tmp_path.iterdir()} == {"out", ".out.lock"}


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    """A scenario calibrated, solved and written twice, a second apart: every file is identical, the manifest
    too, for nothing in it depends on the clock.
    """
    content = scenario({"kind": "ban", "origin": "CHN", "materials": ["dy"], "from": dt.date(2025, 4, 4)})
    found = []
    for name in ("one", "other"):
        case = mini_case()
        write_run(solve_scenario(case, calibrate(case), "stop", content), tmp_path / name)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        found.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
        time.sleep(1.05)
    assert found[0].keys() == found[1].keys()
    assert [name for name, content in found[0].items() if content != found[1][name]] == []
    assert {"prices.parquet", "prices.csv", "manifest.json", "summary.json", "base/prices.csv"} <= set(
        found[0]
    )


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A result of a later version is not half understood."""
    write_outcome(outcome(), tmp_path / "out")
    file = tmp_path / "out" / "summary.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": store.FORMAT + 1}))
    with pytest.raises(OutcomeError, match="was written by a newer version"):
        read_outcome(tmp_path / "out")


def test_a_folder_without_an_outcome_is_named(tmp_path: Path) -> None:
    """Reading what is no result says which folder to give."""
    with pytest.raises(OutcomeError, match="holds no outcome .* give the folder that solve or run wrote"):
        read_outcome(tmp_path)


def test_other_files_are_never_replaced(tmp_path: Path) -> None:
    """A folder with somebody's files, or a file, is refused before anything is touched; an empty folder is
    fine.
    """
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.txt").write_text("years of work")
    with pytest.raises(OutcomeError, match="holds something other than results"):
        write_outcome(outcome(), tmp_path / "home")
    with pytest.raises(OutcomeError, match="is a file"):
        write_outcome(outcome(), tmp_path / "home" / "thesis.txt")
    with pytest.raises(OutcomeError, match="cannot be written: .*thesis.txt is a file"):
        write_outcome(outcome(), tmp_path / "home" / "thesis.txt" / "out")
    assert (tmp_path / "home" / "thesis.txt").read_text() == "years of work"
    (tmp_path / "empty").mkdir()
    write_outcome(outcome(), tmp_path / "empty")
    assert read_outcome(tmp_path / "empty").title == "A run"


def test_text_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that cannot be put in place leaves the earlier one."""
    write_text(tmp_path / "a" / "report.html", "old")

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("no")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no"):
        write_text(tmp_path / "a" / "report.html", "new")
    assert (tmp_path / "a" / "report.html").read_text() == "old"


def test_a_place_that_takes_no_file_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The superuser may write everywhere, in /proc too, where no file can be made and a lock never comes."""

    def refuse(**_: object) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    with pytest.raises(OutcomeError, match="out cannot be written: No such file"):
        store.check_place(tmp_path / "out")


def test_readable_by_others(tmp_path: Path) -> None:
    """The folder is made in a private temporary one; the result can be read by everybody."""
    replace_folder(tmp_path / "out", lambda place: None)
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755


def test_csv_and_parquet_hold_the_same(tmp_path: Path) -> None:
    """Both forms agree to the six digits after the point that CSV keeps."""
    write_outcome(outcome(1 / 3), tmp_path / "out")
    from_csv = pl.read_csv(tmp_path / "out" / "prices.csv", try_parse_dates=True)
    from_parquet = pl.read_parquet(tmp_path / "out" / "prices.parquet")
    assert from_csv["price_usd_per_kg"][0] == pytest.approx(from_parquet["price_usd_per_kg"][0], abs=1e-6)
    assert from_csv["period"].to_list() == from_parquet["period"].to_list()
