"""Every figure has a reference, and every reference a source."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.checks.fact_values import figure_problems
from didymium.case.figures import figures_of, row_references
from didymium.case.folder import EVIDENCE, SETTINGS
from didymium.evidence.provenance import Reference, parse_references, reference_for
from didymium.files.columns import column_names
from didymium.files.problems import Problem
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean

_WAYS = 'write the id of a fact or source, "assumed: why" or "derived: how [id]"'


def check_evidence(case: Case) -> list[Problem]:
    """Return figures without reference, references to unknown sources or columns, and malformed ones."""
    rows = [row for rows in case.tables.values() for row in rows if "source" in type(row).model_fields]
    malformed = {(row.file, row.identity): problem for row in rows if (problem := _malformed(case, row))}
    problems = list(malformed.values())
    for row in rows:
        problems += _row_problems(case, row)
    for figure in figures_of(case):
        if figure.reference is None and (figure.row.file, figure.row.identity) not in malformed:
            remedy = f'add "{figure.column}=…" to source: a fact, "assumed: why" or "derived: how [id]"'
            problems.append(
                problem_at(case, figure.row, "has no reference in source", figure.column, remedy=remedy)
            )
    return problems + list(figure_problems(case)) + list(_settings_problems(case))


def unused_sources(case: Case) -> list[str]:
    """Note the case's own sources that no figure rests on."""
    rows = [row for rows in case.tables.values() for row in rows]
    used = {source for row in rows for source in case.sources_behind(row_references(row))}
    for text in (case.settings.source, case.settings.defaults.source):
        used |= set(case.sources_behind(_parsed(text)))
    own = [name for name in case.sources if _is_own(case, name)]
    unused = sorted(set(own) - used - set(case.fact_sources.values()))
    return [f"no table cites {len(unused)} sources of the case: {', '.join(unused)}"] if unused else []


def _is_own(case: Case, source: str) -> bool:
    file, _ = case.places.get(("sources", (source,)), ("", 0))
    return file.startswith(f"{EVIDENCE}/") or f"/{EVIDENCE}/" in file.removeprefix("didymium/evidence/")


def _malformed(case: Case, row: Row) -> Problem | None:
    text = getattr(row, "source", "")
    try:
        parsed = parse_references(text)
    except ValueError as error:
        return problem_at(case, row, f"cannot be read: {error}", "source", text, 'a ";" separates references')
    return None if parsed else problem_at(case, row, "holds no reference", "source", text, _WAYS)


def _row_problems(case: Case, row: Row) -> Iterator[Problem]:
    columns = column_names(type(row))
    references = row_references(row)
    for problem in _unknown_sources(case, references):
        yield problem_at(case, row, problem.message, "source", problem.value, problem.remedy)
    named = [reference.column for reference in references]
    for column in dict.fromkeys(named):
        if column is not None and column not in columns:
            remedy = did_you_mean(column, columns)
            yield problem_at(
                case, row, f"speaks for an unknown column of {row.file}", "source", column, remedy
            )
        if named.count(column) > 1:
            what = f"column {column}" if column else "the whole row"
            yield problem_at(
                case, row, f"speaks twice for {what}", "source", remedy="separate ids with commas"
            )


def _unknown_sources(case: Case, references: tuple[Reference, ...]) -> Iterator[Problem]:
    for source in dict.fromkeys(source for reference in references for source in reference.ids):
        if not case.is_evidence(source):
            known = [*case.sources, *case.fact_sources]
            remedy = did_you_mean(source, known, limit=0) or "add it to evidence/facts.csv"
            yield Problem("", "is neither a fact nor a source", value=source, remedy=remedy)


def _settings_problems(case: Case) -> Iterator[Problem]:
    """Check the figures of case.toml: the discount rate and growth, and the defaults that were set."""
    settings, defaults = case.settings, case.settings.defaults
    filled = {"discount_rate", "growth_per_year"} & settings.model_fields_set
    yield from _toml_figures(case, "source", settings.source, sorted(filled))
    filled = set(defaults.model_fields_set) - {"source"}
    yield from _toml_figures(case, "defaults source", defaults.source, sorted(filled))


def _toml_figures(case: Case, key: str, text: str, columns: list[str]) -> Iterator[Problem]:
    try:
        references = parse_references(text)
    except ValueError as error:
        yield Problem(SETTINGS, f"cannot be read: {error}", column=key, value=text)
        return
    for problem in _unknown_sources(case, references):
        yield Problem(SETTINGS, problem.message, column=key, value=problem.value, remedy=problem.remedy)
    for column in columns:
        if reference_for(references, column) is None:
            yield Problem(SETTINGS, f"says nothing of {column}", column=key, remedy=_WAYS)


def _parsed(text: str) -> tuple[Reference, ...]:
    try:
        return parse_references(text)
    except ValueError:
        return ()
