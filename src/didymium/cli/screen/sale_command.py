"""``didymium screen sale``: what the sale of a mine or plant does."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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
    refuse,
    writing,
)

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.screening.sale.request import SaleRequest
    from didymium.views.screening.sale.view import SaleView

OPTIONS: Mapping[str, str] = {
    "plant": "--plant",
    "buyer": "--buyer",
    "buyer_country": "--buyer-country",
    "scenario": "--scenario",
    "reading": "--reading",
    "stake_percent": "--stake",
    "control": "--control",
    "offtake_share": "--offtake",
    "members": "--members",
    "profile": "--profile",
}
"""Options by the field that they fill."""


@command
def sale(
    case: CaseArgument = DEFAULT_CASE,
    plant: Annotated[str, typer.Option("--plant", metavar="PLANT", help="The plant sold.")] = "",
    buyer: Annotated[str, typer.Option("--buyer", metavar="NAME", help="Who buys.")] = "",
    buyer_country: Annotated[
        str,
        typer.Option("--buyer-country", metavar="CODE", help="Country that controls the buyer, as CHN."),
    ] = "",
    scenario: Annotated[
        str | None,
        typer.Option("--scenario", help="Restriction tried; blank: the buyer's country's harshest."),
    ] = None,
    reading: Annotated[
        str | None,
        typer.Option("--reading", help="The output is then withheld (usual) or redirected to its country."),
    ] = None,
    stake: Annotated[
        float | None, typer.Option("--stake", metavar="PERCENT", help="Share sold; blank: 100.")
    ] = None,
    control: Annotated[
        str | None, typer.Option("--control", help="Control passes: by_stake (above 50 %), yes or no.")
    ] = None,
    offtake: Annotated[
        float | None,
        typer.Option("--offtake", metavar="SHARE", help="Share of output kept for present customers."),
    ] = None,
    members: Annotated[
        str | None, typer.Option("--members", metavar="LIST", help="Regions compared; blank: the case's.")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="Division of time; blank: live.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for tables, charts and report.")
    ] = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what the sale of a plant does to concentration and to time to survive."""
    check_language(lang)
    _refuse_missing({"--plant": plant, "--buyer": buyer, "--buyer-country": buyer_country})
    if out is not None:
        from didymium.views.screening.sale.files import ENDINGS

        check_places([out], ENDINGS)
    from didymium.screening.sale.request import SaleRequest

    fields: dict[str, object] = {
        "plant": plant,
        "buyer": buyer,
        "buyer_country": buyer_country,
        "scenario": scenario,
        "reading": reading,
        "stake_percent": stake,
        "control": control,
        "offtake_share": offtake,
        "members": listed(members),
        "profile": profile,
    }
    request = request_of(SaleRequest, fields, OPTIONS)
    found = checked_case(case, overlay, as_json)
    if not found.settings.calibrated:
        refuse(f"{found.settings.name} is not calibrated: shares are taken of its base year")
    _show(_reviewed(found, request, quiet or as_json), out, lang, as_json, quiet)


def _refuse_missing(given: Mapping[str, str]) -> None:
    missing = [option for option, text in given.items() if not text.strip()]
    if missing:
        refuse(
            f"{', '.join(missing)} must say what is sold to whom (as --plant P --buyer B --buyer-country CHN)"
        )


def _reviewed(case: Case, request: SaleRequest, quiet: bool) -> SaleView:
    from didymium.screening.sale.review import STEPS, review_sale
    from didymium.views.screening.sale.view import SaleView

    if case.evidence is None:
        refuse(f"{case.settings.name} has no evidence to find owners and thresholds in")
    calibration = calibrated(case)
    with progress_bar("sale", STEPS, quiet) as advance, answering("sale"), naming_options(OPTIONS):
        review = review_sale(
            case, calibration.base, request, progress=lambda what, done, count: advance(what, 1)
        )
    return SaleView(case, case.evidence, review)


def _show(view: SaleView, out: Path | None, lang: str, as_json: bool, quiet: bool) -> None:
    if out is not None:
        from didymium.views.screening.sale.files import write_sale

        with writing(out):
            write_sale(view, out, lang)
    if as_json:
        from didymium.views.screening.sale.data import sale_data

        echo_json({"out": None if out is None else str(out), **sale_data(view)})
    elif not quiet:
        from didymium.views.answer.parts import print_answer
        from didymium.views.screening.sale.shown import show_sale
        from didymium.views.wording import words_for

        print_answer(sys.stdout, show_sale(words_for(view.case, lang), view, charts=False), out)
