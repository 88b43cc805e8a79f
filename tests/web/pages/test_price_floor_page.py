"""The page of price floors: its numbers are the command line's, solved once for all who ask."""

from __future__ import annotations

import asyncio
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from didymium.decisions.floors.compare import Comparison
from didymium.decisions.floors.designs import DESIGNS
from didymium.files.problems import InputError
from didymium.views.floor_report import floor_report
from didymium.views.floor_terminal import designs_table
from didymium.web.engine.desk import DeskFull, Superseded
from didymium.web.engine.floors import FloorDesk
from didymium.web.pages.price_floor import PAGE
from didymium.web.pages.price_floor.asked import THREE, command_of, form_of, question_of
from didymium.web.server import Server
from page_views import opened, run
from web_servers import close, make_server

DONE = "Done: 4 designs"
ASKED = {"material": "oxide", "floor": "75.5", "club": "JPN", "from": "2025-07-01"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = make_server(tmp_path)
    yield made
    close(made)


def command_line(line: str, folder: Path) -> dict[str, Any]:
    """Run the command that the page shows, as somebody would who copies it."""
    program, *arguments = shlex.split(line)
    assert program == "didymium"
    result = CliRunner().invoke(app, [*arguments, "--json", "--out", str(folder / "floor")])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.mark.parametrize("more", [{}, {"dumping": "2000"}], ids=["peace", "price war"])
def test_numbers_are_those_of_the_command_line(server: Server, tmp_path: Path, more: dict[str, str]) -> None:
    """Somebody who doubts the page copies its command and finds every number again, to the last digit."""

    async def ask() -> tuple[Comparison, str, str]:
        async with opened(server, PAGE, {**ASKED, **more}) as shown:
            await shown.fill({**ASKED, **more}, holding="floor")
            await shown.until(DONE)
            question = question_of(server, form_of(server, {**ASKED, **more}))
            found = server.floors.known(question, THREE)
            assert found is not None
            return found, shown.text, command_of(server, question)

    found, text, line = run(ask)
    table = designs_table(server.words("en"), found)
    for row in table.rows:
        assert all(cell in text for cell in row)
    assert line in text
    ours = floor_report(server.case, found)
    theirs = command_line(line, tmp_path)
    assert [design["design"] for design in theirs["designs"]] == list(DESIGNS)
    kept = {design["design"]: design for design in theirs["designs"]}
    assert ours["designs"] == [kept[name] for name in THREE]
    for name in (
        "material",
        "floor_usd_per_kg",
        "members",
        "from",
        "until",
        "dumping",
        "base_price_usd_per_kg",
    ):
        assert ours[name] == theirs[name]


def test_first_question_is_that_of_the_command(tmp_path: Path) -> None:
    """Without parameters the page asks what ``didymium floor`` asks without options."""
    server = make_server(tmp_path, "japan_us_magnets")
    try:
        question = question_of(server, form_of(server, {}))
        asked = (question.material, question.floor_usd_per_kg, question.club, question.begin.isoformat())
        assert asked == ("ndpr_oxide", 110.0, "g7", "2026-01-01")
        assert question.profile == "live"
    finally:
        close(server)


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    """Links are written by hand too: each mistake is named, and nothing is solved."""
    wrong = {**ASKED, "floor": "dear", "from": "soon", "dumping": "much"}

    async def ask() -> str:
        async with opened(server, PAGE, wrong) as shown:
            await shown.fill(wrong, holding="floor")
            await shown.until("dear")
            return shown.text

    text = run(ask)
    assert all(word in text for word in ("dear", "soon", "much"))
    with pytest.raises(InputError, match="nowhere"):
        question_of(server, form_of(server, {**ASKED, "club": "nowhere"}))


def test_known_answer_is_there_at_once(server: Server) -> None:
    """Who comes second does not wait: the first answer is in the page as it is built."""

    async def ask() -> str:
        question = question_of(server, form_of(server, ASKED))
        await server.floors.compare("somebody", question, THREE)
        async with opened(server, PAGE, ASKED) as shown:
            return shown.text

    assert DONE in run(ask)


def test_same_question_is_solved_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people who ask the same wait for one answer, and both hear how far it is."""
    solved = []
    from didymium.web.engine import floors

    def counted(*arguments: Any, **options: Any) -> Comparison:
        solved.append(arguments[2])
        return compare(*arguments, **options)

    compare = floors.compare_designs
    monkeypatch.setattr(floors, "compare_designs", counted)
    told: dict[str, list[int]] = {"one": [], "two": []}

    async def ask() -> tuple[Comparison, Comparison]:
        question = question_of(server, form_of(server, ASKED))
        return await asyncio.gather(
            *(
                server.floors.compare(
                    name, question, THREE, lambda done, _, name=name: told[name].append(done)
                )
                for name in told
            )
        )

    first, second = run(ask)
    assert first is second
    assert len(solved) == 1
    assert told["one"][-1] == told["two"][-1] == len(THREE)


def test_question_that_was_replaced_before_its_turn(server: Server, tmp_path: Path) -> None:
    """A session that changes its mind takes its old question back; who waits for that one too gets it."""
    busy = FloorDesk(server.case, server.calibration, server.desk)

    async def ask() -> list[Any]:
        one, two, three = (
            question_of(server, form_of(server, {**ASKED, "floor": floor})) for floor in ("61", "62", "63")
        )
        asked = [asyncio.create_task(busy.compare("a", one, THREE))]
        await asyncio.sleep(0)
        for session, question in (("a", two), ("b", two), ("a", three)):
            asked.append(asyncio.create_task(busy.compare(session, question, THREE)))
            await asyncio.sleep(0)
        return await asyncio.gather(*asked, return_exceptions=True)

    first, replaced, other, last = run(ask)
    assert isinstance(replaced, Superseded)
    assert [found.question.floor_usd_per_kg for found in (first, other, last)] == [61.0, 62.0, 63.0]


def test_server_that_stops_begins_no_more_designs(server: Server) -> None:
    """Nobody who stops a server waits for all designs of a comparison: those begun are finished, no more."""
    told: list[int] = []

    async def ask() -> None:
        def tell(done: int, _: int) -> None:
            told.append(done)
            if done == 1:
                server.floors.close()

        question = question_of(server, form_of(server, ASKED))
        with pytest.raises(DeskFull):
            await server.floors.compare("somebody", question, DESIGNS, tell)
        assert server.floors.known(question, DESIGNS) is None

    run(ask)
