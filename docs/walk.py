"""Take the screenshots of docs/guide/the-page.md anew, by hand: ``.venv/bin/python docs/walk.py``.

It starts a server, walks through the page as the guide describes it, by clicks alone, and saves what is seen
in docs/images/walk_*.png. It needs a Chromium, like the tests of the pages, whose helpers it uses.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT / "tests"))

if TYPE_CHECKING:
    from served_pages import Tab

COLOURS = 96
"""Colours that a picture keeps, so that it stays small."""
MOST_BYTES = 150_000


def walk(tab: Tab) -> None:
    """Walk through the page and take a picture at each stop."""
    from lab_in_browser import move

    page = tab.open("/")
    keep(page, "walk_1_overview", 760)
    page.locator(".card a").nth(0).click()
    arrive(tab, "**/why?**stage=**")
    keep(page, "walk_2_weakest_stage", 560)
    page.go_back()
    arrive(tab, "**/")
    page.locator(".card a").nth(1).click()
    arrive(tab, "**/why?**sector=**")
    keep(page, "walk_3_lost_output", 640)
    page.go_back()
    arrive(tab, "**/")
    page.locator("a[href^='/shock-lab?']").first.click()
    arrive(tab, "**/shock-lab?**")
    page.click("#lab-pin-a")
    page.wait_for_url("**pin_a=**")
    move(page, "severity", 50)
    keep(page, "walk_4_shock_lab", 980)
    page.locator("header nav a[href='/chain']").click()
    arrive(tab, "**/chain")
    keep(page, "walk_5_chain", 900)


def arrive(tab: Tab, address: str) -> None:
    """Wait until a page is there and its charts are drawn."""
    tab.page.wait_for_url(address)
    tab.wait()
    tab.page.wait_for_timeout(500)  # a chart's last frame


def keep(page: Page, name: str, height: int) -> None:
    """Save the upper part of a page.

    Raises:
        ValueError: If the picture is too large to be kept with the code.
    """
    file = IMAGES / f"{name}.png"
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": 1280, "height": height})
    with Image.open(file) as taken:
        small = taken.convert("RGB").quantize(COLOURS)
    small.save(file, optimize=True)
    size = file.stat().st_size
    print(f"{file.relative_to(ROOT)}: {size // 1000} kB")
    if size > MOST_BYTES:
        raise ValueError(f"{file.name} has {size} bytes, more than {MOST_BYTES}")


def main() -> None:
    """Serve the bundled case, take the pictures, and stop."""
    from served_pages import launch, new_tab, serve

    with (
        tempfile.TemporaryDirectory() as scratch,
        serve(Path(scratch)) as served,
        sync_playwright() as started,
    ):
        browser = launch(started)
        tab = new_tab(browser, served)
        tab.page.set_viewport_size({"width": 1280, "height": 1000})
        walk(tab)
        browser.close()


if __name__ == "__main__":
    main()
