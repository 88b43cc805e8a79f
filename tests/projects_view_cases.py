"""An answer about projects on paper, for tests of what shows it: the chain's mill, whose finance is that of a
steady project worked out by hand, a smelter that nobody states the capital of, and two deposits.

The mill earns 100 million kg × 5 dollars = 500 million a year for 100 million of cost, over five years from
2027 on, for 1,000 million spent in 2026. Written off evenly, 200 million a year, profit is 400 − 200 = 200
million and tax at a quarter 50 million: 350 million a year are left. At 10 % a year the five years are worth
350 × (1.1⁻¹ + … + 1.1⁻⁵) = 350 × 3.790787 = 1,326.775 million in 2026, so its present value is 326.775
million. It costs as much as 1,000 / 350 = 2.857 years of cash.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import polars as pl

from chain_case import TABLES, WHY
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.finance import Operation, ProjectTerms
from didymium.decisions.finance.applying import apply
from didymium.decisions.finance.assessment import Assessment, NotAssessed, worth_of
from didymium.decisions.finance.bankable import Asks, Hurdle, judge, needs_of
from didymium.decisions.finance.mix import Menu, cheapest_mix
from didymium.decisions.finance.supports import ConcessionalLoan, Grant, OfftakeFloor
from didymium.decisions.investment.asking import Checked
from didymium.decisions.investment.mixes import FunderMix
from didymium.decisions.investment.prepared import Placed, Prepared
from didymium.decisions.investment.projects_answer import CaseGaps, ProjectRow, ProjectsAnswer
from didymium.decisions.investment.request import ProjectsRequest
from didymium.decisions.portfolio.budgets import Budgets
from didymium.decisions.projects.deposits import value_deposits
from didymium.market.base_year import BaseYear
from didymium.views.projects.view import (
    ProjectsView,
    answered_deposits,
    curves_of,
    listed_projects,
)
from finance_cases import JOGMEC, steady, terms
from project_cases import write_project_case

NPV = -1000.0 + 350.0 * sum(1.1**-year for year in range(1, 6))
PAYBACK_YEARS = 1000.0 / 350.0
SMELTER = f"planned_smelter,smelting,JPN,A plan,160,,9,2027-06-01,,planned,,{WHY}\n"
HEAD = (
    "deposit,name_en,name_ko,name_ja,project,region,kind,knowledge,ore_mt,grade_percent,output_t_per_year,"
    "cost_usd_per_kg,doubt,legal_route,source"
)
DEPOSITS = f"""\
{HEAD}
hill,The hill,언덕,丘,,AUS,monazite,measured,10,2,1000,12,,,{WHY}
seabed,The seabed,해저,海底,,,deep-sea mud,unstated,,,,,far away,seabed authority,{WHY}
"""
ELEMENTS = f"""\
deposit,element,share,source
hill,Nd,0.2,{WHY}
hill,Dy,0.05,{WHY}
seabed,Dy,0.03,{WHY}
"""
PRICES = {"Nd": 60.0, "Dy": 300.0}
HURDLE = Hurdle(needs_return=True)


@cache
def paper_case() -> Case:
    """A mill that Japan and Australia hold, named by nothing; a smelter without any capital."""
    folder = Path(mkdtemp(prefix="didymium-projects-"))
    write_paper_case(folder)
    return read_case(str(folder))


def write_paper_case(folder: Path) -> None:
    """Write its tables."""
    write_project_case(
        folder,
        {},
        {"project": "foundry", "name_en": "The foundry", "name_ko": "제련장", "name_ja": "鋳造所",
         "plants": "planned_smelter", "status": "construction"},
        stakes=["new_mill,Digger,AUS,0.5", "new_mill,jogmec,JPN,0.5"],
        plants=TABLES["plants"] + SMELTER,
    )  # fmt: skip
    (folder / "deposits.csv").write_text(DEPOSITS, encoding="utf-8")
    (folder / "deposit_elements.csv").write_text(ELEMENTS, encoding="utf-8")


def mill_operation() -> Operation:
    """What the mill earns."""
    return steady(kg=100e6, cost_usd=100e6)


def mill_terms(**changes: Any) -> ProjectTerms:
    """What the mill costs: no debt unless said."""
    return terms(capital_usd=np.full(1, 1e9), **changes)


def assessment(case: Case, **changes: Any) -> Assessment:
    """The mill's finance; with a floor of 6 dollars, and a war in which it fetches half."""
    (candidate, _) = (row.candidate for row in listed_projects([case]))
    operation, own = mill_operation(), mill_terms(**changes)
    war = steady(kg=100e6, cost_usd=100e6, prices=(2.5,))
    floor = OfftakeFloor(JOGMEC, "oxide", 6.0, 1.0, 5.0)
    asks = Asks(
        OfftakeFloor(JOGMEC, "oxide", 20.0, 1.0, 5.0), Grant(JOGMEC, share=0.95),
        ConcessionalLoan(JOGMEC, 1.0, 0.02, 5.0),
    )  # fmt: skip
    flow, floored, struck = (
        apply(supports, one, own) for supports, one in (((), operation), ((floor,), operation), ((), war))
    )
    return Assessment(
        candidate=candidate, capital_usd_million=1000.0, product="oxide", price_usd_per_kg=5.0,
        break_even_usd_per_kg=None, market=worth_of(flow, HURDLE), verdict=judge(flow, HURDLE),
        floor=worth_of(floored, HURDLE), floor_verdict=judge(floored, HURDLE),
        war=worth_of(struck, HURDLE), war_verdict=judge(struck, HURDLE),
        needs=needs_of(operation, own, HURDLE, asks), war_needs=needs_of(war, own, HURDLE, asks),
        operation=operation, terms=own, flow=flow,
    )  # fmt: skip


def war_mix(case: Case) -> FunderMix:
    """What JOGMEC would have to give if prices were those of the war for ever: a grant."""
    war = steady(kg=100e6, cost_usd=100e6, prices=(2.5,))
    found = cheapest_mix(war, mill_terms(), HURDLE, Menu(grant=Grant(JOGMEC, share=0.9)))
    return FunderMix("JPN", found.cheapest, ("jogmec Grant max_share",))


def gaps_of_mill() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Japan lacks 200 t of oxide in 2028 and nothing in 2029; the mill makes 100 t and 300 t then."""
    lacking = pl.DataFrame(
        {"material": ["oxide"] * 2, "stage": ["separation"] * 2, "year": [2028, 2029],
         "use_t": [500.0, 300.0], "supplied_t": [300.0, 300.0], "gap_t": [200.0, 0.0]}
    )  # fmt: skip
    closed = pl.DataFrame(
        {"project": ["new_mill"] * 2, "material": ["oxide"] * 2, "stage": ["separation"] * 2,
         "year": [2028, 2029], "gap_t": [200.0, 0.0], "output_t": [100.0, 300.0], "share": [0.5, None],
         "in_run": [False, False]}
    )  # fmt: skip
    return lacking, closed


@cache
def projects_view() -> ProjectsView:
    """Everything but a programme."""
    case = paper_case()
    rows = listed_projects([case])
    request = ProjectsRequest(floor_usd_per_kg=6.0, floor_material="oxide", futures=2, draws_each=1)
    prepared = Prepared((case,), (BaseYear(),), Checked(request, ((),), Budgets(())))
    lacking, closed = gaps_of_mill()
    values = value_deposits(case, PRICES)
    mill, foundry = (Placed(row.candidate, 0) for row in rows)
    empty = closed.clear()
    answer = ProjectsAnswer(
        prepared,
        (
            ProjectRow(mill, rows[0].known, assessment(case), (war_mix(case),), closed),
            ProjectRow(foundry, rows[1].known, NotAssessed(foundry.candidate, "capital"), (), empty),
        ),
        (CaseGaps(case.settings.name, ("JPN",), ("CHN",), lacking),),
        values,
        curves_of(values),
    )
    return ProjectsView((case,), rows, True, answer, answered_deposits(answer))
