"""A market of one chain that loses its oxide on 1 April 2025, small enough to know what is missing by hand.
OUT makes oxide, JPN presses magnets of it (half a tonne a tonne) for its cars (120 t a year), its phones (60
t) and for THA (60 t). Its traders hold 10 t of oxide, which the market uses up after the ban. KOR buys no
magnets and keeps 30 t. VNM makes 80 t of magnets for itself.
"""

from __future__ import annotations

import datetime as dt

from didymium.case.case import Case
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.reading import Delays, SituationReader
from didymium.decisions.allocation.regrid import weeks_from
from didymium.market.base_year import BaseYear
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from instrument_cases import builder
from market_cases import CaseBuilder

APRIL = dt.date(2025, 4, 1)
PRICES = {("OUT", "oxide"): 25.0, ("JPN", "oxide"): 30.0}
PRICES |= {(region, "magnet"): 200.0 for region in ("JPN", "KOR", "THA", "VNM")}
BAN = {
    "kind": "ban", "origin": "OUT", "materials": ["oxide"], "destinations": ["JPN"], "from": APRIL,
    "source": "assumed: test",
}  # fmt: skip


def chain(oxide_t: float = 10.0) -> CaseBuilder:
    """Return the case to be built, with so much oxide at JPN's traders."""
    found = (
        builder().source_of("oxide", "OUT", 1000.0, 20.0).process("press", "magnet", oxide=-0.5, magnet=1.0)
    )
    found.plant("press_JPN", "press", "JPN", 360.0, 40.0, base_t_per_year=240.0)
    found.route("oxide", "OUT", "JPN", 1.0, 0.0, base_t_per_year=120.0)
    found.route("magnet", "JPN", "THA", 1.0, 0.0, base_t_per_year=60.0)
    found.route("magnet", "JPN", "KOR", 2.0, 7.0, base_t_per_year=0.0)
    found.steps("cars", "JPN", "magnet", (120.0, 900.0), loss_usd_per_kg=400.0, priority=1)
    found.steps("phones", "JPN", "magnet", (60.0, 500.0), loss_usd_per_kg=100.0, priority=2)
    found.steps("cars", "THA", "magnet", (60.0, 700.0), loss_usd_per_kg=300.0)
    found.source_of("magnet", "VNM", 100.0, 100.0).steps("cars", "VNM", "magnet", (80.0, 700.0))
    found.holding("KOR", "magnet", 30.0, 3.0, holder="makers").holding("JPN", "oxide", oxide_t, 4.0)
    return found.holding("JPN", "magnet", 12.0, 3.0, holder="state", kind="public")


def run(case: Case, *events: dict[str, object]) -> ScenarioPaths:
    """Run events over the twelve months of 2025."""
    stated = {"title": "test", "profile": "months", "begin": dt.date(2025, 1, 1), "event": list(events)}
    return run_scenario(case, BaseYear(price=PRICES), Scenario.model_validate(stated))


def reader(
    case: Case,
    paths: ScenarioPaths,
    means: Means | None = None,
    *,
    day: dt.date = APRIL,
    days: int = 91,
    length: int = 7,
    members: tuple[str, ...] = ("JPN", "KOR"),
) -> SituationReader:
    """Return a reader from a day on; work takes ten days, and a public stock opens after eight."""
    delays = Delays(lambda material: 10.0, lambda material: 8.0)
    return SituationReader(case, paths, members, means or Means(), delays, weeks_from(day, days, length), day)
