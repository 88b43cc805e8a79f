"""Findings say only what is so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from didymium.decisions.floors.compare import Comparison, Design
from didymium.decisions.floors.designs import FloorQuestion
from didymium.views.floor_terminal import findings
from didymium.views.wording import words_for
from hand_made import make_case

NONE = Design(
    name="none", price_in_usd_per_kg=55.0, price_out_usd_per_kg=55.0, held_share=0.0, lost_from="2026-01-01",
    output_t_per_year=100.0, imports_t_per_year=10.0, exports_t_per_year=50.0, bought_t_per_year=0.0,
    leakage_t_per_year={}, leakage_embodied_t_per_year=0.0, public_usd_million_per_year=0.0, unit_cost_usd={},
    output_by_plant_t_per_year={}, who_pays=pl.DataFrame(), rounds=(), two_answers=False,
    prices=pl.DataFrame(), measures=pl.DataFrame(),
)  # fmt: skip
LEVY = replace(NONE, name="border_levy")


def said(levy: Design) -> str:
    question = FloorQuestion("magnet", 110.0, "four", dt.date(2026, 1, 1), "live")
    comparison = Comparison(question, ("JPN",), "CHN", dt.date(2026, 12, 31), 1.0, (NONE, levy), {}, ())
    return findings(words_for(make_case()), comparison, levy)[0]


def test_export_parity_is_named_where_no_member_reaches_the_floor() -> None:
    assert "cannot raise it" in said(LEVY)


def test_a_levy_that_holds_in_part_is_not_said_to_raise_nothing() -> None:
    """One member that imports pays the floor, so its price did rise, whatever the others export."""
    text = said(replace(LEVY, lost_from=None, held_share=0.07))
    assert "7.0 %" in text and "cannot raise it" not in text


def test_a_floor_below_the_market_is_said_to_do_nothing() -> None:
    question = FloorQuestion("magnet", 10.0, "four", dt.date(2026, 1, 1), "live")
    comparison = Comparison(question, ("JPN",), "CHN", dt.date(2026, 12, 31), 1.0, (NONE, LEVY), {}, ())
    assert "above the floor anyway" in findings(words_for(make_case()), comparison, LEVY)[0]
