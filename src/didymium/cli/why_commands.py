"""``didymium why``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption
from didymium.cli.console import command, echo_json
from didymium.cli.steps import LangOption, case_of_outcome, check_language, day_of, refuse

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.outcome.tables import Outcome
    from didymium.scenario.schema import Scenario


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why")(why)


@command
def why(
    folder: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder that solve or run wrote for one scenario.")
    ],
    price: Annotated[
        str | None, typer.Option("--price", metavar="MATERIAL", help="Whose price; without it, the peak.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Where; without it, the peak.")] = None,
    period: Annotated[
        str | None, typer.Option(metavar="DATE", help="A day or month of the period: 2025-06.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="The case, if it is not a bundled one.")] = None,
    overlay: OverlayOption = None,
    most: Annotated[int, typer.Option("--most", help="Show at most so many rows of a table.", min=1)] = 40,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """List the facts that a price rests on, through scenario and calibration, each with source and date."""
    from didymium.indicators.why import NoSuchPrice
    from didymium.indicators.why import why as trace
    from didymium.outcome.store import OutcomeError, read_outcome
    from didymium.views.evidence.speaking import speaker_for
    from didymium.views.evidence.why_view import print_why, why_record
    from didymium.views.explain import highest_prices

    check_language(lang)
    day = day_of("--period", f"{period}-01" if period and len(period) == 7 else period)
    try:
        outcome, base = read_outcome(folder), read_outcome(folder / "base")
    except OutcomeError as error:
        refuse(str(error))
    found = case_of_outcome(outcome, case, overlay)
    asked = highest_prices(found, base, outcome, region, price, day, most=1)
    if not asked:
        refuse(f"{folder} holds no price for {price or 'any material'} in {region or 'any region'}")
    place, material, peak = asked[0]
    try:
        answer = trace(found, _scenario(found, outcome), outcome, place, material, day or peak)
    except NoSuchPrice as error:
        refuse(str(error))
    speaker = speaker_for(found, lang)
    if as_json:
        echo_json(why_record(speaker, answer))
    else:
        print_why(sys.stdout, speaker, answer, most)


def _scenario(case: Case, outcome: Outcome) -> Scenario | None:
    """Read the scenario of a result; none if it is no scenario of the case."""
    from didymium.scenario.reading import list_scenarios, read_scenario

    if outcome.scenario not in list_scenarios(case):
        typer.echo(
            f"note: {outcome.scenario} is no scenario of {case.settings.name}: its events are left out",
            err=True,
        )
        return None
    return read_scenario(case, outcome.scenario)
