"""An emergency derived from a case, by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from didymium.case.case import Case
from didymium.decisions.stocks.shortfall.emergency_of_case import emergency_of
from didymium.decisions.stocks.shortfall.emergency_terms import EmergencyTerms, read_terms, shipped_terms
from didymium.decisions.stocks.shortfall.shortfall import shortfall
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear
from market_cases import CaseBuilder

BEGIN = dt.date(2026, 1, 1)
WHY = "assumed: test"
BASE = BaseYear(
    run={"m_USA": 10.0, "m_AUS": 80.0, "m_CHN": 500.0, "press": 25.0},
    flow={("m", "AUS", "USA", ""): 20.0, ("m", "CHN", "USA", ""): 100.0, ("m", "EST", "USA", ""): 6.0},
    use={("defence", "USA", "m"): 10.0, ("cars", "USA", "m"): 40.0, ("toys", "USA", "m"): 30.0},
    price={("USA", "m"): 50.0},
)


def case() -> Case:
    """What a tonne needs to be used: the member makes 10 t and presses 25 t into magnets, 2 t of m each."""
    builder = CaseBuilder()
    for region, capacity in (("USA", 10.0), ("AUS", 80.0), ("CHN", 500.0)):
        builder.source_of("m", region, capacity, 1.0)
    builder.process("pressing", "magnet", m=-2.0, magnet=1.0).plant("press", "pressing", "USA", 50.0, 1.0)
    for origin in ("AUS", "CHN", "EST"):
        builder.route("m", origin, "USA")
    builder.demand("defence", "USA", "m", 10.0, priority=1, growth_per_year=0.0)
    builder.demand("cars", "USA", "m", 40.0, priority=4, growth_per_year=0.1)
    builder.demand("toys", "USA", "m", 30.0, priority=9)
    builder.holding("USA", "m", 7.0, 1.0, holder="state", kind="public")
    builder.rung("less", 1, "m", 10.0, 0.4, sectors="cars", months=12.0, kind="saving")
    builder.rung("less", 2, "m", 90.0, 1.0, sectors="*", kind="lost_output")
    return builder.club("friends", "AUS", "EST").build()


def terms() -> EmergencyTerms:
    """Defence doubles, half of what cars and plants take counts, friends send 0.9·0.5, China nothing."""
    return EmergencyTerms.model_validate(
        {
            "title": "test", "conflict_years": 1, "recovery_years": 0, "defence_sectors": ("defence",),
            "defence_factor": {"conflict": 2, "recovery": 1, "source": WHY},
            "essential": ({"priority_at_most": 5, "share": 0.5, "source": WHY},),
            "plants_essential": {"conflict": 0.5, "recovery": 0.5, "source": WHY},
            "investment": {"conflict": 0.1, "recovery": 0, "source": WHY},
            "war_damage": {"conflict": 0.2, "recovery": 0, "source": WHY},
            "extra_purchase": {"conflict": 0.25, "recovery": 0, "source": WHY},
            "carry_over_share": 0.0,
            "reliance": (
                {"regions": ("CHN",), "reliability": 1, "ability": 1, "closed_years": 1, "source": WHY},
                {"regions": ("friends",), "reliability": 0.9, "ability": 0.5, "source": WHY},
            ),
            "source": WHY,
        }
    )  # fmt: skip


def test_an_emergency_by_hand() -> None:
    """2026 is two years after the base year: cars want 40·1.1² = 48.4 t, half of it counts; toys do not.
    Defence 20 t, plants 50·0.5 = 25 t, investment 0.1·20 = 2 t: 71.2 t. Home 10·0.8 = 8 t, Australia
    80·(20/80)·0.45 = 9 t, Estonia makes none and passes on 6 t: 2.7 t, China nothing. 51.5 t are missing,
    7 t in stock: 44.5 t gross. Cars save 0.4 · ½ open · 24.2 = 4.84 t; a quarter of Australia's other 60
    t at 0.45 can be bought: 6.75 t. Net 32.91 t at 50 USD a kg: 1.6455 million.
    """
    found = shortfall(emergency_of(case(), BASE, "USA", BEGIN, materials=("m",), terms=terms()))
    (line,) = found.materials
    (year,) = line.years
    # The middle of 2026 is a day or so off two years of 365.25 days from 1 July 2024.
    assert year.demand_t == pytest.approx(
        {"defence": 20.0, "essential_civilian": 49.2, "investment": 2.0}, rel=2e-4
    )
    assert year.domestic_t == pytest.approx(8.0)
    assert year.foreign_t == pytest.approx({"AUS": 9.0, "CHN": 0.0, "EST": 2.7})
    assert line.gross_t == pytest.approx(44.5, rel=5e-4)
    assert year.mitigated_t == pytest.approx({"substitution": 4.84, "extra_purchase": 6.75}, rel=5e-4)
    assert line.net_usd_million == pytest.approx(1.6455, rel=1e-3)


def test_what_no_row_names_is_not_counted_on() -> None:
    """A country of which the terms say nothing sends nothing, and its row says that this is assumed."""
    lonely = terms().model_copy(update={"reliance": ()})
    found = emergency_of(case(), BASE, "USA", BEGIN, materials=("m",), terms=lonely)
    assert sum(shortfall(found).materials[0].years[0].foreign_t.values()) == 0.0
    assert all("assumed: no row names it" in row.source for row in found.material[0].supply)


def test_unknown_names_are_refused_together() -> None:
    """Member, material and the first day are named at once."""
    with pytest.raises(InputError) as refused:
        emergency_of(case(), BASE, "USB", dt.date(2020, 1, 1), materials=("n",))
    # The shipped terms speak of sectors and countries of the shipped case, which this one lacks.
    assert all(problem.file == "terms" for problem in refused.value.problems)
    with pytest.raises(InputError) as refused:
        emergency_of(case(), BASE, "USB", dt.date(2020, 1, 1), materials=("n",), terms=terms())
    assert [problem.file for problem in refused.value.problems] == ["member", "material", "begin"]


def test_terms_are_held_against_the_case(tmp_path: Path) -> None:
    """Unknown sectors and countries, ranks that fall and shares above 1 are named with their lines."""
    text = """
title = "wrong"
defence_sectors = ["defense"]
carry_over_share = 0.0
source = "assumed: test"
defence_factor = { conflict = 2.0, recovery = 1.0, source = "assumed: test" }
essential = [{ priority_at_most = 5, share = 1.0, source = "assumed: test" },
             { priority_at_most = 2, share = 1.0, source = "assumed: test" }]
plants_essential = { conflict = 0.5, recovery = 0.5, source = "assumed: test" }
investment = { conflict = 0.1, recovery = 0.1, source = "assumed: test" }
war_damage = { conflict = 1.5, recovery = 0.0, source = "assumed: test" }
extra_purchase = { conflict = 0.1, recovery = 0.0, source = "assumed: test" }
reliance = [{ regions = ["XYZ"], reliability = 1.0, ability = 1.0, source = "assumed: test" }]
"""
    path = tmp_path / "terms.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_terms(case(), path)
    assert [(p.row, p.value) for p in refused.value.problems] == [
        (3, "defense"), (13, "XYZ"), (7, "5 2"), (11, None)]  # fmt: skip


def test_every_figure_of_the_shipped_terms_says_where_it_comes_from() -> None:
    """None of them is public: each says so."""
    found = shipped_terms()
    phases = (
        found.defence_factor,
        found.plants_essential,
        found.investment,
        found.war_damage,
        found.extra_purchase,
    )
    sources = [row.source for row in (*phases, *found.essential, *found.reliance)]
    assert all(source.startswith("assumed: ") for source in sources)
    assert (found.conflict_years, found.recovery_years) == (1, 3)
