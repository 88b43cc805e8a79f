"""A series of a backtest as a figure of a page."""

from __future__ import annotations

from didymium.backtest.definition import Series
from didymium.evidence.provenance import parse_references
from didymium.views.backtest.view import BacktestView
from didymium.web.look.answer import source_address
from didymium.web.look.figure import FigureCard, From
from didymium.web.look.visit import Visit
from didymium.web.pages.validation.charts import is_drawn, series_numbers, series_options

MOST_CITED = 4


def show_series(visit: Visit, view: BacktestView, series: Series, note: str = "", level: str = "h3") -> None:
    """Draw the chart of a series, if it has one."""
    if not is_drawn(view, series):
        return
    words = visit.words
    unit = words(f"backtest.unit.{series.unit}")
    FigureCard(
        visit,
        f"{view.result.name}_{series.name}",
        series.title_in(visit.language),
        series_options(words, view, series),
        series_numbers(view, series),
        note=f"{note} {unit}.".strip(),
        sources=_sources(visit, view, series),
        height_rem=17.0,
        level=level,
    )


def _sources(visit: Visit, view: BacktestView, series: Series) -> list[From]:
    """Return where the figures of what happened come from."""
    evidence = view.case.evidence
    if evidence is None:
        return []
    texts = dict.fromkeys(view.points_of(series.name)["source"].to_list())
    references = [one for text in texts for one in parse_references(text)]
    names = [name for name in dict.fromkeys(view.case.sources_behind(references)) if name in evidence.sources]
    shown = [
        From(evidence.sources[name].title, source_address(visit, evidence.sources[name]))
        for name in names[:MOST_CITED]
    ]
    left = len(names) - len(shown)
    return [*shown, From(visit.words("web.validation.more_sources", count=left))] if left > 0 else shown
