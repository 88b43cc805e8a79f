"""What a market is of stands in its case: no line of code may know it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import didymium

ROOT = Path(didymium.__file__).parent
MAY_KNOW = ("cases", "locale", "screening", "evidence/loaders")
"""Cases and words are data; rules of screening and published files are about what they are about."""
KINDS = {".py", ".js", ".css", ".html"}


def words_in(path: Path) -> set[str]:
    """Return the words of a file, those of identifiers apart, in lower case."""
    return set(re.findall(r"[a-z]+", path.read_text(encoding="utf-8").lower()))


def files() -> list[Path]:
    """Return the files of the product that must know no trade."""
    barred = tuple(f"{name}/" for name in MAY_KNOW)
    found = (path for path in ROOT.rglob("*") if path.suffix in KINDS)
    return sorted(path for path in found if not path.relative_to(ROOT).as_posix().startswith(barred))


@pytest.mark.parametrize("trade", [("oil", "crude", "lng", "hormuz"), ("licences_2025", "ev_traction")])
def test_no_line_of_code_knows_a_trade(trade: tuple[str, ...]) -> None:
    """Neither that of oil and gas, nor scenarios and sectors of the bundled case."""
    assert len(files()) > 500
    whole = [word for word in trade if "_" in word]
    plain = {word for word in trade if "_" not in word}
    found = {
        path.relative_to(ROOT).as_posix(): sorted(
            (words_in(path) & plain) | {word for word in whole if word in path.read_text(encoding="utf-8")}
        )
        for path in files()
    }
    assert {name: words for name, words in found.items() if words} == {}
