"""The small case with a rival whose game was written by hand, for the tests of pages and API."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from didymium.case.reading import read_case
from didymium.decisions.rival.records import write_record
from rival_cases import NAME, RIVAL, hand_made_game, hand_made_lasting, read_rival
from web_servers import small_case

MONDAY = dt.date(2026, 1, 5)
"""Day of the record."""


def case_with_rival(folder: Path) -> Path:
    """Write the case with the rival and its record; return its folder."""
    place = small_case(folder)
    (place / "rivals").mkdir()
    (place / "rivals" / f"{NAME}.toml").write_text(RIVAL, encoding="utf-8")
    write_record(read_case(place), NAME, read_rival(), hand_made_game(), MONDAY, (hand_made_lasting(),))
    return place
