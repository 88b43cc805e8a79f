"""Projects in a real browser: the engine's numbers, everything by keyboard, links that lead back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from didymium.case.case import Case
from didymium.views.projects.pipeline_tables import disagreement_table
from didymium.views.projects.view import ProjectsView, listed_projects
from served_pages import Tab, downloaded, grave_findings, rows_of

OpenTab = Callable[..., Tab]
PICKED = "carina"
OWN = "/projects?cases=japan_us_magnets"


@pytest.fixture(scope="module")
def view(bundled: Case) -> ProjectsView:
    """What is known of the projects, read in this process."""
    return ProjectsView((bundled,), listed_projects((bundled,)))


def test_a_project_is_picked_by_keyboard_and_its_address_leads_back(
    open_tab: OpenTab, view: ProjectsView
) -> None:
    """The list picks what a click on the map picks; its disagreements are those of the evidence, and the
    address opens the same.
    """
    tab = open_tab()
    page = tab.open(OWN)
    tab.wait()
    page.locator(f"select:has(option[value='{PICKED}'])").focus()
    page.keyboard.type("Carina")
    page.keyboard.press("Enter")
    page.wait_for_function(f"location.search.includes('picked={PICKED}')")
    page.wait_for_selector("#project h2")
    said = page.inner_text("#project")
    row = next(row for row in view.rows if row.name == PICKED)
    found = disagreement_table(ProjectsView(view.cases, (row,)), "en")
    assert found.rows
    assert all(cell in said for line in found.rows for cell in line)
    again = open_tab()
    shown = again.open(page.url[page.url.index("/projects") :])
    again.wait()
    assert shown.inner_text("#project") == said


def test_map_and_timeline_hold_every_project(open_tab: OpenTab, view: ProjectsView) -> None:
    """The numbers below the figures are those of the case, which the CSV holds."""
    tab = open_tab()
    page = tab.open(OWN)
    tab.wait()
    days = {row.name: row.candidate.timeline.first_product.likely.isoformat() for row in view.rows}
    _, content = downloaded(page, page.locator("#figure-projects_timeline button[aria-label^='CSV:']").click)
    assert {row["project"]: row["first_product_likely"] for row in rows_of(content)} == days
    _, content = downloaded(page, page.locator("#figure-projects_map button[aria-label^='CSV:']").click)
    assert {row["project"] for row in rows_of(content)} == set(days)


@pytest.mark.parametrize("part", ["finance", "portfolio", "coalition", "programmes"])
def test_forms_are_open_to_everybody_on_a_phone(open_tab: OpenTab, part: str) -> None:
    """Nothing is worked out before somebody asks; with all that is folded open, in the dark and on a phone,
    nothing sticks out and axe finds nothing.
    """
    tab = open_tab(width=390, scheme="dark")
    page = tab.open(f"/projects?part={part}")
    tab.wait()
    if part != "programmes":
        assert "Nothing is worked out yet" in page.inner_text("#projects-status")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert grave_findings(page) == []


def test_the_floor_is_moved_by_keyboard_and_sent_with_its_form(open_tab: OpenTab) -> None:
    """The slider says its value, and the address that the form leads to holds it; a seed that is none is
    refused in words, without an answer to wait for."""
    tab = open_tab()
    page = tab.open("/projects?part=finance")
    tab.wait()
    page.focus("input[name='floor']")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('form').innerText.includes('115 USD/kg')")
    page.focus("input[name='seed']")
    page.keyboard.type(".5")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('floor=115') && location.search.includes('sent=yes')")
    page.wait_for_selector("main [role='alert']")
    assert "seed" in page.inner_text("main [role='alert']")
