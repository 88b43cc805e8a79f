"""A chart of the origin of a lot: by stage and country what is certain, and hatched what is possible."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from didymium.screening.lots.origin import StageOrigin
from didymium.views.evidence.speaking import Speaker
from didymium.views.screening.origin.tables import by_share, say_share
from didymium.views.svg import HATCHES, PALETTE, Chart, draw

MOST_COUNTRIES = 6
"""Countries of a stage that have a bar; all others are one bar."""
_SURE = {"facecolor": PALETTE[2], "hatch": HATCHES[0]}
_POSSIBLE = {"facecolor": "white", "hatch": HATCHES[1], "edgecolor": PALETTE[2], "linewidth": 0.6}
_DUST = 1e-9

Bar = tuple[str, float, float]
"""What a bar says, and the lowest and highest share."""


def origin_chart(speaker: Speaker, name: str, origins: Sequence[StageOrigin], place: int) -> Chart:
    """Draw for each stage of a lot a bar a country; ``place`` tells the lots of one page apart."""
    words = speaker.words
    stages = [(words(f"screen.product.step.{stage.stage}"), _bars(speaker, stage)) for stage in origins]
    rows = sum(len(bars) for _, bars in stages)

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        _paint(axis, stages)
        _dress(figure, axis, speaker)

    detail = words("screen.semicolon").join(_detail(speaker, stage, bars) for stage, bars in stages)
    title = words("screen.lot.chart.origins", lot=name)
    description = words("screen.lot.chart.origins_alt", lot=name, detail=detail)
    return draw(f"screen-origin-{place}", title, description, 1.3 + 0.3 * rows, paint)


def _bars(speaker: Speaker, stage: StageOrigin) -> list[Bar]:
    ordered = by_share(stage)
    bars = [(speaker.name(country), low, high) for country, (low, high) in ordered[:MOST_COUNTRIES]]
    rest = [bounds for _, bounds in ordered[MOST_COUNTRIES:]]
    low = sum(low for low, _ in rest)
    high = min(1.0, sum(high for _, high in rest) + stage.others_high)
    if high > _DUST:
        name = "screen.lot.any_country" if bars else "screen.lot.anywhere"
        bars.append((speaker.words(name), low, high))
    return bars


def _paint(axis: Axes, stages: list[tuple[str, list[Bar]]]) -> None:
    labels: list[str] = []
    for stage, bars in stages:
        for name, low, high in bars:
            row = len(labels)
            axis.barh(row, 100.0 * low, 0.7, **_SURE)  # type: ignore[arg-type]
            axis.barh(row, 100.0 * (high - low), 0.7, left=100.0 * low, **_POSSIBLE)  # type: ignore[arg-type]
            labels.append(f"{stage} · {name}")
    axis.set_yticks(range(len(labels)), labels)
    axis.invert_yaxis()


def _dress(figure: Figure, axis: Axes, speaker: Speaker) -> None:
    axis.set_xlim(0, 100)
    axis.set_xlabel(speaker.words("screen.lot.chart.share"))
    axis.grid(axis="y", visible=False)
    sure, possible = (speaker.words(f"screen.lot.chart.{name}") for name in ("sure", "possible"))
    handles = [Patch(label=sure, **_SURE), Patch(label=possible, **_POSSIBLE)]  # type: ignore[arg-type]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, fontsize=8)


def _detail(speaker: Speaker, stage: str, bars: list[Bar]) -> str:
    said = [f"{name} {say_share(speaker, low, high)}" for name, low, high in bars]
    return f"{stage}: {speaker.words('list.comma').join(said)}"
