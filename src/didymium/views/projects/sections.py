"""The parts of an answer about projects, in order: what each says, its tables and its charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from didymium.views.projects.deposit_tables import (
    curve_sentences,
    curve_table,
    deposit_table,
    doubt_table,
)
from didymium.views.projects.finance_tables import (
    assessed,
    assumed_table,
    closes_table,
    gap_table,
    instrument_table,
    mix_table,
    needs_table,
    payer_table,
    unassessed_table,
    verdict_table,
    worth_table,
)
from didymium.views.projects.pipeline_tables import (
    capacity_table,
    disagreement_table,
    fact_tables,
    pipeline_table,
    provision_table,
    timing_table,
    who_table,
)
from didymium.views.projects.programme_tables import (
    candidate_table,
    chain_table,
    clock_table,
    dollar_table,
    forgone_table,
    least_yield_table,
    loss_table,
    project_score_table,
    recovery_table,
    score_table,
    total_table,
    vendor_table,
)
from didymium.views.projects.sentences import (
    assumed_sentences,
    finance_sentences,
    gap_sentences,
    pipeline_sentences,
    programme_sentences,
)
from didymium.views.projects.view import DepositsView, ProgrammeView, ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words

if TYPE_CHECKING:
    from didymium.views.svg import Chart

ASSUMED = ("futures", "entry", "draws", "war", "treasury", "terms")
"""What the finance rests on that nobody published."""
MOST_CASH_CHARTS = 4
"""Projects whose cash by year is drawn: those asked for by name, else those that need most capital."""


@dataclass(frozen=True)
class ProjectsSection:
    """One part of an answer. ``tables`` are shown, ``folded`` ones stand behind a click or in files only."""

    name: str
    said: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()

    def heading(self, words: Words) -> str:
        """Return its heading."""
        return words(f"projects.section.{self.name}")


def sections_of(view: ProjectsView, language: str = "en", *, charts: bool = True) -> list[ProjectsSection]:
    """Return the sections of an answer in order; without ``charts`` none is drawn."""
    return list(_sections(view, language, charts))


def _sections(view: ProjectsView, language: str, charts: bool) -> Iterator[ProjectsSection]:
    if view.rows:
        yield _pipeline(view, language, charts)
        yield _who(view, language)
    if view.in_full:
        yield _full(view, language)
    if view.answer is not None:
        yield _finance(view, language, charts)
        yield _support(view, language)
        yield _gaps(view, language, charts)
        said = assumed_sentences(view.speaker(language).words, ASSUMED)
        yield ProjectsSection("assumed", tuple(said))
    if view.deposits is not None:
        yield _deposits(view, view.deposits, language, charts)
    if view.programme is not None:
        yield from _programme(view, view.programme, language)


def _pipeline(view: ProjectsView, language: str, charts: bool) -> ProjectsSection:
    drawn = _pipeline_charts(view, language) if charts else ()
    return ProjectsSection(
        "pipeline",
        tuple(pipeline_sentences(view, language)),
        (pipeline_table(view, language),),
        (capacity_table(view, language), timing_table(view, language)),
        tuple(chart for chart in drawn if chart is not None),
    )


def _pipeline_charts(view: ProjectsView, language: str) -> tuple[Chart | None, ...]:
    """Charts need matplotlib, which takes longer to load than a list of projects to print: so here, and
    below.
    """
    from didymium.views.projects.charts import map_chart, timeline_chart

    return map_chart(view, language), timeline_chart(view, language)


def _who(view: ProjectsView, language: str) -> ProjectsSection:
    tables = (who_table(view, language), disagreement_table(view, language))
    return ProjectsSection("who", tables=tables, folded=(provision_table(view, language),))


def _full(view: ProjectsView, language: str) -> ProjectsSection:
    tables = [capacity_table(view, language), timing_table(view, language), provision_table(view, language)]
    for row in view.rows:
        tables += fact_tables(view, language, row)
    return ProjectsSection("full", tables=tuple(tables))


def _finance(view: ProjectsView, language: str, charts: bool) -> ProjectsSection:
    tables = (
        verdict_table(view, language),
        worth_table(view, language),
        worth_table(view, language, "floor"),
        unassessed_table(view, language),
    )
    drawn = _finance_charts(view, language) if charts else ()
    return ProjectsSection(
        "finance",
        tuple(finance_sentences(view, language)),
        tables,
        (worth_table(view, language, "war"),),
        tuple(chart for chart in drawn if chart is not None),
    )


def _finance_charts(view: ProjectsView, language: str) -> tuple[Chart | None, ...]:
    from didymium.views.projects.finance_charts import cash_chart, worth_chart

    found = [one for _, one in assessed(view)]
    if not view.in_full:
        found.sort(key=lambda one: -one.capital_usd_million)
    cash = (cash_chart(view, one.name, language) for one in found[:MOST_CASH_CHARTS])
    return worth_chart(view, language), *cash


def _support(view: ProjectsView, language: str) -> ProjectsSection:
    tables = (needs_table(view, language), mix_table(view, language))
    folded = (
        payer_table(view, language),
        instrument_table(view, language),
        assumed_table(view, language),
        needs_table(view, language, in_war=True),
    )
    return ProjectsSection("support", tables=tables, folded=folded)


def _gaps(view: ProjectsView, language: str, charts: bool) -> ProjectsSection:
    chart = _gaps_chart(view, language) if charts else None
    return ProjectsSection(
        "gaps",
        tuple(gap_sentences(view, language)),
        (closes_table(view, language),),
        (gap_table(view, language), closes_table(view, language, every_year=True)),
        () if chart is None else (chart,),
    )


def _gaps_chart(view: ProjectsView, language: str) -> Chart | None:
    from didymium.views.projects.finance_charts import gaps_chart

    return gaps_chart(view, language)


def _curves_chart(view: ProjectsView, part: DepositsView, language: str) -> Chart | None:
    from didymium.views.projects.charts import curves_chart

    return curves_chart(view, part, language)


def _deposits(view: ProjectsView, part: DepositsView, language: str, charts: bool) -> ProjectsSection:
    words = view.speaker(language).words
    if not part.values:
        return ProjectsSection("deposits", (words("projects.say.no_deposits"),))
    chart = _curves_chart(view, part, language) if charts else None
    basis = words("projects.say.prices_solved" if part.from_markets else "projects.say.prices_base")
    curves = [curve_table(view, curve, language) for curve in part.curves.values()]
    return ProjectsSection(
        "deposits",
        (basis, *curve_sentences(view, part, language)),
        (deposit_table(view, part, language), doubt_table(view, part, language), *curves),
        (),
        () if chart is None else (chart,),
    )


def _programme(view: ProjectsView, part: ProgrammeView, language: str) -> Iterator[ProjectsSection]:
    speaker = view.speaker(language)
    yield ProjectsSection(
        "programme",
        tuple(programme_sentences(speaker, part)),
        (candidate_table(speaker, part), total_table(speaker, part)),
    )
    yield ProjectsSection("decisions", tables=(chain_table(speaker, part), clock_table(speaker, part)))
    yield ProjectsSection("split", tables=(recovery_table(speaker, part), least_yield_table(speaker, part)))
    currency = part.sheet.terms.member.currency
    dollars = [dollar_table(speaker, sheet, currency) for sheet in part.sheet.dollars if sheet.lines]
    yield ProjectsSection("dollars", tables=tuple(dollars[:1]), folded=tuple(dollars[1:]))
    yield ProjectsSection(
        "refusal",
        tables=(loss_table(speaker, part), forgone_table(speaker, part), vendor_table(speaker, part)),
    )
    tables = (score_table(view, part, language), project_score_table(view, part, language))
    yield ProjectsSection("scores", tables=tables)
