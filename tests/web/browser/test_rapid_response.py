"""Rapid response in a real browser: the engine's numbers, a link that leads back, news that plans again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.decisions.response.answering import ResponseAnswer, answer_request
from didymium.decisions.response.asking import ResponseRequest
from didymium.scenario.schema import Scenario
from didymium.views.response.tables import plan_table
from didymium.views.response.view import ResponseView
from didymium.views.wording import words_for
from served_pages import Tab, downloaded, grave_findings, rows_of

OpenTab = Callable[..., Tab]
NEWS = "2025-06-20,licence,CHN,JPN,magnet_high_temp,,0.6,,reported: a ministry"


@pytest.fixture(scope="module")
def answer(bundled: Case, calibration: Calibration, licences: Scenario) -> ResponseAnswer:
    """The same question, answered in this process."""
    request = ResponseRequest(as_of=dt.date(2025, 6, 1), days=84, members=("JPN", "USA"))
    return answer_request(bundled, calibration.base, "licences_2025", licences, request)


def opened(tab: Tab, plan_address: str) -> Tab:
    """Open the page and wait for its answer."""
    tab.open(plan_address)
    tab.page.wait_for_selector("main .answer")
    tab.wait()
    return tab


def test_page_shows_the_numbers_of_the_engine(
    open_tab: OpenTab, plan_address: str, bundled: Case, answer: ResponseAnswer
) -> None:
    """Savings stand in the cards, every task in the table behind the chart, and branches part the plan."""
    words, view = words_for(bundled, "en"), ResponseView(answer)
    page = opened(open_tab(), plan_address).page
    said = page.inner_text("main .answer")
    for usd in (answer.savings.loss_if_nobody_acts_usd, answer.savings.saved_against_nothing_usd):
        assert words.money(usd) in said
    _, content = downloaded(page, page.locator("#figure-response_plan button[aria-label^='CSV:']").click)
    tonnes = [float(row["Tonnes, t"]) for row in rows_of(content)]
    assert tonnes == pytest.approx([task.t for task in view.tasks])
    for branch in ("always", "granted", "refused"):
        page.click(f"#response-branch-{branch}")
        page.wait_for_selector(f"#response-branch-{branch}[aria-pressed='true']")
        rows = [
            row
            for row, task in zip(plan_table(words, view).rows, view.tasks, strict=True)
            if task.branch == branch
        ]
        assert rows
        region = page.get_by_role(
            "region", name=f"{words('response.table.plan')}: {words(f'response.branch.{branch}')}"
        )
        region.wait_for()
        assert region.locator("tbody tr").count() == len(rows)


def test_settings_stay_in_form_and_address(open_tab: OpenTab, plan_address: str) -> None:
    """An order of sectors that was changed by keyboard is asked for, told in the address, and the link leads
    back to the same form and answer.
    """
    page = opened(open_tab(), plan_address).page
    page.get_by_text("Order of sectors", exact=True).click()
    page.focus("button[aria-label='Serve earlier: Medical']")
    page.keyboard.press("Enter")
    page.fill("input[name=days]", "70")
    page.get_by_role("button", name="Make the plan").click()
    page.wait_for_url("**days=70**")
    page.wait_for_selector("main .answer:has-text('for 70 days')")
    assert page.input_value("input[name=days]") == "70"
    changed = page.url.partition("/rapid-response")[2]
    assert "first=" in changed
    again = opened(open_tab(), f"/rapid-response{changed}").page
    assert again.input_value("input[name=days]") == "70"
    assert (
        again.locator("main .answer .card").all_inner_texts()
        == page.locator("main .answer .card").all_inner_texts()
    )


def test_news_plans_again(open_tab: OpenTab, plan_address: str) -> None:
    """Pasted news gives another plan with what changed; its link leads back to it, and axe finds nothing."""
    tab = opened(open_tab(), plan_address)
    page = tab.page
    page.fill("textarea[name=news]", NEWS)
    page.get_by_role("button", name="Plan again").click()
    page.wait_for_selector("h2:has-text('What changed and why')")
    page.wait_for_url("**news_1=**")
    tab.wait()
    assert grave_findings(page) == []
    cards = page.locator("main .answer .card").all_inner_texts()
    again = opened(open_tab(), page.url.removeprefix(tab.served.address)).page
    assert again.locator("main .answer .card").all_inner_texts() == cards
    assert "a ministry" in again.inner_text("main .answer")


def test_briefing_is_saved(open_tab: OpenTab, plan_address: str) -> None:
    """Both forms of the briefing come from the server."""
    page = opened(open_tab(), plan_address).page
    name, content = downloaded(page, page.locator("#response-briefing_html").click)
    assert name == "briefing_en.html"
    assert b"<html" in content
    name, content = downloaded(page, page.locator("#response-briefing_pdf").click)
    assert name == "briefing_en.pdf"
    assert content.startswith(b"%PDF-")
