"""Answers to questions about an ensemble: sensitivity, discovery, quantiles, as tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

import polars as pl

from didymium.case.case import Case
from didymium.ensemble.inputs import Input
from didymium.ensemble.reading.measures import Measure
from didymium.ensemble.sensitivity.box import Box
from didymium.ensemble.sensitivity.condition import Condition
from didymium.ensemble.sensitivity.discovery import Discovery
from didymium.ensemble.sensitivity.result import MorrisIndex, Sensitivity, SobolIndex
from didymium.ensemble.sensitivity.words import box_text, doubtful_text, note_text
from didymium.views.ensemble.measures import condition_text, measure_name
from didymium.views.ensemble.tables import input_name, quantile_table
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number, words_for

MOST_ROWS = 60


def print_quantiles(file: TextIO, case: Case, found: pl.DataFrame, title: str, lang: str) -> None:
    """Print quantiles by period."""
    words, console = words_for(case, lang), console_for(file)
    table = quantile_table(words, found, title)
    heading(console, table.title)
    print_table(console, table, MOST_ROWS)
    left = len(table.rows) - MOST_ROWS
    more = [words("ensemble.more_rows", count=f"{left:,}")] if left > 0 else []
    say(console, [*more, words("ensemble.note_quantiles")])


def print_sensitivity(
    file: TextIO, case: Case, measure: Measure, found: Sensitivity, inputs: Sequence[Input], lang: str
) -> None:
    """Print how much each input moves a measure."""
    words, console = words_for(case, lang), console_for(file)
    table = sensitivity_table(words, measure, found)
    heading(console, table.title)
    if table.rows:
        print_table(console, table, MOST_ROWS, words)
    say(
        console,
        [words(f"ensemble.method_{found.method}"), *(note_text(words, n, inputs) for n in found.notes)],
    )


def sensitivity_table(words: Words, measure: Measure, found: Sensitivity) -> Table:
    """Return the indices of inputs, the most influential first."""
    title = words("ensemble.table_sensitivity", measure=measure_name(words, measure))
    names: list[str] = []
    rows = []
    for index in found.ranked:
        if isinstance(index, SobolIndex):
            names = ["total", "first"]
            cells = [
                _with(index.total.value, index.total.confidence),
                _with(index.first.value, index.first.confidence),
            ]
        elif isinstance(index, MorrisIndex):
            names = ["mu_star", "sigma"]
            cells = [_with(index.mu_star.value, index.mu_star.confidence), number(index.sigma)]
        else:
            names = ["delta", "first"]
            cells = [
                _with(index.delta.value, index.delta.confidence),
                _with(index.first.value, index.first.confidence),
            ]
        rows.append((input_name(words, index.name), *cells))
    headers = (words("label.what"), *(words(f"label.index_{name}") for name in names))
    return Table(title, headers, tuple(rows), frozenset(range(1, len(headers))))


def _with(value: float, confidence: float) -> str:
    return f"{number(value, 2)} ± {number(confidence, 1)}"


def print_discovery(
    file: TextIO,
    case: Case,
    measure: Measure,
    condition: Condition,
    found: Discovery,
    inputs: Sequence[Input],
    lang: str,
) -> None:
    """Print in which ranges of inputs a condition holds."""
    words, console = words_for(case, lang), console_for(file)
    heading(console, words("ensemble.discovery"))
    say(console, discovery_sentences(words, measure, condition, found, inputs))


def discovery_sentences(
    words: Words, measure: Measure, condition: Condition, found: Discovery, inputs: Sequence[Input]
) -> list[str]:
    """Say in which ranges of inputs a condition holds, and how sure that is."""
    what = condition_text(words, measure, condition, found.limit)
    said = [words("ensemble.cases", what=what, cases=f"{found.cases:,}", scenarios=f"{found.scenarios:,}")]
    for box in found.boxes:
        said.append(box_text(words, box, inputs, what))
        if doubt := doubtful_text(words, box, inputs):
            said.append(doubt)
    if not found.boxes:
        said.append(words("ensemble.box_none", what=what))
    return said + [note_text(words, note, inputs) for note in found.notes]


def sensitivity_report(measure: Measure, found: Sensitivity) -> dict[str, Any]:
    """Return indices as plain data."""
    rows = []
    for index in found.ranked:
        row: dict[str, Any] = {"input": index.name}
        for name in ("first", "total", "mu_star", "delta"):
            if hasattr(index, name):
                estimate = getattr(index, name)
                row[name], row[f"{name}_confidence"] = estimate.value, estimate.confidence
        if isinstance(index, MorrisIndex):
            row |= {"mu": index.mu, "sigma": index.sigma}
        rows.append(row)
    return {"measure": str(measure), "method": found.method, "scenarios": found.scenarios, "indices": rows}


def discovery_report(measure: Measure, found: Discovery) -> dict[str, Any]:
    """Return boxes as plain data."""
    return {
        "measure": str(measure),
        "limit": found.limit,
        "cases": found.cases,
        "scenarios": found.scenarios,
        "boxes": [_box(box) for box in found.boxes],
    }


def _box(box: Box) -> dict[str, Any]:
    limits = [
        {"input": limit.name, "low": limit.low, "high": limit.high, "chance": limit.chance,
         "reproduced": limit.reproduced}
        for limit in box.limits
    ]  # fmt: skip
    return {"limits": limits, "coverage": box.coverage, "density": box.density, "mass": box.mass}
