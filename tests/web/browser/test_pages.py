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
QUERIES = {"why": "?region=JPN&stage=separation"}
"""What the address of a page must say for it to show something."""
ADDRESSES = {page.name: page.path + QUERIES.get(page.name, "") for page in PAGES}
SHOWN_LATER = dict.fromkeys(
    ("price_floor", "stockpile", "rapid_response", "screening", "indicators"), "main .answer"
)
"""What a page shows once it has asked, after it is drawn."""
WITH_FIGURES = (
    "overview", "chain", "shock_lab", "price_floor", "stockpile", "projects", "rapid_response", "screening",
    "indicators", "validation", "agreements",
)  # fmt: skip
KEPT_IN_EVERY_LANGUAGE = ("overview", "chain", "shock_lab")
LETTERS = {"ko": "[\uac00-\ud7a3]", "ja": "[\u3040-\u30ff\u4e00-\u9fff]"}
UNIT = re.compile(r"(^|_)(t|t_per_year|usd|usd_per_kg|share|units|days|multiple)$|\b(t|USD|%)( |/|$)")
"""What the headers of columns of numbers hold, as codes or in words."""

OpenTab = Callable[..., Tab]


def opened(tab: Tab, name: str) -> Shown:
    """Open a page and wait until everything that it shows is there."""
    tab.open(ADDRESSES[name])
    if name in SHOWN_LATER:
        tab.page.wait_for_selector(SHOWN_LATER[name])
    return tab.wait()


def keep(page: Shown, name: str) -> None:
    """Keep a screenshot for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", ADDRESSES)
def test_page_is_whole_and_open_to_everybody(open_tab: OpenTab, name: str, width: int, scheme: str) -> None:
    """Opens without a complaint, an outside request or a refusal (the fixture holds every tab to that),
    sticks out nowhere, and axe finds nothing serious: contrasts, labels, landmarks, in light and dark.
    """
    page = opened(open_tab(width=width, scheme=scheme), name)
    keep(page, f"{name}_{width}_{scheme}_en")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") in ("en", "en-US")
    assert grave_findings(page) == []


def test_pages_are_one_click_away(open_tab: OpenTab) -> None:
    """Every page of the navigation opens from another one, and says where one is."""
    tab = open_tab()
    page = tab.open("/")
    for name in [page.name for page in PAGES if page.listed]:
        page.click(f"header nav a[href='{ADDRESSES[name]}']")
        page.wait_for_url(f"**{ADDRESSES[name]}")
        tab.wait()
        assert page.locator("header nav a[aria-current='page']").get_attribute("href") == ADDRESSES[name]


@pytest.mark.parametrize("name", ADDRESSES)
def test_language_is_switched_in_place(open_tab: OpenTab, bundled: Case, name: str) -> None:
    """The same address in the other languages: no message is missing, none shows its key."""
    tab = open_tab()
    page = opened(tab, name)
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


@pytest.mark.parametrize("name", WITH_FIGURES)
def test_every_figure_is_saved_as_picture_and_as_numbers(open_tab: OpenTab, name: str) -> None:
    """Each figure gives a PNG that is one, and a CSV whose columns of numbers say their unit."""
    page = opened(open_tab(), name)
    figures = page.locator("figure.figure")
    assert figures.count()
    for place in range(figures.count()):
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
    assert words.made(japan.lost.units, japan.lost.unit) in said
    assert words.sector(japan.lost.sector) in said

    lost.get_by_role("link").click()
    page.wait_for_url("**/why?**")
    tab.wait()
    assert words.sector(japan.lost.sector) in page.locator("main h1").inner_text()
    assert page.locator("main table.data tbody tr").count() > 10, "facts and assumptions that it rests on"
    assert "kg" in page.inner_text("main"), "magnet in a vehicle is among them"
