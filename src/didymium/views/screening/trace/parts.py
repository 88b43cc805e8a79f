"""The parts of a trace that terminal and pages share."""

from __future__ import annotations

import datetime as dt

import polars as pl

from didymium.evidence.evidence import Evidence
from didymium.screening.tracing.trace import Trace
from didymium.views.answer.parts import ShownAnswer, ShownPart
from didymium.views.screening.trace.charts import origin_charts
from didymium.views.screening.trace.data import trace_data
from didymium.views.screening.trace.tables import (
    balance_table,
    fault_table,
    hidden_table,
    origin_tables,
    pair_table,
    ranked,
    shares_of,
)
from didymium.views.screening.trace.view import (
    TraceView,
    User,
    element_name,
    origin_name,
    stage_name,
    user_name,
    users,
)
from didymium.views.wording import Words, words_for

SAID = 3
"""Origins named in a sentence, and users of whom it is said."""


def shown_trace(view: TraceView, lang: str = "en", *, charts: bool = True) -> ShownAnswer:
    """Return all that is shown of a trace.

    Raises:
        ValueError: If the case was not read from a folder, and so has no evidence to name things by.
    """
    words, evidence = words_for(view.case, lang), _evidence(view)
    days = view.trace.asked.periods
    last = view.spans[days[-1]] - dt.timedelta(days=1)
    return ShownAnswer(
        "trace",
        words,
        words("trace.title", material=words.material(view.request.material), scenario=view.title),
        words("trace.lead", begin=words.date(days[0]), end=words.date(last)),
        trace_parts(words, view, charts=charts),
        trace_data(view),
        evidence,
        (),
        view.request.model_dump(mode="json"),
    )


def _evidence(view: TraceView) -> Evidence:
    if view.case.evidence is None:
        raise ValueError("the case has no evidence: read it from its folder")
    return view.case.evidence


def trace_parts(words: Words, view: TraceView, *, charts: bool = True) -> tuple[ShownPart, ...]:
    """Return what a trace says: origins, hidden dependence, stages together, and whether mass is kept."""
    elements = view.trace.asked.elements
    return (
        ShownPart(
            "origins", words("trace.part.origins"), _said(words, view),
            tuple(table for element in elements for table in origin_tables(words, view, element)),
            charts=origin_charts(words, view) if charts else (),
        ),
        ShownPart("hidden", words("trace.part.hidden"), _hidden(words, view), (hidden_table(words, view),)),
        ShownPart("pairs", words("trace.part.pairs"), (), (pair_table(words, view),)),
        ShownPart(
            "checks", words("trace.part.checks"), _kept(words, view.trace),
            (fault_table(words, view),), (balance_table(words, view),),
        ),
    )  # fmt: skip


def _said(words: Words, view: TraceView) -> tuple[str, ...]:
    said = []
    if view.trace.use.is_empty():
        return (words("trace.said.nothing"),)
    for element, asked in view.trace.asked.counted_as.items():
        said.append(words("trace.said.counted", asked=asked, element=element_name(words, element)))
    for element in view.trace.asked.elements:
        used = view.trace.use.filter(pl.col("element") == element)
        said.extend(_of_user(words, view, element, user) for user in users(used)[:SAID])
    return tuple(said)


def _of_user(words: Words, view: TraceView, element: str, user: User) -> str:
    used = view.trace.use.filter(
        pl.col("element") == element, pl.col("region") == user.region, pl.col("sector") == user.sector
    )
    stages = words("screen.semicolon").join(
        words(
            "trace.said.stage",
            stage=stage_name(words, stage),
            origins=words.listed(
                [
                    f"{origin_name(words, kind, region)} {words.percent(share)}"
                    for kind, region, share in found.head(SAID)
                    .select("kind", "origin_region", "share")
                    .rows()
                ]
            ),
        )
        for stage, found in shares_of(view, element, user).items()
    )
    return words(
        "trace.said.user", user=user_name(words, user), element=element_name(words, element),
        t=words.tonnes(float(used["t"].sum())), stages=stages,
    )  # fmt: skip


def _hidden(words: Words, view: TraceView) -> tuple[str, ...]:
    return tuple(
        words(
            "trace.said.hidden",
            user=user_name(words, User(row["region"], row["sector"])),
            element=element_name(words, row["element"]),
            supplier=words.region(row["supplier"]),
            stage=stage_name(words, row["stage"]),
            direct=words.percent(row["direct_share"]),
            traced=words.percent(row["traced_share"]),
        )
        for row in ranked(view).head(SAID).iter_rows(named=True)
    )


def _kept(words: Words, trace: Trace) -> tuple[str, ...]:
    """Say how much is unexplained and lost, of what came in."""
    said = []
    for element in trace.asked.elements:
        rows = trace.balance.filter(pl.col("element") == element).select("item", "t").iter_rows()
        items: dict[str, float] = dict(rows)
        came = sum(t for t in items.values() if t > 0)
        if came > 0:
            lost = -items["lost in processes"] - items["lost on the way"]
            said.append(
                words(
                    "trace.said.kept", element=element_name(words, element), came=words.tonnes(came),
                    unexplained=words.percent(items["unexplained"] / came), lost=words.percent(lost / came),
                )
            )  # fmt: skip
    return tuple(said)
