"""The page of agreements: as of a day, with what is unknown said, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from didymium.evidence.questions.deadlines import deadlines_on, rule_on
from didymium.evidence.questions.programmes import programmes_on
from didymium.evidence.questions.trend import trends
from didymium.views.evidence.agreements_view import deadline_sentence
from didymium.web.pages.agreements import PAGE
from didymium.web.pages.agreements.timeline import SIGNED, SIGNS
from didymium.web.server import Server
from page_views import Shown, opened, run
from web_servers import close, make_server

DAY = dt.date(2026, 4, 22)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = make_server(tmp_path_factory.mktemp("agreements"), "japan_us_magnets")
    yield made
    close(made)


def look(server: Server, language: str = "en", **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, language=language) as shown:
            return shown

    return run(test)


def test_promises_stand_as_on_the_day(server: Server) -> None:
    """The address holds the day, so that a link says the same next year."""
    speaker = server.speaker("en")
    found = deadlines_on(list(speaker.evidence.agreements.values()), DAY)
    assert {item.status for item in found} >= {"due", "met", "unknown"}
    shown = look(server, day=DAY.isoformat())
    assert deadline_sentence(speaker, found) in shown.text
    later = look(server, day="2029-12-31")
    assert deadline_sentence(speaker, found) not in later.text


def test_states_are_told_apart_without_colour(server: Server) -> None:
    """Each state has a sign of its own in the timeline, and what was signed another one."""
    symbols = [symbol for symbol, _ in (*SIGNS.values(), SIGNED)]
    assert len(set(symbols)) == len(symbols)
    shown = look(server, day=DAY.isoformat())
    (chart,) = [element for element in shown.elements if "options" in element._props]
    drawn = [series["symbol"] for series in chart._props["options"]["series"]]
    assert len(set(drawn)) == len(drawn) >= 4


def test_one_agreement_shows_its_provisions(server: Server) -> None:
    agreement = server.speaker("ja").evidence.agreements["us_japan_framework_2025"]
    shown = look(server, "ja", agreement=agreement.agreement, day=DAY.isoformat())
    assert shown.tags("h2", text=agreement.title.ja)
    for provision in agreement.provision:
        assert provision.title.ja in shown.text


def test_agreement_that_was_not_signed_yet_is_refused(server: Server) -> None:
    """On a day before its signing nobody knew it."""
    shown = look(server, agreement="us_japan_framework_2025", day="2025-01-01")
    assert len(shown.tags("p", role="alert")) == 1


def test_no_date_is_said_and_today_shown(server: Server) -> None:
    shown = look(server, day="tomorrow")
    assert "tomorrow" in shown.tags("p", role="alert")[0]._text
    assert shown.tags("input", name="day")[0]._props["value"] == dt.date.today().isoformat()


def test_rules_of_the_day(server: Server) -> None:
    """Rules that were issued later are not shown; counts are those of the parts."""
    rules = server.speaker("en").evidence.rules.values()
    known = [rule for rule in rules if rule.issued <= DAY]
    assert len(known) < len(rules)
    states = [force.state for rule in known for _, force in rule_on(rule, DAY)]
    shown = look(server, view="rules", day=DAY.isoformat())
    counts = {"count": states.count("in_force"), "total": len(states)}
    assert server.words("en")("web.agreements.in_force", **counts) in shown.text
    assert len(shown.tags("h2")) == len(known)
    fewer = look(server, view="rules", day=DAY.isoformat(), only="in_force")
    assert 0 < len(fewer.tags("h2")) < len(known)


def test_programmes_and_summits(server: Server) -> None:
    """Every programme has its part of the page, every field its line in the chart."""
    speaker = server.speaker("ko")
    shown = look(server, "ko", view="programmes", day=DAY.isoformat())
    for programme in programmes_on(speaker.evidence, DAY):
        assert shown.tags("h2", text=speaker.name(programme.subject))
    summits = look(server, "ko", view="summits")
    (chart,) = [element for element in summits.elements if "options" in element._props]
    assert len(chart._props["options"]["series"]) == len(trends(speaker.evidence))
