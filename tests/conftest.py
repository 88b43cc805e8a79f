"""How tests are shared out among workers: each file to one, the long ones first; no test is timed.

Tests of one file share a worker, so that a run that they share is solved once, and so do all tests in a
browser, for which a server of the bundled case is started once, and files that ask for the same answer on the
bundled case. What takes long comes first and many short files last: no worker is left alone with a long one
at the end.
"""

from __future__ import annotations

from functools import cache

import pytest
import typer.testing
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from remembered import remember_bundled_cases

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# The tree of commands does not change: it is made once, not again with every command that a test runs.
typer.testing._get_command = cache(typer.testing._get_command)
remember_bundled_cases()

TOGETHER = (
    ("tests/web/browser/",),
    ("tests/acceptance/test_licences.py", "tests/acceptance/test_chain_flows.py"),
    ("tests/decisions/response/", "tests/views/response/"),
)
"""Files and folders that share a worker."""
LONG = (
    "web/browser", "docs/test_docs.py", "web/jobs", "decisions/response", "benchmarks",
    "cli/test_ensemble_interrupted.py", "web/api/test_guide.py", "web/api/test_contract.py",
    "market/test_oracle.py", "acceptance", "cli", "decisions", "ensemble", "scenario/test_hot.py",
    "scenario/test_hot_bundled.py", "backtest", "validation", "calibration/test_changes_base_year.py", "web",
)  # fmt: skip
"""Files and folders that take long, the longest first."""


class Sharing(LoadFileScheduling):
    """Hands out files, and some that belong together, as a whole."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((group[0] for group in TOGETHER if file.startswith(group)), file)


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
