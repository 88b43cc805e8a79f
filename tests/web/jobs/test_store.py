"""Jobs in the catalogue: the same in a file and on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from didymium.catalogue.database import Database
from didymium.web.jobs.store import Job, JobStore

HERE, THERE = "server here", "server there"


@pytest.fixture
def store(url: str) -> Iterator[JobStore]:
    with closing(Database(url)) as database:
        yield JobStore(database, "tiny")


def add(store: JobStore, owner: str, title: str = "") -> Job:
    return store.add(owner, "solve", title, {"kind": "solve", "名": ["東京", 1.5, None]})


def test_what_is_entered_is_read(store: JobStore) -> None:
    """All of it, of every script."""
    job = add(store, "ann", "수출 통제")
    assert store.get(job.key) == job
    assert (job.state, job.tries, job.server, job.started, job.is_over) == ("queued", 0, None, None, False)
    assert job.request["名"] == ["東京", 1.5, None]
    assert store.get("nothing") is None


def test_lists_show_the_newest_first(store: JobStore) -> None:
    """Jobs of one second keep their order; a page begins where the one before it ends."""
    keys = [add(store, owner).key for owner in ("ann", "ben", "ann", "ann", "ben")]
    assert [job.key for job in store.list()] == keys[::-1]
    assert [job.key for job in store.list("ann")] == [keys[3], keys[2], keys[0]]
    assert [job.key for job in store.list(offset=2, limit=2)] == [keys[2], keys[1]]
    assert (store.count(), store.count("ben"), store.count("ben", ("done",))) == (5, 2, 0)


def test_a_job_is_taken_once(store: JobStore) -> None:
    """Eight at once reach for each of twelve jobs: one gets it, the others get nothing."""
    keys = [add(store, "ann").key for _ in range(12)]
    reaching = [(key, f"server {n}") for key in keys for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda pair: store.claim(*pair), reaching))
    for key in keys:
        winners = [
            server for (asked, server), job in zip(reaching, taken, strict=True) if asked == key and job
        ]
        assert len(winners) == 1
        found = store.get(key)
        assert found is not None
        assert (found.state, found.server, found.tries) == ("running", winners[0], 1)


def test_a_job_from_start_to_end(store: JobStore) -> None:
    """Taken, told how far it is, done; each with its time."""
    key = add(store, "ann").key
    job = store.claim(key, HERE)
    assert job is not None and job.started is not None and job.started >= job.created
    assert store.progress(key, HERE, 3, 7, "scenarios")
    found = store.get(key)
    assert found is not None
    assert (found.done, found.total, found.message) == (3, 7, "scenarios")
    assert store.finish(key, HERE)
    found = store.get(key)
    assert found is not None and found.finished is not None and found.finished >= job.started
    assert (found.state, found.done, found.message, found.is_over) == ("done", 7, "", True)


def test_only_who_has_a_job_changes_it(store: JobStore) -> None:
    """Another server neither reports on it nor ends it nor lets it wait again."""
    key = add(store, "ann").key
    store.claim(key, HERE)
    assert not store.progress(key, THERE, 1, 2, "")
    assert not store.finish(key, THERE)
    assert not store.fail(key, THERE, "no")
    assert not store.put_back(key, THERE, counted=True)
    assert [job.key for job in store.running_on(HERE)] == [key]
    assert store.running_on(THERE) == []


def test_what_is_cancelled_stays_so(store: JobStore) -> None:
    """Queued or running; then it is neither taken nor ended otherwise, nor cancelled again."""
    waiting, begun = add(store, "ann").key, add(store, "ann").key
    store.claim(begun, HERE)
    for key in (waiting, begun):
        assert store.cancel(key)
        assert not store.cancel(key)
        assert store.claim(key, HERE) is None
        assert not store.finish(key, HERE)
        assert not store.fail(key, HERE, "no")
        assert not store.put_back(key, HERE, counted=True)
        found = store.get(key)
        assert found is not None and found.state == "cancelled" and found.finished
    assert store.waiting() == []


def test_letting_wait_again_counts_or_not(store: JobStore) -> None:
    """A process that died has used a try up, one that the server ended has not."""
    key = add(store, "ann").key
    store.claim(key, HERE)
    store.put_back(key, HERE, counted=True)
    job = store.claim(key, THERE)
    assert job is not None and (job.tries, job.server) == (2, THERE)
    store.put_back(key, THERE, counted=False)
    job = store.claim(key, HERE)
    assert job is not None and (job.tries, job.server) == (2, HERE)


def test_turns(store: JobStore) -> None:
    """Ann enters three, Ben and Cho one each: ann, ben, cho, ann, ann; and what was started counts after it
    has been forgotten.
    """
    ann = [add(store, "ann").key for _ in range(3)]
    ben, cho = add(store, "ben").key, add(store, "cho").key
    assert list(store.waiting()) == [ann[0], ben, cho, ann[1], ann[2]]
    job = store.claim(ann[0], HERE)
    assert job is not None and job.started is not None
    assert store.waiting()[0] == ben
    store.finish(ann[0], HERE)
    store.forget(ann[0])
    assert store.waiting()[0] == ann[1]
    assert store.waiting({"ann": job.started})[0] == ben


def test_only_what_is_over_is_forgotten(store: JobStore) -> None:
    key = add(store, "ann").key
    assert not store.forget(key)
    store.claim(key, HERE)
    assert not store.forget(key)
    store.fail(key, HERE, "no answer")
    assert store.forget(key)
    assert store.get(key) is None
    assert not store.forget(key)


def test_another_case_has_other_jobs(store: JobStore) -> None:
    """A server of one case sees, takes and removes nothing of another's in the same catalogue."""
    other = JobStore(store.database, "mexss")
    key = add(store, "ann").key
    assert (other.get(key), other.list(), other.count(), other.waiting()) == (None, [], 0, [])
    assert other.claim(key, THERE) is None
    assert not other.cancel(key)
    assert (store.states(), other.states()) == ({"queued": 1}, {})
