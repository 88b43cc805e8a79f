"""Stockpile in a real browser: the engine's numbers, a form by keyboard alone, a link that leads back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.stockpile.answering import StockpileAnswer, answer_stockpile
from didymium.decisions.stockpile.request import StockpileRequest, Weighted
from didymium.views.stocks.pool_tables import share_table
from didymium.views.stocks.size_tables import size_table
from didymium.views.wording import words_for
from served_pages import Tab, downloaded, grave_findings, rows_of

OpenTab = Callable[..., Tab]
ADDRESS = "/stockpile?scenarios=japan_2026_as_reported:1&members=JPN.USA&days=120&parts=size.pool"


@pytest.fixture(scope="module")
def answer(bundled: Case, calibration: Calibration) -> StockpileAnswer:
    """The same question, answered in this process."""
    request = StockpileRequest(
        parts=("size", "pool"),
        members=("JPN", "USA"),
        scenarios=(Weighted(name="japan_2026_as_reported"),),
        days=120,
    )
    return answer_stockpile(bundled, calibration, request)


def opened(tab: Tab, address: str = ADDRESS) -> Tab:
    """Open the page and wait for its answer."""
    tab.open(address)
    tab.page.wait_for_selector("main .answer")
    tab.wait()
    return tab


def test_page_shows_the_numbers_of_the_engine(
    open_tab: OpenTab, bundled: Case, answer: StockpileAnswer
) -> None:
    """Sizes and shares stand in tables; the CSV below the chart and the JSON hold them in full."""
    words = words_for(bundled, "en")
    page = opened(open_tab()).page
    said = page.inner_text("main .answer")
    assert answer.size is not None and answer.pool is not None
    for table in (size_table(words, answer.size.alone["JPN"].sizing), share_table(words, answer.pool.shares)):
        for row in table.rows:
            assert all(cell in said for cell in row)
    _, content = downloaded(page, page.locator("#figure-stock_pool button[aria-label^='CSV:']").click)
    shown = [float(row["shapley_a_year_usd"]) for row in rows_of(content)]
    assert shown == pytest.approx([one.shapley_usd_per_year for one in answer.pool.shares.members])
    name, content = downloaded(page, page.locator("#stockpile-json").click)
    data = json.loads(content)
    assert name == "stockpile.json"
    together = answer.pool.pooling.together.usd_per_year
    assert data["pool"]["saving"]["together_usd_per_year"] == pytest.approx(together)


def test_form_asks_by_keyboard_and_its_link_leads_back(open_tab: OpenTab) -> None:
    """Days are typed, the form is sent with the return key; the address then opens the same answer."""
    page = opened(open_tab()).page
    before = page.inner_text("main .answer")
    page.focus("input[name='days']")
    page.keyboard.press("Control+A")
    page.keyboard.type("60")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('days=60')")
    page.wait_for_function(
        "(before) => { const now = document.querySelector('main .answer');"
        " return now && now.innerText !== before; }",
        arg=before,
    )
    after = page.inner_text("main .answer")
    again = opened(open_tab(), page.url[page.url.index("/stockpile") :]).page
    assert again.inner_text("main .answer") == after
    assert again.locator("input[name='days']").input_value() == "60"


def test_opened_controls_are_open_to_everybody_on_a_phone(open_tab: OpenTab) -> None:
    """With all that is folded open, in the dark and on a phone, nothing sticks out and axe finds nothing."""
    page = opened(open_tab(width=390, scheme="dark")).page
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert grave_findings(page) == []
