"""One real server of the bundled case a worker, one Chromium a file, and the same answers worked out here."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, sync_playwright

from bundled_case import NAME
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Scenario
from didymium.web.engine.engine import Engine
from didymium.web.lab.scenario import SAVED
from served_pages import Served, Tab, launch, new_tab, serve


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of the bundled case with an empty state; it ends well when told to, without a traceback."""
    with serve(tmp_path_factory.mktemp("served")) as found:
        yield found
    said = found.log.read_text(encoding="utf-8")
    assert "Traceback" not in said, said
    assert found.process.returncode == 0, f"it ended with {found.process.returncode}\n{said}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Closed with the file: while it runs, its event loop is that of the thread."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def open_tab(browser: Browser, served: Served) -> Iterator[Callable[..., Tab]]:
    """Open tabs in fresh contexts, closed with the test; whatever one of them complains of fails it."""
    tabs: list[Tab] = []

    def make(language: str = "en", width: int = 1280, scheme: str = "light") -> Tab:
        tabs.append(new_tab(browser, served, language, width, scheme))
        return tabs[-1]

    yield make
    for tab in tabs:
        tab.page.context.close()
    assert [said for tab in tabs for said in tab.complaints] == []


@pytest.fixture(scope="session")
def bundled() -> Case:
    """The case that is served."""
    return read_case(NAME)


@pytest.fixture(scope="session")
def calibration(bundled: Case) -> Calibration:
    """Its calibration."""
    return calibrate(bundled)


@pytest.fixture(scope="session")
def engine(bundled: Case, calibration: Calibration) -> Engine:
    """Solves in this process what the server solves in its own."""
    return Engine(bundled, calibration)


@pytest.fixture(scope="session")
def licences(bundled: Case) -> Scenario:
    """The licences of 2025 over the short division of time, which holds the weeks of every plan here."""
    return read_scenario(bundled, "licences_2025").model_copy(update={"profile": "live"})


@pytest.fixture(scope="session")
def plan_address(served: Served, licences: Scenario) -> str:
    """The address of a plan for a scenario that somebody saved; the server keeps it once it was asked for."""
    asked = urllib.request.Request(
        f"{served.address}/api/scenarios",
        licences.model_dump_json(by_alias=True).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        name = quote(f"{SAVED}{json.load(answer)['name']}", safe="")
    return f"/rapid-response?scenario={name}&as_of=2025-06-01&days=84&members=JPN.USA"
