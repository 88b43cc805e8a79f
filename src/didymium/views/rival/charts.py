"""Charts of a game: each policy before and after the reply, and every move that was tried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from didymium.decisions.rival.results import Reply
from didymium.views.coalition.naming import millions, money
from didymium.views.rival.naming import policy_name, wrapped
from didymium.views.rival.view import RivalView
from didymium.views.svg import HATCHES, PALETTE, Chart, draw
from didymium.views.wording import Words, number

POLICIES, TRIED = "rival-policies", "rival-tried"
MILLION = 1e6
ABREAST = 3
"""Panels in a row."""


def policies_chart(words: Words, view: RivalView) -> Chart:
    """Draw bars of what the alliance has under each policy, before and after the reply."""
    replies = view.game.replies
    names = [policy_name(words, view.rival, reply.policy) for reply in replies]
    series = (
        (words("rival.column.passive"), [reply.passive.alliance for reply in replies]),
        (words("rival.column.answered"), [reply.payoff.alliance for reply in replies]),
    )

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        places = np.arange(len(names))
        for position, (label, values) in enumerate(series):
            at = places + (position - 0.5) * 0.38
            axis.barh(
                at, values, 0.38, label=label, color=PALETTE[2 - position], hatch=HATCHES[position],
                edgecolor="white", linewidth=0.0,
            )  # fmt: skip
            for place, value in zip(at, values, strict=True):
                axis.annotate(
                    millions(value), (value, place), xytext=(3 if value >= 0 else -3, 0),
                    textcoords="offset points", fontsize=7.5, va="center",
                    ha="left" if value >= 0 else "right",
                )  # fmt: skip
        axis.set_yticks(places, [wrapped(name) for name in names])
        axis.invert_yaxis()
        axis.axvline(0, color="black", linewidth=0.8)
        axis.margins(x=0.12)
        axis.set_xlabel(words("rival.chart.unit"))
        axis.xaxis.set_major_formatter(lambda value, _: number(value, 3))
        axis.set_axisbelow(True)
        axis.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left", ncols=2, fontsize=8)

    detail = " ".join(
        words(
            "rival.chart.policies_detail",
            policy=name,
            passive=money(words, reply.passive.alliance),
            answered=money(words, reply.payoff.alliance),
        )
        for name, reply in zip(names, replies, strict=True)
    )
    told = words("rival.chart.policies_alt", detail=detail)
    return draw(POLICIES, words("rival.chart.policies"), told, 1.2 + 0.5 * len(names), paint)


def tried_chart(words: Words, view: RivalView) -> Chart:
    """Draw of each policy every move tried against it: what it gains the rival and costs the alliance."""
    replies = view.game.replies
    rows = -(-len(replies) // ABREAST)

    def paint(figure: Figure) -> None:
        axes = figure.subplots(rows, min(ABREAST, len(replies)), squeeze=False).flatten()
        for axis, reply in zip(axes, replies, strict=False):
            _panel(axis, policy_name(words, view.rival, reply.policy), reply, words)
        for axis in axes[len(replies) :]:
            axis.set_visible(False)
        figure.supxlabel(words("rival.chart.gain"), fontsize=9)
        figure.supylabel(words("rival.chart.loss"), fontsize=9)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=2, fontsize=8)

    detail = " ".join(
        words(
            "rival.chart.tried_detail",
            policy=policy_name(words, view.rival, reply.policy),
            count=len(reply.tried),
            gain=money(words, reply.gain),
            loss=money(words, reply.damage),
        )
        for reply in replies
    )
    told = words("rival.chart.tried_alt", detail=detail)
    return draw(TRIED, words("rival.chart.tried"), told, 0.8 + 2.3 * rows, paint)


def points_of(reply: Reply) -> Sequence[tuple[float, float]]:
    """Return of each move tried what it gains the rival and what it costs the alliance, the best first."""
    passive = reply.passive
    return [
        (one.payoff.aim - passive.aim, passive.alliance - one.payoff.alliance)
        for one in sorted(reply.tried, key=lambda one: -one.payoff.aim)
    ]


def _panel(axis: Axes, title: str, reply: Reply, words: Words) -> None:
    points = points_of(reply)
    axis.set_title(wrapped(title))
    gained, lost = zip(*points, strict=True)
    axis.scatter(gained, lost, s=14, color=PALETTE[2], label=words("rival.chart.move"))
    axis.scatter(
        [reply.gain],
        [reply.damage],
        s=60,
        marker="D",
        color=PALETTE[1],
        label=words("rival.chart.best"),
        zorder=3,
    )
    for line in (axis.axhline, axis.axvline):
        line(0, color="black", linewidth=0.8)
    axis.margins(0.1)
    axis.locator_params(axis="x", nbins=3)
    for scale in (axis.xaxis, axis.yaxis):
        scale.set_major_formatter(lambda value, _: number(value, 3))


def policies_frame(view: RivalView) -> pl.DataFrame:
    """Return what the alliance has under each policy, US dollars."""
    replies = view.game.replies
    return pl.DataFrame({
        "policy": [reply.policy for reply in replies],
        "passive_usd": [reply.passive.alliance * MILLION for reply in replies],
        "answered_usd": [reply.payoff.alliance * MILLION for reply in replies],
    })  # fmt: skip


def tried_frame(view: RivalView) -> pl.DataFrame:
    """Return every move tried: what it gains the rival, what it costs the alliance, US dollars."""
    rows = [(reply.policy, *point) for reply in view.game.replies for point in points_of(reply)]
    found = pl.DataFrame(rows, schema=("policy", "rival_gains_usd", "alliance_loses_usd"), orient="row")
    return found.with_columns(pl.col("rival_gains_usd", "alliance_loses_usd") * MILLION)
