"""``didymium backtest``: what the model would have said, held against what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, QuietOption
from didymium.cli.console import FAILED, INTERRUPTED, Refused, command, echo_json, end_with_problems
from didymium.cli.progress import progress_bar
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    check_places,
    checked_case,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.backtest.reading import Backtest
    from didymium.calibration.calibrate import Calibration
    from didymium.case.case import Case
    from didymium.views.backtest.view import BacktestView

MOST_WORKERS = 256
STEPS = 10
"""Steps of the progress bar for a backtest: calibration, base run, news."""


def register(app: typer.Typer) -> None:
    """Add the command that runs backtests."""
    app.command("backtest")(backtest)


@command
def backtest(
    case: Annotated[
        str | None,
        typer.Argument(
            metavar="CASE", help="A bundled case, or the folder of one; without: all that have backtests."
        ),
    ] = None,
    name: Annotated[
        list[str] | None, typer.Option("--name", metavar="NAME", help="Only this backtest; several times.")
    ] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Show the last record; nothing is solved.")
    ] = False,
    bands: Annotated[
        int | None,
        typer.Option(
            "--bands", metavar="N", min=2, help="Record the band that N scenarios of an ensemble come to."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="With --bands: seed of the draws.")] = 1,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_WORKERS, help="With --bands: threads; without: one a core."),
    ] = None,
    ensembles: Annotated[
        Path,
        typer.Option("--ensembles", metavar="DIR", help="With --bands: where the ensembles lie and go on."),
    ] = Path("out/backtests"),
    replace: Annotated[
        bool, typer.Option("--replace", help="With --bands: lose other ensembles that lie there.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Append the scores to the history of the case.")
    ] = False,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="With --record: what changed, and why.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if a score is worse than in the last record.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts, report and JSON.")
    ] = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Hold predictions from what was announced at the time against what happened: errors, scores, bars."""
    check_language(lang)
    _check_options(recorded, bands, record, note, strict)
    wanted = _wanted(case, tuple(name or ()), as_json)
    if out is not None:
        from didymium.views.backtest.files import ENDINGS

        check_places([out / found.settings.name for found, _ in wanted], ENDINGS)
    if record or bands is not None:
        _check_writable([found for found, _ in wanted])
    if not recorded:
        _check_records(wanted, bands is not None, as_json)
    views: list[BacktestView] = []
    for found, backtests in wanted:
        if recorded:
            views += _recorded(found, backtests)
            continue
        calibration = calibrated(found)
        if bands is not None:
            for one in backtests:
                _record_bands(
                    found, calibration, one, bands, seed, workers, ensembles, replace, quiet or as_json
                )
        solved = [_solve(found, calibration, one, quiet or as_json) for one in backtests]
        views += solved
        if record:
            _record(found, solved, note or "")
    _show(views, out, lang, as_json, quiet)
    if strict and any(view.worse for view in views):
        raise typer.Exit(FAILED)


def _check_options(recorded: bool, bands: int | None, record: bool, note: str | None, strict: bool) -> None:
    if record and not (note or "").strip():
        refuse("--record needs --note: say in a few words what changed, and why")
    if note and not record:
        refuse("--note goes with --record")
    if recorded and (record or bands is not None or strict):
        refuse("--recorded solves nothing: leave --record, --bands and --strict away")


def _wanted(
    case: str | None, names: tuple[str, ...], as_json: bool
) -> list[tuple[Case, tuple[Backtest, ...]]]:
    """Return the cases asked for with their backtests, all or those named."""
    from didymium.backtest.reading import cases_with_backtests, list_backtests, read_backtests

    cases = [
        checked_case(one, None, as_json) for one in ([case] if case is not None else cases_with_backtests())
    ]
    _check_definitions(cases, as_json)
    if case is None:
        known = {name for found in cases for name in list_backtests(found)}
        for name in names:
            if name not in known:
                refuse(f'--name "{name}" is no backtest (there are {", ".join(sorted(known)) or "none"})')
        cases = [found for found in cases if not names or {*names} & {*list_backtests(found)}]
    elif not list_backtests(cases[0]):
        refuse(f"{case} has no backtests: write backtests/NAME.toml into its folder")
    own = [(found, tuple(name for name in names if name in list_backtests(found) or case)) for found in cases]
    return [(found, read_backtests(found, chosen)) for found, chosen in own]


def _check_definitions(cases: Sequence[Case], as_json: bool) -> None:
    from didymium.backtest.reading import backtest_problems

    problems = [problem for found in cases for problem in backtest_problems(found)]
    if problems:
        end_with_problems(problems, as_json)


def _check_writable(cases: Sequence[Case]) -> None:
    from didymium.backtest.reading import FOLDER
    from didymium.outcome.recording import RecordError, refuse_unwritable

    for found in cases:
        try:
            refuse_unwritable(found, FOLDER)
        except RecordError as error:
            refuse(str(error))


def _check_records(
    wanted: Sequence[tuple[Case, Sequence[Backtest]]], renew_bands: bool, as_json: bool
) -> None:
    """See that what was recorded can be read, before anything is solved."""
    from didymium.backtest.history import record_problems

    problems = [
        problem
        for case, backtests in wanted
        for problem in record_problems(case, () if renew_bands else [one.name for one in backtests])
    ]
    if problems:
        end_with_problems(problems, as_json)


def _recorded(case: Case, backtests: Sequence[Backtest]) -> list[BacktestView]:
    from didymium.backtest.history import recorded_one
    from didymium.views.backtest.view import view_recorded

    found = [(one, recorded_one(case, one)) for one in backtests]
    for one, last in found:
        if last is None:
            typer.echo(f"note: nothing is recorded of {one.name} in {case.settings.name}", err=True)
    return [view_recorded(case, last) for _, last in found if last is not None]


def _solve(case: Case, calibration: Calibration, one: Backtest, quiet: bool) -> BacktestView:
    from didymium.backtest.bands import read_bands
    from didymium.backtest.run import run_backtest
    from didymium.views.backtest.view import view_result

    with answering(one.name), progress_bar(one.name, STEPS, quiet) as advance:
        result = run_backtest(
            case,
            one,
            lambda message: advance(message, 1),
            calibration=calibration,
            bands=read_bands(case, one.name),
        )
    return view_result(case, result)


def _record_bands(
    case: Case,
    calibration: Calibration,
    one: Backtest,
    count: int,
    seed: int,
    workers: int | None,
    ensembles: Path,
    replace: bool,
    quiet: bool,
) -> None:
    """Solve what is left of the ensemble of a backtest and record its bands."""
    from didymium.backtest.bands import bands_of, define_bands, record_bands
    from didymium.cli.ensemble_commands import executor_of, run_defined
    from didymium.ensemble.running.folder import FolderError
    from didymium.ensemble.running.plan import PlanError

    folder = ensembles / case.settings.name / one.name
    try:
        ensemble = define_bands(case, calibration, one, count, seed, folder)
        finished = run_defined(ensemble, folder, executor_of(workers, None), None, replace, quiet)
        if finished.left:
            raise Refused(
                f"stopped: {finished.progress.finished:,} of {count + 1:,} scenarios are finished and kept "
                f"in {finished.folder}; the same command goes on",
                INTERRUPTED,
            )
        bands = bands_of(case, one, ensemble, finished.folder)
    except (PlanError, FolderError) as error:
        refuse(str(error))
    with writing(folder):
        record_bands(case, one, bands, ensemble, dt.date.today())


def _record(case: Case, views: Sequence[BacktestView], note: str) -> None:
    from didymium.backtest.history import record
    from didymium.outcome.recording import RecordError

    try:
        number = record(case, [view.result for view in views], " ".join(note.split()), dt.date.today())
    except RecordError as error:
        refuse(str(error))
    typer.echo(f"recorded as number {number} of {case.settings.name}", err=True)


def _show(views: Sequence[BacktestView], out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    """Write the files that were asked for, then print JSON or text."""
    from didymium.views.backtest.data import backtest_data

    if out is not None:
        from didymium.views.backtest.files import write_backtests

        with writing(out):
            write_backtests(views, out, lang)
    if as_json:
        told = [backtest_data(view, lang) for view in views]
        echo_json({"out": None if out is None else str(out), "backtests": told})
    elif not quiet:
        import sys

        from didymium.views.backtest.shown import print_backtests

        print_backtests(sys.stdout, views, lang, out)
