"""Emergencies drawn from the uncertain inputs of a case, solved on threads, and a few that stand for all."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.case.case import Case
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.situation import Node, Situation
from didymium.decisions.stocks.futures.emergencies import (
    SIZING_MEANS,
    USUAL_PROFILE,
    Emergency,
    Futures,
    Progress,
    Reading,
    Trimmed,
    WeightedCase,
    as_read,
    declared_on,
    refuse_wrong_question,
    with_profile,
)
from didymium.decisions.stocks.futures.signals import signals_of
from didymium.ensemble.running.plan import drawn, uncertain_inputs
from didymium.ensemble.running.work import Work, work_of
from didymium.ensemble.running.worker import NO_ANSWER, Crew, Worker
from didymium.ensemble.sampling.reduction import Reduction, reduce_scenarios
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.scenario.course import run_periods
from didymium.scenario.path import ScenarioPaths
from didymium.scenario.schema import Scenario

Floats = NDArray[np.float64]
Task = tuple[int, tuple[float, ...]]

USUAL_DRAWS = 500
MOST_STANDING = 50
"""Draws that stand for all in the search for sizes."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """A draw done: its emergency and the daily use in it, or why it has no answer."""

    number: int
    emergency: Emergency | None
    use_t_per_day: dict[Node, float]
    failure: str = ""


def drawn_futures(
    case: Case,
    base_year: BaseYear,
    name: str,
    scenario: Scenario,
    members: Sequence[str],
    *,
    count: int = USUAL_DRAWS,
    seed: int = 0,
    sampling: str = "latin_hypercube",
    only: Sequence[str] | None = None,
    days: int = 180,
    means: Means = SIZING_MEANS,
    profile: str | None = USUAL_PROFILE,
    trimmed: Trimmed = as_read,
    workers: int = 2,
    progress: Progress = lambda done, count: None,
) -> Futures:
    """Draw the uncertain inputs of a scenario, solve each draw in the market, and return what members face.

    Draws are equally likely; those without an answer are left out and named. The answer depends on the seed,
    not on the number of workers or on who solved what.

    Args:
        case: The case.
        base_year: Its calibrated base year.
        name: Name of the scenario.
        scenario: The scenario.
        members: Regions whose stocks are sized.
        count: Number of draws.
        seed: Their seed.
        sampling: How they are drawn: ``monte_carlo``, ``latin_hypercube`` or ``sobol``.
        only: Inputs that vary; None: all of the case.
        days: Length of the emergency that is looked at, from the declaration.
        means: What counts beside the stocks.
        profile: Division of time; None: the scenario's own.
        trimmed: What is kept of each situation.
        workers: Threads.
        progress: Told after each draw.

    Raises:
        InputError: If the question is impossible, with everything that is wrong.
        PlanError: If the draws are.
        SolverError: If no draw has an answer.
    """
    turned = with_profile(scenario, profile)
    refuse_wrong_question(case, (WeightedCase(name, turned),), members, days)
    inputs = uncertain_inputs(case, turned, only)
    draws = drawn(inputs, sampling, count, seed)
    work = work_of(case, base_year, turned, inputs.moving, draws.values)
    reading = Reading(tuple(dict.fromkeys(members)), days, means, trimmed)
    tasks = [(number, tuple(values)) for number, values in enumerate(draws.values.tolist(), start=1)]
    found: dict[int, Drawn] = {}
    for one in _on_threads(work, reading, name, tasks, workers):
        found[one.number] = one
        progress(len(found), len(tasks))
    return _gathered([found[number] for number, _ in tasks], reading)


def _gathered(found: Sequence[Drawn], reading: Reading) -> Futures:
    """Return the futures of draws, in their order."""
    failures = tuple(f"draw {one.number}: {one.failure}" for one in found if one.emergency is None)
    solved = [one for one in found if one.emergency is not None]
    if not solved:
        raise SolverError("infeasible", "no draw has an answer:\n" + "\n".join(failures[:10]))
    use: dict[Node, float] = {}
    for one in solved:
        for node, daily in one.use_t_per_day.items():
            use[node] = use.get(node, 0.0) + daily / len(solved)
    emergencies = tuple(
        replace(one.emergency, probability=1.0 / len(solved)) for one in solved if one.emergency is not None
    )
    return Futures(emergencies, reading.members, reading.days, reading.means, use, failures, len(found))


def reduced(futures: Futures, count: int = MOST_STANDING) -> tuple[Futures, Reduction]:
    """Return the few futures that stand for all, with the probability of those nearest to them.

    Two futures are as far apart as the value that members' needs miss in them, need by need over the whole
    time (Euclidean, million US dollars), so that rare materials that lose little do not decide.
    """
    features = features_of([one.situation for one in futures.emergencies])
    found = reduce_scenarios(features, futures.probabilities, count)
    kept = tuple(
        replace(futures.emergencies[position], probability=float(probability))
        for position, probability in zip(found.chosen, found.probabilities, strict=True)
        if probability > 0.0
    )
    return replace(futures, emergencies=kept), found


def features_of(situations: Sequence[Situation]) -> Floats:
    """Return the value that each need misses over the whole time, million US dollars; shape (futures,
    needs).
    """
    names = sorted({need.name for situation in situations for need in situation.needs})
    position = {name: number for number, name in enumerate(names)}
    features = np.zeros((len(situations), len(names)))
    for row, situation in enumerate(situations):
        for need in situation.needs:
            features[row, position[need.name]] = need.missing_t.sum() * need.loss_usd_per_kg / 1e3
    return features


def _on_threads(
    work: Work, reading: Reading, name: str, tasks: Sequence[Task], workers: int
) -> Iterator[Drawn]:
    """Yield draws as they are done; each thread has solvers of its own."""
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    done: queue.SimpleQueue[Drawn | BaseException] = queue.SimpleQueue()
    stop, crew = threading.Event(), Crew(work)
    threads = [
        threading.Thread(target=_work, args=(crew, reading, name, waiting, done, stop), daemon=True)
        for _ in range(max(1, min(workers, len(tasks))))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in tasks:
            item = done.get()
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _work(
    crew: Crew,
    reading: Reading,
    name: str,
    waiting: queue.SimpleQueue[Task],
    done: queue.SimpleQueue[Drawn | BaseException],
    stop: threading.Event,
) -> None:
    try:
        worker = crew.join()
        while not stop.is_set():
            done.put(_solved(worker, reading, name, *waiting.get_nowait()))
    except queue.Empty:
        return
    except BaseException as error:
        done.put(error)


def _solved(worker: Worker, reading: Reading, name: str, number: int, values: tuple[float, ...]) -> Drawn:
    try:
        case, paths = worker.paths(values)
    except NO_ANSWER as error:
        return Drawn(number, None, {}, str(error))
    late = _days_past_the_end(case, paths, reading.days)
    if late > 0:
        return Drawn(number, None, {}, f"its emergency lasts {late} days past the end of the run")
    situation, declared, use = reading.read(case, paths)
    signals = signals_of(paths, reading.members, situation.periods, use)
    return Drawn(number, Emergency(f"{name}, draw {number}", 1.0, situation, declared, signals), use)


def _days_past_the_end(case: Case, paths: ScenarioPaths, days: int) -> int:
    periods = run_periods(case, paths.scenario)
    return days - (periods.bounds[-1] - declared_on(paths.scenario, periods)).days
