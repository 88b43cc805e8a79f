"""Which stage to hold, by hand, on a chain of two stages."""

from __future__ import annotations

import pytest

from didymium.decisions.stocks.sizing.criteria import Served
from didymium.decisions.stocks.sizing.stages import StageAnswer, compare_stages
from stock_futures import CASE, chain, futures, place

OXIDE = place("oxide", 1000.0, stage="separation")
MAGNET = place("magnet", 3000.0)
"""Two tonnes of magnet can be made of one of oxide: 500 US dollars a year for each, against 3,000."""
FOUR_MONTHS = Served(("cars",), 120, 1.0)


def _compared(spare_t: float, places: tuple[object, ...] = (OXIDE, MAGNET)) -> dict[str, StageAnswer]:
    found = compare_stages(CASE, futures([chain(spare_t)]), FOUR_MONTHS, places=places)  # type: ignore[arg-type]
    return {one.stage: one for one in found}


def test_upstream_as_far_as_plants_and_time_allow() -> None:
    """Eight tonnes of magnet are missing in each of four months; a plant makes six a month from three of
    oxide, a month later.

    The first month needs 8 t of magnets in stock. In the other three the plant gives 6 of the 8, from oxide
    of the months before: 9 t; the remaining 2 each, 6 t, are magnets again. 14 · 3,000 + 9 · 1,000 = 51,000 a
    year, against 32 · 3,000 = 96,000 with magnets alone.
    """
    found = _compared(6.0)
    mix, magnets = found[""].sizing, found["magnet"].sizing
    assert mix is not None and magnets is not None
    assert {one.material: one.t for one in mix.places} == pytest.approx(
        {"oxide": 9.0, "magnet": 14.0}, abs=1e-2
    )
    assert mix.usd_per_year == pytest.approx(51_000.0, rel=1e-3)
    assert magnets.usd_per_year == pytest.approx(96_000.0, rel=1e-3)


def test_a_plant_with_room_leaves_only_the_delay() -> None:
    """With ample room 24 t of the later months come from 12 t of oxide, and 8 t are magnets: 36,000."""
    mix = _compared(100.0)[""].sizing
    assert mix is not None
    assert {one.material: one.t for one in mix.places} == pytest.approx(
        {"oxide": 12.0, "magnet": 8.0}, abs=1e-2
    )
    assert mix.usd_per_year == pytest.approx(36_000.0, rel=1e-3)


@pytest.mark.parametrize(
    ("spare_t", "left_t", "reason"),
    [
        (100.0, 8.0, "too_slow"),  # Only the first month stays short, and would not if work took no time.
        (6.0, 14.0, "no_room"),  # 8 + 3 · 2; if work took no time, 4 · 2 would be missing still.
        (0.0, 32.0, "no_room"),
    ],
)
def test_why_a_stage_will_not_do(spare_t: float, left_t: float, reason: str) -> None:
    """Oxide alone cannot serve the first month, and says why."""
    oxide = _compared(spare_t)["separation"]
    assert oxide.sizing is None and oxide.usd_per_year is None
    (why,) = oxide.why_not
    assert (why.sector, why.material, why.reason) == ("cars", "magnet", reason)
    assert why.left_t == pytest.approx(left_t, abs=1e-2)
