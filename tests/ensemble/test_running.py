"""Running ensembles: the same files whoever solves them, nothing solved twice, nothing finished lost."""

from __future__ import annotations

import datetime as dt
import errno
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pytest

import didymium.ensemble.running.folder as folder_module
import didymium.ensemble.running.run as run_module
import didymium.ensemble.running.worker as worker_module
from calibration_case import scenario
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.calibration.price import PricingError
from didymium.case.case import Case
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import loss_risks
from didymium.ensemble.running.catalogue import EnsembleCatalogue
from didymium.ensemble.running.cluster import Cluster, ClusterError
from didymium.ensemble.running.folder import FolderError, locked, read_definition, salt_of
from didymium.ensemble.running.parts import unpacked
from didymium.ensemble.running.run import Finished, run_ensemble
from didymium.ensemble.running.threads import Task, Threads
from didymium.ensemble.running.work import TABLES, Work
from didymium.ensemble.running.worker import Solved, Worker
from didymium.market.solver import SolverError
from ensemble_cases import MINI_INPUTS, files_of, licences, mini_definition, uncertain


@dataclass
class Counted:
    """Threads that note which scenarios they are asked for, and stop after so many."""

    workers: int = 1
    most: int = 10**9
    asked: list[int] = field(default_factory=list)

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        self.asked += [number for number, _ in tasks]
        for done, solved in enumerate(Threads(self.workers).solve(work, tasks[: self.most], stop), start=1):
            yield solved
            if done == self.most:
                return


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An ensemble of eight, solved by one thread."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    run_ensemble(mini_definition(8), folder, Threads(1))
    return folder


def test_what_lies_in_the_folder(whole: Path) -> None:
    """The definition, the draws, a file of results for each table, the catalogue."""
    assert set(files_of(whole)) == {
        "ensemble.json", "draws.parquet", *(f"results/{name}-00000.parquet" for name in
        ("prices", "shortages", "losses", "stocks")),
    }  # fmt: skip
    assert (whole / "catalogue.sqlite").is_file()
    prices = pl.read_parquet(whole / "results" / "prices-00000.parquet")
    assert prices["scenario"].unique(maintain_order=True).to_list() == list(range(9))
    found = read_definition(whole)
    assert (found["scenarios"], found["inputs"], found["idle_inputs"]) == (
        8, ["share", "growth", "penalty"], ["ban"],
    )  # fmt: skip
    assert pl.read_parquet(whole / "draws.parquet").height == 8


@pytest.mark.parametrize("workers", [2, 3])
def test_threads_change_nothing(whole: Path, tmp_path: Path, workers: int) -> None:
    """Whoever solves which scenario, all files are the same byte for byte."""
    run_ensemble(mini_definition(8), tmp_path / "out", Threads(workers))
    assert files_of(tmp_path / "out") == files_of(whole)


def test_scenarios_are_what_a_fresh_worker_says(whole: Path) -> None:
    """Scenario 5 of the ensemble is scenario 5 alone, bit by bit; the one as stated is number 0."""
    definition = mini_definition(8)
    worker = Worker(definition.work)
    alone = worker.solve(5, tuple(definition.draws.values[4].tolist()))
    stocks = pl.read_parquet(whole / "results" / "stocks-00000.parquet")
    assert stocks.filter(scenario=5).drop("scenario").equals(unpacked(alone.tables["stocks"]))
    stated = worker.solve(0, ())
    assert stocks.filter(scenario=0).drop("scenario").equals(unpacked(stated.tables["stocks"]))
    assert (alone.path, alone.solves, alone.failure) == ("hot", 8, "")


def test_a_finished_run_is_found(whole: Path) -> None:
    """Nothing is solved again, and nothing is written."""
    before, executor = files_of(whole), Counted()
    found = run_ensemble(mini_definition(8), whole, executor)
    assert executor.asked == []
    assert (found.solved, found.found, found.left) == (0, 9, 0)
    assert files_of(whole) == before


@pytest.mark.parametrize("first", [1, 4, 8])
def test_a_stopped_run_goes_on(whole: Path, tmp_path: Path, first: int) -> None:
    """After one, four or eight scenarios: only the others are solved, and the files are those of an
    undisturbed run.
    """
    out = tmp_path / "out"
    stopped = run_ensemble(mini_definition(8), out, Counted(most=first))
    assert (stopped.solved, stopped.left) == (first, 9 - first)
    assert not list((out / "results").iterdir())
    executor = Counted(workers=2)
    resumed = run_ensemble(mini_definition(8), out, executor)
    assert (resumed.found, resumed.solved, resumed.left) == (first, 9 - first, 0)
    assert sorted(executor.asked) == list(range(first, 9))
    assert files_of(out) == files_of(whole)


def test_stopping_finishes_what_is_at_work(tmp_path: Path) -> None:
    """Once stopped, what the workers are at is finished and kept, and no more is begun."""
    stop, told = threading.Event(), []

    def advance(steps: int) -> None:
        told.append(steps)
        if sum(told) == 2:
            stop.set()

    found = run_ensemble(mini_definition(30), tmp_path / "out", Threads(2), advance=advance, stop=stop)
    assert 2 <= found.solved <= 12
    assert found.left == 31 - found.solved
    assert sum(told) == found.solved
    with closing(EnsembleCatalogue(f"sqlite:///{tmp_path / 'out' / 'catalogue.sqlite'}")) as catalogue:
        assert len(catalogue.states(mini_definition(30).key)) == found.solved


def test_more_scenarios_of_the_same_draws(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Monte Carlo with fourteen instead of eight scenarios begins with the same eight: nothing of them is
    solved again, though their last file was not full, and the files are those of an undisturbed run.
    """
    monkeypatch.setattr(folder_module, "PER_FILE", 6)
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    run_ensemble(mini_definition(8), out, Threads(2))
    found = run_ensemble(mini_definition(14), out, Threads(2))
    assert (found.solved, found.found, found.left) == (6, 9, 0)
    run_ensemble(mini_definition(14), fresh, Threads(1))
    assert files_of(out) == files_of(fresh)
    with pytest.raises(FolderError, match=r"differs in: number of scenarios \(10, not 14\)"):
        run_ensemble(mini_definition(10), out, Threads(1))


def test_keys(whole: Path) -> None:
    """The same draws on the same work have the same key, in whatever ensemble; anything else another."""
    eight, ten = mini_definition(8), mini_definition(10)
    assert eight.key == mini_definition(8).key != ten.key
    assert [eight.scenario_key(n) for n in range(9)] == [ten.scenario_key(n) for n in range(9)]
    others = [
        mini_definition(8, seed=2), mini_definition(8, tables=("prices",)),
        mini_definition(8, inputs=MINI_INPUTS[:2]), mini_definition(8, stated=licences((0.3, 0.6))),
    ]  # fmt: skip
    assert len({eight.key, *(other.key for other in others)}) == 5


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (lambda: mini_definition(3, seed=2), r"seed \(2, not 1\)"),
        (
            lambda: mini_definition(3, method="latin_hypercube"),
            r"sampling \(latin_hypercube, not monte_carlo\)",
        ),
        (lambda: mini_definition(3, tables=("prices",)), "tables kept"),
        (lambda: mini_definition(3, stated=licences((0.3, 0.6))), "contents of the scenario"),
        (lambda: mini_definition(3, inputs=MINI_INPUTS[:2]), "figures of the case, inputs"),
    ],
)  # fmt: skip
def test_another_ensembles_folder_is_refused(tmp_path: Path, other: object, words: str) -> None:
    """The message names the differences and what to do."""
    run_ensemble(mini_definition(3), tmp_path / "out", Counted(most=1))
    before = files_of(tmp_path / "out")
    with pytest.raises(FolderError, match=f"differs in: {words}.*Give another folder, or --replace"):
        run_ensemble(other(), tmp_path / "out", Threads(1))
    assert files_of(tmp_path / "out") == before


def test_strangers_are_left_alone(tmp_path: Path) -> None:
    """A folder with anything else in it is refused, replaced or not, and so is a file."""
    (tmp_path / "thesis.tex").write_text("mine", encoding="utf-8")
    for replacing in (False, True):
        with pytest.raises(FolderError, match="holds something other than an ensemble"):
            run_ensemble(mini_definition(3), tmp_path, Threads(1), replace=replacing)
    assert (tmp_path / "thesis.tex").read_text(encoding="utf-8") == "mine"
    with pytest.raises(FolderError, match="is a file"):
        run_ensemble(mini_definition(3), tmp_path / "thesis.tex", Threads(1))


def test_a_run_killed_at_its_very_start_goes_on(tmp_path: Path, whole: Path) -> None:
    """Killed after the draws were written and before the definition, or while writing: the same command
    goes on, and what was left unfinished goes.
    """
    out = tmp_path / "out"
    (out / "results").mkdir(parents=True)
    (out / "draws.parquet").write_bytes(b"half of")
    (out / ".draws.parquet.abc").write_bytes(b"half of")
    run_ensemble(mini_definition(8), out, Counted(most=3))
    (out / "results" / ".prices-00000.parquet.x1").write_bytes(b"half of")
    run_ensemble(mini_definition(8), out, Threads(2))
    assert files_of(out) == files_of(whole)


def test_one_process_at_a_time(tmp_path: Path) -> None:
    """While another works in a folder it is refused; afterwards it is free."""
    with locked(tmp_path / "out"), pytest.raises(FolderError, match="another process is working in"):
        run_ensemble(mini_definition(3), tmp_path / "out", Threads(1))
    assert run_ensemble(mini_definition(1), tmp_path / "out", Threads(1)).left == 0


def test_a_full_disk_loses_nothing(tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No room for a file of results: the message says so, the scenarios are in the catalogue, and the next
    run writes the file without solving anything.
    """
    out = tmp_path / "out"
    run_ensemble(mini_definition(8), out, Counted(most=2))

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(folder_module, "write_whole_bytes", full)
        with pytest.raises(FolderError, match="is full: make room and give the same command again"):
            run_ensemble(mini_definition(8), out, Threads(2))
    executor = Counted()
    found = run_ensemble(mini_definition(8), out, executor)
    assert (found.found, executor.asked) == (9, [])
    assert files_of(out) == files_of(whole)


def test_room_is_looked_at_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten scenarios the room that the others will take is compared with what is free."""
    with monkeypatch.context() as patched:
        patched.setattr(run_module, "free_bytes", lambda folder: 0)
        with pytest.raises(FolderError, match="11 scenarios more need about .* 0 MB are free"):
            run_ensemble(mini_definition(20), tmp_path / "out", Threads(1))
    executor = Counted(most=1)
    assert run_ensemble(mini_definition(20), tmp_path / "out", executor).found == 10
    assert min(executor.asked) == 10


def failing_at(number: int, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the run of one scenario fail."""
    solve, run = Worker.solve, Worker._run
    now = threading.local()

    def noting(self: Worker, which: int, values: Sequence[float]) -> Solved:
        now.number = which
        return solve(self, which, values)

    def failing(self: Worker, *arguments: object) -> object:
        if getattr(now, "number", -1) == number:
            raise error
        return run(self, *arguments)

    monkeypatch.setattr(worker_module.Worker, "solve", noting)
    monkeypatch.setattr(worker_module.Worker, "_run", failing)


def test_a_scenario_without_an_answer_is_recorded(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said with its reason, is not solved again, and the others are what they were."""
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        failing_at(3, SolverError("infeasible", "these cannot hold together"), patched)
        found = run_ensemble(mini_definition(8), out, Threads(2))
    assert (found.left, found.progress.failed) == (0, 1)
    assert found.failures == ((3, "these cannot hold together"),)
    name = "results/prices-00000.parquet"
    less, all_ = pl.read_parquet(out / name), pl.read_parquet(whole / name)
    assert less.equals(all_.filter(pl.col("scenario") != 3))
    assert run_ensemble(mini_definition(8), out, Threads(1)).solved == 0


def test_figures_that_contradict_each_other_fail_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some draws have no base year: they are recorded with the reason, the others stand."""
    costs = uncertain(
        "cost", table="plants", rows="plant=jmag", column="cost_usd_per_kg", distribution="choice",
        parameters="values=1 3",
    )  # fmt: skip

    def calibrated(case: Case) -> Calibration:
        if max(row.cost_usd_per_kg for row in case.plants) > 20:
            raise PricingError("no prices agree")
        return calibrate(case)

    monkeypatch.setattr(worker_module, "calibrate", calibrated)
    definition = mini_definition(6, inputs=[costs])
    found = run_ensemble(definition, tmp_path / "out", Threads(2))
    bad = [number for number, (value,) in enumerate(definition.draws.values.tolist(), start=1) if value > 1]
    assert 0 < len(bad) < 6
    assert found.failures == tuple((number, "no prices agree") for number in bad)
    assert found.left == 0


def test_a_stated_scenario_without_an_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The draws are solved all the same, and by one thread or two they are the same."""
    run = worker_module.HotMarket.run

    def failing(self: object, found: object, *more: object) -> object:
        if [rate.volume_share for rate in found.event[0].approval] == [None, None]:
            raise SolverError("infeasible", "these cannot hold together")
        return run(self, found, *more)

    monkeypatch.setattr(worker_module.HotMarket, "run", failing)
    folders = [tmp_path / "one", tmp_path / "two"]
    found = [run_ensemble(mini_definition(5), out, Threads(n)) for n, out in enumerate(folders, start=1)]
    assert [item.failures for item in found] == [((0, "these cannot hold together"),)] * 2
    assert files_of(folders[0]) == files_of(folders[1])


class Broken(Exception):
    """A bug."""


def test_a_bug_in_a_worker_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no answer of the market is raised, not recorded; what was finished stays."""
    with monkeypatch.context() as patched:
        failing_at(4, Broken("a bug"), patched)
        with pytest.raises(Broken):
            run_ensemble(mini_definition(8), tmp_path / "out", Threads(1))
    found = run_ensemble(mini_definition(8), tmp_path / "out", Threads(1))
    assert found.found == 4
    assert found.progress.failed == 0


def test_a_scheduler_that_is_not_there(tmp_path: Path) -> None:
    """Within the time that connecting may take, a message and what helps; nothing hangs."""
    begin = dt.datetime.now(dt.UTC)
    with pytest.raises(ClusterError, match="no dask scheduler answers at tcp://127.0.0.1:9 .*start one"):
        run_ensemble(mini_definition(3), tmp_path / "out", Cluster("tcp://127.0.0.1:9"))
    assert dt.datetime.now(dt.UTC) - begin < dt.timedelta(seconds=20)
    assert run_ensemble(mini_definition(1), tmp_path / "other", Threads(1)).left == 0


def test_other_tables(tmp_path: Path) -> None:
    """All tables can be kept; those made for an ensemble have no columns that are the same everywhere."""
    run_ensemble(mini_definition(1, tables=TABLES), tmp_path / "out", Threads(1))
    kept = {path.name.split("-")[0] for path in (tmp_path / "out" / "results").iterdir()}
    assert kept == set(TABLES)


def test_files_of_a_hundred(tmp_path: Path) -> None:
    """105 draws and the scenario as stated: scenarios 0 to 99 in one file, 100 to 105 in the next, though
    they finish in any order.
    """
    definition = mini_definition(105, tables=("stocks",))
    found = run_ensemble(definition, tmp_path / "out", Threads(2))
    assert found.left == 0
    numbers = [
        pl.read_parquet(tmp_path / "out" / "results" / f"stocks-{file:05d}.parquet")["scenario"]
        .unique()
        .sort()
        for file in (0, 1)
    ]
    assert [part.to_list() for part in numbers] == [list(range(100)), list(range(100, 106))]


def test_news_earlier_than_stated_begins_all_runs_earlier() -> None:
    """An input that moves the announcement to as early as February: every scenario begins with the earliest,
    so that all have the same periods.
    """
    moved = uncertain("when", table="event", column="dates", change="add", parameters="low=-90; high=0")
    stated = scenario(
        {"kind": "ban", "origin": "CHN", "materials": ["dy"], "from": dt.date(2025, 9, 10)},
    )
    definition = mini_definition(6, inputs=[moved], stated=stated)
    earliest = dt.date(2025, 9, 10) + dt.timedelta(days=round(float(definition.draws.values.min())))
    begin = definition.work.scenario.begin
    assert begin is not None
    assert begin <= earliest.replace(day=1)
    worker = Worker(definition.work)
    periods = [
        unpacked(worker.solve(n, tuple(values)).tables["prices"])["period"].unique().sort().to_list()
        for n, values in enumerate(definition.draws.values[:3].tolist(), start=1)
    ]
    assert periods[0] == periods[1] == periods[2]
    assert periods[0][0] == begin


def test_finished_says_how_it_went(whole: Path) -> None:
    """Counts of what is finished, failed and cold, with iterations."""
    found: Finished = run_ensemble(mini_definition(8), whole, Threads(1))
    assert found.folder == whole
    progress = found.progress
    assert (progress.finished, progress.failed, progress.cold) == (9, 0, 0)
    assert progress.iterations > 0


def test_killed_between_writing_a_file_and_noting_it(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the file holds still waits in the catalogue: each scenario is read once, now and after the run
    went on.
    """

    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr(EnsembleCatalogue, "gathered", killed)
        with pytest.raises(KeyboardInterrupt):
            run_ensemble(mini_definition(8), out, Threads(1))
    assert (out / "results" / "prices-00000.parquet").is_file()
    with Results(whole) as wanted, Results(out) as found:
        expected = loss_risks(wanted, ["JPN"])
        assert loss_risks(found, ["JPN"]).equals(expected)
    again = run_ensemble(mini_definition(8), out, Threads(1))
    assert (again.solved, again.found) == (0, 9)
    with Results(out) as found:
        assert loss_risks(found, ["JPN"]).equals(expected)


def test_two_folders_do_not_share_one_ensemble(tmp_path: Path) -> None:
    """Of two runs of the same ensemble in one catalogue the second is told where the first lies."""
    url = f"sqlite:///{tmp_path / 'team.sqlite'}"
    run_ensemble(mini_definition(4), tmp_path / "one", Counted(most=2), catalogue_url=url)
    with pytest.raises(
        FolderError, match="one has this ensemble under way in the same catalogue: go on there"
    ):
        run_ensemble(mini_definition(4), tmp_path / "two", Threads(1), catalogue_url=url)
    assert run_ensemble(mini_definition(4), tmp_path / "one", Threads(1), catalogue_url=url).left == 0
    found = run_ensemble(mini_definition(4), tmp_path / "three", Threads(1), catalogue_url=url)
    assert found.folder == (tmp_path / "one").resolve()


def test_damaged_files_are_said_and_mended(tmp_path: Path) -> None:
    """A file of results that is cut off, and draws that are gone: questions say so, the same command mends
    them.
    """
    out = tmp_path / "out"
    run_ensemble(mini_definition(4), out, Threads(1))
    before = files_of(out)
    (out / "results" / "losses-00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(FolderError, match="are damaged .*give the ensemble command again"):
        Results(out)
    (out / "draws.parquet").unlink()
    run_ensemble(mini_definition(4), out, Threads(1))
    assert files_of(out) == before


def test_keys_do_not_give_confidential_figures_away(tmp_path: Path) -> None:
    """With other salt the same ensemble has another key; the salt of a folder stays, for its owner alone."""
    plain = mini_definition(3)
    salted = replace(plain, salt=salt_of(tmp_path / "out"))
    assert salted.key != plain.key and salted.common != plain.common
    assert salt_of(tmp_path / "out") == salted.salt
    assert (tmp_path / "out" / ".salt").stat().st_mode & 0o777 == 0o600
    assert run_ensemble(salted, tmp_path / "out", Threads(1)).left == 0


def test_as_stated_does_not_depend_on_what_came_before() -> None:
    """Scenario 0 of a worker that has solved others first is the same bit by bit."""
    work, values = mini_definition(3).work, mini_definition(3).draws.values.tolist()
    first, later = Worker(work), Worker(work)
    alone = first.solve(0, ())
    for number in (3, 1, 2):
        later.solve(number, values[number - 1])
    assert later.solve(0, ()).tables == alone.tables
