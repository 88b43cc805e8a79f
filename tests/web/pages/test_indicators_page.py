"""The page of indicators: its answers are those of the library on the server's market, which stays hot."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

import pytest

from didymium.indicators.criticality.answer import indicators_of
from didymium.views.criticality.naming import figure, method_name
from didymium.web.engine.indicators.question import IAMC, IndicatorsQuestion
from didymium.web.lab.choices import lab_profile
from didymium.web.look.figure import csv_of
from didymium.web.pages.indicators import PAGE, TABS
from didymium.web.pages.indicators.tabs import ASKED
from didymium.web.pages.screening.tab import given_of, parameters_of, sent_of
from didymium.web.server import Server
from page_views import Shown, opened, run
from web_servers import close, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = make_server(tmp_path_factory.mktemp("indicators"))
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


def test_first_look_answers_of_the_base_run(server: Server) -> None:
    """Without anything said every method is answered, and the command gives the same numbers."""
    shown = arrive(server, {}, "ja")
    words = server.words("ja")
    assert not shown.tags("p", role="alert")
    assert words("criticality.section.overview") in shown.text
    assert "didymium indicators" in shown.text and f"--profile {lab_profile(server.case)}" in shown.text
    assert shown.tags("button", id=f"screening-{IAMC}")


def test_scenario_is_solved_on_the_markets_of_the_server(server: Server) -> None:
    """The figures are those that the library counts in the answer of the hot engine, and the market is solved
    once, however often and in whatever language it is asked.
    """
    query = {"view": "market", "scenario": "brief", "method": "largest_supplier", "regions": "JPN"}
    before = server.engine.solves
    shown = arrive(server, query)
    assert arrive(server, query, "ko").tags("button", id="screening-json")
    assert server.engine.solves == before + 1
    scenario = server.shipped["brief"].model_copy(update={"profile": lab_profile(server.case)})
    outcome = server.engine.solve("brief", scenario).outcome
    found = indicators_of(server.case, outcome, ("JPN",), None, "brief", ("largest_supplier",)).drop_nulls(
        "value"
    )
    words = server.words("en")
    assert found.height and method_name(words, "largest_supplier") in shown.text
    for row in found.iter_rows(named=True):
        assert figure(words, row["unit"], row["value"]) in shown.text


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    shown = arrive(server, {"view": "facts", "regions": "Jpan", "names": "unobtainium", "years": "1801"})
    (alert,) = shown.tags("p", role="alert")
    assert all(word in (alert._text or "") for word in ("Jpan", "unobtainium", "1801"))


def test_files_of_this_machine_are_no_scenarios(server: Server) -> None:
    """The command line takes paths; whoever asks a server names what its case ships."""
    path = str(server.case.path / "scenarios" / "brief.toml")  # type: ignore[operator]
    shown = arrive(server, {"view": "market", "scenario": path})
    assert "is no scenario of" in (shown.tags("p", role="alert")[0]._text or "")


def test_stops_are_not_asked_by_chance(server: Server) -> None:
    """They take a minute: nothing is solved before somebody sends the form or follows a link."""
    solved = server.engine.solves
    shown = arrive(server, {"view": "disruption"})
    assert server.words("en")("web.screening.nothing_yet") in shown.text
    assert server.engine.solves == solved
    (mark,) = shown.tags("input", name=ASKED)
    assert parameters_of(TABS[-1], sent_of(TABS[-1], {ASKED: str(mark._props["value"])})).get(ASKED)


def test_all_figures_can_be_taken_along(server: Server) -> None:
    """As a table whose unit stands beside each value, and in the IAMC format with a column a year."""

    async def test() -> Mapping[str, bytes]:
        question = IndicatorsQuestion(regions=("JPN",), market=True, facts=False)
        found = await server.screening.answer("test", question, "en", charts=True)
        return {name: csv_of(found.shown.frames[name]()) for name in ("indicators", IAMC)}

    tables = {
        name: list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        for name, content in run(test).items()
    }
    assert all(row["unit"] for row in tables["indicators"] if row["value"])
    assert {"model", "scenario", "region", "variable", "unit"} < set(tables[IAMC][0])


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_address_leads_back_to_the_form(tab: object) -> None:
    assert hasattr(tab, "fields")
    given = {name: f"some {name}" for name in tab.fields}
    assert given_of(tab, parameters_of(tab, given)) == given  # type: ignore[arg-type]
