"""A chart of Apache ECharts, as NiceGUI ships it, in the page's own colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nicegui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

Options = dict[str, Any]
SERIES = tuple(f"--series-{number}" for number in range(1, 9))
"""Colours of series, in order: those of Okabe and Ito, told apart with every common colour blindness."""
DASHES = ("solid", "dashed", "dotted", [8, 3, 2, 3], [12, 4], [2, 2], [10, 3, 3, 3, 3, 3], [4, 4])
SYMBOLS = ("circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle")
_ECHARTS = Path(nicegui.__file__).parent / "elements" / "echart" / "dist"


class Chart(
    Element,
    component="chart.js",
    esm={"nicegui-echart": str(_ECHARTS)},
):
    """Draws options of ECharts. In them ``--name`` stands for a colour of the page and ``@name`` for a format
    (``@number``, ``@percent``, ``@compact``, ``@month``, ``@year``).
    """

    def __init__(
        self, options: Options, label: str, *, maps: Mapping[str, str] | None = None, renderer: str = "canvas"
    ) -> None:
        """``label`` says what the chart shows to whoever does not see it; ``maps`` are addresses of GeoJSON
        on this server, by the name that the options call them.
        """
        super().__init__()
        self._update_method = "draw"
        self._props["options"] = options
        self._props["label"] = label
        self._props["maps"] = dict(maps or {})
        self._props["renderer"] = renderer

    def show(self, options: Options, label: str | None = None) -> None:
        """Draw something else."""
        self._props["options"] = options
        if label is not None:
            self._props["label"] = label
        self.update()

    def on_point(self, act: Callable[[dict[str, Any]], Any]) -> None:
        """Call a function with what was clicked: ``seriesId``, ``name``, ``data`` and ``dataType``."""

        def clicked(event: GenericEventArguments) -> Any:
            return act(event.args)

        self.on("point", clicked)

    def save_picture(self, filename: str) -> None:
        """Have the browser save the chart as it is shown."""
        self.run_method("picture", filename)
