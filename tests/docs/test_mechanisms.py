"""The pages on mechanisms say what the code does: names are there, constants have the values given."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from didymium.scenario.instruments.schema import Instrument
from doc_pages import ROOT, blocks_of

MECHANISMS = sorted((ROOT / "docs" / "mechanisms").glob("*.md"))
SECTIONS = ("Formula", "Source", "What it leaves out")
CONSTANT = re.compile(r"`(?P<name>[A-Z][A-Z_]+)` = (?P<value>\([^|`]*\)|[\d.e-]*\d)")


@cache
def code() -> str:
    """All of the product's own code."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "src/didymium").rglob("*.py"))
    )


@cache
def words() -> frozenset[str]:
    """Every word of the code."""
    return frozenset(re.findall(r"\w+", code()))


@cache
def constants() -> dict[str, list[object]]:
    """Every literal constant of the product, by name: a name may stand in several modules."""
    found: dict[str, list[object]] = {}
    for name, value in re.findall(r"^([A-Z][A-Z_]+) = (.+)$", code(), re.MULTILINE):
        try:
            found.setdefault(name, []).append(ast.literal_eval(value))
        except (ValueError, SyntaxError):
            continue
    return found


@pytest.mark.parametrize("page", MECHANISMS, ids=lambda page: page.stem)
def test_page_has_every_part(page: Path) -> None:
    """Words, formula, names and units, source, limits: a page without one of them is not finished."""
    text = page.read_text(encoding="utf-8")
    assert all(f"\n## {section}\n" in text for section in SECTIONS)
    assert "| symbol | name in code | meaning | unit |" in text


@pytest.mark.parametrize("page", MECHANISMS, ids=lambda page: page.stem)
def test_constants_have_the_values_given(page: Path) -> None:
    """A constant that was changed in the code must be changed on its page."""
    for found in CONSTANT.finditer(page.read_text(encoding="utf-8")):
        assert ast.literal_eval(found["value"]) in constants().get(found["name"], []), found[0]


@pytest.mark.parametrize("page", MECHANISMS, ids=lambda page: page.stem)
def test_names_are_in_the_code(page: Path) -> None:
    """The second column of the tables names what a reader can search for."""
    rows = re.findall(r"^\|[^|]+\|([^|]+)\|[^|]+\|[^|]+\|$", page.read_text(encoding="utf-8"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    parts = {part for name in names for part in re.findall(r"[A-Za-z_]\w+", name) if part != "substitutes"}
    assert not parts - words()


def test_constants_are_found() -> None:
    """The pages state enough of them for the test above to mean something."""
    stated = [found for page in MECHANISMS for found in CONSTANT.finditer(page.read_text(encoding="utf-8"))]
    assert len(stated) > 20


KINDS = [
    kind
    for model in get_args(get_args(Instrument)[0])
    for kind in get_args(model.model_fields["kind"].annotation)
]


@pytest.mark.parametrize("kind", KINDS)
def test_every_instrument_is_explained_with_a_figure(kind: str) -> None:
    """A page names the kind among its formulas, and runs the product for a figure that it then checks."""
    pages = [page for page in MECHANISMS if _explains(page, kind)]
    languages = {block.language for page in pages for block in blocks_of(page) if block.is_run}
    assert "python" in languages and languages & {"bash", "console"}


def _explains(page: Path, kind: str) -> bool:
    if kind == "price_floor":
        return page.stem == "price-floors"
    return any(kind in block.text for block in blocks_of(page) if block.language == "text")
