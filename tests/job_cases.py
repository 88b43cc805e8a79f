"""Jobs for the tests: the tiny case with an uncertain figure, requests on it that take a moment or minutes, a
server of jobs, and a look at the processes of this machine.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from didymium.case.reading import read_case
from didymium.catalogue.database import Database
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario
from didymium.web.jobs.queue import JobQueue
from didymium.web.jobs.requests import EnsembleRequest, SolveRequest
from didymium.web.jobs.store import Job, JobStore
from didymium.web.settings import ServerSettings
from tiny_case import write_tiny_case

UNCERTAIN = """\
input,name_en,name_ko,name_ja,table,rows,column,change,distribution,parameters,source
bending,elasticity,탄력성,弾力性,demands,,elasticity,factor,uniform,low=0.5; high=2,parameters=assumed: test
"""
IMPOSSIBLE_TOTAL = """\
total,quantity,material,origins,t_per_year,source
made,output,ore,AUS,1,report
"""
MINUTES = 3_000
"""An ensemble of so many takes more than a minute."""
PATIENCE_SECONDS = 180.0


def write_job_case(folder: Path, **changes: str) -> Path:
    """Write the tiny case with one uncertain figure."""
    write_tiny_case(folder, **changes)
    (folder / "uncertain.csv").write_text(UNCERTAIN, encoding="utf-8")
    return folder


def stop(case: Path) -> Scenario:
    """The scenario of the tiny case."""
    return read_scenario(read_case(case), "stop")


def solve_request(case: Path, **more: Any) -> SolveRequest:
    """A solve of the tiny case's scenario."""
    return SolveRequest(**{"scenario": stop(case), "name": "stop", **more})


def ensemble_request(case: Path, count: int, **more: Any) -> EnsembleRequest:
    """An ensemble of the tiny case's scenario."""
    asked = {"scenario": stop(case), "name": "stop", "count": count, "sampling": "monte_carlo"}
    return EnsembleRequest(**{**asked, **more})


@contextmanager
def job_queue(case: Path, state: Path, url: str, processes: int = 1) -> Iterator[JobQueue]:
    """A queue that is open and not started."""
    settings = ServerSettings(case=str(case), state=state, job_processes=processes)
    found = read_case(case)
    with closing(Database(url)) as database:
        yield JobQueue(settings, JobStore(database, found.settings.name), found)


@contextmanager
def working(case: Path, state: Path, url: str, processes: int = 1) -> Iterator[JobQueue]:
    """A queue that runs jobs, and stops at the end."""
    with job_queue(case, state, url, processes) as queue:
        queue.start()
        try:
            yield queue
        finally:
            queue.stop()


def until(condition: Callable[[], Any], what: str) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE_SECONDS:g} s: {what}")


def wait_for(queue: JobQueue, key: str) -> Job:
    """Wait until a job is over."""
    until(lambda: queue.get(key).is_over, f"{queue.get(key)}, {log_of(queue, key)}")
    return queue.get(key)


def log_of(queue: JobQueue, key: str) -> str:
    """What a job's process said to nobody."""
    file = queue.folder(key).log
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def processes_in(folder: Path) -> list[int]:
    """Return the processes of this machine whose command names a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if str(folder).encode() in words:
            found.append(int(path.parent.name))
    return found


def scenarios_done(result: Path) -> Mapping[int, float]:
    """Return the finished scenarios of an ensemble at work, with the seconds that each took."""
    file = result / "catalogue.sqlite"
    if not file.is_file():
        return {}
    engine = sa.create_engine(f"sqlite:///file:{file}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            rows = connection.execute(sa.text("SELECT number, seconds FROM scenarios")).all()
            return {number: seconds for number, seconds in rows}
    except sa.exc.OperationalError:
        return {}
    finally:
        engine.dispose()


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file of a result but those that know of times: the report, the catalogue, the lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".html" and not path.name.startswith((".", "catalogue.sqlite"))
    }


def pretend_ended(queue: JobQueue, key: str, failure: str = "") -> None:
    """Write into the folder of a job what its process writes when it ends."""
    folder = queue.folder(key).path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ended.json").write_text(json.dumps({"failure": failure, "summary": {}}), encoding="utf-8")
