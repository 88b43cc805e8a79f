"""The page of projects: its numbers are the engine's and the commands', its address leads back."""

from __future__ import annotations

import asyncio
import io
import json
import shlex
import zipfile
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from coalition_view_cases import coalition_view
from didymium.cli.app import app
from didymium.decisions.alliance.request import CoalitionRequest
from didymium.files.problems import InputError
from didymium.views.coalition.charts import share_bars
from didymium.views.coalition.tables import losses_table, shares_table
from didymium.views.portfolio.data import portfolio_data
from didymium.views.portfolio.tables import chosen_table, loss_table
from didymium.views.projects.chart_data import time_bars
from didymium.views.projects.data import projects_data
from didymium.views.projects.finance_tables import closes_table, needs_table, verdict_table
from didymium.views.projects.pipeline_tables import pipeline_table
from didymium.views.wording import words_for
from didymium.web.access.accounts.person import LOCAL
from didymium.web.engine import project_cases
from didymium.web.engine.desk import Superseded
from didymium.web.engine.projects import PORTFOLIO_STEPS, STEPS, ProjectsQuestion
from didymium.web.engine.shared import Tell
from didymium.web.look.visit import Visit
from didymium.web.pages.projects import PAGE, coalition, finance, portfolio
from didymium.web.pages.projects.asked import form_of
from didymium.web.pages.projects.coalition import USUAL as COALITION
from didymium.web.pages.projects.downloads import zipped
from didymium.web.pages.projects.finance import USUAL as FINANCE
from didymium.web.pages.projects.map import map_numbers, places
from didymium.web.pages.projects.minerals import mineral_of
from didymium.web.pages.projects.portfolio import USUAL as PORTFOLIO
from didymium.web.pages.projects.timeline import timeline_numbers
from didymium.web.server import Server
from investment_cases import write_investment_case
from page_views import opened, run
from stockpile_servers import same
from web_servers import close, make_server

DONE = "Done: the answer is below"
ASKED = {"part": "finance", "floor": "90", "futures": "2", "sent": "yes"}
CHOSEN = {"part": "portfolio", "budget": "own", "own": "0.1", "futures": "2", "frontier": "", "sent": "yes"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the market on paper with projects that need each other; no other case is offered."""
    folder = tmp_path_factory.mktemp("server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(project_cases, "bundled_cases", dict)
        made = make_server(folder, write_investment_case(folder / "paper"))
        yield made
        close(made)


def visit(server: Server) -> Visit:
    """Return somebody's look at the page."""
    return Visit(server, LOCAL, "en", "light", "/projects", {}, "test")


def shown_after(server: Server, query: dict[str, str], said: str = DONE, language: str = "en") -> str:
    """Return what the page says once it says something."""

    async def ask() -> str:
        async with opened(server, PAGE, query, language=language) as shown:
            await shown.until(said)
            return shown.text

    return run(ask)


def numbers_of(line: str) -> object:
    """Return what a command prints as JSON; what it would write is left out."""
    program, *arguments = shlex.split(line)
    assert program == "didymium"
    result = CliRunner().invoke(app, [*arguments[: arguments.index("--out")], "--json", "--quiet"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_finance_is_that_of_the_command_that_the_page_names(server: Server) -> None:
    """Somebody who doubts the page copies its command and finds every number again; the address asks at
    once.
    """
    text = shown_after(server, ASKED)
    form = form_of("finance", finance.usual_of(server.case), ASKED)
    question = finance.question_of(form)
    found = server.projects.known(question)
    assert found is not None and form.is_sent
    for table in (verdict_table(found, "en"), needs_table(found, "en"), closes_table(found, "en")):
        assert table.rows
        for row in table.rows:
            assert all(cell in text for cell in row)
    line = finance.command_of(visit(server), question)
    assert line in text
    theirs = numbers_of(line)
    assert isinstance(theirs, dict)
    ours = json.loads(json.dumps(projects_data(found)))
    for key in ("projects", "finance", "gaps", "deposits"):
        assert same(ours[key], theirs[key]), key


def test_known_finance_is_there_at_once_and_on_the_project(server: Server) -> None:
    """Who comes second does not wait; the pipeline then says of a project whether it is bankable."""
    shown_after(server, ASKED)

    async def ask(query: dict[str, str], language: str) -> str:
        async with opened(server, PAGE, query, language=language) as shown:
            return shown.text

    text = run(lambda: ask(ASKED, "ko"))
    assert "완료" in text and "web." not in text
    known = server.projects.last_finance("new_pit")
    assert known is not None
    text = run(lambda: ask({"picked": "new_pit"}, "en"))
    assert "Work out its finance" not in text
    assert verdict_table(known, "en").headers[-1] in text


def test_portfolio_is_that_of_the_command_that_the_page_names(server: Server) -> None:
    """The pit and the mill need each other; what the page says of both is what the command says."""
    text = shown_after(server, CHOSEN)
    found = server.projects.known_portfolio(portfolio.question_of(form_of("portfolio", PORTFOLIO, CHOSEN)))
    assert found is not None
    words = words_for(found.naming, "en")
    for table in (chosen_table(words, found), loss_table(words, found)):
        assert table.rows
        for row in table.rows:
            assert all(cell in text for cell in row)
    line = portfolio.command_of(visit(server), ProjectsQuestion((), found.request))
    assert line in text
    theirs = numbers_of(line)
    ours = json.loads(json.dumps(portfolio_data(found)))
    assert isinstance(theirs, dict)
    assert same({key: ours[key] for key in ("best", "nothing", "additions", "pairs", "near")},
                {key: theirs[key] for key in ("best", "nothing", "additions", "pairs", "near")})  # fmt: skip


def test_coalition_shows_the_answer_of_the_engine(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares and losses stand on the page as in the answer, with the command that asks the same."""
    found, asked = coalition_view(), []

    async def answer(session: str, request: CoalitionRequest, tell: Tell) -> object:
        asked.append(request)
        tell("sets 1 1")
        return found

    monkeypatch.setattr(server.coalitions, "answer", answer)
    monkeypatch.setattr(server.coalitions, "check", lambda request: None)
    query = {"part": "coalition", "members": "JPN.AUS", "days": "60", "newcomer": "AUS", "sent": "yes"}
    text = shown_after(server, query)
    words = server.words("en")
    for table in (losses_table(words, found), shares_table(words, found)):
        assert table.rows
        for row in table.rows:
            assert all(cell in text for cell in row[1:])
    assert [request.members for request in asked] == [("JPN", "AUS")]
    assert coalition.command_of(visit(server), asked[0]) in text
    assert "--members JPN,AUS --days 60 --newcomer AUS" in text


def test_the_pipeline_shows_every_project_and_all_of_the_one_that_is_picked(server: Server) -> None:
    """Each stands in the table, on the map and on the timeline; the list picks what a click picks."""

    async def ask() -> str:
        async with opened(server, PAGE) as shown:
            before = shown.text
            assert "Click a project on the map" in before
            for project in ("New pit", "New mill", "Dear pit"):
                assert project in before
            (pick,) = [
                element
                for element in shown.tags("select")
                if any(part._props.get("value") == "new_mill" for part in element.descendants())
            ]
            await shown.send(pick, "change", "new_mill")
            return shown.text

    text = run(ask)
    view = server.projects.pipeline()
    mill = next(row for row in view.rows if row.name == "new_mill")
    assert "30 % tax, 0 % royalty" in text and "50 % of capital at 5 % real over 8.0 years" in text
    assert {mineral_of(row) for row in view.rows} == {"rare_earths"}, "ore and oxide hold neodymium"
    assert pipeline_table(view, "en").rows[1][0] == "New mill"
    assert map_numbers(view, "en", places(view.rows))["region"].to_list() == ["AUS"] * 3
    days = timeline_numbers(time_bars(view, "en"))
    row = days.filter(days["project"] == "new_mill").row(0, named=True)
    assert row["decision"] == mill.candidate.timeline.decision.isoformat() == "2026-01-01"
    assert row["first_product_likely"] == "2028-01-01", "24 months later"


def test_filters_show_what_fits(server: Server) -> None:
    """Nothing is permitted yet: the address that asks for it shows none, and says of how many."""

    async def ask(query: dict[str, str]) -> str:
        async with opened(server, PAGE, query) as shown:
            return shown.text

    assert "3 of 3 projects are shown" in run(lambda: ask({"status": "study", "mineral": "rare_earths"}))
    assert "0 of 3 projects are shown" in run(lambda: ask({"mineral": "copper"}))


def test_a_form_sends_what_its_address_says() -> None:
    """A link that leads back asks the same question, whatever was ticked."""
    sent = {
        "case_paper": "on",
        "floor": "95",
        "futures": "3",
        "seed": "2",
        "rate": "7.5",
        "war": "50",
        "alone": "yes",
    }
    form = form_of("finance", FINANCE, sent, is_posted=True)
    again = form_of("finance", FINANCE, form.parameters)
    assert again.is_sent
    assert finance.question_of(again) == finance.question_of(form)
    asked = finance.question_of(form)
    assert asked.cases == ("paper",)
    assert asked.request.discount_rate == pytest.approx(0.075)
    assert (asked.request.war_price_share, asked.request.alone) == (0.5, True)
    bare = form_of("finance", FINANCE, {**sent, "alone": ""}, is_posted=True)
    assert not finance.question_of(bare).request.alone, "what is not ticked is off"


def test_budgets_by_funder_are_those_that_are_written() -> None:
    """Each gets a line of its own in the question and in the file for the command; without any, one for
    all.
    """
    form = form_of("portfolio", PORTFOLIO, {"funders": "JPN 2, kor 0.5", "linked": "yes"})
    request = portfolio.question_of(form).request
    lines = [(line.funders, line.amount_million) for line in request.budgets]  # type: ignore[attr-defined]
    assert lines == [(("JPN",), 2000.0), (("KOR",), 500.0)]
    assert request.link == ("JPN", "KOR")  # type: ignore[attr-defined]
    assert portfolio.budget_file(request) == "funders,amount_million\nJPN,2000\nKOR,500\n"  # type: ignore[arg-type]
    own = portfolio.question_of(form_of("portfolio", PORTFOLIO, {"budget": "own", "own": "2.5"})).request
    assert [line.amount_million for line in own.budgets] == [2500.0]  # type: ignore[attr-defined]


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    """Links are written by hand too: each mistake is named, and nothing is solved."""
    wrong = {"part": "finance", "floor": "-3", "futures": "soon", "rate": "x", "sent": "yes"}
    text = shown_after(server, wrong, "soon")
    assert "floor_usd_per_kg" in text and "discount_rate" in text
    text = shown_after(server, {"part": "finance", "cases": "papper", "sent": "yes"}, "did you mean")
    assert 'did you mean "paper"?' in text
    budgets = {"part": "portfolio", "funders": "JPN, USA much", "sent": "yes"}
    assert "JPN 2, USA 3" in shown_after(server, budgets, "is no budget")
    with pytest.raises(InputError, match="is no amount"):
        portfolio.question_of(form_of("portfolio", PORTFOLIO, {"budget": "own", "own": "lots"}))
    text = shown_after(server, {"part": "programmes", "member": "JPN", "day": "soon"}, "is no date")
    assert "2026-03-20" in text


def test_steps_are_told_and_an_answer_nobody_waits_for_ends(server: Server) -> None:
    """Whoever waits hears each step in order; cancelled, nothing is kept."""
    told: list[str] = []
    question = finance.question_of(form_of("finance", FINANCE, {**ASKED, "seed": "7"}))
    request = portfolio.question_of(
        form_of("portfolio", PORTFOLIO, {**CHOSEN, "seed": "7", "frontier": "yes"})
    )
    chosen: list[str] = []

    async def ask() -> None:
        await server.projects.finance("one", question, told.append)
        await server.projects.portfolio("one", request, chosen.append)

    run(ask)
    for heard, steps in ((told, STEPS), (chosen, PORTFOLIO_STEPS)):
        assert list(dict.fromkeys(one.split()[0] for one in heard if one)) == list(steps)
    assert "prices 2 2" in told
    other = finance.question_of(form_of("finance", FINANCE, {**ASKED, "seed": "8"}))

    async def cancel() -> None:
        asking = asyncio.ensure_future(server.projects.finance("two", other, lambda _: asking.cancel()))
        with pytest.raises((asyncio.CancelledError, Superseded)):
            await asking

    run(cancel)
    assert server.projects.known(other) is None


def test_a_programme_is_shown_as_known_on_a_day(server: Server) -> None:
    """Japan's of March 2026: its rules, and no answer for a day before there was one."""
    text = shown_after(server, {"part": "programmes", "member": "JPN", "day": "2026-03-20"}, "Take it along")
    assert "didymium projects" in text and "--programme JPN --day 2026-03-20" in text
    assert "programmes." not in text
    early = shown_after(server, {"part": "programmes", "member": "KOR", "day": "2020-01-01"}, "by 2020-01-01")
    assert "states no committed amount" in early


def test_tables_are_taken_along_as_csv(server: Server) -> None:
    """An archive of tables that spreadsheets read; bars in US dollars."""
    table = coalition.bar_numbers(share_bars(coalition_view()))
    assert table["shapley_usd"].sum() == pytest.approx(1e6), "all save one million"
    with zipfile.ZipFile(io.BytesIO(zipped({"shares": table}))) as archive:
        assert archive.read("shares.csv").startswith(b"\xef\xbb\xbf")
    assert COALITION["days"] == "180"
