"""``didymium run``, ``solve``, ``calibrate`` and ``explain``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    case_of_outcome,
    check_language,
    check_places,
    checked_case,
    day_of,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from didymium.calibration.calibrate import Calibration
    from didymium.case.case import Case
    from didymium.ensemble.flip.search import Answers, Flip
    from didymium.scenario.schema import Scenario
    from didymium.views.run_view import ScenarioRun

OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")]
GENERATOR = b'content="didymium"'
"""What the beginning of every report holds."""
OWN_NAMES = ("charts", "report")
"""Names in the folder of a run that no scenario may take."""


def register(app: typer.Typer) -> None:
    """Add the commands that solve a market."""
    app.command("run")(run)
    app.command("solve")(solve)
    app.command("calibrate")(calibrate)
    app.command("explain")(explain)


@command
def run(
    case: CaseArgument = DEFAULT_CASE,
    out: OutOption = Path("out"),
    overlay: OverlayOption = None,
    scenario: Annotated[
        list[str] | None, typer.Option("--scenario", help="Only these scenarios; several times for several.")
    ] = None,
    flip: Annotated[
        bool,
        typer.Option("--flip", help="Also search what would flip the headlines of the main scenario."),
    ] = False,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Calibrate a case, solve its scenarios, write the results and a report that opens without a network."""
    from didymium.scenario.reading import list_scenarios
    from didymium.views.service import write_run

    check_language(lang)
    found = checked_case(case, overlay, as_json)
    scenarios = _scenarios(found, scenario or list_scenarios(found))
    check_places([out / name for name in scenarios])
    _check_report(out / "report.html")
    with progress_bar("didymium", 1 + len(scenarios), quiet or as_json) as advance:
        advance("calibrating", 0)
        calibration = calibrated(found)
        advance("calibrated", 1)
        runs = []
        for name, content in scenarios.items():
            solved = _solved(found, calibration, name, content, advance)
            with writing(out / name):
                write_run(solved, out / name)
            runs.append(solved)
            advance(name, 1)
    report = out / "report.html"
    flips = _flips(found, runs, quiet or as_json) if flip else None
    with writing(out):
        _write_report(found, calibration, runs, report, lang, flips)
        _write_charts(found, calibration, runs, out / "charts", lang)
    if as_json:
        echo_json(
            {
                "out": str(out),
                "report": str(report),
                "scenarios": {item.name: item.outcome.summary for item in runs},
            }
        )
    elif not quiet:
        _print_run(found, calibration, runs, report, lang)


@command
def solve(
    case: CaseArgument = DEFAULT_CASE,
    scenario: Annotated[
        str, typer.Option("--scenario", help="A scenario or instrument file of the case, or a path.")
    ] = "base",
    out: OutOption = Path("out/solve"),
    overlay: OverlayOption = None,
    intervals: Annotated[
        bool, typer.Option("--intervals", help="Also find the price of one kg less (twice the time).")
    ] = False,
    algorithm: Annotated[str, typer.Option(help="How a cold solve is done: ipm or simplex.")] = "ipm",
    conduct: Annotated[
        str | None,
        typer.Option(
            help="How the exporters of market_power.csv act: price_taking or conjectural_variation; without "
            "it as the scenario says."
        ),
    ] = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Solve one scenario of a case and write its tables to DIR, and those of the base run to DIR/base."""
    from didymium.scenario.reading import read_scenario
    from didymium.views.service import solve_scenario, write_run

    check_language(lang)
    if algorithm not in ("ipm", "simplex"):
        refuse(f'--algorithm "{algorithm}" is neither ipm nor simplex')
    found = checked_case(case, overlay, as_json)
    content = _with_conduct(found, read_scenario(found, scenario), conduct)
    check_places([out])
    with progress_bar(content.title, 1 + len(content.event), quiet or as_json) as advance:
        advance("calibrating", 0)
        calibration = calibrated(found)
        with answering(content.title):
            solved = solve_scenario(
                found, calibration, Path(scenario).stem, content, algorithm=algorithm, intervals=intervals,
                progress=lambda message: advance(message, 1),
            )  # fmt: skip
    with writing(out):
        write_run(solved, out)
    if as_json:
        echo_json({"out": str(out), **solved.outcome.summary, "program": solved.outcome.manifest["program"]})
    elif not quiet:
        from didymium.views.terminal import print_solve

        print_solve(sys.stdout, found, solved, out, lang)


@command
def calibrate(
    case: CaseArgument = DEFAULT_CASE,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Also write the report to a JSON file.")
    ] = None,
    overlay: OverlayOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Reconcile the facts of the base year, find its prices, and say what had to be moved."""
    from didymium.views.calibration_view import calibration_report

    found = checked_case(case, overlay, as_json)
    if not found.settings.calibrated:
        refuse(
            f"{found.settings.name} states its costs outright (calibrated = false in case.toml): "
            "nothing to calibrate"
        )
    calibration = calibrated(found)
    report = calibration_report(calibration)
    if out is not None:
        import json

        from didymium.outcome.store import write_text

        with writing(out):
            write_text(out, json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    if as_json:
        echo_json(report)
    elif not quiet:
        from didymium.views.terminal import print_calibration

        print_calibration(sys.stdout, found, calibration)


@command
def explain(
    folder: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder that solve or run wrote for one scenario.")
    ],
    region: Annotated[
        str | None, typer.Option(help="Region; without it the highest prices are explained.")
    ] = None,
    material: Annotated[
        str | None, typer.Option(help="Material; without it the highest prices are explained.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day of the period; without it the peak.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="The case, if it is not a bundled one.")] = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say in words why prices are high: what binds, and what a kg more would be worth."""
    from didymium.outcome.store import OutcomeError, read_outcome
    from didymium.views.explain import covers, highest_prices
    from didymium.views.explain import explain as explain_price

    check_language(lang)
    try:
        outcome, base = read_outcome(folder), read_outcome(folder / "base")
    except OutcomeError as error:
        refuse(str(error))
    found = case_of_outcome(outcome, case)
    if period is not None and not covers(outcome, day_of("--period", period)):
        refuse(f"{period} lies outside the run, which begins on {outcome.manifest['periods'][0]}")
    asked = highest_prices(found, base, outcome, region, material, day_of("--period", period))
    if not asked:
        refuse(f"{folder} holds no price for {material or 'any material'} in {region or 'any region'}")
    answers = [
        {"region": place, "material": what, "date": str(day),
         "sentences": explain_price(found, base, outcome, place, what, day, lang)}
        for place, what, day in asked
    ]  # fmt: skip
    if as_json:
        echo_json({"explained": answers})
    else:
        typer.echo("\n\n".join("\n".join(str(line) for line in answer["sentences"]) for answer in answers))


def _with_conduct(case: Case, scenario: Scenario, conduct: str | None) -> Scenario:
    """Return a scenario in which exporters act as an option says."""
    from didymium.cli.requests import naming_options
    from didymium.scenario.reading import refuse_wrong

    if conduct is None:
        return scenario
    if conduct not in ("price_taking", "conjectural_variation"):
        refuse(f'--conduct "{conduct}" is neither price_taking nor conjectural_variation')
    changed = scenario.model_copy(update={"conduct": conduct})
    with naming_options({scenario.title: "--conduct"}):
        refuse_wrong(case, changed, scenario.title)
    return changed


def _check_report(path: Path) -> None:
    """Refuse to write over a page that no run has written."""
    if path.exists() and (not path.is_file() or GENERATOR not in path.read_bytes()[:1000]):
        refuse(f"{path} was not written by didymium and would be lost: move it, or give another --out")


def _scenarios(case: Case, names: Sequence[str]) -> dict[str, Scenario]:
    """Read scenarios by name or path; each is known by the stem of its file, which names its folder."""
    from didymium.scenario.reading import read_scenario

    if not names:
        refuse(f"{case.settings.name} has no scenarios: write one into its folder scenarios")
    found: dict[str, Scenario] = {}
    for name in names:
        stem = Path(name).stem
        if stem in found or stem in OWN_NAMES:
            refuse(f'two results would be called "{stem}": rename the scenario {name}')
        found[stem] = read_scenario(case, name)
    return found


def _solved(
    case: Case, calibration: Calibration, name: str, scenario: Scenario, advance: Callable[[str, int], None]
) -> ScenarioRun:
    from didymium.views.service import solve_scenario

    with answering(scenario.title):
        return solve_scenario(
            case, calibration, name, scenario, progress=lambda message: advance(f"{name}, {message}", 0)
        )


def _flips(case: Case, runs: list[ScenarioRun], quiet: bool) -> tuple[Answers, list[Flip]] | None:
    """Search what would flip the headlines of the run told in full; nothing if nothing happens in it."""
    from didymium.cli.ensemble_commands import chosen_inputs
    from didymium.cli.flip_commands import PROFILE, search_flips
    from didymium.views.run_view import main_run

    main = main_run(runs, case.settings.usual.scenario).scenario
    if not main.happens:
        return None
    if PROFILE in case.settings.profiles:
        main = main.model_copy(update={"profile": PROFILE})
    inputs = chosen_inputs(case, main, None)
    with answering(main.title):
        return search_flips(case, main, inputs, None, quiet) if inputs.moving else None


def _write_report(
    case: Case,
    calibration: Calibration,
    runs: list[ScenarioRun],
    path: Path,
    lang: str,
    flips: tuple[Answers, list[Flip]] | None,
) -> None:
    from didymium.outcome.store import write_text
    from didymium.views.report import render_report

    write_text(path, render_report(case, calibration, runs, lang, flips=flips))


def _write_charts(
    case: Case, calibration: Calibration, runs: list[ScenarioRun], folder: Path, lang: str
) -> None:
    from didymium.views.chart_files import write_charts

    write_charts(case, calibration, runs, folder, lang)


def _print_run(
    case: Case, calibration: Calibration, runs: list[ScenarioRun], report: Path, lang: str
) -> None:
    from didymium.views.terminal import print_run

    print_run(sys.stdout, case, calibration, runs, report, lang)
