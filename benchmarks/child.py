"""One measurement in a process of its own, printed as JSON: ``python -m benchmarks.child WHAT SPEC``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import statistics
import sys
from collections.abc import Callable

from benchmarks.specs import SPECS, BenchSpec
from benchmarks.watch import Watch


def measure_build(watch: Watch, spec: BenchSpec) -> None:
    """Reading, calibration, building and hand-over, without a solve."""
    _built(watch, spec)


def measure_cold(watch: Watch, spec: BenchSpec, algorithm: str = "ipm") -> None:
    """The same, then a cold solve of the perturbed program, as a run begins with."""
    market, solver = _built(watch, spec, algorithm)
    with watch.phase("cold"):
        solver.solve()
    watch.counts["iterations"] = solver.records[-1].iterations


def measure_simplex(watch: Watch, spec: BenchSpec) -> None:
    """The same with dual simplex instead of interior point with crossover."""
    measure_cold(watch, spec, "simplex")


def measure_run(watch: Watch, spec: BenchSpec) -> None:
    """A whole run of the scenario: how long each hot solve takes after the news, and everything together."""
    from didymium.calibration.calibrate import calibrate
    from didymium.scenario.run import run_scenario

    case, scenario = spec.make()
    base = calibrate(case).base
    with watch.phase("run"):
        records = run_scenario(case, base, scenario).path.records
    # Two solves each for the base run and for every news: prices, then flows with the true right-hand sides.
    news = [priced.seconds + true.seconds for priced, true in zip(records[2::2], records[3::2], strict=False)]
    watch.counts |= {"news": len(news), "cold_solves": sum(record.path == "cold" for record in records)}
    if news:
        watch.seconds |= {"hot_median": statistics.median(news), "hot_max": max(news)}


def measure_floor(watch: Watch, spec: BenchSpec) -> None:
    """All designs that hold a floor, as ``didymium floor --compare`` does: beside one cold solve of the same
    periods, and how many solves the searches for rates take.
    """
    from didymium.calibration.calibrate import calibrate
    from didymium.decisions.floors.compare import compare_designs
    from didymium.decisions.floors.designs import DESIGNS, FloorQuestion, scenario_of
    from didymium.scenario.run import run_scenario

    case, _ = spec.make()
    base = calibrate(case).base
    question = FloorQuestion("ndpr_oxide", 110.0, "g7", dt.date(2026, 1, 1), "live")
    records = run_scenario(case, base, scenario_of(question, "none")).path.records
    watch.seconds["cold"] = records[0].seconds
    with watch.phase("floor"):
        designs = compare_designs(case, base, question, DESIGNS).designs
    rounds = [count for design in designs for count in design.rounds]
    watch.counts |= {
        "designs": len(designs),
        "rounds_median": statistics.median(rounds),
        "rounds_most": max(rounds),
    }


def measure_linopy(watch: Watch, spec: BenchSpec) -> None:
    """The same arrays written in linopy and handed to HiGHS."""
    from benchmarks.in_linopy import build_linopy

    market, _ = _built(Watch(), spec)
    with watch.phase("build"):
        model = build_linopy(market.program)
    with watch.phase("hand_over"):
        model.to_highspy()
    watch.counts |= {"columns": model.nvars, "rows": model.ncons}


def measure_pypsa(watch: Watch, spec: BenchSpec) -> None:
    """The same market as a network, and the program that PyPSA makes of it."""
    from benchmarks.in_pypsa import create_model, fill_network

    market, _ = _built(Watch(), spec)
    with watch.phase("fill"):
        network = fill_network(market)
    with watch.phase("build"):
        model = create_model(network)
    with watch.phase("hand_over"):
        model.to_highspy()
    watch.counts |= {"columns": model.nvars, "rows": model.ncons}


def measure_check(watch: Watch, spec: BenchSpec) -> None:
    """Solve all three programs, PyPSA's without transit, and return by what share the optima differ."""
    from benchmarks.in_linopy import build_linopy
    from benchmarks.in_pypsa import create_model, fill_network
    from didymium.market.solver import HotSolver

    market, _ = _built(Watch(), spec)
    optimum = HotSolver(market.program).solve().objective
    watch.counts["linopy_differs"] = _difference(build_linopy(market.program), optimum)
    market, _ = _built(Watch(), dataclasses.replace(spec, make=lambda: _without_transit(spec)))
    optimum = HotSolver(market.program).solve().objective
    watch.counts["pypsa_differs"] = _difference(create_model(fill_network(market)), optimum)


def _without_transit(spec: BenchSpec):  # type: ignore[no-untyped-def]
    case, scenario = spec.make()
    routes = tuple(row.model_copy(update={"transit_days": 0.0}) for row in case.routes)
    return dataclasses.replace(case, tables={**case.tables, "routes": routes}), scenario


def _difference(model, optimum: float) -> float:  # type: ignore[no-untyped-def]
    model.solve("highs", io_api="direct", output_flag=False)
    return abs(float(model.objective.value) - optimum) / abs(optimum)


def _built(watch: Watch, spec: BenchSpec, algorithm: str = "ipm"):  # type: ignore[no-untyped-def]
    """Return a market and a solver that holds its base program with perturbed right-hand sides."""
    from didymium.calibration.calibrate import calibrate
    from didymium.market.build import build_market
    from didymium.market.solver import HotSolver
    from didymium.market.structure import Options
    from didymium.scenario.effects import without_news
    from didymium.scenario.run import scenario_structure

    with watch.phase("read"):
        case, scenario = spec.make()
    with watch.phase("calibrate"):
        base = calibrate(case).base
    with watch.phase("build"):
        market = build_market(scenario_structure(case, base, scenario, Options()))
    program = without_news(market)
    row_lower = program.row_lower.copy()
    row_lower[market.balance.slice] += market.perturbation
    program = dataclasses.replace(program, row_lower=row_lower)
    with watch.phase("hand_over"):
        solver = HotSolver(program, cold_algorithm=algorithm)
    rows, columns = program.shape
    watch.counts |= {"rows": rows, "columns": columns, "coefficients": program.matrix.nnz}
    return market, solver


MEASURES: dict[str, Callable[[Watch, BenchSpec], None]] = {
    "build": measure_build,
    "cold": measure_cold,
    "simplex": measure_simplex,
    "run": measure_run,
    "floor": measure_floor,
    "linopy": measure_linopy,
    "pypsa": measure_pypsa,
    "check": measure_check,
}


def main(what: str, name: str) -> None:
    """Measure and print."""
    watch = Watch()
    if what in MEASURES:
        MEASURES[what](watch, SPECS[name])
    else:
        from benchmarks.sweeps import SWEEP_MEASURES

        SWEEP_MEASURES[what](watch, name)
    print(json.dumps({"seconds": watch.seconds, "peak_mb": watch.peak_mb, "counts": watch.counts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
