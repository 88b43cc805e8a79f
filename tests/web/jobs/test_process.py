"""Why a job has no result, in words that a user may read."""

from __future__ import annotations

from pathlib import Path

import pytest

from didymium.ensemble.running.folder import FolderError
from didymium.ensemble.running.plan import PlanError
from didymium.files.problems import InputError, Problem
from didymium.web.jobs.folder import Ended, JobFolder, Progress
from didymium.web.jobs.process import Unanswered, failure_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            InputError([Problem("plants.csv", "is missing"), Problem("a.csv", "is empty", row=2)]),
            "plants.csv: is missing\na.csv row 2: is empty",
        ),
        (PlanError('"live" is not in case.toml', "profile"), 'profile "live" is not in case.toml'),
        (Unanswered("Stop: no answer. Too little ore"), "Stop: no answer. Too little ore"),
        (OSError(28, "No space left"), "the results cannot be read or written: No space left"),
        (FolderError("the disk of /srv/jobs/k/result is full"), "the disk of the result is full"),
        (ZeroDivisionError("by /srv/jobs/k/x"), "unexpected error: ZeroDivisionError: by the job's folder/x"),
    ],
)  # fmt: skip
def test_words(error: Exception, words: str) -> None:
    """All problems; no path of the server."""
    assert failure_words(error, JobFolder(Path("/srv/jobs/k"))) == words


def test_what_server_and_process_tell_each_other(tmp_path: Path) -> None:
    """Order, progress and end; a new try begins without the old end and keeps what was solved."""
    folder = JobFolder(tmp_path / "key")
    assert (folder.progress(), folder.ended()) == (Progress(), None)
    folder.prepare({"case": "東京"})
    folder.report(Progress(3, 7, "scenarios"))
    folder.end(Ended("no answer", {"finished": 3}))
    folder.result.mkdir()
    assert folder.order() == {"case": "東京"}
    assert folder.progress() == Progress(3, 7, "scenarios")
    assert folder.ended() == Ended("no answer", {"finished": 3})
    folder.prepare({"case": "東京"})
    assert (folder.progress(), folder.ended(), folder.result.is_dir()) == (Progress(), None, True)
    assert folder.path.stat().st_mode & 0o077 == 0
