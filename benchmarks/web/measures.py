"""Measurements of the web server. Each starts one of its own and waits until it is ready."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.specs import BUNDLED
from benchmarks.watch import Watch
from benchmarks.web.moves import SLIDERS, TIMED_MOVES, random_moves

MOVES = 50
USERS, MOVES_OF_A_USER = 10, 10
PAUSE = (2.0, 6.0)
"""Seconds for which people look at an answer before they move on, where they pause."""
READS_A_SECOND, READ_SECONDS, CONNECTIONS = 200, 60, 32
READS = (
    "/api/facts?limit=20",
    "/api/facts?words=dysprosium&words=japan&limit=20",
    "/api/agreements",
    "/api/cases",
    f"/api/cases/{BUNDLED}",
)
SEED = 20260
FIRST = {"severity": 100, "start": 1, "months": 6}
"""Where the sliders of the bundled case stand at first."""


@contextmanager
def _served() -> Iterator[str]:
    from served_pages import serve

    with tempfile.TemporaryDirectory() as scratch, serve(Path(scratch)) as server:
        yield server.address


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the value below which a share of what was measured lies: one that was measured."""
    ordered = sorted(seconds)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def measure_slider(watch: Watch, name: str) -> None:
    """Fifty moves of one person, then the same scenarios by the engine in this process, market hot."""
    from playwright.sync_api import sync_playwright

    with_floor = name == "floor"
    link = "/shock-lab?floor=110" if with_floor else "/shock-lab"
    first = {**FIRST, "floor": 110} if with_floor else FIRST
    moves = random_moves(SEED, MOVES, first, with_floor)
    with _served() as address, sync_playwright() as playwright:
        from served_pages import launch

        browser = launch(playwright)
        page = _lab(browser, address + link)
        found = page.evaluate(TIMED_MOVES, [moves, []])
        browser.close()
    engine = _InProcess()
    watch.counts |= {"moves": len(found), "wrong": sum(not engine.agrees(move) for move in found)}
    bare = [engine.hot_seconds(move) for move in found]
    watch.seconds |= {
        "chart_median": statistics.median(move["chart"] for move in found),
        "chart_95": percentile([move["chart"] for move in found], 0.95),
        "whole_median": statistics.median(move["whole"] for move in found),
        "whole_95": percentile([move["whole"] for move in found], 0.95),
        "hot_median": statistics.median(bare),
        "hot_95": percentile(bare, 0.95),
    }


def measure_users(watch: Watch, name: str) -> None:
    """Ten people in a browser context each, from ten places of the sliders, all at once, with pauses between
    moves or without; every answer is then compared with what this process finds. Their ten pages are drawn on
    the same machine.
    """
    from playwright.sync_api import sync_playwright

    with _served() as address, sync_playwright() as playwright:
        from served_pages import launch

        browser = launch(playwright)
        people = [_first_of(number) for number in range(USERS)]
        pages = [_lab(browser, f"{address}/shock-lab?{_link(first)}") for first in people]
        for number, (page, first) in enumerate(zip(pages, people, strict=True)):
            moves = random_moves(SEED + number, MOVES_OF_A_USER, first, with_floor="floor" in first)
            pauses = _pauses(number) if name == "pausing" else []
            page.evaluate(f"(told) => {{ window.timed = ({TIMED_MOVES})(told); }}", [moves, pauses])
        found = [move for page in pages for move in page.evaluate("() => window.timed")]
        browser.close()
    engine = _InProcess()
    watch.counts |= {"moves": len(found), "wrong": sum(not engine.agrees(move) for move in found)}
    watch.seconds |= {
        "chart_median": statistics.median(move["chart"] for move in found),
        "chart_95": percentile([move["chart"] for move in found], 0.95),
        "whole_median": statistics.median(move["whole"] for move in found),
        "whole_95": percentile([move["whole"] for move in found], 0.95),
    }


def _pauses(number: int) -> list[float]:
    """Return what somebody waits before each move, seconds."""
    chance = random.Random(SEED - number)
    return [chance.uniform(*PAUSE) for _ in range(MOVES_OF_A_USER)]


def _first_of(number: int) -> dict[str, int]:
    """Return where somebody's sliders stand at first; every other one has a floor on."""
    chance = random.Random(number)
    first = {name: chance.choice(values) for name, values in SLIDERS.items()}
    return {**first, "floor": 90 + number} if number % 2 else first


def _link(first: dict[str, int]) -> str:
    return "&".join(f"{name}={value}" for name, value in first.items())


def _lab(browser: Any, address: str) -> Any:
    """Open the lab in a context of its own and wait until its first answer is drawn."""
    page = browser.new_context(locale="en", viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector("#figure-lab_prices .chart[data-drawn]")
    page.wait_for_function("() => window.did_handshake && !document.querySelector('.stale')")
    return page


class _InProcess:
    """The same case and engine in this process, for what browsers were told and how long it takes bare."""

    def __init__(self) -> None:
        from didymium.calibration.calibrate import calibrate
        from didymium.case.reading import read_case
        from didymium.views.wording import words_for
        from didymium.web.engine.engine import Engine
        from didymium.web.lab.choices import first_settings

        self.case = read_case(BUNDLED)
        self.calibration = calibrate(self.case)
        # One answer is kept, so that a scenario asked again is solved again.
        self.engine = Engine(self.case, self.calibration, most_markets=64, most_answers=1)
        self.words = words_for(self.case, "en")
        self.first = first_settings(self.case, dt.date.today())

    def scenario(self, move: dict[str, Any]) -> Any:
        """Return the scenario that an address describes."""
        from didymium.web.lab.link import settings_of
        from didymium.web.lab.scenario import scenario_of

        query = dict(parse_qsl(move["query"].removeprefix("?")))
        return scenario_of(self.case, self.calibration, settings_of(query, self.first))

    def agrees(self, move: dict[str, Any]) -> bool:
        """Say whether the table of a page said what this process finds."""
        from didymium.indicators.roles import critical_materials, home_regions
        from didymium.views.lab_tables import key_figures

        run = self.engine.solve("bench", self.scenario(move))
        materials = critical_materials(self.case)
        found = key_figures(run, home_regions(self.case)[0], materials)
        words = self.words
        wanted = [
            "–" if found.value_added_usd is None else words.money(found.value_added_usd),
            words.tonnes(found.missing_magnets_t),
            str(found.sectors_short),
            *("–" if found.peaks[name] is None else words.multiple(found.peaks[name]) for name in materials),
        ]
        cells: list[str] = move["cells"]
        return cells == wanted

    def hot_seconds(self, move: dict[str, Any]) -> float:
        """Return what the engine takes for a scenario; its market was opened before."""
        scenario = self.scenario(move)
        begun = time.perf_counter()
        self.engine.solve("bench", scenario)
        return time.perf_counter() - begun


def measure_reads(watch: Watch, name: str) -> None:
    """Requests at fixed times, whether or not the ones before are answered; seconds count from the time at
    which each was due.
    """
    with _served() as address:
        found = asyncio.run(_read(address))
    seconds = [took for took, is_right in found["answers"] if is_right]
    watch.counts |= {
        "reads": len(found["answers"]),
        "errors": len(found["answers"]) - len(seconds),
        "rate": len(seconds) / found["span"],
    }
    watch.seconds |= {"read_median": statistics.median(seconds), "read_95": percentile(seconds, 0.95)}


async def _read(address: str) -> dict[str, Any]:
    """Send the requests. Each takes the next free of a few connections: the library's own queue of waiting
    requests is slow where it is long.
    """
    import httpx

    async with httpx.AsyncClient(base_url=address, timeout=30.0) as client:
        for path in READS:
            (await client.get(path)).raise_for_status()
        begun, numbers = time.perf_counter(), iter(range(READS_A_SECOND * READ_SECONDS))
        answers: list[tuple[float, bool]] = []

        async def ask_in_turn() -> None:
            for number in numbers:
                due = begun + number / READS_A_SECOND
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                try:
                    is_right = (await client.get(READS[number % len(READS)])).status_code == 200
                except httpx.HTTPError:
                    is_right = False
                answers.append((time.perf_counter() - due, is_right))

        await asyncio.gather(*(ask_in_turn() for _ in range(CONNECTIONS)))
        return {"answers": answers, "span": max(time.perf_counter() - begun, READ_SECONDS)}


WEB_MEASURES: dict[str, Callable[[Watch, str], None]] = {
    "web_slider": measure_slider,
    "web_users": measure_users,
    "web_reads": measure_reads,
}
