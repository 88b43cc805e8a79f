"""Read folders of evidence: all of it, or every problem in it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import polars as pl
from pydantic import BaseModel

from didymium.evidence.agreements import Agreement, Rule
from didymium.evidence.checks import sum_problems, text_problems, word_problems
from didymium.evidence.correcting import correction_problems
from didymium.evidence.evidence import Evidence
from didymium.evidence.fact_table import empty_facts, read_facts, words_of
from didymium.evidence.facts import Correction, Sum
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import Alias, Area, EvidenceMaterial, Measure, Phrase, Subject, Unit
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import read_table
from didymium.files.toml_file import read_toml

TABLES: Mapping[str, type[Row]] = {
    "subjects": Subject,
    "materials": EvidenceMaterial,
    "measures": Measure,
    "units": Unit,
    "areas": Area,
    "phrases": Phrase,
    "aliases": Alias,
    "sums": Sum,
    "corrections": Correction,
}
"""Tables of words, sums and corrections. Each, like ``sources`` and ``facts``, is a file or a folder of
files."""
TEXTS: Mapping[str, type[Agreement] | type[Rule]] = {"agreements": Agreement, "rules": Rule}
"""Folders with one TOML file a text."""

_SHARED_ONLY = frozenset({"agencies.csv", "agency_terms.csv"})
"""Files of the shared folder that :mod:`didymium.evidence.agencies` reads; a case has none of its own."""

_ModelType = TypeVar("_ModelType", bound=BaseModel)


@dataclass(frozen=True)
class Folder:
    """A folder of evidence, what stands before its files' names in messages, and whether it is secret."""

    path: Path
    prefix: str
    confidential: bool = False


@dataclass
class _Reading:
    tables: dict[str, dict[str, BaseModel]]
    places: dict[tuple[str, str], tuple[str, int]]
    confidential: set[tuple[str, str]]
    problems: list[Problem] = field(default_factory=list)


def shared_folder() -> Folder:
    """Return the folder of the evidence that comes with the product, for every case."""
    return Folder(Path(str(files("didymium"))) / "evidence" / "data", "didymium/evidence/data/")


@cache
def shared_evidence() -> Evidence:
    """Return the evidence that comes with the product; it is read once."""
    return read_evidence([shared_folder()])


def read_evidence(
    folders: Iterable[Folder],
    base: Evidence | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    today: dt.date | None = None,
) -> Evidence:
    """Read folders of evidence, laid over ``base``.

    ``names`` are words of a case that its facts may use; ``today`` is the day after which nothing can have
    been observed.

    Raises:
        InputError: With every problem found in every file.
    """
    evidence, problems = load_evidence(folders, base, names, today)
    if problems:
        raise InputError(problems)
    return evidence


def load_evidence(
    folders: Iterable[Folder] | None = None,
    base: Evidence | None = None,
    names: Mapping[str, Mapping[str, str]] | None = None,
    today: dt.date | None = None,
) -> tuple[Evidence, list[Problem]]:
    """Read evidence as far as it can be read, with every problem found; by default the shared folder."""
    chosen = [shared_folder()] if folders is None else list(folders)
    names, today = names or {}, today or dt.date.today()
    reading = _begun(base)
    for folder in chosen:
        reading.problems += _strangers(folder)
    _read_tables(reading, chosen, "sources", Source)
    for name, model in TABLES.items():
        _read_tables(reading, chosen, name, model)
    for name, text in TEXTS.items():
        _read_texts(reading, chosen, name, text)
    facts, wrong = _read_facts(reading, chosen, base, names, today)
    evidence = _evidence(reading, facts, names)
    known = set(base.places) if base is not None else set()
    return evidence, [*reading.problems, *wrong, *_checked(evidence, known, today)]


def _begun(base: Evidence | None) -> _Reading:
    if base is None:
        return _Reading({name: {} for name in ("sources", *TABLES, *TEXTS)}, {}, set())
    tables: dict[str, dict[str, BaseModel]] = {
        name: dict(getattr(base, name)) for name in ("sources", *TABLES, *TEXTS)
    }
    return _Reading(tables, dict(base.places), set(base.confidential))


def _read_facts(
    reading: _Reading,
    folders: Sequence[Folder],
    base: Evidence | None,
    names: Mapping[str, Mapping[str, str]],
    today: dt.date,
) -> tuple[pl.DataFrame, list[Problem]]:
    words = words_of(_evidence(reading, empty_facts(), names))
    tables, problems = [], []
    if base is not None:
        tables.append(base.facts)
    for folder in folders:
        before = pl.concat(tables) if tables else None
        facts, wrong = read_facts(_files(folder, "facts"), words, today, before)
        if folder.confidential:
            reading.confidential |= {("facts", fact) for fact in facts["fact"]}
        tables.append(facts)
        problems += wrong
    return pl.concat(tables), problems


def _evidence(reading: _Reading, facts: pl.DataFrame, names: Mapping[str, Mapping[str, str]]) -> Evidence:
    return Evidence(
        facts=facts,
        names=names,
        places=reading.places,
        confidential=frozenset(reading.confidential),
        **reading.tables,  # type: ignore[arg-type]
    )


def _checked(evidence: Evidence, known: set[tuple[str, str]], today: dt.date) -> Iterator[Problem]:
    """Check what is new: what the base holds was checked when it was read."""
    yield from word_problems(evidence, known)
    yield from text_problems(evidence, known, today)
    yield from correction_problems(evidence, known, today)
    yield from sum_problems(evidence, known)


def _files(folder: Folder, table: str, suffix: str = "csv") -> list[tuple[Path, str]]:
    single = folder.path / f"{table}.{suffix}"
    found = [single] if single.is_file() else []
    found += sorted((folder.path / table).glob(f"*.{suffix}"))
    return [(path, folder.prefix + path.relative_to(folder.path).as_posix()) for path in found]


def _read_tables(reading: _Reading, folders: Sequence[Folder], name: str, model: type[BaseModel]) -> None:
    key = next(iter(model.model_fields))
    for folder in folders:
        for path, file in _files(folder, name):
            table = read_table(path, file, model, (key,))
            reading.problems += table.problems
            for number, row in table.rows:
                _keep(reading, name, getattr(row, key), row, (file, number), folder.confidential)


def _keep(
    reading: _Reading, name: str, identifier: str, row: BaseModel, place: tuple[str, int], confidential: bool
) -> None:
    known = reading.tables[name].get(identifier)
    if known is None:
        reading.tables[name][identifier] = row
        reading.places[name, identifier] = place
        if confidential:
            reading.confidential.add((name, identifier))
        return
    file, number = reading.places[name, identifier]
    if known != row and file != place[0]:
        column = next(iter(type(row).model_fields))
        message = f"is another {column} in {file}" + (f" row {number}" if number else "")
        remedy = "delete the row, or give it another id"
        reading.problems.append(Problem(place[0], message, place[1] or None, column, identifier, remedy))


def _read_texts(
    reading: _Reading, folders: Sequence[Folder], name: str, model: type[Agreement] | type[Rule]
) -> None:
    for folder in folders:
        for path, file in _files(folder, name, "toml"):
            found, _, problems = read_toml(path, file, model)
            reading.problems += problems
            if found is None:
                continue
            identifier = found.agreement if isinstance(found, Agreement) else found.rule
            if identifier != path.stem:
                remedy = f'write "{path.stem}" or rename the file'
                column = next(iter(model.model_fields))
                reading.problems.append(
                    Problem(file, "is not the name of the file", None, column, identifier, remedy)
                )
            _keep(reading, name, identifier, found, (file, 0), folder.confidential)


def _strangers(folder: Folder) -> list[Problem]:
    """Find files and folders that no table has."""
    tables = {"sources", "facts", *TABLES}
    known = {*(f"{name}.csv" for name in tables), *tables, *TEXTS, "README.md", "raw"}
    if folder.path == shared_folder().path:
        known |= _SHARED_ONLY
    found = []
    for path in sorted(folder.path.iterdir()) if folder.path.is_dir() else []:
        if path.name not in known and not path.name.startswith((".", "__")):
            remedy = did_you_mean(path.name, known, limit=0) or "move it out of the evidence"
            found.append(Problem(folder.prefix + path.name, "is no part of the evidence", remedy=remedy))
    return found
