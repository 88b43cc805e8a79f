"""A calibrated market on paper with projects that need each other, for the tests of portfolios.

China digs 1,000 t of ore a year, makes 500 t of oxide of it, and sells 200 t to Japan, whose smelter makes
160 t of metal for cars. Australia could dig ore (``new_pit``, 300 t a year) and make oxide of it
(``new_mill``); nobody else digs or uses ore there, so neither is of use without the other. ``dear_pit`` would
dig at 900 dollars a kg, which no use pays for. The one scenario, ``stop``, bans exports of oxide from China
for two years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.project_schema import Project
from didymium.case.reading import read_case
from didymium.decisions.long_run.futures import Fate, LongFuture, MarketCase, MarketFuture, Shock
from didymium.decisions.long_run.horizon import Horizon
from didymium.decisions.long_run.markets import Setting
from didymium.decisions.portfolio.budgets import BudgetLine, Budgets
from didymium.decisions.portfolio.choices import Backing, Choice
from didymium.decisions.portfolio.chooser import Chooser
from didymium.decisions.portfolio.model import Funding, Plan
from didymium.decisions.portfolio.recourse import recourses
from didymium.decisions.portfolio.rivals import affordable
from didymium.ensemble.two_stage import CvarWeight
from didymium.market.base_year import BaseYear
from didymium.scenario.reading import read_scenario
from tiny_case import write_tiny_case

WHY = "assumed: round number"
FIRST, LAST = 2026, 2033
NEWS = dt.date(2029, 1, 1)
EVEN = CvarWeight(weight=0.5, alpha=0.75)
"""Half the mean, half the mean of the worst quarter."""

TABLES = {
    "regions": """\
region,name_en,name_ko,name_ja,lat,lon
AUS,Australia,호주,オーストラリア,-25,134
JPN,Japan,일본,日本,36,138
CHN,China,중국,中国,35,105
""",
    "clubs": "",
    "materials": """\
material,stage,basis,name_en,name_ko,name_ja,hs_codes
ore,mine,reo,Ore,광석,鉱石,
oxide,separation,reo,Oxide,산화물,酸化物,
metal,metal,metal,Metal,금속,金属,
""",
    "material_groups": "",
    "contents": f"""\
material,element,t_oxide_per_t,source
ore,Nd,0.5,{WHY}
oxide,Nd,1,{WHY}
""",
    "processes": """\
process,stage,reference_material,name_en
mining,mine,ore,Mining
separating,separation,ore,Separation
smelting,metal,metal,Smelting
""",
    "coefficients": f"""\
process,material,t_per_t,from,source
mining,ore,1,,{WHY}
separating,ore,-1,,{WHY}
separating,oxide,0.5,,{WHY}
smelting,oxide,-1.25,,{WHY}
smelting,metal,1,,{WHY}
""",
    "plants": f"""\
plant,process,region,name_en,capacity_t_per_year,base_t_per_year,cost_usd_per_kg,start,end,status,source
china_pit,mining,CHN,Chinese pit,1200,1000,2,,,operating,{WHY}
china_mill,separating,CHN,Chinese mill,1200,1000,3,,,operating,{WHY}
smelter,smelting,JPN,The smelter,400,160,9,,,operating,{WHY}
pit,mining,AUS,New pit,300,,6,2028-01-01,,planned,{WHY}
mill,separating,AUS,New mill,300,,5,2028-01-01,,planned,{WHY}
dear,mining,AUS,Dear pit,300,,900,2028-01-01,,planned,{WHY}
""",
    "capacity_changes": "",
    "routes": f"""\
material,origin,destination,base_t_per_year,freight_usd_per_kg,tariff,transit_days,via,until,source
oxide,CHN,JPN,200,0.5,0,12,,,{WHY}
oxide,AUS,JPN,0,1.5,0,12,,,{WHY}
""",
    "demands": f"""\
sector,region,material,base_t_per_year,growth_per_year,curve,elasticity,loss_usd_per_kg,source
cars,JPN,metal,160,0.08,constant_elasticity,-0.2,900,{WHY}
cars,CHN,oxide,300,0.08,constant_elasticity,-0.2,400,{WHY}
""",
    "substitutes": "",
    "holdings": f"""\
holder,kind,region,material,level_t,draw_t_per_month,fill_t_per_month,room_t,source
traders,commercial,JPN,oxide,20,20,20,200,{WHY}
""",
    "prices": f"""\
material,region,from,until,price_usd_per_kg,use,market,source
ore,CHN,2024-01-01,2024-12-31,8,calibration,fob,{WHY}
oxide,CHN,2024-01-01,2024-12-31,40,calibration,fob,{WHY}
metal,JPN,2024-01-01,2024-12-31,80,calibration,delivered,{WHY}
""",
    "totals": "",
    "observed": "",
}

SCENARIO = f"""\
title = "No oxide leaves"
profile = "shock"

[[event]]
kind = "ban"
origin = "CHN"
materials = ["oxide"]
from = 2025-04-04
until = 2027-04-03
announced = 2025-04-01
source = "{WHY}"
"""

SETTINGS = """\
name = "paper"
title = "Projects on paper"
base_year = 2024
start = 2025-01-01
currency_year = 2024
discount_rate = 0.05
critical_materials = ["oxide"]
home_regions = ["JPN", "AUS"]
source = "assumed: a textbook rate"

[usual]
floor_material = "oxide"
floor_usd_per_kg = 110

[profiles.shock]
months = 18
quarters = 6
"""

PROJECT = {
    "project": "new_pit", "name_en": "New pit", "name_ko": "새 광산", "name_ja": "新鉱山", "region": "AUS",
    "plants": "pit", "status": "study", "earliest_decision": "2026-01-01", "lead_months_low": "12",
    "lead_months": "24", "lead_months_high": "36", "permitting_share": "0.25", "ramp_years": "1",
    "life_years": "15", "success_share": "0.8", "currency": "USD", "capital_low_million": "8",
    "capital_million": "10", "capital_high_million": "15", "tax_rate": "0.3", "debt_share": "0.5",
    "debt_rate": "0.05", "debt_years": "8", "participants": "JPN AUS", "funders": "JPN AUS", "source": WHY,
}  # fmt: skip
PROJECTS = (
    PROJECT,
    PROJECT | {"project": "new_mill", "name_en": "New mill", "plants": "mill"},
    PROJECT | {"project": "dear_pit", "name_en": "Dear pit", "plants": "dear"},
)


def write_investment_case(folder: Path, projects: Sequence[dict[str, str]] = PROJECTS, **tables: str) -> Path:
    """Write the case, with whole tables replaced; ``project_stakes`` and ``exchange_rates`` may be added."""
    extra = {name: text for name, text in tables.items() if name in ("project_stakes", "exchange_rates")}
    write_tiny_case(folder, **{**TABLES, **{name: tables[name] for name in tables if name not in extra}})
    (folder / "case.toml").write_text(SETTINGS, encoding="utf-8")
    rows = [",".join(PROJECT), *(",".join(row[name] for name in PROJECT) for row in projects)]
    extra["projects"] = "\n".join(rows) + "\n"
    for name, text in extra.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "scenarios" / "stop.toml").write_text(SCENARIO, encoding="utf-8")
    return folder


def investment_case(folder: Path, projects: Sequence[dict[str, str]] = PROJECTS, **tables: str) -> Case:
    """Write and read the case."""
    return read_case(str(write_investment_case(folder, projects, **tables)))


@dataclass(frozen=True, eq=False)
class Paper:
    """The market on paper over eight years, with futures written by hand."""

    case: Case
    base: BaseYear
    shock: Shock

    @cached_property
    def setting(self) -> Setting:
        """One market, others add up to 12 % a year."""
        return Setting((MarketCase(self.case, self.base, (self.shock,)),), Horizon(FIRST, LAST))

    @property
    def projects(self) -> tuple[Project, ...]:
        """New pit, new mill, dear pit."""
        return self.case.projects

    def calm(self) -> MarketFuture:
        """Nothing happens."""
        return MarketFuture(self.case, "", None, ())

    def struck(self, day: dt.date = NEWS) -> MarketFuture:
        """The ban comes on a day."""
        return MarketFuture(self.case, "stop", day, self.shock.events_from(day))

    def future(self, name: str, market: MarketFuture, share: float, **leads: float | None) -> LongFuture:
        """Return a future; ``leads`` has months from decision to first product by project, None if it fails;
        24 for those left out.
        """
        fates = {}
        for row in self.projects:
            lead = leads.get(row.project, 24.0)
            fates[row.project] = Fate(lead is not None, lead or 24.0)
        return LongFuture(name, share, (market,), fates)

    @cached_property
    def futures(self) -> tuple[LongFuture, ...]:
        """Calm; a ban; a ban with a late mill; a late ban in which the mill fails."""
        return (
            self.future("calm", self.calm(), 0.25),
            self.future("ban", self.struck(), 0.25),
            self.future("late mill", self.struck(), 0.25, new_mill=45.5),
            self.future("no mill", self.struck(dt.date(2030, 7, 1)), 0.25, new_mill=None),
        )

    def plan(self, *lines: BudgetLine, **changes: Any) -> Plan:
        """Return a plan in which each project takes 10 million US dollars from Japan, or 6 now and 6 two
        years later from Australia.
        """
        backings = (
            Backing("mix", "JPN", (10.0,), 10.0),
            Backing("cost_plus", "AUS", (6.0, 0.0, 6.0), 11.0),
        )
        choices = tuple(Choice(row, 0, 10.0, backings) for row in self.projects)
        budgets = Budgets(lines or (BudgetLine(frozenset(), FIRST, 2100, 1000.0),))
        return Plan(choices, budgets, self.setting.horizon, 0.05, **changes)

    def chooser(self, plan: Plan, risk: CvarWeight = EVEN) -> Chooser:
        """Return a chooser over the futures."""
        return Chooser(
            tuple(one.name for one in self.futures),
            np.array([one.probability for one in self.futures]),
            recourses(self.setting, plan, self.futures),
            risk,
            relative_gap=1e-9,
        )


@cache
def paper() -> Paper:
    """The case, calibrated once for all tests of a process."""
    with TemporaryDirectory() as folder:
        case = investment_case(Path(folder))
        scenario = read_scenario(case, "stop")
    return Paper(case, calibrate(case).base, Shock("stop", scenario))


def every_portfolio(plan: Plan) -> Iterator[tuple[Funding, ...]]:
    """Yield every set of fundings that keeps the rules and budgets of a plan: no search."""
    by_project = [
        [None, *(item for item in plan.fundings if item.build.choice is choice)]
        for choice in plan.open_choices
    ]
    for picked in product(*by_project):
        chosen = tuple(item for item in picked if item is not None)
        names = {item.build.choice.name for item in chosen}
        if set(plan.committed) <= names and affordable(plan, chosen):
            yield chosen
