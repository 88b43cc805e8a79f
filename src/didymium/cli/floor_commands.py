"""``didymium floor``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.flip_commands import FlipInputOption, FlipOption, decision_flips
from didymium.cli.progress import progress_bar
from didymium.cli.rival_options import PASSIVE, RivalFileOption, RivalOption, chosen_rival
from didymium.cli.steps import (
    LangOption,
    answering,
    calibrated,
    check_language,
    check_places,
    checked_case,
    day_of,
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.calibration.calibrate import Calibration
    from didymium.case.case import Case
    from didymium.decisions.floors.answered import FloorAnswered
    from didymium.decisions.floors.compare import Comparison
    from didymium.decisions.floors.designs import FloorQuestion
    from didymium.decisions.rival.schema import Rival
    from didymium.ensemble.flip.search import Answers, Flip
    from didymium.market.base_year import BaseYear
    from didymium.scenario.schema import Scenario

PROFILE = "live"
STEPS_WITH_RIVAL = 3
"""Steps of a design with a rival: before, the reply, after."""
ENDINGS = (".csv", ".parquet", ".json", ".svg")


def register(app: typer.Typer) -> None:
    """Add the command about floors."""
    app.command("floor")(floor)


@command
def floor(
    case: CaseArgument = DEFAULT_CASE,
    material: Annotated[
        str | None, typer.Option(help="Material under the floor; blank: the case's usual.")
    ] = None,
    price: Annotated[
        float | None,
        typer.Option("--floor", help="US dollars per kg; blank: the case's, or twice the base price."),
    ] = None,
    club: Annotated[
        str | None, typer.Option(help="Club, or region, in which it holds; blank: the case's usual.")
    ] = None,
    compare: Annotated[bool, typer.Option("--compare", help="All designs side by side.")] = False,
    design: Annotated[
        str, typer.Option("--design", help="The design to look at without --compare.")
    ] = "border_levy",
    begin: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="First day; blank: a year after the case's, or a month before the rival moves.",
        ),
    ] = None,
    profile: Annotated[str, typer.Option(help="Division of time, one of the case's profiles.")] = PROFILE,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="What happens besides: its events and instruments.")
    ] = None,
    dumping: Annotated[
        float, typer.Option("--dumping", metavar="TONNES", help="Price war: tonnes a year at 40 % off.")
    ] = 0.0,
    dumping_origin: Annotated[
        str | None, typer.Option(help="Who dumps; blank: the largest producer outside.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")] = Path(
        "out/floor"
    ),
    rival: RivalOption = PASSIVE,
    rival_file: RivalFileOption = None,
    flip: FlipOption = False,
    only: FlipInputOption = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what a floor under a price does: does it hold, who pays, what moves abroad, what runs then."""
    from didymium.case.usual import usual
    from didymium.decisions.floors.answered import rival_facing
    from didymium.decisions.floors.asking import checked_question
    from didymium.decisions.floors.designs import DESIGNS, FloorQuestion
    from didymium.decisions.floors.usual import first_floor
    from didymium.ensemble.inputs import case_inputs
    from didymium.views.floor_files import write_floor

    check_language(lang)
    found = checked_case(case, overlay, as_json)
    if design not in DESIGNS[1:]:
        refuse(f'--design "{design}" is not among {", ".join(DESIGNS[1:])}')
    designs = DESIGNS if compare else ("none", design)
    who = chosen_rival(found, rival, rival_file, _contradicting(dumping, dumping_origin, flip))
    first = day_of("--from", begin) or _usual_day(found, who)
    besides = _besides(found, scenario)
    calibration = _calibration(found)
    stated = usual(found)
    material, club = material or stated.floor_material, club or stated.floor_club
    price = first_floor(found, calibration.base, material) if price is None else price
    question = checked_question(
        found,
        calibration.base,
        FloorQuestion(material, price, club, first, profile, besides, dumping_origin or "", dumping),
    )
    turned = None if who is None else rival_facing(found, question, who)
    check_places([out], ENDINGS)
    steps = len(designs) * (1 if turned is None else STEPS_WITH_RIVAL)
    with progress_bar("floor", steps, quiet or as_json) as advance, answering("floor"):
        comparison, answered = _compared(
            found, calibration.base, question, designs, turned, lambda name: advance(name, 1)
        )
    with writing(out):
        write_floor(found, comparison, out, lang, answered)
    flips = _flips(found, calibration, question, designs, only, quiet or as_json) if flip else None
    moved = len(case_inputs(found, only))
    _show(found, comparison, answered, out, lang, as_json, quiet, flips, moved)


def _usual_day(case: Case, rival: Rival | None) -> dt.date:
    """Return the first day of a floor of which none is stated: a month before a rival who answers moves, else
    a year after the case begins.
    """
    from didymium.market.periods import add_months

    if rival is not None:
        return add_months(rival.moves_on, -1)
    return dt.date(case.settings.start.year + 1, case.settings.start.month, 1)


def _compared(
    case: Case,
    base: BaseYear,
    question: FloorQuestion,
    designs: tuple[str, ...],
    rival: Rival | None,
    progress: Callable[[str], None],
) -> tuple[Comparison, FloorAnswered | None]:
    """Return designs side by side, and what becomes of them once a rival has answered, if one does."""
    from didymium.decisions.floors.answered import answer_designs
    from didymium.decisions.floors.compare import compare_designs

    if rival is None:
        return compare_designs(case, base, question, designs, progress=progress), None
    answered = answer_designs(case, base, question, designs, rival, progress=progress)
    return answered.before, answered


def _contradicting(dumping: float, origin: str | None, flip: bool) -> Iterator[tuple[str, str, str]]:
    """Yield the options given that do not go with a rival who answers."""
    if dumping or origin is not None:
        yield "--dumping", "is a price war, and a rival who answers chooses its own", "leave it out"
    if flip:
        yield "--flip", "asks about a rival that does nothing", "leave it out, or say --rival passive"


def _besides(case: Case, name: str | None) -> Scenario | None:
    from didymium.scenario.reading import read_scenario

    return None if name is None else read_scenario(case, name)


def _calibration(case: Case) -> Calibration:
    if not case.settings.calibrated:
        refuse(f"{case.settings.name} is not calibrated: a floor needs base prices to be compared with")
    return calibrated(case)


def _flips(
    case: Case,
    calibration: Calibration,
    question: FloorQuestion,
    designs: tuple[str, ...],
    only: list[str] | None,
    quiet: bool,
) -> tuple[Answers, list[Flip]]:
    from didymium.decisions.flips import floor_question

    asked = [floor_question(question, designs) for _ in range(2)]
    with answering("floor"):
        return decision_flips(case, calibration.base, asked, only, quiet)


def _show(
    case: Case,
    comparison: Comparison,
    answered: FloorAnswered | None,
    out: Path,
    lang: str,
    as_json: bool,
    quiet: bool,
    flips: tuple[Answers, list[Flip]] | None,
    moved: int,
) -> None:
    if as_json:
        from didymium.ensemble.flip.search import flips_report
        from didymium.views.floor_report import floor_report

        found = {"flips": flips_report(*flips)} if flips else {}
        if answered is not None:
            from didymium.views.answered.floors import answered_data

            found["rival"] = answered_data(answered)
        echo_json({"out": str(out), **floor_report(case, comparison), **found})
    elif not quiet:
        if flips is not None:
            from didymium.views.ensemble.terminal import print_flips

            print_flips(sys.stdout, case, case.settings.title, moved, *flips, lang)
        from didymium.views.floor_terminal import print_floor

        print_floor(sys.stdout, case, comparison, out, lang, answered)
