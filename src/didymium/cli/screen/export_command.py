"""``didymium screen export``: may these goods leave."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command
from didymium.cli.requests import listed
from didymium.cli.screen.showing import (
    CaseOption,
    OutOption,
    ReadingOption,
    check_out,
    country_of,
    percent_bounds,
    reading_of,
    show,
)
from didymium.cli.steps import LangOption, day_of, refuse, speaker_of

if TYPE_CHECKING:
    from didymium.evidence.evidence import Evidence
    from didymium.evidence.rule_tests import EndUse
    from didymium.screening.answer import Holds
    from didymium.screening.export.shipment import EndUser


@command
def export(
    bill: Annotated[Path, typer.Argument(metavar="BOM.csv", help="Bill of materials of what is shipped.")],
    shipped_from: Annotated[
        str, typer.Option("--from", metavar="COUNTRY", help="Country that the goods leave.")
    ] = "CHN",
    destination: Annotated[
        str, typer.Option("--destination", metavar="COUNTRY", help="Country of the end user.")
    ] = "JPN",
    end_user: Annotated[str, typer.Option("--end-user", metavar="NAME", help="Who uses the goods.")] = "",
    end_user_country: Annotated[
        str | None,
        typer.Option("--end-user-country", metavar="COUNTRY", help="Its country; blank: the destination."),
    ] = None,
    end_use: Annotated[
        str | None,
        typer.Option("--end-use", metavar="LIST", help="civil, military, military_strength, humanitarian …"),
    ] = None,
    military_user: Annotated[
        str, typer.Option("--military-user", help="Whether it is a military user: yes, no or unknown.")
    ] = "unknown",
    not_listed: Annotated[
        bool, typer.Option("--not-listed", help="You have checked that the end user is on no list.")
    ] = False,
    listed_owners: Annotated[
        str | None,
        typer.Option(
            "--listed-owners", metavar="PERCENT", help="Share that listed parties hold of it, as 30 or 20-35."
        ),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about; without it, today.")
    ] = None,
    reading: ReadingOption = "as_known",
    timeline: Annotated[bool, typer.Option("--timeline", help="Answer on every date as well.")] = False,
    out: OutOption = None,
    case: CaseOption = DEFAULT_CASE,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say whether goods may leave: permitted, licence needed, prohibited or unknown, and what to change."""
    from didymium.screening.export.bill import read_bill
    from didymium.screening.export.shipment import make_shipment
    from didymium.views.screening.export.shown import show_export
    from didymium.views.screening.export.view import view_shipment

    check_out(out)
    speaker = speaker_of(case, overlay, lang)
    evidence, day = speaker.evidence, day_of("--as-of", as_of) or dt.date.today()
    user = _user(
        evidence,
        end_user,
        end_user_country,
        military_user,
        not_listed,
        None if listed_owners is None else percent_bounds("--listed-owners", listed_owners),
    )
    shipment = make_shipment(
        read_bill(bill),
        evidence,
        country_of("--from", shipped_from, evidence),
        country_of("--destination", destination, evidence),
        user,
        _uses(end_use),
    )
    view = view_shipment(
        evidence, shipment, day, reading=reading_of(reading), timeline=timeline or out is not None
    )
    show(show_export(speaker, view, charts=out is not None), out, as_json)


def _user(
    evidence: Evidence,
    name: str,
    country: str | None,
    military: str,
    not_listed: bool,
    owners: tuple[float, float] | None,
) -> EndUser:
    from didymium.screening.export.shipment import EndUser

    return EndUser(
        name=name,
        country="" if country is None else country_of("--end-user-country", country, evidence),
        military=_holds(military),
        declared_unlisted=not_listed,
        listed_owners_percent=owners,
    )


def _holds(text: str) -> Holds:
    from didymium.screening.answer import Holds

    try:
        return Holds(text)
    except ValueError:
        refuse(f'--military-user "{text}" is none of yes, no, unknown')


def _uses(text: str | None) -> frozenset[EndUse] | None:
    from didymium.evidence.rule_tests import EndUse

    if text is None:
        return None
    known: tuple[EndUse, ...] = get_args(EndUse)
    asked = listed(text) or ()
    unknown = [name for name in asked if name not in known]
    if unknown or not asked:
        refuse(f'--end-use "{", ".join(unknown) or text}" is unknown (choose {", ".join(known)})')
    return frozenset(name for name in known if name in asked)
