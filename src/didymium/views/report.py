"""The report: one HTML file that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.ensemble.flip.search import Answers, Flip
from didymium.evidence.reading import shared_evidence
from didymium.indicators.survival import THRESHOLD
from didymium.indicators.why import why
from didymium.views import case_tables, result_tables
from didymium.views.calibration_view import calibration_report
from didymium.views.chain import element_of
from didymium.views.charts import (
    chain_chart,
    customs_chart,
    map_chart,
    price_chart,
    shortfall_chart,
    stock_chart,
)
from didymium.views.charts_bars import FEWEST, MOST_ROWS, drawn_series
from didymium.views.charts_chain import MOST_FLOWS
from didymium.views.ensemble.flips import flip_table, steady_sentences
from didymium.views.evidence.speaking import Speaker
from didymium.views.evidence.why_view import facts_behind, headline, why_tables
from didymium.views.explain import highest_prices
from didymium.views.page import Figure, Part, Section, render_page, section_of
from didymium.views.result_tables import Table
from didymium.views.rival.report import rival_section
from didymium.views.run_view import ScenarioRun, main_run
from didymium.views.sentences import (
    confidential_sentences,
    customs_sentences,
    horizon_sentences,
    loss_sentences,
    member_losses,
    price_sentences,
    provenance_sentence,
    short_sentences,
    stock_sentences,
)
from didymium.views.sources_view import cited_in_scenario, cited_in_tables, sources_shown
from didymium.views.validation.report import validation_section
from didymium.views.wording import Words, words_for

MOST_SHORT = 40


def render_report(
    case: Case,
    calibration: Calibration,
    runs: Sequence[ScenarioRun],
    lang: str = "en",
    flips: tuple[Answers, Sequence[Flip]] | None = None,
) -> str:
    """Return the report of some runs as HTML; told in full is that of the case's usual scenario, else the
    first in which something happens; ``flips`` are what would turn over its headlines, which then stands
    beside them.

    Raises:
        ValueError: If there are no runs, or no catalogue for the language.
    """
    words, run = words_for(case, lang), main_run(runs, case.settings.usual.scenario)
    sections = [
        _summary(words, run),
        _flips(words, run, flips),
        _scenarios(words, runs, run),
        _charts(words, run),
        _customs(words, run),
        validation_section(words),
        rival_section(words),
        _calibration(words, calibration),
        _tables(words, run),
        _why(words, run),
        _chain(words, calibration, run),
        _assumed(words, runs),
        _sources(words, runs),
        _unused(words, run),
        _computed(words, runs),
    ]
    shown = [section for section in sections if section is not None]
    title = words("report.title", case=case.settings.title)
    return render_page(words, title, words("report.lead"), shown)


def _summary(words: Words, run: ScenarioRun) -> Section:
    parts = [
        ("report.short_heading", short_sentences(words, run)),
        ("report.price_heading", price_sentences(words, run)),
        ("report.stock_heading", stock_sentences(words, run)),
        ("report.loss_heading", loss_sentences(words, run)),
        ("report.customs_heading", customs_sentences(words, run)),
        ("report.assumed_share", [provenance_sentence(words), *confidential_sentences(words)]),
    ]
    shown = tuple(Part(words(heading), tuple(sentences)) for heading, sentences in parts if sentences)
    start = run.outcome.summary["start"]
    message = "say.start" if run.scenario.event else "say.start_instruments"
    begins = words(message, date=words.date(start)) if start else ""
    looks = " ".join(horizon_sentences(words, run))
    opening = (run.scenario.title, " ".join(run.scenario.summary.split()), begins, looks)
    cited = cited_in_scenario(words.case, run.scenario)
    return section_of(words, "summary", opening, cited, parts=shown)


def _flips(words: Words, run: ScenarioRun, flips: tuple[Answers, Sequence[Flip]] | None) -> Section | None:
    """Return which assumed figures decide the headlines; None if nobody searched."""
    if flips is None:
        return None
    table = flip_table(words, flips[1])
    said = (run.scenario.title, *steady_sentences(words, *flips))
    return section_of(words, "flips", said, (), tables=(table,) if table.rows else (), page="ensemble")


def _scenarios(words: Words, runs: Sequence[ScenarioRun], main: ScenarioRun) -> Section:
    parts = [_story(words, run) for run in runs if run is not main]
    cited = _merged(cited_in_scenario(words.case, run.scenario) for run in runs)
    table = result_tables.scenario_table(words, runs)
    return section_of(words, "scenarios", (), cited, parts=tuple(parts), tables=(table,))


def _story(words: Words, run: ScenarioRun) -> Part:
    summary = " ".join(run.scenario.summary.split())
    if not run.scenario.happens:
        return Part(run.scenario.title, (summary, words("say.base")))
    told = [*short_sentences(words, run), *price_sentences(words, run), *member_losses(words, run)]
    return Part(run.scenario.title, (summary, *told))


def _charts(words: Words, run: ScenarioRun) -> Section:
    drawn = (price_chart(words, run), shortfall_chart(words, run), stock_chart(words, run))
    dotted = words("note.start_line")
    notes = (dotted, words("note.shortfall", count=MOST_ROWS), dotted)
    pairs = zip(drawn, notes, strict=True)
    figures = tuple(Figure(chart, note) for chart, note in pairs if chart is not None)
    nobody = () if drawn[1] else (words("chart.shortfall_none"),)
    cited = cited_in_tables(words.case, ("prices", "demands", "substitutes", "holdings"))
    return section_of(
        words, "charts", (run.scenario.title, *nobody, words("note.computed_from")), cited, figures=figures
    )


def _customs(words: Words, run: ScenarioRun) -> Section:
    chart, table = customs_chart(words, run), result_tables.customs_table(words, run)
    if chart is None:
        return section_of(words, "customs", (words("say.customs_none"),), ())
    cited = cited_in_tables(words.case, ("observed",))
    left = len(run.outcome.summary["customs_totals"]) - len(drawn_series(run))
    note = words("note.few_series", count=FEWEST) if left else ""
    said, figures = (run.scenario.title, words("note.customs")), (Figure(chart, note),)
    return section_of(words, "customs", said, cited, figures=figures, tables=(table,))


def _calibration(words: Words, calibration: Calibration) -> Section:
    report = calibration_report(calibration)
    if not report["calibrated"]:
        return section_of(words, "calibration", (words("note.not_calibrated"),), ())
    cited = cited_in_tables(words.case, ("plants", "routes", "demands", "totals", "prices"))
    return section_of(
        words, "calibration", (), cited, tables=tuple(case_tables.calibration_tables(words, report))
    )


def _tables(words: Words, run: ScenarioRun) -> Section:
    start = words.date(run.outcome.summary["start"])
    percent = words.percent(THRESHOLD, 3)
    notes = {"short": words("note.short", percent=percent, date=start), "stocks": words("note.stocks")}
    count = len(result_tables.home_shortages(run))
    if count > MOST_SHORT:
        notes["short"] += " " + words("note.first_rows", shown=MOST_SHORT, count=count)
    tables = (
        result_tables.price_table(words, run),
        _noted(result_tables.short_table(words, run, MOST_SHORT), notes["short"]),
        _noted(result_tables.stock_table(words, run), notes["stocks"]),
        _noted(result_tables.loss_table(words, run), words("note.losses")),
        result_tables.measures_table(words, run),
        *case_tables.dependence_tables(words, run),
    )
    cited = cited_in_tables(words.case, ("sectors", "holdings", "demands", "plants"))
    shown = tuple(table for table in tables if table.rows)
    return section_of(words, "tables", (run.scenario.title,), cited, tables=shown)


def _noted(table: Table, note: str) -> Table:
    return Table(table.title, table.headers, table.rows, table.right, note)


def _chain(words: Words, calibration: Calibration, run: ScenarioRun) -> Section | None:
    chain = chain_chart(words, calibration.base, run.outcome.summary["exporter"])
    world = map_chart(words, calibration.base)
    drawn = (
        (chain, words("note.chain", element=element_of(words.case))),
        (world, words("note.map", count=MOST_FLOWS)),
    )
    figures = tuple(Figure(chart, note) for chart, note in drawn if chart is not None)
    if not figures:
        return None
    hidden = (words("note.confidential_chain"),) if words.case.confidential else ()
    cited = cited_in_tables(words.case, ("plants", "routes", "demands", "contents", "coefficients"))
    return section_of(words, "chain", hidden, cited, figures=figures)


def _why(words: Words, run: ScenarioRun) -> Section | None:
    """Trace the price that stands highest above the base run's to its facts."""
    asked = highest_prices(words.case, run.base, run.outcome, most=1) if run.scenario.happens else []
    if not asked:
        return None
    region, material, day = asked[0]
    found = why(words.case, run.scenario, run.outcome, region, material, day)
    speaker = Speaker(words, words.case.evidence or shared_evidence())
    tables = tuple(table for table in why_tables(speaker, found) if table.rows)
    cited = list(dict.fromkeys(facts_behind(speaker, found)["source"].to_list()))
    return section_of(words, "why", (headline(speaker, found),), cited, folded=tables)


def _assumed(words: Words, runs: Sequence[ScenarioRun]) -> Section:
    scenarios = [case_tables.scenario_assumption_table(words, run) for run in runs if run.scenario.happens]
    folded = (*scenarios, case_tables.case_assumption_table(words))
    return section_of(
        words,
        "assumed",
        (provenance_sentence(words),),
        (),
        tables=(case_tables.provenance_table(words),),
        folded=folded,
    )


def _sources(words: Words, runs: Sequence[ScenarioRun]) -> Section:
    listed = tuple(sources_shown(words.case, [run.scenario for run in runs]))
    return Section("sources", words("report.sources"), listed=listed)


def _unused(words: Words, run: ScenarioRun) -> Section:
    table = case_tables.unused_table(words, run)
    return section_of(words, "unused", (table.note,), (), folded=(table,) if table.rows else ())


def _computed(words: Words, runs: Sequence[ScenarioRun]) -> Section:
    return section_of(words, "computed", (), (), tables=(case_tables.computed_table(words, runs),))


def _merged(lists: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(source for found in lists for source in found))
