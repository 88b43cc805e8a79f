"""The page of an ensemble: fans, chances, losses, and what was varied."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from didymium.case.case import Case
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import losses_by_scenario
from didymium.ensemble.running.folder import REPORT
from didymium.indicators.roles import home_regions
from didymium.outcome.store import write_text
from didymium.views.ensemble.charts import exceedance_chart, fan_chart, shortfall_map
from didymium.views.ensemble.flips import flip_table
from didymium.views.ensemble.overview import Overview
from didymium.views.ensemble.sentences import (
    answer_sentences,
    flip_sentences,
    question_sentences,
    state_sentences,
)
from didymium.views.ensemble.tables import MOST_USERS, input_table, peak_table, risk_table, shortfall_table
from didymium.views.page import Figure, Part, Section, render_page, section_of
from didymium.views.sources_view import cited_in_tables, sources_shown
from didymium.views.wording import Words, words_for


def write_ensemble_report(
    case: Case, overview: Overview, results: Results, folder: Path, lang: str = "en"
) -> Path:
    """Write ``report.html`` into the folder of an ensemble and return its path."""
    path = folder / REPORT
    write_text(path, render_ensemble(case, overview, results, lang))
    return path


def render_ensemble(case: Case, overview: Overview, results: Results, lang: str = "en") -> str:
    """Return the page of an ensemble as HTML."""
    words = words_for(case, lang)
    sections = [
        _flips(words, overview),
        _answer(words, overview),
        _prices(words, overview),
        _shortfalls(words, overview),
        _losses(words, overview, results),
        _inputs(words, overview),
        _computed(words, overview),
        Section("sources", words("report.sources"), listed=tuple(sources_shown(case, []))),
    ]
    shown = [section for section in sections if section is not None]
    title = words("ensemble.title", title=overview.definition["title"])
    lead = words("ensemble.lead", count=f"{overview.definition['scenarios']:,}")
    return render_page(words, title, lead, shown)


def _flips(words: Words, overview: Overview) -> Section | None:
    """Return what would flip the headlines, which stands first; None if nobody searched."""
    if overview.answers is None:
        return None
    table = flip_table(words, overview.flips)
    tables = (table,) if table.rows else ()
    return section_of(words, "flips", flip_sentences(words, overview), (), tables=tables, page="ensemble")


def _answer(words: Words, overview: Overview) -> Section:
    parts = (
        Part(words("ensemble.answer_heading"), tuple(answer_sentences(words, overview))),
        Part(words("ensemble.question_heading"), tuple(question_sentences(words, overview))),
    )
    return section_of(words, "answer", (), (), parts=parts, page="ensemble")


def _prices(words: Words, overview: Overview) -> Section | None:
    drawn = [fan_chart(words, overview, region) for region in home_regions(words.case)]
    figures = tuple(Figure(chart, words("ensemble.note_fan")) for chart in drawn if chart is not None)
    table = peak_table(words, overview)
    tables = (table,) if table is not None and table.rows else ()
    if not figures and not tables:
        return None
    cited = cited_in_tables(words.case, ("prices", "demands", "substitutes"))
    return section_of(words, "prices", (), cited, figures=figures, tables=tables, page="ensemble")


def _shortfalls(words: Words, overview: Overview) -> Section | None:
    chart, table = shortfall_map(words, overview), shortfall_table(words, overview)
    if table is None or not table.rows:
        return None
    figures = (Figure(chart, words("ensemble.note_map")),) if chart is not None else ()
    cited = cited_in_tables(words.case, ("demands", "holdings"))
    first = replace(table, rows=table.rows[:MOST_USERS])
    folded = (replace(table, title=words("ensemble.all_users")),) if len(table.rows) > MOST_USERS else ()
    return section_of(
        words, "shortfalls", (), cited, figures=figures, tables=(first,), folded=folded, page="ensemble"
    )


def _losses(words: Words, overview: Overview, results: Results) -> Section | None:
    table = risk_table(words, overview)
    if table is None:
        return None
    chart = exceedance_chart(words, losses_by_scenario(results, home_regions(words.case)))
    figures = (Figure(chart, words("ensemble.note_exceedance")),) if chart is not None else ()
    cited = cited_in_tables(words.case, ("sectors",))
    return section_of(words, "losses", (), cited, figures=figures, tables=(table,), page="ensemble")


def _inputs(words: Words, overview: Overview) -> Section:
    cited = cited_in_tables(words.case, ("uncertain",))
    said = (words("ensemble.note_inputs"),)
    return section_of(words, "inputs", said, cited, tables=(input_table(words, overview),), page="ensemble")


def _computed(words: Words, overview: Overview) -> Section:
    return section_of(words, "computed", state_sentences(words, overview), (), page="ensemble")
