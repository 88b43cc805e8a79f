"""A real ``didymium serve`` in a process of its own, and a Chromium that notes everything that goes wrong."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 120.0
GRACE_SECONDS = 15.0
ANSWER_MILLISECONDS = 60_000.0
"""How long a test waits before it says that nothing came; no test states how quick anything is."""
GRAVE = ("serious", "critical")
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
_IS_READY = """() => Boolean(window.did_handshake)
    && [...document.querySelectorAll('.chart')].every((chart) => chart.dataset.drawn)
    && !document.querySelector('.stale')"""


@dataclass(frozen=True)
class Served:
    """A server that answers: its address without a last slash, its process, and where it writes its log."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Served]:
    """Start a server on a free port with its state in a folder, wait until it is ready, and at the end stop
    it as a service manager does.
    """
    port, log = _free_port(), folder / "serve.log"
    command = [
        sys.executable,
        "-m",
        "didymium",
        "serve",
        *options,
        "--port",
        str(port),
        "--state",
        str(folder / "state"),
    ]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=subprocess.STDOUT, cwd=folder)
    served = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_ready(served)
        yield served
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_until_ready(served: Served) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and served.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.address}/health/ready", timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server is not ready\n{served.log.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a server to end; one that does not within its grace is killed, and its exit code says so."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def chromium() -> str:
    """Return the path of the system's Chromium. Tests of pages are never left out: without one they fail."""
    found = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    assert found, "no Chromium here: install one (on Debian apt-get install chromium)"
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium without a window."""
    sandbox = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=chromium(), args=sandbox)


@dataclass
class Tab:
    """A tab of a browser that notes what goes wrong in it: complaints on the console, errors of scripts,
    refused requests, and requests that leave the server.
    """

    page: Page
    served: Served
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        page = self.page
        page.set_default_timeout(ANSWER_MILLISECONDS)
        page.on(
            "console",
            lambda said: self._note("console", said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on(
            "request",
            lambda request: None if self._is_ours(request.url) else self._note("outside", request.url),
        )
        page.on(
            "response",
            lambda answer: self._note(str(answer.status), answer.url) if answer.status >= 400 else None,
        )

    def _note(self, what: str, said: str) -> None:
        self.complaints.append(f"{what}: {said}")

    def _is_ours(self, address: str) -> bool:
        return address.startswith((f"{self.served.address}/", "data:", "blob:"))

    def open(self, path: str) -> Page:
        """Open a page of the server and wait until it answers and its charts are drawn."""
        self.page.goto(self.served.address + path)
        return self.wait()

    def wait(self) -> Page:
        """Wait until the page is connected, its charts are drawn and none is greyed."""
        self.page.wait_for_selector("main h1")
        self.page.wait_for_function(_IS_READY)
        return self.page


def new_tab(
    browser: Browser, served: Served, language: str = "en", width: int = 1280, scheme: str = "light"
) -> Tab:
    """Open a tab in a fresh browser context: no cookies, no storage."""
    context: BrowserContext = browser.new_context(
        locale=language,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        accept_downloads=True,
    )
    return Tab(context.new_page(), served)


def downloaded(page: Page, press: Callable[[], None]) -> tuple[str, bytes]:
    """Press something that saves a file; return its name and content."""
    with page.expect_download() as waiting:
        press()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV that a figure saved."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def grave_findings(page: Page) -> list[str]:
    """Return what axe finds that keeps people from using a page."""
    return [
        f"{found['impact']} {found['id']}: {node['target']} {node['html'][:200]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
