"""The briefing: two pages in every language, nothing cut off, nothing fetched."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from didymium.locale import LANGUAGES
from didymium.views.response import pdf
from didymium.views.response.briefing import render_briefing
from didymium.views.response.pdf import PdfError, check_printing, print_pdf
from didymium.views.wording import words_for
from response_view_cases import june_view
from served_pages import launch

PAGE_OBJECT = re.compile(rb"/Type\s*/Page[^s]")


def written(folder: Path, lang: str) -> Path:
    view = june_view()
    page = folder / f"briefing_{lang}.html"
    page.write_text(render_briefing(words_for(view.response.case, lang), view), encoding="utf-8")
    return page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_prints_to_two_pages(lang: str, tmp_path: Path) -> None:
    print_pdf(written(tmp_path, lang), tmp_path / "briefing.pdf", lang)
    printed = (tmp_path / "briefing.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert len(PAGE_OBJECT.findall(printed)) == 2


def test_nothing_is_cut_off_and_nothing_fetched(tmp_path: Path) -> None:
    """What a sheet holds is no higher than the sheet, and the file asks for nothing but itself."""
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for lang in LANGUAGES:
            page = browser.new_page(viewport={"width": 1000, "height": 1200})
            page.on("request", lambda request: asked.append(request.url))
            page.goto(written(tmp_path, lang).as_uri())
            heights = page.evaluate(
                "[...document.querySelectorAll('.body')].map(one => [one.scrollHeight, one.clientHeight])"
            )
            assert len(heights) == 2
            assert all(needed <= given for needed, given in heights), (lang, heights)
        browser.close()
    assert len(asked) == len(LANGUAGES) and all(url.startswith("file://") for url in asked)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_a_minister_needs(lang: str) -> None:
    view = june_view()
    words = words_for(view.response.case, lang)
    text = render_briefing(words, view)
    for name in ("situation", "plan", "fallback", "decisions", "short", "assumed", "sources"):
        assert f"<h2>{words(f'response.section.{name}')}</h2>" in text
    assert "response." not in re.sub(
        r"response\.json", "", re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    )


def test_a_machine_without_a_browser_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "BROWSERS", ("no-such-browser",))
    with pytest.raises(PdfError, match="install chromium"):
        check_printing("en")


def test_a_machine_without_the_letters_is_told_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\nexit 0\n")
    lister.chmod(0o755)
    monkeypatch.setattr(pdf.shutil, "which", lambda name: str(lister))
    with pytest.raises(PdfError, match="fonts-noto-cjk"):
        check_printing("ko")
    check_printing("en")
