"""What is measured: cases of several sizes, each with the scenario that is run on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from benchmarks.chains import chain, mini
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Ban, Scenario

BUNDLED = "japan_us_magnets"


@dataclass(frozen=True)
class BenchSpec:
    """A case and a scenario by name. ``make`` reads or writes both; what it takes is the time of reading."""

    name: str
    make: Callable[[], tuple[Case, Scenario]]
    check: bool = False
    """Whether the case is small enough to solve the other builders' programs too and compare the optima."""


def _with_ban(make: Callable[[], Case], material: str) -> tuple[Case, Scenario]:
    case = make()
    origin = case.regions[0].region
    ban = Ban(
        kind="ban",
        origin=origin,
        materials=(material,),
        from_=dt.date(2025, 4, 1),
        source="assumed: invented for a measurement",
    )
    return case, Scenario(title="ban", event=(ban,))


def _bundled(scenario: str) -> tuple[Case, Scenario]:
    case = read_case(BUNDLED)
    return case, read_scenario(case, scenario)


SPECS = {
    spec.name: spec
    for spec in (
        BenchSpec("mini", partial(_with_ban, mini, "dy"), check=True),
        BenchSpec("chain_small", partial(_with_ban, partial(chain, 6, 4, 18), "m3"), check=True),
        BenchSpec("chain_medium", partial(_with_ban, partial(chain, 16, 8, 24), "m7")),
        BenchSpec("chain_large", partial(_with_ban, partial(chain, 32, 12, 36), "m11")),
        BenchSpec(BUNDLED, partial(_bundled, "licences_2025")),
    )
}
"""Everything that can be measured, smallest first."""
