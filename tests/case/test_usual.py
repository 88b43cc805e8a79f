"""What commands take where nothing is asked for: stated in case.toml, or from the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from didymium.case.reading import read_case
from didymium.case.settings import Usual
from didymium.case.usual import usual


def test_tables_say_what_case_toml_leaves_open(tiny: Path) -> None:
    """AUS ships on the only route, oxide is the critical material on it, friends is the only club and JPN the
    only home region; no sector counts units.
    """
    found = usual(read_case(tiny))
    assert (found.exporter, found.club, found.floor_club, found.floor_material) == (
        "AUS", "friends", "friends", "oxide",
    )  # fmt: skip
    assert (found.members, found.founders, found.newcomer, found.sectors) == (("JPN",), ("JPN",), "", ())
    assert found.floor_usd_per_kg is None


def test_what_is_stated_holds(tiny: Path) -> None:
    """A club that is stated is the floor's too unless another is."""
    case = read_case(tiny)
    stated = Usual(exporter="JPN", club="AUS", members=("JPN", "BOTH=AUS+JPN"), newcomer="BOTH")
    found = usual(replace(case, settings=case.settings.model_copy(update={"usual": stated})))
    assert (found.exporter, found.floor_club, found.newcomer) == ("JPN", "AUS", "BOTH")
    assert found.founders == ("JPN", "BOTH")
