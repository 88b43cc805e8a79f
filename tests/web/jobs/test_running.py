"""Jobs that run in processes of their own: what comes out is what the engine gives, however often somebody
cancels, stops or kills in between.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from didymium.calibration.calibrate import calibrate
from didymium.case.reading import read_case
from didymium.ensemble.running.plan import define, drawn, kept_tables, uncertain_inputs
from didymium.ensemble.running.run import run_ensemble
from didymium.ensemble.running.threads import Threads
from didymium.files.atomic import write_whole_file
from didymium.outcome.store import read_outcome
from didymium.views.service import solve_scenario, write_run
from didymium.web.jobs.results import result_files, summary_of
from didymium.web.jobs.supervisor import MOST_TRIES
from job_cases import (
    MINUTES,
    ensemble_request,
    files_in,
    log_of,
    processes_in,
    scenarios_done,
    solve_request,
    stop,
    until,
    wait_for,
    working,
    write_job_case,
)

COUNT = 110


@pytest.fixture(scope="module")
def direct(job_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ensemble of ``COUNT`` run here and by nobody disturbed."""
    folder = tmp_path_factory.mktemp("direct") / "result"
    case, scenario = read_case(job_case), stop(job_case)
    inputs = uncertain_inputs(case, scenario)
    draws = drawn(inputs, "monte_carlo", COUNT, 1)
    base = calibrate(case).base
    definition = define(case, base, "stop", scenario, inputs, draws, kept_tables(None), folder)
    run_ensemble(definition, folder, Threads(2))
    return folder


def test_a_solve_is_what_the_engine_gives(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """Every table of the outcome and of its base run, summary, manifest, byte for byte; a report beside."""
    case = read_case(job_case)
    run = solve_scenario(case, calibrate(case), "stop", stop(job_case))
    write_run(run, tmp_path / "here")
    with working(job_case, tmp_path / "state", file_url) as queue:
        job = wait_for(queue, queue.submit("ann", solve_request(job_case)).key)
        assert (job.state, job.failure, job.done, job.total) == ("done", "", 3, 3), log_of(queue, job.key)
        result = queue.result_folder(job.key)
        assert files_in(result) == files_in(tmp_path / "here")
        summary = summary_of(queue.folder(job.key))
        assert summary == read_outcome(result).summary
        assert "report.html" in {file.name for file in result_files(result)}
        assert not processes_in(queue.folder(job.key).path)


def test_an_ensemble_is_what_the_engine_gives(
    job_case: Path, tmp_path: Path, file_url: str, direct: Path
) -> None:
    """Its definition, draws and results, byte for byte; what it says of its progress never goes back; the job
    outlives the server.
    """
    told = []
    with working(job_case, tmp_path / "state", file_url) as queue:
        key = queue.submit("ann", ensemble_request(job_case, COUNT)).key
        while not queue.get(key).is_over:
            told.append(queue.get(key))
            time.sleep(0.05)
        job = queue.get(key)
        assert (job.state, job.done, job.total) == ("done", COUNT + 1, COUNT + 1), log_of(queue, key)
        summary = summary_of(queue.folder(key))
    assert (summary["finished"], summary["failed"], summary["scenarios"]) == (COUNT + 1, 0, COUNT + 1)
    assert [job.done for job in told] == sorted(job.done for job in told)
    assert {job.message for job in told} >= {"reading", "scenarios"}
    with working(job_case, tmp_path / "state", file_url) as again:
        assert again.get(key) == job
        assert files_in(again.result_folder(key)) == files_in(direct)


def test_cancelling_what_runs(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """Its process goes, the next in turn begins; removing it takes its files away."""
    with working(job_case, tmp_path / "state", file_url) as queue:
        long = queue.submit("ann", ensemble_request(job_case, MINUTES)).key
        next_one = queue.submit("ann", solve_request(job_case)).key
        folder = queue.folder(long)
        until(lambda: scenarios_done(folder.result), "the long job is at work")
        assert len(processes_in(folder.path)) == 1
        assert queue.get(next_one).state == "queued"
        assert queue.cancel(long).state == "cancelled"
        until(lambda: not processes_in(folder.path), "its process is gone")
        assert wait_for(queue, next_one).state == "done"
        assert queue.get(long).state == "cancelled"
        queue.forget(long)
        assert not folder.path.exists()


def test_removing_what_has_just_been_cancelled(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """Its process writes nothing more into a folder that is gone."""
    with working(job_case, tmp_path / "state", file_url) as queue:
        key = queue.submit("ann", ensemble_request(job_case, MINUTES)).key
        folder = queue.folder(key)
        until(lambda: scenarios_done(folder.result), "it is at work")
        queue.cancel(key)
        queue.forget(key)
        assert not processes_in(folder.path)
        assert not folder.path.exists()


def test_stopped_in_the_middle(job_case: Path, tmp_path: Path, file_url: str, direct: Path) -> None:
    """The job waits, its process is gone, and its try does not count; the next start finishes it, solves
    nothing twice and gives the same bytes.
    """
    with working(job_case, tmp_path / "state", file_url) as queue:
        key = queue.submit("ann", ensemble_request(job_case, COUNT)).key
        folder = queue.folder(key)
        until(lambda: len(scenarios_done(folder.result)) > 10, "some scenarios are finished")
        queue.stop()
        assert not processes_in(folder.path)
        assert (queue.get(key).state, queue.get(key).tries) == ("queued", 0)
        kept = scenarios_done(folder.result)
        assert 10 < len(kept) < COUNT
        queue.start()
        job = wait_for(queue, key)
        assert (job.state, job.tries) == ("done", 1), log_of(queue, key)
        after = scenarios_done(folder.result)
        assert {number: after[number] for number in kept} == kept
        assert files_in(queue.result_folder(key)) == files_in(direct)


SERVER = """
import sys, time
from pathlib import Path
from job_cases import ensemble_request, working
case, state, url, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
with working(case, state, url) as queue:
    print(queue.submit("ann", ensemble_request(case, count)).key, flush=True)
    time.sleep(600)
"""


def test_the_server_is_killed(job_case: Path, tmp_path: Path, url: str, direct: Path) -> None:
    """``kill -9`` to the server: the job's process goes with it. The next server finds the job, goes on where
    it was, and its files are those of an undisturbed run.
    """
    state = tmp_path / "state"
    command = [sys.executable, "-c", SERVER, str(job_case), str(state), url, str(COUNT)]
    places = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    tests = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=tests) as server:
        assert server.stdout is not None
        key = server.stdout.readline().strip()
        folder = (state / "jobs" / key).resolve()
        until(lambda: len(scenarios_done(folder / "result")) > 10, "some scenarios are finished")
        assert len(processes_in(folder)) == 1
        server.kill()
    until(lambda: not processes_in(folder), "the process of the job is gone")
    kept = scenarios_done(folder / "result")
    assert 10 < len(kept) < COUNT
    with working(job_case, state, url) as queue:
        job = wait_for(queue, key)
        assert (job.state, job.tries) == ("done", 2), log_of(queue, key)
        after = scenarios_done(folder / "result")
        assert {number: after[number] for number in kept} == kept
        assert files_in(queue.result_folder(key)) == files_in(direct)


def test_two_servers_share_a_catalogue(job_case: Path, tmp_path: Path, shared_url: str) -> None:
    """Each job runs once, on one of the two; either cancels what the other runs."""
    with (
        working(job_case, tmp_path / "one", shared_url) as one,
        working(job_case, tmp_path / "two", shared_url) as two,
    ):
        keys = [one.submit("ann", solve_request(job_case)).key for _ in range(3)]
        for key in keys:
            assert wait_for(two, key).state == "done"
        for key in keys:
            assert one.get(key).tries == 1
            holders = [queue for queue in (one, two) if queue.folder(key).path.exists()]
            assert len(holders) == 1
            assert holders[0].result_folder(key).is_dir()
        long = one.submit("ann", ensemble_request(job_case, MINUTES)).key
        until(lambda: one.get(long).message == "scenarios", "the long job is at work")
        holder, other = (one, two) if one.folder(long).path.exists() else (two, one)
        other.cancel(long)
        until(lambda: not processes_in(holder.folder(long).path), "its process is gone")


def test_a_process_that_dies_again_and_again(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """It is begun three times, then the job has failed, in words."""
    with working(job_case, tmp_path / "state", file_url) as queue:
        key = queue.submit("ann", ensemble_request(job_case, MINUTES)).key
        seen: set[int] = set()
        while not queue.get(key).is_over:
            for process in set(processes_in(queue.folder(key).path)) - seen:
                seen.add(process)
                os.kill(process, signal.SIGKILL)
            time.sleep(0.02)
        job = queue.get(key)
        assert (job.state, job.tries, len(seen)) == ("failed", MOST_TRIES, MOST_TRIES)
        assert job.failure == "its process ended 3 times before it was done (last: killed by signal 9)"


def test_a_limit_of_time(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """A job that takes longer is ended, and says so."""
    with working(job_case, tmp_path / "state", file_url) as queue:
        job = queue.submit("ann", ensemble_request(job_case, MINUTES, seconds_limit=1))
        ended = wait_for(queue, job.key)
        assert (ended.state, ended.failure) == ("failed", "took longer than its limit of 1 seconds")
        assert not processes_in(queue.folder(job.key).path)


def test_the_case_is_spoilt_while_a_job_waits(tmp_path: Path, file_url: str) -> None:
    """A case that cannot be read, then one that cannot be calibrated: each job fails in the words of the
    command line, with no path of this machine and no traceback, which stands in the log.
    """
    case = write_job_case(tmp_path / "tiny")
    request = solve_request(case)
    demands = (case / "demands.csv").read_text(encoding="utf-8")
    with working(case, tmp_path / "state", file_url) as queue:
        write_whole_file(case / "demands.csv", demands.replace("10000", "many"))
        unread = wait_for(queue, queue.submit("ann", request).key)
        write_whole_file(case / "demands.csv", demands.replace("cars,JPN,oxide,10000", "cars,JPN,oxide,9e9"))
        unbalanced = wait_for(queue, queue.submit("ann", request).key)
        logs = [log_of(queue, job.key) for job in (unread, unbalanced)]
    assert unread.state == unbalanced.state == "failed"
    assert 'demands.csv row 2, column base_t_per_year: "many" is not a number' in unread.failure
    assert unbalanced.failure.startswith("tiny cannot be calibrated: "), unbalanced.failure
    for job, log in zip((unread, unbalanced), logs, strict=True):
        assert str(tmp_path) not in job.failure
        assert "Traceback" not in job.failure
        assert "Traceback" in log
