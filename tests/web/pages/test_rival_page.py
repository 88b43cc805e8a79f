"""The page of rivals: the record at once, one policy worked anew, each policy taken along or into the lab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from didymium.web.pages import overview
from didymium.web.pages.rival import PAGE
from didymium.web.pages.rival.tabs import TABS
from didymium.web.pages.screening.tab import given_of, parameters_of
from didymium.web.server import Server
from page_views import Shown, opened, run
from rival_cases import NAME, RIVAL, hand_made_game
from rival_servers import case_with_rival
from web_servers import close, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rival")
    place = case_with_rival(folder)
    (place / "rivals" / "other.toml").write_text(RIVAL, encoding="utf-8")
    made = make_server(folder, place)
    yield made
    close(made)


def arrive(server: Server, query: Mapping[str, str], language: str = "en") -> Shown:
    """Open a part of the page as a browser does."""

    async def test() -> Shown:
        async with opened(server, PAGE, query, language=language) as shown:
            (arrival,) = shown.tags("span", id="screening-arrival")
            await shown.send(arrival, "arrive", "")
            return shown

    return run(test)


def test_the_record_stands_there_at_once(server: Server) -> None:
    """Nothing is solved: the game, the day, the command, and of which rival nothing is recorded."""
    solved = server.engine.solves
    shown = arrive(server, {})
    assert not shown.tags("p", role="alert")
    assert "“A duty to hold stocks” stands best" in shown.text
    assert "Recorded on 5 January 2026." in shown.text
    assert "--rival other --record" in shown.text and "--recorded" in shown.text
    assert server.engine.solves == solved
    figures = [element for element in shown.elements if "figure" in element._classes]
    assert {"figure-rival-policies", "figure-rival-tried"} <= {one._props.get("id") for one in figures}


def test_it_speaks(server: Server) -> None:
    language = "ja"
    shown = arrive(server, {}, language)
    assert server.words(language)("rival.section.answer") in shown.text
    assert "⟦" not in shown.text and "rival.say" not in shown.text


def test_one_policy_is_worked_anew_with_another_aim(server: Server) -> None:
    """The same as the command line: no policy and the one asked for, with an aim that is assumed."""
    query = {"view": "anew", "rival": NAME, "policy": "stocks", "revenue": "1", "evaluations": "2"}
    shown = arrive(server, query)
    assert not shown.tags("p", role="alert")
    assert "--policy stocks --aim revenue=1 --evaluations 2 --no-recheck" in shown.text
    assert "weights given with the question" in shown.text
    assert shown.tags("button", id="rival-take-stocks") and not shown.tags("button", id="rival-take-floor")


def test_nothing_is_worked_by_chance_and_wrong_questions_are_named(server: Server) -> None:
    assert server.words("en")("web.screening.nothing_yet") in arrive(server, {"view": "anew"}).text
    wrong = {"view": "anew", "policy": "wall", "share": "1", "evaluations": "2"}
    shown = arrive(server, {**wrong, "rival": "other"})
    (alert,) = shown.tags("p", role="alert")
    assert "wall" in (alert._text or "") and "stocks" in (alert._text or "")
    shown = arrive(server, {**wrong, "rival": str(server.case.path / "rivals" / "other.toml")})  # type: ignore[operator]
    assert "is no rival file" in (shown.tags("p", role="alert")[0]._text or "")


def test_a_policy_with_its_reply_opens_in_the_lab(server: Server) -> None:
    """It is saved for the person, and the lab opens on top of it."""

    async def test() -> None:
        async with opened(server, PAGE, {}) as shown:
            (arrival,) = shown.tags("span", id="screening-arrival")
            await shown.send(arrival, "arrive", "")
            (button,) = shown.tags("button", id="rival-lab-stocks")
            await shown.send(button, "click")

    before = server.saved.count(server.case.settings.name)
    run(test)
    assert server.saved.count(server.case.settings.name) == before + 1
    (kept, *_) = server.saved.of_case(server.case.settings.name)
    assert kept.scenario == next(one for one in hand_made_game().replies if one.policy == "stocks").scenario


def test_first_page_says_which_policy_stands(server: Server) -> None:
    """In a card that leads to the page."""

    async def test() -> None:
        async with opened(server, overview.PAGE, {}) as shown:
            (card,) = shown.tags("section", id="rival")
            said = [getattr(one, "_text", None) or "" for one in card.descendants()]
            assert any("“A duty to hold stocks” stands best" in text for text in said)
            assert [one._props["href"] for one in card.descendants() if one.tag == "a"] == [PAGE.path]

    run(test)


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_address_leads_back_to_the_form(tab: object) -> None:
    assert hasattr(tab, "fields")
    given = {name: f"some {name}" for name in tab.fields}
    assert given_of(tab, parameters_of(tab, given)) == given  # type: ignore[arg-type]


def test_a_case_without_rivals_says_so(tmp_path: Path) -> None:
    made = make_server(tmp_path)
    try:
        shown = arrive(made, {})
        assert made.words("en")("web.screening.nothing_yet") in shown.text
        assert not shown.tags("p", role="alert")
    finally:
        close(made)
