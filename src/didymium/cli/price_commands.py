"""``didymium reference-price`` and ``didymium manipulation``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, FAILED, Refused, command, echo_json
from didymium.cli.flip_commands import FlipInputOption, FlipOption, decision_flips
from didymium.cli.steps import LangOption, answering, calibrated, check_language, checked_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from didymium.case.case import Case

MaterialOption = Annotated[
    list[str] | None, typer.Option("--material", help="A material or a group; several times for several.")
]
ExporterOption = Annotated[
    str, typer.Option("--exporter", help="The country whose prices are quoted; blank: the case's usual.")
]
ReturnOption = Annotated[float, typer.Option("--return", help="Real return that capital must earn, a year.")]
JointOption = Annotated[
    str, typer.Option("--joint", help="How costs fall on joint products: value or credit.")
]


def register(app: typer.Typer) -> None:
    """Add the commands about prices and costs."""
    app.command("reference-price")(reference_price)
    app.command("manipulation")(manipulation)


@command
def reference_price(
    case: CaseArgument = DEFAULT_CASE,
    material: MaterialOption = None,
    club: Annotated[str | None, typer.Option(help="Club or region whose use is to be met.")] = None,
    suppliers: Annotated[
        list[str] | None, typer.Option("--suppliers", help="Clubs or regions whose plants count.")
    ] = None,
    share: Annotated[float, typer.Option(help="Share of the members' use to be met, above 0 up to 1.")] = 0.5,
    required_return: ReturnOption = 0.1,
    year: Annotated[int, typer.Option(help="Year for which use and plants are looked at.")] = 2030,
    use: Annotated[
        str, typer.Option("--use", help="What counts as use: plants, or embodied in all that members use.")
    ] = "plants",
    joint: JointOption = "value",
    existing_only: Annotated[
        bool, typer.Option("--existing-only", help="Leave out plants that are planned or being built.")
    ] = False,
    plants: Annotated[bool, typer.Option("--plants", help="Also list every plant in its order.")] = False,
    exporter: ExporterOption = "",
    flip: FlipOption = False,
    only: FlipInputOption = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say at which price market-economy plants meet a share of members' use, and which plant sets it."""
    from didymium.views.price_report import reference_price_report
    from didymium.views.price_terminal import print_reference_prices

    check_language(lang)
    found = checked_case(case, overlay, as_json)
    options = {
        "club": club,
        "suppliers": tuple(suppliers or ()),
        "exporter": exporter,
        "share": share,
        "required_return": required_return,
        "year": year,
        "existing_only": existing_only,
        "joint": joint,
        "use": use,
    }
    report = _report(reference_price_report, found, material, options)
    if flip:
        _add_flips("reference_question", found, material, options, only, report, lang, as_json)
    if as_json:
        echo_json(report)
    else:
        print_reference_prices(sys.stdout, found, report, lang, plants=plants or bool(material))


@command
def manipulation(
    case: CaseArgument = DEFAULT_CASE,
    material: MaterialOption = None,
    exporter: ExporterOption = "",
    required_return: ReturnOption = 0.1,
    joint: JointOption = "value",
    flip: FlipOption = False,
    only: FlipInputOption = None,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Find the quoted prices in the exporting country that are below the cost of its marginal plant."""
    from didymium.case.usual import usual
    from didymium.views.price_report import manipulation_report
    from didymium.views.price_terminal import print_manipulation

    check_language(lang)
    found = checked_case(case, overlay, as_json)
    options = {
        "exporter": exporter,
        "required_return": required_return,
        "joint": joint,
        "year": found.settings.base_year,
    }
    if not found.clubs:
        options["club"] = exporter or usual(found).exporter
    report = _report(manipulation_report, found, material, options)
    if flip:
        _add_flips("manipulation_question", found, material, options, only, report, lang, as_json)
    if as_json:
        echo_json(report)
    else:
        print_manipulation(sys.stdout, found, report, lang)


def _report(
    make: Callable[..., dict[str, Any]], case: Case, names: list[str] | None, options: dict[str, Any]
) -> dict[str, Any]:
    """Check what is asked for, calibrate, and make a report; refuse what has no answer."""
    from didymium.decisions.reference.chain import MaterialLoop
    from didymium.decisions.reference.reference_price import NoCosts
    from didymium.decisions.reference.terms import asked_materials, make_terms

    if not case.plant_costs:
        raise Refused(f"{case.settings.name} has no plant_costs.csv: there is nothing to build a price from")
    terms, materials = _both(
        lambda: make_terms(case, **options), lambda: asked_materials(case, tuple(names or ()))
    )
    try:
        return make(case, calibrated(case).base, terms, materials)
    except (NoCosts, MaterialLoop) as error:
        raise Refused(f"{case.settings.name}: {error}", FAILED) from None


def _add_flips(
    question: str,
    case: Case,
    names: list[str] | None,
    options: dict[str, Any],
    only: list[str] | None,
    report: dict[str, Any],
    lang: str,
    as_json: bool,
) -> None:
    """Put what would flip the answer into a report, or print it first."""
    from didymium.decisions import flips
    from didymium.decisions.reference.terms import asked_materials, make_terms
    from didymium.ensemble.flip.search import flips_report
    from didymium.ensemble.inputs import case_inputs
    from didymium.views.ensemble.terminal import print_flips

    asked = getattr(flips, question)(make_terms(case, **options), asked_materials(case, tuple(names or ())))
    with answering(case.settings.title):
        stated, found = decision_flips(case, calibrated(case).base, [asked], only, as_json)
    if as_json:
        report["flips"] = flips_report(stated, found)
    else:
        count = len(case_inputs(case, only))
        print_flips(sys.stdout, case, case.settings.title, count, stated, found, lang)


def _both(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """Return what two checks return, or raise the problems of both at once."""
    from didymium.files.problems import InputError, Problem

    found: list[Any] = []
    problems: list[Problem] = []
    for check in (first, second):
        try:
            found.append(check())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found[0], found[1]
