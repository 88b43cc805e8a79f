"""The queue as people meet it, with nothing running: bounds, cancelling, removing, refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import didymium.web.jobs.supervisor as supervisor_module
from didymium.files.problems import InputError
from didymium.web.jobs.errors import JobError, NoRoom, NoSuchJob, QueueFull
from didymium.web.jobs.queue import MOST_QUEUED, MOST_QUEUED_EACH, JobQueue
from didymium.web.jobs.store import Job
from didymium.web.jobs.supervisor import lack_of_room
from job_cases import job_queue, pretend_ended, solve_request, stop


@pytest.fixture
def queue(job_case: Path, tmp_path: Path, file_url: str) -> Iterator[JobQueue]:
    with job_queue(job_case, tmp_path / "state", file_url) as found:
        yield found


def test_a_job_waits(queue: JobQueue, job_case: Path) -> None:
    """Called as its scenario is unless it says otherwise; its place is the order of turns."""
    first = queue.submit("ann", solve_request(job_case))
    second = queue.submit("ann", solve_request(job_case, title="Mine"))
    third = queue.submit("ben", solve_request(job_case))
    assert (first.title, second.title, first.kind) == ("Nothing leaves", "Mine", "solve")
    assert [queue.place(job.key) for job in (first, third, second)] == [1, 2, 3]
    assert [job.key for job in queue.list("ann")] == [second.key, first.key]
    assert (queue.count(), queue.states()) == (3, {"queued": 3})


def test_bounded_for_each(queue: JobQueue, job_case: Path) -> None:
    """Ten of one person wait, the eleventh is refused, another person's is not; one cancelled makes room."""
    jobs = [queue.submit("ann", solve_request(job_case)) for _ in range(MOST_QUEUED_EACH)]
    with pytest.raises(QueueFull, match="10 jobs of yours wait already: cancel one") as refused:
        queue.submit("ann", solve_request(job_case))
    assert refused.value.status == 429
    queue.submit("ben", solve_request(job_case))
    queue.cancel(jobs[3].key)
    queue.submit("ann", solve_request(job_case))


def test_bounded_for_all(queue: JobQueue, job_case: Path) -> None:
    """Fifty wait; nobody adds another."""
    for number in range(MOST_QUEUED):
        queue.submit(f"person {number // 5}", solve_request(job_case))
    with pytest.raises(QueueFull, match="50 jobs wait already: try again later"):
        queue.submit("somebody else", solve_request(job_case))


def test_a_scenario_that_cannot_be_does_not_wait(queue: JobQueue, job_case: Path) -> None:
    """Its problems are said at once."""
    found = stop(job_case)
    event = found.event[0].model_copy(update={"origin": "AUT"})
    with pytest.raises(InputError, match="AUT"):
        queue.submit("ann", solve_request(job_case, scenario=found.model_copy(update={"event": (event,)})))
    assert queue.list() == []


def test_cancelling_what_waits(queue: JobQueue, job_case: Path) -> None:
    """It has no turn any more; cancelling again is refused."""
    job = queue.submit("ann", solve_request(job_case))
    assert queue.cancel(job.key).state == "cancelled"
    assert queue.place(job.key) is None
    with pytest.raises(JobError, match="the job is over \\(cancelled\\)"):
        queue.cancel(job.key)


def test_a_key_that_no_job_has(queue: JobQueue) -> None:
    for ask in (queue.get, queue.cancel, queue.forget, queue.result_folder):
        with pytest.raises(NoSuchJob, match='there is no job "0123"') as refused:
            ask("0123")
        assert refused.value.status == 404


def test_no_results_before_the_end(queue: JobQueue, job_case: Path) -> None:
    job = queue.submit("ann", solve_request(job_case))
    with pytest.raises(JobError, match="the job is queued and has no results"):
        queue.result_folder(job.key)


def test_only_what_is_over_is_removed(queue: JobQueue, job_case: Path) -> None:
    """And with it all its files."""
    job = queue.submit("ann", solve_request(job_case))
    with pytest.raises(JobError, match="the job is queued: cancel it first"):
        queue.forget(job.key)
    pretend_ended(queue, job.key)
    queue.cancel(job.key)
    queue.forget(job.key)
    assert not queue.folder(job.key).path.exists()
    assert queue.list() == []


def test_a_full_disk(queue: JobQueue, job_case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under 500 MB nothing is taken, and it is said how much there is."""
    room = type("Room", (), {"free": 499_000_000})
    monkeypatch.setattr(supervisor_module.shutil, "disk_usage", lambda path: room)
    with pytest.raises(NoRoom, match="the server has 499 MB of disk left, and a job needs 500") as refused:
        queue.submit("ann", solve_request(job_case))
    assert refused.value.status == 507
    room.free = 500_000_000  # type: ignore[attr-defined]
    assert lack_of_room(Path()) == ""


def test_a_disk_that_fills_up_while_a_job_waits(
    queue: JobQueue, job_case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not start, and says why."""
    job = queue.submit("ann", solve_request(job_case))
    room = type("Room", (), {"free": 1_000_000})
    monkeypatch.setattr(supervisor_module.shutil, "disk_usage", lambda path: room)
    queue._supervisor.turn()
    found = queue.get(job.key)
    assert (found.state, found.failure[:40]) == ("failed", "the server has 1 MB of disk left, and a ")
    assert found.is_over and not queue.folder(job.key).path.exists()


def claimed(queue: JobQueue, job: Job) -> None:
    """Take a job as a server does that is killed before it has begun."""
    assert queue._store.claim(job.key, queue._supervisor.server) is not None


def test_a_server_was_killed_after_a_job_had_ended(queue: JobQueue, job_case: Path) -> None:
    """The process had written its end, the catalogue did not know: it is done, or failed in its words, and
    is not run again.
    """
    done, failed = (queue.submit("ann", solve_request(job_case)) for _ in range(2))
    for job, words in ((done, ""), (failed, "Nothing leaves: no answer. Too little ore")):
        claimed(queue, job)
        pretend_ended(queue, job.key, words)
    queue._supervisor.turn()
    assert (queue.get(done.key).state, queue.get(done.key).tries) == ("done", 1)
    assert queue.get(failed.key).failure == "Nothing leaves: no answer. Too little ore"
    assert queue.result_folder(done.key) == queue.folder(done.key).result


def test_another_server_has_the_files(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """Both know of the job; who has no files of it says so, and neither gives nor removes any."""
    with (
        job_queue(job_case, tmp_path / "one", file_url) as one,
        job_queue(job_case, tmp_path / "two", file_url) as two,
    ):
        job = one.submit("ann", solve_request(job_case))
        claimed(one, job)
        pretend_ended(one, job.key)
        one._supervisor.turn()
        assert two.get(job.key).state == "done"
        with pytest.raises(JobError, match="lie with another server"):
            two.result_folder(job.key)
        with pytest.raises(JobError, match="lie with another server"):
            two.forget(job.key)
        one.forget(job.key)
        assert two.list() == []


def test_one_server_a_folder(job_case: Path, tmp_path: Path, file_url: str) -> None:
    """Two would take each other's jobs for their own; a server keeps its name when it starts again."""
    with (
        job_queue(job_case, tmp_path / "state", file_url) as one,
        job_queue(job_case, tmp_path / "state", file_url) as two,
    ):
        assert one._supervisor.server == two._supervisor.server
        one.start()
        try:
            with pytest.raises(JobError, match="another server runs jobs in"):
                two.start()
        finally:
            one.stop()
        two.start()
        two.stop()
