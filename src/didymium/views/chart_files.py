"""The charts of the main scenario as files, for people who want one in a document of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.outcome.store import check_place, replace_folder
from didymium.views.charts_bars import customs_chart, shortfall_chart
from didymium.views.charts_chain import chain_chart, map_chart
from didymium.views.charts_lines import price_chart, stock_chart
from didymium.views.run_view import ScenarioRun, main_run
from didymium.views.svg import Chart
from didymium.views.wording import words_for

_NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def write_charts(
    case: Case,
    calibration: Calibration,
    runs: Sequence[ScenarioRun],
    folder: Path,
    lang: str = "en",
) -> list[Path]:
    """Write each chart of a run as an SVG file of its own into ``folder``, whole or not at all."""
    words, run = words_for(case, lang), main_run(runs, case.settings.usual.scenario)
    drawn = [
        *(paint(words, run) for paint in (price_chart, shortfall_chart, stock_chart, customs_chart)),
        chain_chart(words, calibration.base, run.outcome.summary.get("exporter")),
        map_chart(words, calibration.base),
    ]
    charts = [chart for chart in drawn if chart is not None]

    check_place(folder, (".svg",))

    def fill(place: Path) -> None:
        for chart in charts:
            (place / f"{chart.name}.svg").write_text(standalone(chart), encoding="utf-8")

    replace_folder(folder, fill)
    return [folder / f"{chart.name}.svg" for chart in charts]


def standalone(chart: Chart) -> str:
    """Return a chart's SVG with the namespaces that a file of its own needs."""
    return chart.svg.replace("<svg", f"<svg {_NAMESPACES}", 1) + "\n"
