"""``didymium rival``: policies held against a rival that answers."""

from __future__ import annotations

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.coalition_commands import STEPS, evenly
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed, request_of
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
    from didymium.case.case import Case
    from didymium.decisions.rival.asking import RivalRequest
    from didymium.decisions.rival.schema import Rival
    from didymium.views.rival.view import RivalView

OPTIONS = {
    "rival": "--rival", "policies": "--policy", "aim": "--aim", "evaluations": "--evaluations",
    "again": "--again", "recheck": "--no-recheck",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command about rivals."""
    app.command("rival")(rival)


@command
def rival(
    case: CaseArgument = DEFAULT_CASE,
    name: Annotated[
        str,
        typer.Option(
            "--rival", metavar="NAME|FILE", help="A rival file of the case, or a path; blank: its first."
        ),
    ] = "",
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy", metavar="NAME", help="Only this policy of the file; several times; blank: all."
        ),
    ] = None,
    aim: Annotated[
        list[str] | None,
        typer.Option(
            "--aim",
            metavar="WHAT=WEIGHT",
            help="Another aim: revenue, income, share, harm; several times. Others then weigh nothing.",
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="The alliance moves once more, and the rival after it.")
    ] = False,
    evaluations: Annotated[
        int | None,
        typer.Option(
            "--evaluations", metavar="N", help="Moves tried at most against each policy; blank: the file's."
        ),
    ] = None,
    recheck: Annotated[
        bool,
        typer.Option(
            "--recheck/--no-recheck", help="Work the replies out once more on a finer division of time."
        ),
    ] = True,
    lasting: Annotated[
        bool,
        typer.Option(
            "--lasting",
            help="Also how long each restriction pays its author, with entry and exit (minutes).",
        ),
    ] = False,
    show_list: Annotated[
        bool,
        typer.Option(
            "--list", help="Say who may move, how far, and which policies there are; nothing is solved."
        ),
    ] = False,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Show the last record; nothing is solved.")
    ] = False,
    record: Annotated[
        bool, typer.Option("--record", help="Keep the game beside the rival's file, for pages and reports.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Folder for report, tables, charts and a scenario of each policy with its reply.",
        ),
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say how a rival answers each policy of an alliance, and which policy stands once it has."""
    check_language(lang)
    fields: dict[str, object] = {
        "rival": name, "policies": [one for text in policy or () for one in listed(text)],
        "aim": _aim(aim or ()), "again": again, "evaluations": evaluations, "recheck": recheck,
    }  # fmt: skip
    from didymium.decisions.rival.asking import RivalRequest

    request = request_of(RivalRequest, fields, OPTIONS)
    _check_options(request, recorded, record, lasting, show_list)
    found = checked_case(case, overlay, as_json)
    if show_list:
        _list(found, lang, as_json)
        return
    if out is not None:
        from didymium.views.answer.files import ENDINGS

        check_places([out], ENDINGS)
    still = quiet or as_json
    if record:
        _check_record(found, request)
    view = _recorded(found, request) if recorded else _played(found, request, still)
    if lasting:
        view = _with_lasting(view, still)
    if record:
        _record(view)
    _show(view, out, lang, as_json, quiet)


def _aim(given: list[str] | tuple[()]) -> dict[str, str]:
    """Read weights of an aim."""
    wrong = [text for text in given if "=" not in text]
    if wrong:
        refuse("\n".join(f'--aim "{text}" has no weight (write {text}=1)' for text in wrong))
    return {what.strip(): weight for what, _, weight in (text.partition("=") for text in given)}


def _check_options(
    request: RivalRequest, recorded: bool, record: bool, lasting: bool, show_list: bool
) -> None:
    """Refuse options that contradict each other."""
    wrong = []
    if (recorded or record) and not request.is_whole:
        wrong.append("a record is of the whole game of a file: leave --policy, --aim and --evaluations away")
    if recorded and (request.again or (record and not lasting)):
        wrong.append("--recorded plays nothing: leave --again and, but for --lasting, --record away")
    if show_list and (recorded or record or lasting):
        wrong.append("--list solves nothing and keeps nothing: leave --recorded, --record, --lasting away")
    if wrong:
        refuse("\n".join(wrong))


def _played(case: Case, request: RivalRequest, quiet: bool) -> RivalView:
    from didymium.decisions.rival.asking import rival_asked
    from didymium.decisions.rival.playing import play
    from didymium.decisions.rival.results import NONE
    from didymium.views.rival.view import RivalView

    name, found = rival_asked(case, request)
    _refuse_uncalibrated(case)
    base_year = calibrated(case).base
    kinds = [NONE, *(request.policies or (one.name for one in found.policy))]
    with progress_bar("rival", STEPS * len(kinds), quiet) as advance, answering(name):
        told = evenly(kinds, advance)
        game = play(
            case, base_year, found, policies=request.policies, evaluations=request.evaluations,
            again=request.again, recheck=request.recheck,
            progress=lambda done, count, said: told(said, done, count),
        )  # fmt: skip
    return RivalView(case, name, found, game)


def _refuse_uncalibrated(case: Case) -> None:
    if not case.settings.calibrated:
        refuse(f"{case.settings.name} is not calibrated: moves are weighed by its base flows and prices")


def _with_lasting(view: RivalView, quiet: bool) -> RivalView:
    """Add what each restriction of the file comes to by its length."""
    from didymium.decisions.rival.lasting import lasting_restrictions

    _refuse_uncalibrated(view.case)
    base_year = calibrated(view.case).base
    with progress_bar("lasting", 1, quiet) as advance, answering(view.name):
        found = lasting_restrictions(view.case, base_year, view.rival, lambda message: advance(message, 0))
    return replace(view, lasting=found)


def _record(view: RivalView) -> None:
    from didymium.decisions.rival.records import write_record

    write_record(view.case, view.name, view.rival, view.game, dt.date.today(), view.lasting)


def _check_record(case: Case, request: RivalRequest) -> None:
    """Refuse a record that could not be kept, before anything is solved."""
    from didymium.decisions.rival.asking import rival_asked
    from didymium.decisions.rival.reading import FOLDER, list_rivals
    from didymium.outcome.recording import RecordError, refuse_unwritable

    name, _ = rival_asked(case, request)
    if request.rival not in ("", *list_rivals(case)):
        refuse(f"--record: {name} is no rival file of {case.settings.name} (put it into its {FOLDER}/)")
    try:
        refuse_unwritable(case, FOLDER)
    except RecordError as error:
        refuse(str(error))


def _recorded(case: Case, request: RivalRequest) -> RivalView:
    from didymium.decisions.rival.asking import rival_asked
    from didymium.decisions.rival.records import recorded
    from didymium.views.rival.view import view_recorded

    name, found = rival_asked(case, request)
    game = recorded(case, name, found)
    if game is None:
        refuse(f"nothing is recorded of {name} in {case.settings.name}: play it with --record")
    return view_recorded(case, name, found, game)


def _list(case: Case, lang: str, as_json: bool) -> None:
    """Say which rivals a case has."""
    from didymium.decisions.rival.reading import list_rivals, read_rival
    from didymium.views.rival.listed import print_rivals, rivals_data

    found: dict[str, Rival] = {name: read_rival(case, name) for name in list_rivals(case)}
    if as_json:
        echo_json({"rivals": rivals_data(found)})
    else:
        print_rivals(sys.stdout, case, found, lang)


def _show(view: RivalView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    from didymium.views.rival.shown import shown_rival, solve_command

    answer = shown_rival(view, lang, with_charts=out is not None)
    if out is not None:
        from didymium.views.answer.files import write_answer

        with writing(out):
            write_answer(answer, out)
    if as_json:
        echo_json({"out": None if out is None else str(out), **answer.data})
    elif not quiet:
        from didymium.views.answer.parts import print_answer

        print_answer(sys.stdout, answer, out)
        if out is not None:
            from didymium.views.printing import console_for, say

            command = solve_command(view.case.settings.name, view.game.best_against_reply, str(out))
            say(console_for(sys.stdout), [answer.words("rival.say.scenarios", command=command)])
