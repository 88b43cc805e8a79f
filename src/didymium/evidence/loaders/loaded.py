"""What a loader gives: facts with their source and words, and what it skipped."""

from __future__ import annotations

import csv
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from didymium.evidence.adding import file_hash, kept_name
from didymium.evidence.countries import country_codes, country_name
from didymium.evidence.dates import span_of
from didymium.evidence.facts import Fact
from didymium.evidence.sources import Source
from didymium.evidence.vocabulary import EvidenceMaterial
from didymium.files.problems import InputError, Problem


@dataclass
class Loaded:
    """Facts of a file. ``skipped`` counts rows left out by reason; ``examples`` shows the first of each."""

    source: Source
    facts: list[Fact] = field(default_factory=list)
    materials: dict[str, EvidenceMaterial] = field(default_factory=dict)
    skipped: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _known: dict[str, str] = field(default_factory=dict)

    def skip(self, reason: str, example: str) -> None:
        """Count a row that is left out."""
        self.skipped[reason] += 1
        self.examples.setdefault(reason, example)

    def identifier(self, *parts: str) -> str:
        """Return a fact's identifier from its parts, numbered if it was given before."""
        name = "_".join(slug(part) for part in (self.source.source, *parts) if part)
        numbered = (name if number == 1 else f"{name}_n{number}" for number in count(1))
        free = next(candidate for candidate in numbered if candidate not in self._names)
        self._names.add(free)
        return free

    def add(self, place: str, **columns: Any) -> None:
        """Add a fact, or count the row that would have made an impossible one."""
        if span_of(columns["as_of"]) is None:
            self.skip("no date of ours", place)
            return
        try:
            self.facts.append(Fact(source=self.source.source, **columns))
        except ValidationError:
            self.skip("no valid fact", place)

    def material(self, name: str) -> str | None:
        """Return the material that a commodity's English name stands for, or None."""
        from didymium.evidence.questions.querying import plain
        from didymium.evidence.reading import shared_evidence

        if not self._known:
            materials = shared_evidence().materials.items()
            self._known.update({plain(row.name_en): identifier for identifier, row in materials})
        return self._known.get(plain(name))

    def of_file(self, path: Path) -> Loaded:
        """Return the same with the file's hash in the source and in every fact, so that two files of one
        publisher may stand side by side.
        """
        mark = file_hash(path)[:8]
        source = self.source.model_copy(
            update={
                "source": f"{self.source.source}_{mark}",
                "title": f"{self.source.title}: {kept_name(path)}",
            }
        )
        facts = [
            fact.model_copy(update={"fact": f"{fact.fact}_{mark}", "source": source.source})
            for fact in self.facts
        ]
        return Loaded(source, facts, self.materials, self.skipped, self.examples)


def slug(text: str) -> str:
    """Return text as part of an identifier: small letters, digits and ``_``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")


@cache
def country_of(name: str) -> str | None:
    """Return the code of a country (or ``world``) from its name in a file, or None."""
    return _countries().get(" ".join(name.split()).casefold())


@cache
def _countries() -> Mapping[str, str]:
    known = {code.casefold(): code for code in country_codes()}
    for code in country_codes():
        name = country_name(code, "en")
        if name:
            known[name.casefold()] = code
    return known | {name.casefold(): code for name, code in table("country_aliases.csv").items()}


@cache
def table(name: str, column: int = 1) -> Mapping[str, str]:
    """Return the first column of a table of the loaders with another beside it."""
    text = (files("didymium.evidence.loaders") / "data" / name).read_text(encoding="utf-8")
    return {row[0]: row[column] for row in list(csv.reader(text.splitlines()))[1:]}


def refuse(
    path: Path, message: str, row: int | None = None, value: str | None = None, remedy: str = ""
) -> InputError:
    """Return the refusal of a file."""
    return InputError([Problem(path.name, message, row, None, value, remedy or None)])


def rows_of(
    path: Path, wanted: tuple[str, ...], layout: str, encodings: tuple[str, ...]
) -> list[dict[str, str]]:
    """Read a CSV file whose header must hold ``wanted``; rows carry their number under ``#``.

    Raises:
        InputError: If it is a web page, of another layout, or cut off in the middle.
    """
    text = decoded(path, encodings)
    try:
        lines = list(csv.reader(text.splitlines(keepends=True), strict=True))
    except csv.Error as error:
        last = text.count("\n") + 1
        remedy = "is the file cut off? fetch it again"
        raise refuse(path, f"cannot be read as CSV: {error}", last, None, remedy) from None
    header = [cell.strip() for cell in lines[0]] if lines else []
    missing = [name for name in wanted if name not in header]
    if missing:
        unknown = [name for name in header if name not in wanted]
        remedy = f"this reader knows {layout}; unknown columns: {', '.join(unknown[:6]) or 'none'}"
        raise refuse(path, f"has another layout: column {missing[0]} is missing", 1, None, remedy)
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            message = f"has {len(cells)} cells where the header has {len(header)}"
            raise refuse(path, message, number, ",".join(cells)[:60], "is the file cut off? fetch it again")
        rows.append({**dict(zip(header, cells, strict=True)), "#": str(number)})
    if not text.endswith(("\n", "\r")):
        end = text.rsplit("\n", 1)[-1]
        remedy = "is the file cut off? fetch it again, or end the last line"
        raise refuse(path, "does not end with a line end", text.count("\n") + 1, end[:60], remedy)
    if not rows:
        raise refuse(path, "holds a header and no rows", None, None, "fetch it again")
    return rows


def decoded(path: Path, encodings: tuple[str, ...]) -> str:
    """Return the text of a file in the first encoding that fits.

    Raises:
        InputError: If it cannot be read, or is a web page.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refuse(path, f"cannot be read: {error.strerror}") from None
    if content.startswith(b"PK\x03\x04"):
        raise refuse(
            path, "is a ZIP archive or an Excel workbook", None, None, "unpack it, or save it as CSV"
        )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff").removeprefix("ï»¿")
        if re.match(r"\s*(<!--.*?-->\s*)?<(!doctype|html|\?xml|head|body)", text, re.IGNORECASE | re.DOTALL):
            raise refuse(
                path, "is a web page", 1, text.strip()[:40], "save the file itself, not the page about it"
            )
        if not text.strip():
            raise refuse(path, "is empty", None, None, "fetch it again")
        return text
    raise refuse(path, f"is not in {' or '.join(encodings)}", None, None, "fetch it again, unchanged")


def json_of(path: Path) -> Any:
    """Return the content of a JSON file.

    Raises:
        InputError: If it is none, or cut off.
    """
    try:
        return json.loads(decoded(path, ("utf-8-sig",)))
    except json.JSONDecodeError as error:
        remedy = "is the file cut off? fetch it again"
        raise refuse(path, f"is no JSON: {error.msg.lower()}", error.lineno, None, remedy) from None
    except RecursionError:
        raise refuse(path, "is nested too deeply to be an answer") from None


def number_of(value: object) -> float | None:
    """Return a value of a file as a finite number, or None if it is none."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def unreachable(service: str, error: Exception) -> InputError:
    """Return the refusal of a service that did not answer, whatever its client raised."""
    message = f"gave no answer: {type(error).__name__}: {str(error)[:120]}"
    return InputError([Problem(service, message, remedy="is there a network, and is the key valid?")])
