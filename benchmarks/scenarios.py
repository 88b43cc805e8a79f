"""Workloads of many scenarios: a case, a scenario, and what varies from one scenario to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from benchmarks.chains import START, WHY, chain, mini
from benchmarks.specs import BUNDLED
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.schema import Uncertain
from didymium.ensemble.inputs import inputs_of
from didymium.ensemble.running.definition import Definition
from didymium.ensemble.running.work import work_of
from didymium.ensemble.sampling.draws import draw
from didymium.scenario.reading import read_scenario
from didymium.scenario.schema import Approval, ExportRestriction, Scenario

SEED = 1
BUNDLED_SCENARIO = "licences_2025"


def _uncertain(
    name: str, table: str, rows: str, column: str, distribution: str, parameters: str
) -> Uncertain:
    return Uncertain(
        input=name,
        name_en=name,
        table=table,
        rows=rows,
        column=column,
        change="factor",
        distribution=distribution,  # type: ignore[arg-type]
        parameters=parameters,
        source=f"parameters={WHY}",
    )


HALF_AROUND = "low=0.5; mode=1; high=1.5"
SHARES = _uncertain(
    "shares", "event", "kind=export_restriction", "approval.volume_share", "triangular", HALF_AROUND
)
"""How much licences let through: bounds of columns change."""
WAITS = _uncertain("waits", "event", "kind=customs_friction", "extra_days", "triangular", HALF_AROUND)
"""How long customs keeps goods: coefficients change."""
DEMANDS = _uncertain("demands", "demands", "", "elasticity", "lognormal", "median=1; spread=1.5")
"""How demand answers prices: the case is compiled anew and its base run solved again."""


@dataclass(frozen=True)
class Workload:
    """A case and a scenario, which figures vary, and how many scenarios are timed."""

    name: str
    about: str
    make: Callable[[], tuple[Case, Scenario]]
    varies: tuple[Uncertain, ...]
    count: int = 6
    rounds: int = 5
    others: tuple[str, ...] = ()
    """What it is measured beside: ``persistent``, ``linopy``, ``pypsa``."""


def define(workload: Workload, count: int) -> Definition:
    """Return a workload as an ensemble of so many scenarios, seeded."""
    case, scenario = workload.make()
    if workload.varies:
        case = replace(case, tables={**case.tables, "uncertain": workload.varies})
    inputs = inputs_of(case, scenario)
    draws = draw(inputs, "latin_hypercube", count, SEED)
    work = work_of(case, calibrate(case).base, scenario, inputs.moving, draws.values)
    return Definition(work, workload.name, draws)


def licensed(make: Callable[[], Case], material: str) -> tuple[Case, Scenario]:
    """Return a case and licences of its first region on a material from its first day: one stage of news."""
    case = make()
    source = "assumed: invented for a measurement"
    event = ExportRestriction(
        kind="export_restriction",
        origin=case.regions[0].region,
        materials=(material,),
        from_=START,
        source=source,
        approval=(Approval(**{"from": START, "rate": 0.5, "source": source}),),
    )
    return case, Scenario(title="licences", begin=START, event=(event,))


def bundled(profile: str, foresight: str = "surprise") -> tuple[Case, Scenario]:
    """Return the bundled case and its licences on the periods of a profile."""
    case = read_case(BUNDLED)
    scenario = read_scenario(case, BUNDLED_SCENARIO)
    return case, scenario.model_copy(update={"profile": profile, "foresight": foresight})


EVERYTHING = ("persistent", "linopy", "pypsa")
WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload(
            "hot_mini",
            "shares of licences vary, one stage of news",
            partial(licensed, mini, "dy"),
            (SHARES,),
            count=3,
            rounds=3,
            others=EVERYTHING,
        ),
        Workload(
            "hot_chain",
            "shares of licences vary, one stage of news",
            partial(licensed, partial(chain, 8, 6, 18), "m5"),
            (SHARES,),
            others=EVERYTHING,
        ),
        Workload(
            "hot_stage",
            "shares of licences vary, all known at once: one stage of news",
            partial(bundled, "live", "perfect"),
            (SHARES,),
            others=EVERYTHING,
        ),
        Workload(
            "hot_live",
            "shares of licences vary, news as it came",
            partial(bundled, "live"),
            (SHARES,),
            others=("persistent", "linopy"),
        ),
        Workload(
            "awkward_waits",
            "days at customs vary: coefficients change",
            partial(bundled, "live"),
            (WAITS,),
            rounds=3,
        ),
        Workload(
            "awkward_demands",
            "elasticities vary: compiled anew, base run too",
            partial(bundled, "live"),
            (DEMANDS,),
            rounds=3,
        ),
    )
}
"""Everything that is compared scenario by scenario, smallest first, what does not suit us last."""

ENSEMBLES = {
    workload.name: workload
    for workload in (
        Workload(
            "live",
            "shares of licences, days at customs",
            partial(bundled, "live"),
            (SHARES, WAITS),
            count=100,
        ),
        Workload(
            "shock",
            "shares of licences, days at customs",
            partial(bundled, "shock"),
            (SHARES, WAITS),
            count=100,
        ),
        Workload("live_all", "all that the case states as uncertain", partial(bundled, "live"), (), count=40),
    )
}
"""What is run as an ensemble; nothing that varies stands for the case's own uncertain inputs."""
