"""The page of stockpiles: its numbers are the engine's and the command's, its address leads back."""

from __future__ import annotations

import asyncio
import io
import json
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.files.problems import InputError
from didymium.views.stocks.answer_data import stockpile_data
from didymium.views.stocks.cover_tables import cover_table, scenario_table
from didymium.views.stocks.pool_tables import pool_table, share_table
from didymium.views.stocks.size_tables import size_table, stage_table
from didymium.web.engine.desk import Superseded
from didymium.web.engine.stockpiles import STEPS
from didymium.web.pages.stockpile import PAGE
from didymium.web.pages.stockpile.asked import USUAL, form_of, request_of, survival_of
from didymium.web.pages.stockpile.command import command_of
from didymium.web.pages.stockpile.downloads import tables_of
from didymium.web.server import Server
from page_views import opened, run
from stockpile_servers import make_stock_server, same
from web_servers import close

DONE = "Done: the answer is below"
ASKED = {"scenarios": "brief:2,stop:1", "members": "JPN.AUS", "days": "60", "share": "40"}
SENT = {
    "sent": "yes", "member_JPN": "on", "member_AUS": "on", "weight_brief": "2", "weight_stop": "1",
    "days": "60", "share": "40", "part_cover": "on", "part_stages": "on", "part_pool": "on",
}  # fmt: skip


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = make_stock_server(tmp_path)
    yield made
    close(made)


def test_page_shows_the_numbers_of_the_command_that_it_names(server: Server) -> None:
    """Somebody who doubts the page copies its command and finds every number again."""

    async def ask() -> str:
        async with opened(server, PAGE, ASKED) as shown:
            await shown.until(DONE)
            return shown.text

    text = run(ask)
    request = request_of(server, form_of(server, ASKED))
    found = server.stockpiles.known(request)
    every = server.stockpiles.known(survival_of(server, request))
    assert found is not None and found.cover is not None and found.pool is not None
    assert every is not None and every.cover is not None and every.cover.against is not None
    words = server.words("en")
    tables = [
        cover_table(words, found.cover.cover),
        scenario_table(words, every.cover.against, every.titles),
        size_table(words, found.sizes["JPN"].sizing),
        stage_table(words, found.stages["JPN"]),
        pool_table(words, found.pool.pooling),
        share_table(words, found.pool.shares),
    ]
    for table in tables:
        assert table.rows
        for row in table.rows:
            assert all(cell in text for cell in row)
    line = command_of(server, request)
    assert line in text
    program, *arguments = shlex.split(line)
    assert program == "didymium"
    result = CliRunner().invoke(app, [*arguments[: arguments.index("--out")], "--json"])
    assert result.exit_code == 0, result.output
    theirs = json.loads(result.stdout)
    ours = json.loads(json.dumps(stockpile_data(found)))
    assert same(ours, {key: theirs[key] for key in ours})


def test_cover_is_there_before_anything_is_solved(server: Server) -> None:
    """What stocks are worth now stands on the page as it is built; nothing has been run for it."""

    async def ask() -> str:
        async with opened(server, PAGE, ASKED) as shown:
            return shown.text

    text = run(ask)
    assert "What stocks are worth now" in text
    assert "18.2" in text or "18" in text, "500 t of oxide, at 10,000 t a year"
    assert DONE not in text


def test_what_the_form_sends_is_what_its_address_says(server: Server) -> None:
    """A link that leads back asks the same question, whatever was ticked."""
    sent = form_of(server, SENT)
    assert request_of(server, sent) == request_of(server, form_of(server, ASKED))
    for more in (
        {"part_pool": "", "ask": "served", "sector_cars": "on", "rate": "7.5"},
        {"bounds": "JPN 50, AUS 2.5", "rule": "loan", "ask": "tail", "worst": "10"},
    ):
        form = form_of(server, {**SENT, **more})
        assert request_of(server, form_of(server, form.parameters)) == request_of(server, form)
    served = request_of(
        server, form_of(server, {**SENT, "ask": "served", "sector_cars": "on", "rate": "7.5"})
    )
    assert (served.sectors, served.capital_rate) == (("cars",), pytest.approx(0.075))
    own = request_of(server, form_of(server, {**SENT, "bounds": "JPN 50, AUS 2.5", "worst": "10"}))
    assert own.bounds_musd == {"JPN": 50.0, "AUS": 2.5}
    assert own.alpha == pytest.approx(0.9)


def test_nothing_ticked_is_sizes_alone(server: Server) -> None:
    """A form without a tick asks how much to hold; an address without parts asks the usual ones."""
    bare = {key: text for key, text in SENT.items() if not key.startswith("part_")}
    assert request_of(server, form_of(server, bare)).parts == ("size",)
    first = request_of(server, form_of(server, {}))
    assert (first.parts, first.days) == (USUAL, 153), "from April until the live run ends in August"


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    """Links are written by hand too: each mistake is named, and nothing is solved."""
    wrong = {"scenarios": "brif:1,stop:much", "members": "JPNN", "days": "soon", "bounds": "JPN", "rate": "x"}

    async def ask() -> str:
        async with opened(server, PAGE, wrong) as shown:
            await shown.until("soon")
            return shown.text

    text = run(ask)
    assert all(word in text for word in ("much", "soon", "JPN 50, USA 20", "x"))
    with pytest.raises(InputError, match='did you mean "brief"'):
        request_of(server, form_of(server, {"scenarios": "brif:1"}))
    with pytest.raises(InputError, match="is no scenario of tiny"):
        request_of(server, form_of(server, {"scenarios": "../stop.toml:1"}))


def test_stocks_that_cannot_do_it_are_said_so(server: Server) -> None:
    """A bound that no stock keeps is told with what is the best that can be had."""
    asked = {**ASKED, "parts": "size", "share": "0", "days": "150"}

    async def ask() -> str:
        async with opened(server, PAGE, asked) as shown:
            await shown.until("No stocks keep this bound")
            return shown.text

    assert "the least that can be reached is" in run(ask)


def test_steps_are_told_and_an_answer_nobody_waits_for_ends(server: Server) -> None:
    """Whoever waits hears each step in order; cancelled, nothing is kept."""
    request = request_of(server, form_of(server, {**ASKED, "parts": "cover.size.stages.pool.release"}))
    told: list[str] = []

    async def ask() -> None:
        await server.stockpiles.answer("one", request, told.append)

    run(ask)
    steps = [one.split()[0] for one in told if one]
    assert list(dict.fromkeys(steps)) == sorted(set(steps), key=STEPS.index)
    assert {"survival", "futures", "pool", "stages", "release", "frontier"} <= set(steps)
    other = request.model_copy(update={"days": 45})

    async def cancel() -> None:
        asking = asyncio.ensure_future(server.stockpiles.answer("two", other, lambda _: asking.cancel()))
        with pytest.raises((asyncio.CancelledError, Superseded)):
            await asking

    run(cancel)
    assert server.stockpiles.known(other) is None


def test_known_answer_is_there_at_once(server: Server) -> None:
    """Who comes second does not wait, and takes tables and numbers along."""
    request = request_of(server, form_of(server, ASKED))

    async def ask() -> str:
        await server.stockpiles.answer("somebody", survival_of(server, request))
        await server.stockpiles.answer("somebody", request)
        async with opened(server, PAGE, ASKED, language="ko") as shown:
            return shown.text

    text = run(ask)
    assert "완료" in text and "web." not in text and "stocks." not in text
    found = server.stockpiles.known(request)
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(tables_of(found))) as archive:
        assert {"cover.csv", "sizes.csv"} <= set(archive.namelist())
