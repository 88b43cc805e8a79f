"""The process of a job: ``python -m didymium.web.jobs.process FOLDER``.

It does what the folder's order says and writes into the folder how far it is and how it ended. It ends when
its standard input does: so no job outlives a server that was killed.
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from didymium.web.jobs.folder import Ended, JobFolder, Progress

NICENESS = 5
"""The pages come first."""
LOCK_SECONDS = 60.0
"""An earlier process of a server that was killed needs a moment to go."""


def main(path: str) -> None:
    """Do the job of a folder."""
    folder = JobFolder(Path(path))
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    os.nice(NICENESS)
    with FileLock(folder.lock, timeout=LOCK_SECONDS):
        try:
            ended = Ended("", _do(folder))
        except Exception as error:
            traceback.print_exc()
            ended = Ended(failure_words(error, folder), {})
        folder.end(ended)


def _end_with_the_server() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _do(folder: JobFolder) -> dict[str, Any]:
    folder.report(Progress(message="reading"))
    # The heavy libraries take seconds to load: whoever waits sees before that the job has begun.
    from didymium.calibration.calibrate import calibrate
    from didymium.case.reading import read_case
    from didymium.web.jobs.requests import EnsembleRequest, read_request
    from didymium.web.jobs.work import do_ensemble, do_solve, scenario_of

    order = folder.order()
    request = read_request(order["request"])
    overlay = order["overlay"]
    case = read_case(order["case"], None if overlay is None else Path(overlay))
    scenario = scenario_of(case, request)
    folder.report(Progress(message="calibrating"))
    with _no_answer(f"{case.settings.name} cannot be calibrated: "):
        calibration = calibrate(case)
    with _no_answer(f"{scenario.title}: no answer. "):
        if isinstance(request, EnsembleRequest):
            return do_ensemble(case, calibration, scenario, request, folder, folder.report)
        return do_solve(case, calibration, scenario, request, folder, folder.report)


class Unanswered(Exception):
    """Raised when a program has no answer; the message says what contradicts what."""


@contextmanager
def _no_answer(what: str) -> Iterator[None]:
    from didymium.ensemble.running.worker import NO_ANSWER

    try:
        yield
    except NO_ANSWER as error:
        raise Unanswered(what + str(error)) from error


def failure_words(error: Exception, folder: JobFolder) -> str:
    """Say why a job has no result, as the command line does; no path of this machine stands in it."""
    from didymium.catalogue.database import CatalogueError
    from didymium.ensemble.running.folder import FolderError
    from didymium.ensemble.running.plan import PlanError
    from didymium.files.problems import InputError
    from didymium.outcome.store import OutcomeError

    if isinstance(error, PlanError):
        return error.said()
    if isinstance(error, OSError) and error.strerror:
        return f"the results cannot be read or written: {error.strerror}"
    if isinstance(error, Unanswered | InputError | FolderError | OutcomeError | CatalogueError):
        words = str(error)
    else:
        words = f"unexpected error: {type(error).__name__}: {error}"
    return words.replace(str(folder.result), "the result").replace(str(folder.path), "the job's folder")


if __name__ == "__main__":
    main(sys.argv[1])
