"""The page of evidence: it finds what the command line finds, in three languages, and says what disagrees."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest

from didymium.evidence.questions.disagreements import find_disagreements
from didymium.evidence.questions.querying import Lexicon, Query, find_facts
from didymium.views.evidence.disagreements_view import summary_sentence
from didymium.views.evidence.facts_view import corrections_of
from didymium.web.look.tables import Cell, markup
from didymium.web.pages.evidence import PAGE
from didymium.web.pages.evidence.disagreements import A_PAGE
from didymium.web.pages.evidence.form import EXAMPLES
from didymium.web.pages.evidence.rows import QUANTITY, pages_of
from didymium.web.server import Server
from page_views import Shown, opened, run
from web_servers import close, make_server

LANGUAGES = ("en", "ko", "ja")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = make_server(tmp_path_factory.mktemp("evidence"), "japan_us_magnets")
    yield made
    close(made)


def look(server: Server, language: str = "en", **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, language=language) as shown:
            return shown

    return run(test)


def found_by(server: Server, *words: str) -> pl.DataFrame:
    evidence = server.speaker("en").evidence
    return find_facts(evidence, Query({}, tuple(Lexicon(evidence).meaning(words))))


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("en", "Japan rare earths import share"),
        ("ko", "일본 희토류 수입 의존도"),
        ("ja", "日本 レアアース 輸入依存度"),
    ],
)
def test_every_language_finds_the_same_facts(server: Server, language: str, asked: str) -> None:
    """A line of words is taken apart at the longest names known, as one would give them to the command one by
    one; the language changes nothing in what is found.
    """
    found = found_by(server, "japan", "rare_earths", "import_share")
    assert found.height > 50
    count = {"count": f"{found.height:,}", "sources": found["source"].n_unique()}
    shown = look(server, language, q=asked)
    assert shown.tags("h2", text=server.words(language)("say.facts", **count))
    assert len(shown.tags("figure")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_of_the_page_find_something(server: Server, language: str) -> None:
    """Nobody's first click leads to an empty page."""
    evidence, words = server.speaker(language).evidence, server.words(language)
    lexicon = Lexicon(evidence)
    for number in range(1, EXAMPLES + 1):
        asked = words(f"web.evidence.example_{number}")
        meaning = lexicon.meaning(lexicon.phrases(asked))
        assert find_facts(evidence, Query({}, tuple(meaning))).height > 0, asked


def test_filters_are_those_of_the_command(server: Server) -> None:
    """A filter looks in its own column, the region in any, the dates at when facts hold."""
    evidence = server.speaker("en").evidence
    lexicon = Lexicon(evidence)
    measure = {"measure": lexicon.identifiers(["import share"])}
    query = Query(measure, (lexicon.identifiers(["Japan"]),))
    some = find_facts(evidence, query).filter(pl.col("end") >= pl.date(2023, 1, 1))
    shown = look(server, measure="import share", region="Japan", **{"from": "2023"})
    count = {"count": f"{some.height:,}", "sources": some["source"].n_unique()}
    assert shown.tags("h2", text=server.words("en")("say.facts", **count))


def test_unknown_word_is_said_with_what_may_be_meant(server: Server) -> None:
    """A slip of the pen is mended by one click; nothing is shown that was not asked for."""
    shown = look(server, q="japon gallium")
    (said,) = shown.tags("p", role="alert")
    assert "“japon”" in shown.text
    (mended,) = [tag for tag in shown.tags("a") if tag in said.descendants()]
    assert mended._props["href"] == "/evidence?q=japan+gallium"
    assert not shown.markup.count("<table")


@pytest.mark.parametrize(("first", "last"), [("2025-13", ""), ("2025", "2024")])
def test_dates_that_do_not_fit_are_said(server: Server, first: str, last: str) -> None:
    """A month 13, or an end before the beginning, is no search without results but a mistake."""
    shown = look(server, **{"from": first, "until": last})
    assert len(shown.tags("p", role="alert")) == 1


def test_fact_is_shown_with_its_source_and_correction(server: Server) -> None:
    """What a source misprints is shown as printed, with what is right and why, and where to read it."""
    speaker = server.speaker("en")
    evidence = speaker.evidence
    correction = next(row for row in evidence.corrections.values() if row.status != "withdrawn")
    row = evidence.fact(correction.fact)
    shown = look(server, fact=correction.fact)
    (said,) = corrections_of(speaker, evidence.facts.filter(pl.col("fact") == correction.fact))
    assert said in shown.text
    source = evidence.sources[row["source"]]
    for text in (source.title, source.publisher, source.published, row["locator"]):
        assert text in shown.text
    if source.url:
        assert f'href="{source.url}" target="_blank" rel="noopener noreferrer"' in shown.markup


def test_unknown_fact_is_said(server: Server) -> None:
    assert "no_such" in look(server, fact="no_such").tags("p", role="alert")[0]._text


def test_disagreements_are_all_there(server: Server) -> None:
    """The page counts what the command counts, and every one can be opened on one of its pages."""
    speaker = server.speaker("en")
    found = find_disagreements(speaker.evidence)
    shown = look(server, view="disagreements")
    assert summary_sentence(speaker, found) in shown.text
    pages = -(-len(found) // A_PAGE)
    last = look(server, view="disagreements", page=str(pages))
    assert len(shown.tags("summary")) == A_PAGE
    assert len(last.tags("summary")) == len(found) - A_PAGE * (pages - 1)


def test_pages_hold_every_fact_once(server: Server) -> None:
    """No quantity is parted between two pages, and none is lost."""
    facts = server.speaker("en").evidence.by_date
    pages = pages_of(facts)
    keys = [tuple(row[name] for name in QUANTITY) for page in pages for row in page]
    assert len(keys) == len(set(keys))
    assert sum(row["count"] for page in pages for row in page) == facts.height
    assert all(page for page in pages)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//other.example", "ftp://x"])
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    """Sources come from whoever wrote the case: an address that is a script must not be one click away."""
    assert "href" not in markup(Cell("a source", address))


def test_cells_are_text(server: Server) -> None:
    """Titles with angle brackets are shown as they are written."""
    assert markup(Cell("<b>x</b>", "/a?b=1&c=2", "<i>")) == (
        '<a href="/a?b=1&amp;c=2">&lt;b&gt;x&lt;/b&gt;</a><br><span class="quiet">&lt;i&gt;</span>'
    )
