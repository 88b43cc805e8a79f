"""One cell of a spreadsheet as a number, a date or text; what is wrong with it, and what was meant."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from didymium.files.columns import Column, ColumnKind
from didymium.files.dates import BELIEVED, UNBELIEVED, date_meant, is_believable

Value = str | float | int | dt.date

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FORMULA_BEGINS = r"^[=+\-@\t\r\n＝＋－＠]"
"""Beginnings of text that a spreadsheet may take for a formula; in East Asia also in wide letters."""
SIGNED_NUMBER = r"^[+-]([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_FORMULA = re.compile(FORMULA_BEGINS)
_SIGNED = re.compile(SIGNED_NUMBER, re.ASCII)
_SHEET_ERROR = re.compile(
    r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|#+)", re.IGNORECASE
)
_UNKNOWN = frozenset(
    {"-", "--", "–", "—", "?", "n/a", "na", "n.a.", "nan", "null", "none", "unknown", "tbd", ".."}
)


@dataclass(frozen=True)
class CellError(Exception):
    """What is wrong with a cell, and what would be right."""

    message: str
    remedy: str | None = None


def harmless(text: str) -> str:
    """Return a text as it may stand in a sheet that people open: what a spreadsheet would take for a formula
    gets an apostrophe before it. Text that is a number with its sign stays.
    """
    return f"'{text}" if _FORMULA.match(text) and not _SIGNED.fullmatch(text) else text


def read_cell(column: Column, text: str) -> Value:
    """Return the value of a cell that is not blank.

    Raises:
        CellError: If the text is no value of the column's kind. Limits and choices are left to the schema.
    """
    if _SHEET_ERROR.fullmatch(text):
        raise CellError("is an error of the spreadsheet", "mend the formula, or leave the cell blank")
    if column.kind is ColumnKind.TEXT:
        return text
    if text.startswith("="):
        raise CellError("is a formula", "write its value")
    if column.kind is ColumnKind.DATE:
        return _date(text)
    return _number(text, whole=column.kind is ColumnKind.INTEGER)


def _date(text: str) -> dt.date:
    if not _ISO_DATE.fullmatch(text):
        raise CellError("is not a date", date_meant(text))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CellError("is no day of the calendar", "write the date as year-month-day") from None
    if not is_believable(day):
        raise CellError(UNBELIEVED, BELIEVED)
    return day


def _number(text: str, whole: bool) -> float | int:
    if not _NUMBER.fullmatch(text):
        raise CellError("is not a number", _number_meant(text))
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise CellError("is too large")
    if not whole:
        return number
    if not number.is_integer():
        raise CellError("is not a whole number")
    return int(number)


def _number_meant(text: str) -> str:
    """Say how to write the number that was probably meant."""
    if text.casefold() in _UNKNOWN:
        return "leave the cell blank if nobody knows"
    plain = (
        text.replace("−", "-").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    )
    percent = plain.endswith("%")
    plain = _without_separators(plain.rstrip("%"))
    if _NUMBER.fullmatch(plain):
        return f"write {_plain(float(plain) / 100 if percent else plain)}"
    unit = re.sub(r"^[^\d+\-.]+|[^\d.]+$", "", plain)
    if _NUMBER.fullmatch(unit):
        return f"write {unit}, the unit is the column's"
    return "write a number like 12000 or 0.25, or leave the cell blank"


def _without_separators(text: str) -> str:
    """Drop separators of thousands and write a decimal comma as a point."""
    if "," in text and "." in text:
        decimal = max(",", ".", key=text.rfind)
        thousands = "." if decimal == "," else ","
        return text.replace(thousands, "").replace(decimal, ".")
    if re.fullmatch(r"[+-]?[1-9]\d{0,2}(,\d{3})+", text):
        return text.replace(",", "")
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", text):
        return text.replace(".", "")
    return text.replace(",", ".") if text.count(",") == 1 else text


def _plain(number: float | str) -> str:
    return number if isinstance(number, str) else f"{number:.10g}"
