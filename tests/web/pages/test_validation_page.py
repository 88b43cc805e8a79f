"""The page of validation: what is recorded, whole, good or bad, and the command that repeats it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from didymium.backtest.reading import cases_with_backtests
from didymium.validation.record import read_record
from didymium.views.backtest.saying import error_text
from didymium.web.pages.validation import PAGE
from didymium.web.pages.validation.charts import is_drawn
from didymium.web.server import Server
from page_views import Shown, opened, run
from web_servers import close, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the tiny case, which has no backtest: those of the bundled cases are shown all the same."""
    made = make_server(tmp_path_factory.mktemp("validation"))
    yield made
    close(made)


def look(server: Server, language: str = "en", **query: str) -> Shown:
    async def test() -> Shown:
        async with opened(server, PAGE, query, language=language) as shown:
            return shown

    return run(test)


def test_every_series_of_every_bundled_backtest_is_listed(server: Server) -> None:
    """The bad ones too: each series stands on the first page with its error, and each bar with whether it is
    met; so does the command that repeats the backtest.
    """
    shown = look(server)
    found = server.recorded.cases()
    assert [one.case.settings.name for one in found] == list(cases_with_backtests())
    views = [view for one in found for view in one.views]
    assert sum(len(view.result.definition.series) for view in views) >= 25
    words = server.words("en")
    for view in views:
        for series in view.result.definition.series:
            assert series.title_en in shown.text
            assert error_text(words, view, series) in shown.text
        for bar in view.result.definition.bar:
            assert bar.title_en in shown.text
        assert f"didymium backtest {view.result.case} --name {view.result.name}" in shown.text


def test_one_backtest_shows_every_point_and_every_reason(server: Server) -> None:
    _, view = server.recorded.named()["licences_2025"]
    shown = look(server, "ja", backtest="licences_2025")
    series = view.result.definition.series
    for one in series:
        assert one.title_ja in shown.text
        assert one.why_in("ja") in shown.text
    drawn = [element for element in shown.elements if "options" in element._props]
    assert len(drawn) == sum(is_drawn(view, one) for one in series)
    days = view.result.points.filter(series="magnets_world")["from"].to_list()
    assert days and all(f"{day:%Y-%m}" in shown.text for day in days)


def test_change_that_made_a_series_worse_is_seen(server: Server) -> None:
    """The history of records stands beside the series, with what had changed, and says which became worse."""
    one, view = server.recorded.named()["licences_2025"]
    past = one.pasts["licences_2025"]
    assert len(past.records) >= 2
    assert {name for name, _ in past.errors} == {series.name for series in view.result.definition.series}
    shown = look(server, backtest="licences_2025")
    assert all(note in shown.text for _, _, note in past.records)
    assert "<polyline" in shown.markup


def test_unknown_backtest_is_refused_and_all_are_shown(server: Server) -> None:
    shown = look(server, backtest="licence_2025")
    (said,) = [element._text or "" for element in shown.tags("p", role="alert")]
    assert "licence_2025" in said and "licences_2025" in said
    assert shown.tags("h2", id="backtest-licences_2025")


def test_published_figures_stand_with_day_and_command(server: Server) -> None:
    """Each of the comparisons: how many of them agree, on which day they were found, what finds them anew."""
    record = read_record()
    shown = look(server, "ko", view="published")
    for subject in record["subject"].unique():
        assert f"--only {subject}" in shown.text
    assert server.words("ko").date(record["recorded"].max()) in shown.text  # type: ignore[arg-type]
