"""``didymium ensemble``: run many scenarios, and say what they come to."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, FAILED, INTERRUPTED, Refused, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.ensemble.inputs import Inputs
    from didymium.ensemble.running.definition import Definition
    from didymium.ensemble.running.run import Executor, Finished
    from didymium.ensemble.sampling.draws import Draws
    from didymium.scenario.schema import Scenario

CatalogueOption = Annotated[
    str | None,
    typer.Option(
        "--catalogue", metavar="URL", help="Catalogue, as sqlite:///… or postgresql://…; without: in DIR."
    ),
]
MOST_WORKERS = 256


def register(app: typer.Typer) -> None:
    """Add the command that runs ensembles."""
    app.command("ensemble")(ensemble)


@command
def ensemble(
    case: CaseArgument = DEFAULT_CASE,
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="A scenario or instrument file, or a path; blank: the case's usual."),
    ] = None,
    count: Annotated[int, typer.Option("-n", "--scenarios", min=1, help="Scenarios to draw.")] = 200,
    sampling: Annotated[
        str,
        typer.Option(
            help="latin_hypercube, monte_carlo or sobol; saltelli or morris for sensitivity indices."
        ),
    ] = "latin_hypercube",
    seed: Annotated[int, typer.Option(min=0, help="Seed: the same seed gives the same results.")] = 1,
    grid: Annotated[
        list[str] | None,
        typer.Option("--grid", metavar="INPUT=V1,V2,…", help="Instead, every combination of these values."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--input", help="Vary only this input of uncertain.csv; several times."),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Division of time; live is quick. Without: the scenario's own.")
    ] = None,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Keep this table; several times for several.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=MOST_WORKERS, help="Threads; without: one a core.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(metavar="URL", help="Solve on a dask cluster: tcp://…")
    ] = None,
    catalogue: CatalogueOption = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")] = Path(
        "out/ensemble"
    ),
    replace: Annotated[
        bool, typer.Option("--replace", help="Lose another ensemble that the folder holds.")
    ] = False,
    flip: Annotated[
        bool, typer.Option("--flip", help="Also search what would flip the headlines; see didymium flip.")
    ] = False,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Solve a scenario a thousand times with uncertain figures, and say how likely what is.

    Given again after it was stopped or killed, it goes on where it was.
    """
    check_language(lang)
    if grid and only:
        refuse("--grid names the inputs that vary: leave --input away")
    found = checked_case(case, overlay, as_json)
    scenario = scenario or usual_scenario_of(found)
    content = chosen_scenario(found, scenario, profile)
    inputs = chosen_inputs(found, content, only, grid)
    draws = _draws(inputs, sampling, count, seed, grid)
    tables = _tables(table)
    definition = _definition(found, scenario, content, inputs, draws, tables, out)
    finished = run_defined(
        definition, out, executor_of(workers, scheduler), catalogue, replace, quiet or as_json
    )
    if finished.left:
        raise Refused(
            f"stopped: {finished.progress.finished:,} of {definition.count + 1:,} scenarios are finished "
            f"and kept in {finished.folder}; the same command goes on",
            INTERRUPTED,
        )
    if flip and content.happens:
        _write_flips(found, content, inputs, finished.folder, workers, quiet or as_json)
    _show(found, finished, catalogue, lang, as_json, quiet)


def usual_scenario_of(case: Case) -> str:
    """Return the scenario that is meant where none is named, or refuse."""
    from didymium.scenario.reading import usual_scenario

    name = usual_scenario(case)
    if not name:
        refuse(f"{case.settings.name} has no scenarios (name a file with --scenario)")
    return name


def chosen_scenario(case: Case, name: str, profile: str | None) -> Scenario:
    """Read a scenario, with another division of time if one is named."""
    from didymium.ensemble.running.plan import with_profile
    from didymium.scenario.reading import read_scenario

    content = read_scenario(case, name)
    with _planning():
        return with_profile(case, content, profile)


def chosen_inputs(
    case: Case, scenario: Scenario, only: Sequence[str] | None, grid: Sequence[str] | None = None
) -> Inputs:
    """Return the uncertain inputs of a scenario, all or those named."""
    from didymium.ensemble.running.plan import uncertain_inputs

    with _planning():
        return uncertain_inputs(case, scenario, None if grid else only)


@contextmanager
def _planning() -> Iterator[None]:
    """End with a message if what is asked for cannot be."""
    from didymium.ensemble.running.plan import PlanError

    try:
        yield
    except PlanError as error:
        refuse(error.said("--"))


def _draws(inputs: Inputs, sampling: str, count: int, seed: int, levers: Sequence[str] | None) -> Draws:
    from didymium.ensemble.running.plan import drawn

    with _planning():
        return drawn(inputs, sampling, count, seed, _levels(levers) if levers else None)


def _levels(levers: Sequence[str]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for lever in levers:
        name, _, values = lever.partition("=")
        try:
            levels = [float(value) for value in values.split(",") if value.strip()]
        except ValueError:
            refuse(f'--grid "{lever}" holds something other than numbers (write {name}=0.5,1,2)')
        if name.strip() in found:
            refuse(f'--grid names "{name.strip()}" twice')
        found[name.strip()] = levels
    return found


def _tables(asked: Sequence[str] | None) -> tuple[str, ...]:
    from didymium.ensemble.running.plan import kept_tables

    with _planning():
        return kept_tables(asked)


def _definition(
    case: Case,
    name: str,
    scenario: Scenario,
    inputs: Inputs,
    draws: Draws,
    tables: Sequence[str],
    folder: Path,
) -> Definition:
    from didymium.ensemble.running.folder import FolderError
    from didymium.ensemble.running.plan import define

    base_year = calibrated(case).base
    try:
        return define(case, base_year, Path(name).stem, scenario, inputs, draws, tables, folder)
    except FolderError as error:
        refuse(str(error))


def executor_of(workers: int | None, scheduler: str | None) -> Executor:
    """Return what solves scenarios: threads here, or the workers of a dask cluster."""
    if scheduler is not None:
        if workers is not None:
            refuse(
                "--workers counts threads here; how many workers a cluster has is for its scheduler to say"
            )
        from didymium.ensemble.running.cluster import Cluster

        return Cluster(scheduler)
    from didymium.ensemble.running.threads import Threads

    return Threads(workers or os.cpu_count() or 1)


def run_defined(
    definition: Definition,
    folder: Path,
    executor: Executor,
    catalogue: str | None,
    replace: bool,
    quiet: bool,
) -> Finished:
    """Solve what is left of an ensemble with a progress bar; Ctrl-C lets what is at work be finished."""
    from didymium.catalogue.database import CatalogueError
    from didymium.ensemble.running.cluster import ClusterError
    from didymium.ensemble.running.folder import FolderError
    from didymium.ensemble.running.run import run_ensemble

    title = definition.work.scenario.title
    try:
        with (
            writing(folder),
            _stopping() as stop,
            progress_bar(title[:40], definition.count + 1, quiet, time_left=True) as advance,
        ):
            return run_ensemble(
                definition,
                folder,
                executor,
                catalogue_url=catalogue,
                replace=replace,
                advance=lambda steps: advance("scenarios", steps),
                stop=stop,
            )
    except FolderError as error:
        refuse(str(error))
    except (CatalogueError, ClusterError) as error:
        raise Refused(str(error), FAILED) from None


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C sets, so that what is at work is finished and kept; a second one ends at
    once.
    """
    stop = threading.Event()

    def interrupt(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _write_flips(
    case: Case, scenario: Scenario, inputs: Inputs, folder: Path, workers: int | None, quiet: bool
) -> None:
    """Search what would flip the headlines and keep it beside the results."""
    import json

    from didymium.cli.flip_commands import search_flips
    from didymium.ensemble.flip.search import flips_report
    from didymium.ensemble.running.folder import FLIPS
    from didymium.outcome.store import write_text

    with answering(scenario.title):
        stated, flips = search_flips(case, scenario, inputs, workers, quiet)
    with writing(folder):
        write_text(
            folder / FLIPS, json.dumps(flips_report(stated, flips), indent=1, ensure_ascii=False) + "\n"
        )


def _show(
    case: Case, finished: Finished, catalogue: str | None, lang: str, as_json: bool, quiet: bool
) -> None:
    from didymium.catalogue.database import CatalogueError
    from didymium.ensemble.reading.results import Results
    from didymium.ensemble.running.folder import FolderError, locked
    from didymium.views.ensemble.overview import overview_of
    from didymium.views.ensemble.report import write_ensemble_report

    try:
        with Results(finished.folder, catalogue) as results, locked(finished.folder):
            overview = overview_of(case, results, finished)
            with writing(finished.folder):
                report = write_ensemble_report(case, overview, results, finished.folder, lang)
    except FolderError as error:
        refuse(str(error))
    except CatalogueError as error:
        raise Refused(str(error), FAILED) from None
    if as_json:
        echo_json({"out": str(finished.folder), "report": str(report), **overview.as_dict()})
    elif not quiet:
        from didymium.views.ensemble.terminal import print_ensemble

        print_ensemble(sys.stdout, case, overview, report, lang)
