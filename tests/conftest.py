"""How tests are shared out among workers: each file to one, the long ones first; no test is timed.

Tests of one file share a worker, so that a run that they share is solved once, and so do all tests in a
browser, for which a server of the bundled case is started once. What takes long comes first and many short
files last: no worker is left alone with a long one at the end.
"""

from __future__ import annotations

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

TOGETHER = ("tests/web/browser/",)
"""Folders whose files share a worker."""
LONG = (
    "docs/test_docs.py", "web/browser", "decisions/stocks", "web/jobs", "market/test_oracle.py", "acceptance",
    "cli", "decisions", "scenario/test_hot_bundled.py", "web", "ensemble",
)  # fmt: skip
"""Files and folders that take long, the longest first."""


class Sharing(LoadFileScheduling):
    """Hands out files, and some folders, as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Take the place of ``--dist=loadfile``; other ways that somebody asks for stay what they are."""
    return Sharing(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring what takes long to the front; all else stays in its order."""
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(nodeid: str) -> int:
    file = nodeid.split("::", 1)[0] + "/"
    return next((turn for turn, long in enumerate(LONG) if file.startswith(f"tests/{long}/")), len(LONG))
