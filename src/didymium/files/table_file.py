"""One table of a case read from its CSV file: rows of the schema, or everything that is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from didymium.files.cells import CellError, Value, read_cell
from didymium.files.columns import Column, column_names, columns_of
from didymium.files.csv_file import CsvFile, parse_csv, read_csv
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean
from didymium.files.wording import findings, row_keys

ModelType = TypeVar("ModelType", bound=BaseModel)

_SOURCE_REMEDY = 'write the id of a fact or source, "assumed: why" or "derived: how [id]"'


@dataclass(frozen=True)
class TableFile(Generic[ModelType]):
    """What a file holds: rows with their numbers, notes and problems."""

    file: str
    rows: tuple[tuple[int, ModelType], ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_table(path: Path, file: str, model: type[ModelType], key: tuple[str, ...]) -> TableFile[ModelType]:
    """Read a CSV file as rows of ``model``; ``file`` is its name in messages, ``key`` identifies a row."""
    return _table_of(read_csv(path, file), file, model, key)


def parse_table(
    content: bytes, file: str, model: type[ModelType], key: tuple[str, ...]
) -> TableFile[ModelType]:
    """Read the bytes of a CSV file as :func:`read_table` does."""
    return _table_of(parse_csv(content, file), file, model, key)


def _table_of(
    content: CsvFile, file: str, model: type[ModelType], key: tuple[str, ...]
) -> TableFile[ModelType]:
    problems = list(content.problems)
    rows: list[tuple[int, ModelType]] = []
    if content.header:
        problems += header_problems(content, model)
        for number, cells in content.rows:
            row, wrong = _read_row(model, file, number, content.header, cells)
            problems += wrong
            if row is not None:
                rows.append((number, row))
        problems += _duplicates(file, rows, key)
    return TableFile(file, tuple(rows), content.notes, tuple(problems))


def identity(row: BaseModel, key: Iterable[str]) -> tuple[str, ...]:
    """Return the key of a row as text; blank key columns are empty text."""
    return tuple("" if (value := getattr(row, name)) is None else str(value) for name in key)


def header_problems(content: CsvFile, model: type[BaseModel]) -> list[Problem]:
    """Return what the header of a file lacks, repeats or has too much."""
    names = column_names(model)
    missing = [c.name for c in columns_of(model) if c.required and c.name not in content.header]
    unknown = [name for name in content.header if name and name not in names]
    unused = [name for name in names if name not in content.header]
    problems = [Problem(content.file, "is a missing column", 1, name) for name in missing]
    for name in unknown:
        problems.append(
            Problem(content.file, "is an unknown column", 1, name, remedy=did_you_mean(name, unused))
        )
    for name, count in Counter(name for name in content.header if name).items():
        if count > 1:
            problems.append(Problem(content.file, f"stands {count} times in the header", 1, name))
    if "" in content.header:
        place = content.header.index("") + 1
        problems.append(
            Problem(content.file, f"has no header for column {place}", 1, remedy="name or delete it")
        )
    return problems


def _read_row(
    model: type[ModelType], file: str, number: int, header: tuple[str, ...], cells: tuple[str, ...]
) -> tuple[ModelType | None, list[Problem]]:
    """Read one row; without a row there is a problem in it or in the header."""
    values: dict[str, Value | None] = {}
    problems: list[Problem] = []
    texts = dict(zip(header, cells, strict=True))
    for column in columns_of(model):
        try:
            if column.name in texts:
                _read_into(values, column, texts[column.name])
        except CellError as error:
            value = texts[column.name] or None
            problems.append(Problem(file, error.message, number, column.name, value, error.remedy))
    row, wrong = _validated(model, values, texts, file, number, {problem.column for problem in problems})
    return (None if problems else row), problems + wrong


def _read_into(values: dict[str, Value | None], column: Column, text: str) -> None:
    if text:
        values[column.name] = read_cell(column, text)
    elif not column.blank:
        raise CellError("is blank", _SOURCE_REMEDY if column.name == "source" else "it needs a value")
    elif column.required:
        values[column.name] = None


def _validated(
    model: type[ModelType], values: dict[str, Value | None], texts: dict[str, str], file: str, number: int,
    known_wrong: set[str | None],
) -> tuple[ModelType | None, list[Problem]]:  # fmt: skip
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        found = findings(error, values, row_keys(column_names(model)))
    problems = []
    for finding in found:
        name = str(finding.path[0])
        if name in texts and name not in known_wrong:
            problems.append(Problem(file, finding.message, number, name, texts[name] or None, finding.remedy))
    return None, problems


def _duplicates(file: str, rows: list[tuple[int, ModelType]], key: tuple[str, ...]) -> list[Problem]:
    first: dict[tuple[str, ...], int] = {}
    problems = []
    for number, row in rows:
        named = identity(row, key)
        if named in first:
            columns = ", ".join(name.rstrip("_") for name in key)
            message = f"is the same {columns} as in row {first[named]}"
            value = ", ".join(part for part in named if part)
            problems.append(Problem(file, message, number, value=value, remedy="delete one of the two"))
        first.setdefault(named, number)
    return problems
