"""The benchmarks of the Critical Raw Materials Act on a chain small enough to check on paper.

Contents by element: ore 1, oxide 1, magnet 0.5, scrap 0.5 t of Nd a tonne.
"""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.case import schema
from didymium.case.case import Case
from didymium.indicators.benchmarks import benchmarks
from hand_made import JAN, make_case, make_outcome

STAGES = (("ore", "mine"), ("oxide", "separation"), ("magnet", "magnet"), ("scrap", "scrap"))
RECIPES = {
    "mining": ("mine", {"ore": 1.0}),
    "separating": ("separation", {"ore": -1.0, "oxide": 0.9}),
    "recycling": ("separation", {"scrap": -1.0, "oxide": 0.4}),
}


def case() -> Case:
    return make_case(
        materials=[
            schema.Material(material=name, stage=stage, basis="reo", name_en=name, name_ko=name, name_ja=name)
            for name, stage in STAGES
        ],
        contents=[
            schema.Content(material=name, element="Nd", t_oxide_per_t=held, source="assumed: test")
            for name, held in (("ore", 1.0), ("oxide", 1.0), ("magnet", 0.5), ("scrap", 0.5))
        ],
        processes=[
            schema.Process(process=name, stage=stage, reference_material=next(iter(recipe)), name_en=name)
            for name, (stage, recipe) in RECIPES.items()
        ],
        coefficients=[
            schema.Coefficient(process=name, material=material, t_per_t=value, source="assumed: test")
            for name, (_, recipe) in RECIPES.items()
            for material, value in recipe.items()
        ],
        clubs=[schema.ClubMember(club="eu", region="JPN")],
    )


def test_shares_by_hand() -> None:
    """Sectors use 200 t of magnets: 100 t of Nd. The club mines 12 t (12 %, met), separates 30 t (30 %, not
    met) and gets 8 t back from scrap (8 %, not met). China sends 140 t of magnets, 70 t of Nd at one stage,
    and 10 t of oxide at another: 70 % is above 65 %."""
    outcome = make_outcome(
        "run",
        served=[("ev", "JPN", "magnet", JAN, 200.0, 200.0, 0.0, 0.0)],
        output=[
            ("pit", "mining", "JPN", "ore", JAN, 12.0),
            ("plant", "separating", "JPN", "oxide", JAN, 30.0),
            ("plant", "separating", "JPN", "ore", JAN, -33.0),
            ("works", "recycling", "JPN", "oxide", JAN, 8.0),
            ("elsewhere", "mining", "CHN", "ore", JAN, 1000.0),
        ],
        flows=[
            ("magnet", "CHN", "JPN", "", JAN, 140.0, 140.0, 140.0),
            ("oxide", "CHN", "JPN", "", JAN, 10.0, 10.0, 10.0),
        ],
    )
    found = benchmarks(case(), outcome, "eu", dt.date(2025, 1, 1))
    shares = {row["what"]: (row["share"], row["met"]) for row in found.to_dicts()}
    assert shares == {
        "mined": (pytest.approx(0.12), True),
        "processed": (pytest.approx(0.30), False),
        "recycled": (pytest.approx(0.08), False),
        "largest_origin": (pytest.approx(0.70), False),
    }
