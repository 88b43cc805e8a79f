"""How well past crises would have been called: the main figures of the last records, good or bad."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.views.backtest.standing import called, standing_of
from didymium.views.backtest.view import BacktestView
from didymium.web.look.html import Tag, link
from didymium.web.look.visit import Visit
from didymium.web.pages.validation.asked import PATH, backtest_address


def called_card(visit: Visit, views: Sequence[BacktestView]) -> None:
    """Draw the card: bars met, then of each bar what was predicted and what happened."""
    words = visit.words
    found = standing_of(views)
    count = "bars" if found.bars else "series"
    fields = {"met": found.met, "bars": found.bars, "closer": found.closer, "compared": found.compared}
    with Tag("section", classes="card", id="called").style("margin-top:1rem"):
        Tag("h2", words("web.overview.called"), classes="quiet").style(
            "margin:0;font-weight:550;font-size:.95rem"
        )
        Tag("p", words(f"web.overview.called_{count}", **fields), classes="big").style("margin:.15rem 0")
        for view in views:
            _lines(visit, view)
        link(words("web.overview.called_more"), PATH)


def _lines(visit: Visit, view: BacktestView) -> None:
    """Draw what one backtest says; one without bars is for the page of validation."""
    said = called(visit.words, view)
    if not said:
        return
    with Tag("p").style("margin:.25rem 0 0"):
        link(view.result.definition.title_in(visit.language), backtest_address(visit, view.result.name))
    with Tag("ul").style("margin:.15rem 0 .5rem"):
        for sentence in said:
            Tag("li", sentence)
