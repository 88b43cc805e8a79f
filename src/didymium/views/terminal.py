"""What the terminal shows of runs and of a calibration: sentences first, then small tables; plain text
without colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.text import Text

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.views import result_tables
from didymium.views.calibration_view import calibration_report
from didymium.views.case_tables import calibration_tables
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.run_view import ScenarioRun, main_run
from didymium.views.sentences import (
    confidential_sentences,
    customs_sentences,
    horizon_sentences,
    member_losses,
    provenance_sentence,
    short_sentences,
    stock_sentences,
)
from didymium.views.wording import Words, words_for

__all__ = ["calibration_report", "print_calibration", "print_run", "print_solve"]

MOST_SHORT = 8
MOST_CALIBRATION = 6
MATERIALS = 4
MEMBERS = 3


def print_run(
    console_file: TextIO,
    case: Case,
    calibration: Calibration,
    runs: Sequence[ScenarioRun],
    report_path: Path | None = None,
    lang: str = "en",
) -> None:
    """Print what ``didymium run`` found: the main scenario in full, then all scenarios side by side."""
    words, console = words_for(case, lang), console_for(console_file)
    run = main_run(runs, case.settings.usual.scenario)
    _print_scenario(console, words, run)
    if len(runs) > 1:
        heading(console, words("term.scenarios"))
        print_table(console, result_tables.scenario_table(words, runs))
    _print_basis(console, words, calibration)
    if report_path is not None:
        say(console, [words("say.report", path=report_path)])


def print_solve(
    console_file: TextIO,
    case: Case,
    run: ScenarioRun,
    folder: Path | None = None,
    lang: str = "en",
) -> None:
    """Print what ``didymium solve`` found: one scenario."""
    words, console = words_for(case, lang), console_for(console_file)
    _print_scenario(console, words, run)
    heading(console, words("term.sources"))
    say(console, [provenance_sentence(words), *confidential_sentences(words)])
    if folder is not None:
        say(console, [words("term.written", path=folder)])


def print_calibration(
    console_file: TextIO, case: Case, calibration: Calibration, lang: str = "en", most: int = MOST_CALIBRATION
) -> None:
    """Print how the base year was closed."""
    words, console = words_for(case, lang), console_for(console_file)
    report = calibration_report(calibration, most)
    if not report["calibrated"]:
        say(console, [words("note.not_calibrated")])
    for table in calibration_tables(words, report):
        heading(console, table.title)
        print_table(console, table)
        if table.note:
            say(console, [table.note])


def _print_scenario(console: Console, words: Words, run: ScenarioRun) -> None:
    console.print(Text(run.scenario.title, style="bold"))
    console.print()
    if not run.scenario.happens:
        say(console, [words("say.base"), *horizon_sentences(words, run)])
        return
    say(console, [*horizon_sentences(words, run), *short_sentences(words, run), *member_losses(words, run)])
    heading(console, words("term.prices"))
    print_table(console, _few_prices(words, run))
    _print_short(console, words, run)
    measures = result_tables.measures_table(words, run)
    if measures.rows:
        heading(console, measures.title)
        print_table(console, measures.pick((0, 1, 2, 4, 5, 6)))
    heading(console, words("term.stocks"))
    say(console, stock_sentences(words, run))
    heading(console, words("term.customs"))
    customs = result_tables.customs_totals_table(words, run)
    if customs.rows:
        print_table(console, customs)
    say(console, customs_sentences(words, run)[:1])


def _print_short(console: Console, words: Words, run: ScenarioRun) -> None:
    heading(console, words("term.short"))
    table = result_tables.short_table(words, run, critical_only=True)
    if not table.rows:
        say(console, [words("term.nobody")])
        return
    print_table(console, table.pick((0, 1, 2, 3, 5, 6)), MOST_SHORT, words)


def _few_prices(words: Words, run: ScenarioRun) -> Table:
    """Return the materials that rise most, for the first three members shown and the exporter."""
    materials = result_tables.key_materials(words, run, MATERIALS)
    summary = run.outcome.summary
    regions = {
        words.region(region) for region in [*summary["home_regions"][:MEMBERS], summary["exporter"]] if region
    }
    table = result_tables.price_table(words, run, materials)
    return Table(
        table.title, table.headers, tuple(row for row in table.rows if row[1] in regions), table.right
    )


def _print_basis(console: Console, words: Words, calibration: Calibration) -> None:
    heading(console, words("term.sources"))
    say(console, [provenance_sentence(words), *confidential_sentences(words)])
    report = calibration_report(calibration, MOST_CALIBRATION)
    if report["calibrated"] and report["moved"]:
        first = report["moved"][0]
        fields = {
            "figure": first["label"],
            "place": first["place"],
            "deviations": f"{first['deviations']:+.1f}",
        }
        say(console, [words.sentence("say.calibration", **fields)])
