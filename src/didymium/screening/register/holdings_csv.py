"""Holdings as a spreadsheet gives them: one CSV file, perhaps a second one with the parties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from didymium.files.problems import Problem
from didymium.files.table_file import parse_table
from didymium.screening.ownership.holdings import Right
from didymium.screening.register.arrays import register_of
from didymium.screening.register.bods.texts import bytes_of
from didymium.screening.register.csv_parties import CsvParties
from didymium.screening.register.findings import Findings, plain
from didymium.screening.register.records import ANYTHING, Assumed, Interval, Stake, one_share_one_vote
from didymium.screening.register.register import Register
from didymium.screening.register.rows import HoldingRow, PartyRow

LARGEST_BYTES = 50_000_000
"""Largest CSV file: about half a million holdings."""
_AS_UTF8 = 'save it as "CSV UTF-8 (comma delimited)"'
_RIGHTS = {right.name.lower(): right for right in Right if right.name}
_MOST_RIGHTS = 50
_Row = TypeVar("_Row", bound=BaseModel)


def read_holdings_csv(holdings: Path, day: dt.date, parties: Path | None = None) -> Register:
    """Read a CSV file of holdings, and one of parties if there is one, as they stand on a day.

    Raises:
        InputError: With everything that is wrong, each with its row and column.
    """
    content = bytes_of(holdings, Findings(holdings.name), LARGEST_BYTES)
    if parties is None:
        return parse_holdings_csv(content, holdings.name, day)
    others = bytes_of(parties, Findings(parties.name), LARGEST_BYTES)
    return parse_holdings_csv(content, holdings.name, day, others, parties.name)


def parse_holdings_csv(
    content: bytes, file: str, day: dt.date, parties: bytes | None = None, parties_file: str = "parties.csv",
    largest_bytes: int = LARGEST_BYTES,
) -> Register:  # fmt: skip
    """Read the bytes of such files; ``file`` and ``parties_file`` are their names in messages.

    Raises:
        InputError: With everything that is wrong, each with its row and column.
    """
    findings = Findings(file)
    listed = CsvParties(findings)
    if parties is not None:
        for number, row in _rows(parties, parties_file, PartyRow, ("party",), findings, largest_bytes):
            listed.declare(parties_file, number, row)
    key = ("owner", "owned", "from_", "source")
    stakes = []
    for number, holding in _rows(content, file, HoldingRow, key, findings, largest_bytes):
        listed.take(number, holding)
        stake = _stake(number, holding, findings)
        if _holds_on(holding, day):
            stakes.append(stake)
    findings.raise_any()
    return register_of(listed.parties(), stakes, day)


def _rows(
    content: bytes, file: str, model: type[_Row], key: tuple[str, ...], findings: Findings, largest_bytes: int
) -> Iterator[tuple[int, _Row]]:
    if len(content) > largest_bytes:
        remedy = f"at most {largest_bytes:,} bytes; larger ones as Parquet"
        findings.take(Problem(file, "is too large", remedy=remedy))
        return
    table = parse_table(content, file, model, key)
    for problem in table.problems:
        findings.take(_in_percent(problem))
    if table.notes:
        findings.take(Problem(file, "is not UTF-8 text", remedy=_AS_UTF8))
    yield from table.rows


def _in_percent(problem: Problem) -> Problem:
    """Return a problem whose remedy fits a column in percent: "25 %" is meant as 25, not as 0.25."""
    number = (problem.value or "").replace("%", "").strip()
    if "percent" not in (problem.column or "") or number == problem.value or not number:
        return problem
    return replace(problem, remedy=f"write {plain(number)}, the unit is the column's")


def _stake(number: int, row: HoldingRow, findings: Findings) -> Stake:
    if row.from_ is not None and row.until is not None and row.until < row.from_:
        findings.add(f"is before from, {row.from_}", row=number, field="until", value=row.until)
    capital, votes = _bounds(number, row, "capital", findings), _bounds(number, row, "votes", findings)
    rights = _rights(number, row, findings)
    if capital is None and votes is None:
        shares = (ANYTHING, ANYTHING, Assumed.NOTHING)
    else:
        shares = one_share_one_vote(capital, votes)
    source = row.source or f"row {number}"
    return Stake(row.owner, row.owned, shares[0], shares[1], rights, shares[2], source)


def _bounds(number: int, row: HoldingRow, what: str, findings: Findings) -> Interval | None:
    """Return the bounds of capital or votes, or None if nothing is said of them."""
    exact, low, high = (getattr(row, f"{what}_percent{end}") for end in ("", "_low", "_high"))
    if exact is None and low is None and high is None:
        return None
    low, high = 0.0 if low is None else low, 100.0 if high is None else high
    if low > high:
        findings.add(f"is above {what}_percent_high", row=number, field=f"{what}_percent_low", value=low)
    elif exact is not None and not low <= exact <= high:
        findings.add("lies outside its own bounds", row=number, field=f"{what}_percent", value=exact)
    return (low / 100.0, high / 100.0) if exact is None else (exact / 100.0, exact / 100.0)


def _rights(number: int, row: HoldingRow, findings: Findings) -> Right:
    rights = Right.NONE
    for word in (row.rights or "").split()[:_MOST_RIGHTS]:
        if word in _RIGHTS:
            rights |= _RIGHTS[word]
        else:
            remedy = f"known: {', '.join(_RIGHTS)}"
            findings.add("is no special right", row=number, field="rights", value=word, remedy=remedy)
    return rights


def _holds_on(row: HoldingRow, day: dt.date) -> bool:
    return (row.from_ is None or row.from_ <= day) and (row.until is None or day <= row.until)
