"""Every page in a real browser: nothing complains, nothing leaves the machine, everybody can use it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Shown

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.views.member import member_of
from didymium.views.wording import words_for
from didymium.web.engine.engine import Engine
from didymium.web.lab.choices import first_settings
from didymium.web.lab.scenario import NAME, scenario_of
from didymium.web.pages import PAGES
from served_pages import ROOT, Tab, downloaded, grave_findings, rows_of

SCREENSHOTS = ROOT / "out" / "screenshots"
QUERIES = {
    "why": "?region=JPN&stage=separation",
    "stockpile": "?days=60&members=JPN.KOR",
}
"""What the address of a page must say for it to show something, or to show it soon."""
ADDRESSES = {page.name: page.path + QUERIES.get(page.name, "") for page in PAGES}
"""Where the pages are; the plan of rapid response is the one that its own tests ask for, too."""
SHOWN_LATER = dict.fromkeys(
    ("price_floor", "rival", "stockpile", "rapid_response", "screening", "indicators"), "main .answer"
)
"""What a page shows once it has asked, after it is drawn."""
WITH_FIGURES = (
    "overview", "chain", "shock_lab", "price_floor", "rival", "stockpile", "projects", "rapid_response",
    "screening", "indicators", "validation", "agreements",
)  # fmt: skip
FIGURES_SAVED = 5
"""Figures of a page of which both files are saved: Chromium lets ten through before it wants to be asked."""
KEPT_IN_EVERY_LANGUAGE = ("overview", "chain", "shock_lab")
LETTERS = {"ko": "[\uac00-\ud7a3]", "ja": "[\u3040-\u30ff\u4e00-\u9fff]"}
UNIT = re.compile(r"(^|_)(t|t_per_year|usd|usd_per_kg|share|units|days|multiple)$|\b(t|USD|%)( |/|$)")
"""What the headers of columns of numbers hold, as codes or in words."""

OpenTab = Callable[..., Tab]


def opened(tab: Tab, name: str, plan_address: str = "") -> Shown:
    """Open a page and wait until everything that it shows is there."""
    tab.open(plan_address if plan_address and name == "rapid_response" else ADDRESSES[name])
    if name in SHOWN_LATER:
        tab.page.wait_for_selector(SHOWN_LATER[name])
    return tab.wait()


def keep(page: Shown, name: str) -> None:
    """Keep a screenshot for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_is_whole_saves_its_figures_and_speaks(
    open_tab: OpenTab, bundled: Case, plan_address: str, name: str
) -> None:
    """In one tab, wide and light: the page is whole and open to everybody, each of its figures is saved, and
    it says the same in the other languages.
    """
    tab = open_tab()
    page = opened(tab, name, plan_address)
    assert_whole(page, name, 1280, "light")
    if name in WITH_FIGURES:
        assert_figures_are_saved(page)
    assert_languages_are_switched_in_place(tab, bundled, name)


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_is_whole_on_a_phone_in_the_dark(open_tab: OpenTab, plan_address: str, name: str) -> None:
    assert_whole(opened(open_tab(width=390, scheme="dark"), name, plan_address), name, 390, "dark")


def assert_whole(page: Shown, name: str, width: int, scheme: str) -> None:
    """Opens without a complaint, an outside request or a refusal (the fixture holds every tab to that),
    sticks out nowhere, and axe finds nothing serious: contrasts, labels, landmarks, in light and dark.
    """
    keep(page, f"{name}_{width}_{scheme}_en")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") in ("en", "en-US")
    assert grave_findings(page) == []


def test_pages_are_one_click_away(open_tab: OpenTab) -> None:
    """Every page of the navigation opens from another one, and says where one is."""
    tab = open_tab()
    page = tab.open("/")
    for path in [page.path for page in PAGES if page.listed]:
        page.click(f"header nav a[href='{path}']")
        page.wait_for_url(f"**{path}")
        page.wait_for_selector("main h1")
        assert page.locator("header nav a[aria-current='page']").get_attribute("href") == path


def assert_languages_are_switched_in_place(tab: Tab, bundled: Case, name: str) -> None:
    """The same address in the other languages: no message is missing, none shows its key."""
    page = tab.page
    before, address = page.locator("main h1").first.inner_text(), page.url
    for language, letters in LETTERS.items():
        with page.expect_navigation():
            page.select_option("#choose-didymium_language", language)
        tab.wait()
        assert page.url == address
        lang = page.locator("html").get_attribute("lang") or ""
        assert lang.split("-")[0] == language
        assert page.title().startswith(words_for(bundled, language)(f"web.page.{name}"))
        heading = page.locator("main h1").first.inner_text()
        assert heading != before
        assert re.search(letters, heading)
        assert "web." not in page.inner_text("body")
        if name in KEPT_IN_EVERY_LANGUAGE:
            keep(page, f"{name}_1280_light_{language}")


def assert_figures_are_saved(page: Shown) -> None:
    """Each figure, of many the first ones, gives a PNG that is one, and a CSV whose columns of numbers say
    their unit.
    """
    figures = page.locator("figure.figure")
    assert figures.count()
    for place in range(min(figures.count(), FIGURES_SAVED)):
        figure = figures.nth(place)
        filename, content = downloaded(page, figure.locator("button[aria-label^='PNG:']").click)
        assert filename.endswith(".png")
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        filename, content = downloaded(page, figure.locator("button[aria-label^='CSV:']").click)
        assert filename.endswith(".csv")
        assert content.startswith(b"\xef\xbb\xbf"), "spreadsheets read it as UTF-8"
        rows = rows_of(content)
        assert rows, filename
        numbers = [column for column in rows[0] if any(_is_number(row[column]) for row in rows)]
        # A table of many measures has the unit of each row beside its value.
        told = {"year", *(("value", "threshold", "base", "change") if "unit" in rows[0] else ())}
        assert [column for column in numbers if not UNIT.search(column) and column not in told] == [], (
            filename
        )


def test_what_is_pasted_reaches_no_address_that_is_sent(open_tab: OpenTab) -> None:
    """A bill and a name that somebody enters are answered and stand behind the # of the address, so that the
    language is switched and the link leads back, while no request tells them.
    """
    tab = open_tab()
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page = opened(tab, "screening")
    page.fill("textarea", "item,material,form\nthing of mine,ndfeb_magnet,magnet\n")
    page.fill("input[name=end_user]", "Somebody")
    page.uncheck("input[name=timeline]")
    page.click("form button[type=submit]")
    page.wait_for_selector("main .answer:has-text('thing of mine')")
    address = page.url
    with page.expect_navigation():
        page.select_option("#choose-didymium_language", "ja")
    page.wait_for_selector("main .answer:has-text('thing of mine')")
    assert page.url == address
    assert page.input_value("input[name=end_user]") == "Somebody"
    assert "own=" in address
    assert not any("thing" in text or "Somebody" in text or "own=" in text for text in sent)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def test_three_answers_from_the_first_page(
    open_tab: OpenTab, bundled: Case, calibration: Calibration, engine: Engine
) -> None:
    """The walk of docs/guide/the-page.md: Japan's weakest stage and what a full stop does to car production
    in three months stand on the first page, as this process finds them too; where the figure comes from is
    one click away, with sources.
    """
    settings = first_settings(bundled, dt.date.today())
    run = engine.solve(NAME, scenario_of(bundled, calibration, settings))
    words = words_for(bundled, "en")
    japan = member_of(run, words, "JPN")
    assert japan.weakest is not None and japan.lost is not None and japan.lost.units is not None

    tab = open_tab()
    page = tab.open("/")
    weakest = page.locator(".card", has=page.get_by_text(words("web.overview.weakest"), exact=True))
    said = weakest.inner_text()
    assert words(f"stage.{japan.weakest.stage}").lower() in said.lower()
    assert words.percent(japan.weakest.share) in said
    assert words.region(japan.weakest.origin) in said

    title = words("web.overview.lost", months=3)
    lost = page.locator(".card", has=page.get_by_text(title, exact=True))
    said = lost.inner_text()
    assert words.percent(japan.lost.share) in said
    assert words.made(japan.lost.units, japan.lost.sector) in said
    assert words.sector(japan.lost.sector) in said

    lost.get_by_role("link").click()
    page.wait_for_url("**/why?**")
    tab.wait()
    assert words.sector(japan.lost.sector) in page.locator("main h1").inner_text()
    assert page.locator("main table.data tbody tr").count() > 10, "facts and assumptions that it rests on"
    assert "kg" in page.inner_text("main"), "magnet in a vehicle is among them"
