"""``didymium coalition``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption, QuietOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.progress import progress_bar
from didymium.cli.requests import listed, naming_options, request_of
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
    from didymium.case.case import Case
    from didymium.decisions.alliance.request import CoalitionRequest, FloorAsked
    from didymium.views.coalition.view import CoalitionView

STEPS = 100
"""Steps of the progress bar for each kind of work: scenarios, sets, floor, check."""


def register(app: typer.Typer) -> None:
    """Add the command about alliances."""
    app.command("coalition")(coalition)


@command
def coalition(
    case: CaseArgument = DEFAULT_CASE,
    members: Annotated[
        str | None,
        typer.Option(
            "--members",
            metavar="LIST",
            help="At most ten regions or clubs, as JPN,USA,EU=eu,NORTH=CAN+GBR; blank: the case's usual.",
        ),
    ] = None,
    founders: Annotated[
        str | None,
        typer.Option("--founders", metavar="LIST", help="Who others may join; blank: the case's usual."),
    ] = None,
    newcomer: Annotated[
        str | None,
        typer.Option("--newcomer", metavar="NAME", help="Who joins them; blank: KOR, or who adds most."),
    ] = None,
    scenarios: Annotated[
        list[str] | None,
        typer.Option(
            "--scenarios",
            "--scenario",
            metavar="NAME[=WEIGHT]",
            help="What may come, with commas or several times; blank: all that restrict exports.",
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option("-n", "--draws", help="Draws of uncertain figures a scenario; 0: as stated.")
    ] = 0,
    standing: Annotated[
        int | None, typer.Option("--standing", help="Futures that stand for all draws; blank: 20.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    days: Annotated[int, typer.Option(help="Length of the emergency from its declaration.")] = 180,
    alpha: Annotated[float, typer.Option(help="Share of emergencies that are not worst.")] = 0.95,
    floor: Annotated[
        float | None, typer.Option("--floor", metavar="USD", help="A common price floor, US dollars per kg.")
    ] = None,
    floor_material: Annotated[
        str | None, typer.Option("--floor-material", help="What it holds for; blank: the case's usual.")
    ] = None,
    floor_design: Annotated[
        str | None, typer.Option("--floor-design", help="How it is held; blank: border_levy.")
    ] = None,
    floor_from: Annotated[
        str | None, typer.Option("--floor-from", metavar="DATE", help="First day; blank: the case's.")
    ] = None,
    floor_scenario: Annotated[
        str | None, typer.Option("--floor-scenario", help="What happens besides; blank: nothing.")
    ] = None,
    floor_dumping: Annotated[
        float | None,
        typer.Option("--floor-dumping", metavar="TONNES", help="Price war: tonnes a year at 40 % off."),
    ] = None,
    floor_dumping_origin: Annotated[
        str | None,
        typer.Option("--floor-dumping-origin", help="Who dumps; blank: the largest producer outside."),
    ] = None,
    floor_profile: Annotated[
        str | None, typer.Option("--floor-profile", help="Division of time of its runs; blank: live.")
    ] = None,
    give_way_abroad: Annotated[
        bool, typer.Option("--give-way-abroad", help="Sectors of one member give way to those of another.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads.")] = 2,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts and report.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what each new member adds to an alliance, what it is due, and who would rather stay out."""
    check_language(lang)
    if out is not None:
        from didymium.views.coalition.files import ENDINGS

        check_places([out], ENDINGS)
    found = checked_case(case, overlay, as_json)
    asked = _floor(
        found,
        floor,
        {
            "material": floor_material,
            "enforcement": floor_design,
            "begin": day_of("--floor-from", floor_from),
            "scenario": floor_scenario,
            "dumping_t_per_year": floor_dumping,
            "dumping_origin": floor_dumping_origin,
            "profile": floor_profile,
        },
    )
    fields: dict[str, object] = {
        "members": listed(members),
        "founders": listed(founders),
        "newcomer": newcomer,
        "scenarios": [_weighted(one) for text in scenarios or () for one in listed(text)],
        "draws": draws,
        "standing": standing,
        "seed": seed,
        "days": days,
        "alpha": alpha,
        "give_way_abroad": give_way_abroad,
        "floor": asked,
        "workers": workers,
    }
    from didymium.decisions.alliance.request import CoalitionRequest

    request = request_of(CoalitionRequest, fields, OPTIONS)
    if not found.settings.calibrated:
        refuse(f"{found.settings.name} is not calibrated: losses are measured by its base flows and prices")
    _show(_answered(found, request, quiet or as_json), out, lang, as_json, quiet)


FLOOR_OPTIONS: Mapping[str, str] = {
    "material": "--floor-material",
    "enforcement": "--floor-design",
    "begin": "--floor-from",
    "scenario": "--floor-scenario",
    "dumping_t_per_year": "--floor-dumping",
    "dumping_origin": "--floor-dumping-origin",
    "profile": "--floor-profile",
    "usd_per_kg": "--floor",
}
"""Options of a floor by the field that they fill."""
OPTIONS: Mapping[str, str] = {
    "members": "--members",
    "founders": "--founders",
    "newcomer": "--newcomer",
    "scenarios": "--scenarios",
    "draws": "--draws",
    "standing": "--standing",
    "seed": "--seed",
    "days": "--days",
    "alpha": "--alpha",
    "floor": "--floor",
    "workers": "--workers",
    "--material": "--floor-material",
    "--from": "--floor-from",
    "--profile": "--floor-profile",
    "--dumping": "--floor-dumping",
    "--dumping-origin": "--floor-dumping-origin",
}
"""Options by the field that they fill, or by how questions about floors call them."""


def _floor(case: Case, usd_per_kg: float | None, fields: Mapping[str, object]) -> FloorAsked | None:
    """Return the floor that is asked for; what goes with one is refused without it."""
    from didymium.case.usual import usual
    from didymium.decisions.alliance.request import FloorAsked

    if usd_per_kg is None:
        given = [FLOOR_OPTIONS[name] for name, value in fields.items() if value is not None]
        if given:
            refuse(f"{', '.join(given)} without a floor (give --floor 110)")
        return None
    material = fields["material"] or usual(case).floor_material
    return request_of(FloorAsked, {**fields, "material": material, "usd_per_kg": usd_per_kg}, FLOOR_OPTIONS)


def _weighted(text: str) -> dict[str, object]:
    """Read a scenario with its weight."""
    name, _, weight = text.partition("=")
    try:
        return {"name": name, "weight": float(weight) if weight else 1.0}
    except ValueError:
        refuse(f'--scenarios "{text}" has a weight that is not a number (write {name}=2)')


def _answered(case: Case, request: CoalitionRequest, quiet: bool) -> CoalitionView:
    from didymium.decisions.alliance.answering import answer_coalition
    from didymium.decisions.alliance.asking import check_coalition
    from didymium.views.coalition.view import view_of

    calibration = calibrated(case)
    with naming_options(OPTIONS):
        checked = check_coalition(case, calibration.base, request)
    kinds = ["check" if request.draws else "", "floor" if checked.floor is not None else "", "future"]
    sources = [f"{one.name}, draw" for one in checked.scenarios] if request.draws else ["scenario"]
    work = [*sources, *(kind for kind in kinds if kind)]
    with (
        progress_bar("coalition", STEPS * len(work), quiet) as advance,
        answering("coalition"),
        naming_options(OPTIONS),
    ):
        answer = answer_coalition(case, calibration, request, progress=evenly(work, advance))
        return view_of(case, answer)


def evenly(kinds: Sequence[str], advance: Callable[[str, int], None]) -> Callable[[str, int, int], None]:
    """Return what tells a bar of :data:`STEPS` for each kind of work how far it is."""
    reached = dict.fromkeys(kinds, 0)

    def told(what: str, done: int, count: int) -> None:
        now = STEPS * done // max(count, 1)
        steps = now - reached.get(what, now)
        reached[what] = now
        advance(f"{what} {done} of {count}", steps)

    return told


def _show(view: CoalitionView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.coalition.files import write_coalition

        with writing(out):
            write_coalition(view, out, lang)
    if as_json:
        from didymium.views.coalition.data import coalition_data

        echo_json({"out": None if out is None else str(out), **coalition_data(view)})
    elif not quiet:
        from didymium.views.coalition.terminal import print_coalition

        print_coalition(sys.stdout, view, out, lang)
