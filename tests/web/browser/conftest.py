"""One real server of the bundled case a worker, one Chromium a file, and the same answers worked out here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from bundled_case import NAME
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.web.engine.engine import Engine
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
