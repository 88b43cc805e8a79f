"""The shock lab as somebody in a browser works it: moves of its controls, its numbers, its address."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from didymium.case.case import Case
from didymium.web.lab.choices import first_settings
from didymium.web.lab.link import settings_of
from didymium.web.lab.settings import LabSettings
from served_pages import downloaded, rows_of

PRICES = "#figure-lab_prices"
Prices = dict[tuple[str, str], tuple[float | None, float | None]]
"""Prices of the scenario and of the base run by region and first day of the period."""

_MOVE = """([name, value]) => {
    const slider = document.getElementById(`lab-${name}`);
    slider.value = value;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    slider.dispatchEvent(new Event('change', { bubbles: true }));
}"""
_DRAWN = "() => Number(document.querySelector('#figure-lab_prices .chart').dataset.drawn)"
_ANSWERED = """([drawn, name, value]) =>
    new URL(location.href).searchParams.get(name) === String(value)
    && Number(document.querySelector('#figure-lab_prices .chart').dataset.drawn) > drawn
    && !document.querySelector('.stale')"""


def push(page: Page, name: str, value: float) -> None:
    """Let go of a slider at a value, and wait for nothing."""
    page.evaluate(_MOVE, [name, value])


def move(page: Page, name: str, value: float) -> None:
    """Let go of a slider at a value other than its first, and wait for the answer."""
    drawn = drawings(page)
    push(page, name, value)
    wait_for_answer(page, drawn, name, value)


def drawings(page: Page) -> int:
    """Return how often the chart of prices was drawn."""
    return int(page.evaluate(_DRAWN))


def wait_for_answer(page: Page, drawn: int, name: str, value: object) -> None:
    """Wait until the address names a value and the chart was drawn anew since a number of drawings."""
    page.wait_for_function(_ANSWERED, arg=[drawn, name, value])


def picture(page: Page) -> str:
    """Return the chart of prices as it is drawn."""
    return str(page.evaluate("() => document.querySelector('#figure-lab_prices canvas').toDataURL()"))


def prices(page: Page) -> Prices:
    """Return the prices that the chart shows, as its CSV holds them."""
    _, content = downloaded(page, lambda: page.click(f"{PRICES} button[aria-label^='CSV']"))
    return {
        (row["region"], row["period"]): (_number(row["price_usd_per_kg"]), _number(row["base_usd_per_kg"]))
        for row in rows_of(content)
    }


def _number(text: str) -> float | None:
    return float(text) if text else None


def compared(page: Page) -> list[list[str]]:
    """Return the cells of the table that compares scenarios, row by row, without its headers."""
    rows = page.locator("section.answer table.data tbody tr")
    return [rows.nth(place).locator("td").all_inner_texts() for place in range(rows.count())]


def settings_in(case: Case, address: str) -> LabSettings:
    """Return the settings that an address of the lab describes."""
    query = dict(parse_qsl(urlsplit(address).query))
    return settings_of(query, first_settings(case, dt.date.today()))


def path_of(address: str) -> str:
    """Return an address without its server."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
