"""The page of rapid response: its numbers are the engine's, its address leads back, news plans again."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.files.problems import InputError
from didymium.views.response.changes import changes_table
from didymium.views.response.data import response_data
from didymium.views.response.finding_tables import savings_table, short_table
from didymium.views.response.tables import plan_table
from didymium.web.pages.rapid_response import PAGE
from didymium.web.pages.rapid_response.asked import (
    SAVED,
    first_days,
    form_of,
    question_of,
    sectors_first,
    sectors_of,
    usual_means,
)
from didymium.web.pages.rapid_response.command import command_of
from didymium.web.server import Server
from page_views import opened, run
from web_servers import close, make_server

DONE = "tasks in the delivery plan"
ASKED = {"scenario": "brief", "as_of": "2025-04-10", "days": "60", "members": "JPN.AUS"}
NEWS = "2025-05-02,outage,,,,mill,0.5,,reported: us"
AGAIN = "What changed and why"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = make_server(tmp_path)
    yield made
    close(made)


def test_page_shows_the_numbers_of_the_command_that_it_names(server: Server) -> None:
    """Somebody who doubts the page copies its command and finds every number again, to the last digit."""
    asked = {**ASKED, "surge": "25", "cover": "5", "swaps": "yes", "chance": ""}

    async def ask() -> str:
        async with opened(server, PAGE, asked) as shown:
            await shown.until(DONE)
            return shown.text

    text = run(ask)
    question = question_of(server, form_of(server, asked))
    found = server.responses.known(question)
    assert found is not None
    words = server.words("en")
    for table in (
        plan_table(words, found.view),
        savings_table(words, found.view),
        short_table(words, found.view),
    ):
        assert table.rows
        for row in table.rows:
            assert all(cell in text for cell in row)
    line = command_of(server, form_of(server, asked), question)
    assert line in text
    program, *arguments = shlex.split(line)
    assert program == "didymium"
    result = CliRunner().invoke(app, [*arguments[: arguments.index("--out")], "--json"])
    assert result.exit_code == 0, result.output
    theirs = json.loads(result.stdout)
    ours = json.loads(json.dumps(response_data(found.view)))
    assert {key: theirs[key] for key in ours} == ours


def test_the_address_leads_back(server: Server) -> None:
    """Every setting survives the way into a link and out of it, news too; what is as at first is not told."""
    given = {
        **ASKED, "first": "cars", "by_value": "yes", "chance": "30", "decision": "12", "cover": "4",
        "release": "9", "surge": "7.5", "diversion": "20", "purchase": "0", "swaps": "no", "spared": "AUS",
        "news_1": f"date,kind,origin,destinations,materials,subject,value,until,source\n{NEWS}",
    }  # fmt: skip
    form = form_of(server, given)
    assert form.parameters | {"first": "cars"} == given
    assert form_of(server, form.parameters) == form
    plain = form_of(server, ASKED).parameters
    assert {name: text for name, text in plain.items() if text} == ASKED
    assert not set(usual_means()) & set(plain)


def test_a_form_is_a_request(server: Server) -> None:
    """Per cent become shares, only what differs from the usual is asked for, blank is as reported."""
    form = form_of(server, {**ASKED, "surge": "25", "chance": "40", "release": "", "public": "no"})
    request = question_of(server, form).request
    assert request.as_of == dt.date(2025, 4, 10)
    assert request.members == ("JPN", "AUS")
    assert (request.means.surge_share, request.grant_chance) == (0.25, 0.4)
    assert request.means.public_stocks is False
    assert request.means.model_fields_set == {"surge_share", "public_stocks"}


def test_members_and_sectors_come_from_the_form_itself(server: Server) -> None:
    """Boxes that are ticked are members; an order of sectors is told as far as it differs."""
    sent = {"scenario": "brief", "member_JPN": "on", "member_AUS": "on", "sectors": "cars"}
    form = form_of(server, sent)
    assert (form.members, form.first) == (("JPN", "AUS"), ())
    assert sectors_of(server.case) == ("cars",)
    usual = ("a", "b", "c", "d")
    assert sectors_first(usual, ("c", "a", "b", "d")) == ("c",)
    assert sectors_first(usual, ("b", "a", "c", "d")) == ("b",)
    assert sectors_first(usual, ("a", "b", "d", "c")) == ("a", "b", "d")
    assert sectors_first(usual, usual) == ()


def test_length_at_first_is_what_the_run_has(server: Server) -> None:
    """180 days, or as many as are left: the live run goes on for six months from March."""
    scenario = server.shipped["brief"]
    assert first_days(server.case, scenario, "2025-04-10") == str(
        (dt.date(2025, 9, 1) - dt.date(2025, 4, 10)).days
    )
    assert form_of(server, {}).scenario in server.shipped


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    """Links are written by hand too: each mistake is named, and nothing is planned."""
    wrong = {
        **ASKED,
        "as_of": "soon",
        "days": "3",
        "surge": "much",
        "scenario": "nothing",
        "news_1": "date\n",
    }
    with pytest.raises(InputError) as raised:
        question_of(server, form_of(server, wrong))
    said = str(raised.value)
    for piece in ("soon", '"3"', "much", '"nothing" is no scenario', "news 1"):
        assert piece in said, said

    async def ask() -> str:
        async with opened(server, PAGE, {**ASKED, "members": "JPN.NOWHERE"}) as shown:
            await shown.until("is neither a region nor a club")
            return shown.text

    assert DONE not in run(ask)


def test_news_plans_again_and_says_what_changed(server: Server) -> None:
    """Rows pasted without a header are taken; wrong ones leave the plan as it stands."""

    async def ask() -> tuple[str, str]:
        async with opened(server, PAGE, ASKED) as shown:
            await shown.until(DONE)
            await shown.fill({"news": NEWS.replace("mill", "mil")}, holding="news")
            await shown.until('did you mean "mill"?')
            wrong = shown.text
            await shown.fill({"news": NEWS}, holding="news")
            await shown.until(AGAIN)
            return wrong, shown.text

    wrong, text = run(ask)
    assert "Australia" in wrong, "the plan before is still there"
    header = "date,kind,origin,destinations,materials,subject,value,until,source"
    question = question_of(server, form_of(server, {**ASKED, "news_1": f"{header}\n{NEWS}"}))
    found = server.responses.known(question)
    assert found is not None
    assert found.view.update is not None
    table = changes_table(server.words("en"), found.view.update)
    assert table.rows
    for row in table.rows:
        assert all(cell in text for cell in row)
    assert "outage: The mill, 0.5 (reported: us)" in text


def test_a_scenario_that_somebody_saved_is_planned_for(server: Server) -> None:
    """A key of the catalogue stands for its scenario; one of another case stands for none."""
    scenario = server.shipped["brief"]
    kept = server.saved.save("local", server.case.settings.name, scenario)
    form = form_of(server, {**ASKED, "scenario": f"{SAVED}{kept.key}"})
    assert question_of(server, form).scenario == scenario
    other = server.saved.save("local", "other", scenario)
    with pytest.raises(InputError):
        question_of(server, form_of(server, {**ASKED, "scenario": f"{SAVED}{other.key}"}))


def test_known_answer_is_there_at_once(server: Server) -> None:
    """Who comes second does not wait: the first answer is in the page as it is built."""

    async def ask() -> str:
        await server.responses.respond("somebody", question_of(server, form_of(server, ASKED)))
        async with opened(server, PAGE, ASKED) as shown:
            return shown.text

    assert DONE in run(ask)


def test_cancelled_plan_is_no_plan(server: Server) -> None:
    """The button says so, and the page takes another question afterwards."""

    async def ask() -> str:
        async with opened(server, PAGE, ASKED) as shown:
            form = {**ASKED, "member_JPN": "on", "member_AUS": "on", "days": "50"}
            asking = asyncio.create_task(shown.fill(form, holding="as_of"))
            await asyncio.sleep(0)
            await shown.press("Cancel")
            await asking
            await shown.until("Cancelled")
            await shown.fill({**form, "days": "45"}, holding="as_of")
            await shown.until(DONE)
            return shown.text

    assert "--days 45" in run(ask)
