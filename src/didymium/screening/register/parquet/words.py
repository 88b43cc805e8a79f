"""Words of the files as codes: each different word is looked at once, in small tables that queries join."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import duckdb

from didymium.screening.ownership.holdings import Kind, Right
from didymium.screening.register.countries import alpha_3_of
from didymium.screening.register.parquet.columns import ParquetFile
from didymium.screening.register.records import Assumed

_MOST_WORDS = 2_000
Code = TypeVar("Code")
KINDS = {kind.name.lower(): int(kind) for kind in Kind}
RIGHTS = {right.name.lower(): int(right) for right in Right if right.name}
ASSUMED = {"nothing": 0, "votes": int(Assumed.VOTES), "capital": int(Assumed.CAPITAL)}


def kind_codes(connection: duckdb.DuckDBPyConnection, parties: ParquetFile) -> None:
    """Make the table ``kind_codes``; what is no kind is noted."""
    codes = _looked_up(connection, parties, "kind", KINDS.get, ", ".join(KINDS))
    _table(connection, "kind_codes", "code", codes)


def country_codes(connection: duckdb.DuckDBPyConnection, parties: ParquetFile) -> list[str]:
    """Make the table ``country_codes``, and return the countries (alpha-3) in the order of their codes."""
    remedy = "a code of ISO 3166-1 like JPN or JP, or the English name"
    found = _looked_up(connection, parties, "country", lambda word: alpha_3_of(word) or None, remedy)
    countries = sorted(set(found.values()))
    code = {country: number for number, country in enumerate(countries)}
    _table(connection, "country_codes", "code", {word: code[country] for word, country in found.items()})
    return countries


def right_bits(connection: duckdb.DuckDBPyConnection, holdings: ParquetFile) -> None:
    """Make the table ``right_bits``; what is no right is noted."""
    bits = _looked_up(connection, holdings, "rights", lambda text: _bits(text, RIGHTS), ", ".join(RIGHTS))
    _table(connection, "right_bits", "bits", bits)


def assumed_bits(connection: duckdb.DuckDBPyConnection, holdings: ParquetFile) -> None:
    """Make the table ``assumed_bits``; what is no word of the column is noted."""
    bits = _looked_up(connection, holdings, "assumed", lambda text: _bits(text, ASSUMED), ", ".join(ASSUMED))
    _table(connection, "assumed_bits", "bits", bits)


def words_of(bits: int, known: Mapping[str, int]) -> str:
    """Return the words of bits, with spaces between."""
    return " ".join(word for word, bit in known.items() if bit & bit - 1 == 0 and bits & bit)


def _bits(text: str, known: Mapping[str, int]) -> int | None:
    bits = 0
    for word in text.split():
        if word not in known:
            return None
        bits |= known[word]
    return bits


def _looked_up(
    connection: duckdb.DuckDBPyConnection, file: ParquetFile, column: str,
    code_of: Callable[[str], Code | None], remedy: str,
) -> dict[str, Code]:  # fmt: skip
    """Return the code of each different word of a column; a word without one is noted with its first row."""
    query = f"SELECT {column}, min(row) FROM {file.source} WHERE {column} IS NOT NULL GROUP BY 1 LIMIT $most"
    rows = connection.execute(query, {"most": _MOST_WORDS + 1}).fetchall()
    if len(rows) > _MOST_WORDS:
        file.findings.add(f"has more than {_MOST_WORDS:,} different values", field=column, remedy=remedy)
        return {}
    codes: dict[str, Code] = {}
    for word, row in sorted(rows, key=lambda found: int(found[1])):
        code = code_of(word)
        if code is None:
            file.findings.add("is not known", row=int(row) + 1, field=column, value=word, remedy=remedy)
        else:
            codes[word] = code
    return codes


def _table(connection: duckdb.DuckDBPyConnection, name: str, column: str, codes: Mapping[str, int]) -> None:
    connection.execute(f"CREATE TEMP TABLE {name} (word VARCHAR, {column} INTEGER)")
    if codes:
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", [list(item) for item in codes.items()])
