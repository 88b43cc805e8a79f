"""``didymium screen origin``: where lots and products come from, and which rules of buying they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command
from didymium.cli.requests import listed, naming_options
from didymium.cli.screen.showing import (
    CaseOption,
    OutOption,
    ReadingOption,
    check_out,
    country_of,
    reading_of,
    show,
)
from didymium.cli.steps import LangOption, check_language, day_of, refuse

if TYPE_CHECKING:
    from didymium.case.case import Case
    from didymium.evidence.evidence import Evidence
    from didymium.evidence.product_tests import ProductStage
    from didymium.screening.procurement.stating import StatedProduct
    from didymium.screening.rules import Reading
    from didymium.views.screening.origin.view import OriginView

OPTIONS: Mapping[str, str] = {
    "lot": "--lot",
    "element": "--element",
    "mine": "--mined",
    "recycling": "--recycled",
    "separation": "--separated",
    "metal": "--metal",
    "alloy": "--alloy",
    "magnet": "--magnet",
    "end_item": "--end-item",
    "material": "--material",
    "buyer": "--buyer",
    "kind": "--kind",
    "given": "--given",
    "not_given": "--not-given",
    "weights": "--weight",
    "prohibited_cost": "--prohibited-cost",
}
"""Options by the field that they fill."""


@command
def origin(
    lots: Annotated[
        Path | None,
        typer.Argument(metavar="[LOTS.json]", help="EPCIS 2.0 events; without them, state origins."),
    ] = None,
    lot: Annotated[
        list[str] | None,
        typer.Option("--lot", metavar="LOT", help="A lot, or the end of its name; blank: the last ones."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The day asked about; without it, today.")
    ] = None,
    element: Annotated[
        str, typer.Option("--element", metavar="NAME", help="Follow its mass, as dysprosium; blank: gross.")
    ] = "",
    trusted: Annotated[
        str | None,
        typer.Option("--trusted", metavar="LIST", help="Trusted countries (AUS,JPN), or a club of the case."),
    ] = None,
    trust_issuer: Annotated[
        list[str] | None,
        typer.Option("--trust-issuer", metavar="NAME", help="Issuer of certificates that is trusted."),
    ] = None,
    procurement: Annotated[
        bool, typer.Option("--procurement", help="Hold lots against rules of buying (needs --material).")
    ] = False,
    material: Annotated[
        str, typer.Option("--material", metavar="NAME", help="What it is to the rules, as ndfeb_magnet.")
    ] = "",
    buyer: Annotated[
        str,
        typer.Option("--buyer", metavar="NAME", help="Who buys, or whose market it is: us_war, eu, JPN."),
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            "--kind", help="good, power_plant, energy_storage, battery_component or critical_mineral."
        ),
    ] = "good",
    market: Annotated[bool, typer.Option("--market", help="It is the supply of a whole market.")] = False,
    mined: Annotated[
        str, typer.Option("--mined", metavar="COUNTRIES", help="JPN, or in per cent CHN=40,AUS=50-60.")
    ] = "",
    recycled: Annotated[str, typer.Option("--recycled", metavar="COUNTRIES", help="Likewise.")] = "",
    separated: Annotated[str, typer.Option("--separated", metavar="COUNTRIES", help="Likewise.")] = "",
    metal: Annotated[
        str, typer.Option("--metal", metavar="COUNTRIES", help="Where it was made into metal.")
    ] = "",
    alloy: Annotated[str, typer.Option("--alloy", metavar="COUNTRIES", help="Where it was melted.")] = "",
    magnet: Annotated[
        str, typer.Option("--magnet", metavar="COUNTRIES", help="Where magnets were made of it.")
    ] = "",
    end_item: Annotated[
        str, typer.Option("--end-item", metavar="COUNTRIES", help="Where what is delivered was made.")
    ] = "",
    as_is: Annotated[
        bool, typer.Option("--as-is", help="It is delivered itself, and no end item made with it.")
    ] = False,
    given: Annotated[
        str | None,
        typer.Option("--given", metavar="LIST", help="Circumstances: off_the_shelf, electronic_device …"),
    ] = None,
    not_given: Annotated[
        str | None,
        typer.Option("--not-given", metavar="LIST", help="Those that are not; others: all but those given."),
    ] = None,
    weight: Annotated[
        str, typer.Option("--weight", metavar="LIST", help="Mass shares in the item, %: ndfeb_magnet=2-5.")
    ] = "",
    prohibited_cost: Annotated[
        str,
        typer.Option(
            "--prohibited-cost", metavar="PERCENT", help="Material cost from prohibited entities, as 20-35."
        ),
    ] = "",
    begun: Annotated[
        int | None, typer.Option("--begun", metavar="YEAR", help="Begin of construction, or sale.")
    ] = None,
    reading: ReadingOption = "as_known",
    timeline: Annotated[
        bool, typer.Option("--timeline", help="Say what the rules say on every date as well.")
    ] = False,
    out: OutOption = None,
    case: CaseOption = DEFAULT_CASE,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say where lots or a product come from, stage by stage, and which rules of buying they meet.

    Of a solved market: didymium trace.
    """
    from didymium.case.reading import read_case
    from didymium.screening.procurement.stating import StatedProduct
    from didymium.views.evidence.speaking import speaker_for
    from didymium.views.screening.origin.shown import show_origin

    check_out(out)
    check_language(lang)
    stated = StatedProduct(
        material=material,
        buyer=buyer,
        kind=kind,
        is_market=market,
        made=_made((mined, recycled, separated, metal, alloy, magnet, end_item)),
        given=listed(given),
        not_given=listed(not_given),
        weights=weight,
        prohibited_cost=prohibited_cost,
        delivered_as_is=as_is,
        begun=begun,
    )
    documents = _Documents(lots, tuple(lot or ()), element, trusted, trust_issuer)
    _refuse_what_says_nothing(documents, stated, procurement=procurement)
    day = day_of("--as-of", as_of) or dt.date.today()
    how = _How(day, reading_of(reading), timeline or out is not None)
    found = read_case(case, overlay)
    with naming_options(OPTIONS):
        view = _view(found, documents, stated, how)
    show(show_origin(speaker_for(found, lang), view, charts=out is not None), out, as_json)


@dataclass(frozen=True)
class _Documents:
    """The documents of lots, and what is asked of them."""

    lots: Path | None
    lot: tuple[str, ...]
    element: str
    trusted: str | None
    issuers: list[str] | None


@dataclass(frozen=True)
class _How:
    """The day, the reading, and whether every date is answered."""

    day: dt.date
    reading: Reading
    timeline: bool


def _made(places: Sequence[str]) -> dict[ProductStage, str]:
    """Return where each stage was done, of the stages that are stated."""
    from didymium.evidence.product_tests import PRODUCT_STAGES

    return {stage: text for stage, text in zip(PRODUCT_STAGES, places, strict=True) if text.strip()}


def _refuse_what_says_nothing(documents: _Documents, stated: StatedProduct, *, procurement: bool) -> None:
    """Refuse options that would be passed over."""
    options = ("--lot", "--element", "--trusted", "--trust-issuer")
    values = (documents.lot, documents.element, documents.trusted, documents.issuers)
    given = [option for option, value in zip(options, values, strict=True) if value]
    if documents.lots is None and given:
        refuse(f"{', '.join(given)} is about documents: name their file, LOTS.json")
    is_asked = procurement or documents.lots is None or stated != type(stated)()
    if is_asked and not stated.material.strip():
        refuse("--material must say what it is to rules of buying (as --material ndfeb_magnet)")


def _view(case: Case, documents: _Documents, stated: StatedProduct, how: _How) -> OriginView:
    from didymium.evidence.reading import shared_evidence
    from didymium.screening.lots.reading import read_lots
    from didymium.screening.procurement.stating import product_of
    from didymium.views.screening.origin.view import LotQuestion, view_lots, view_product

    evidence = case.evidence or shared_evidence()
    product = product_of(stated, evidence) if stated.material.strip() else None
    if documents.lots is None:
        assert product is not None
        return view_product(evidence, product, how.day, reading=how.reading, timeline=how.timeline)
    countries, left_out = _trusted(case, evidence, documents.trusted, how.day)
    issuers = None if documents.issuers is None else tuple(documents.issuers)
    question = LotQuestion(documents.lot, documents.element, countries, left_out, issuers, product)
    document = read_lots(documents.lots)
    return view_lots(evidence, document, question, how.day, reading=how.reading, timeline=how.timeline)


def _trusted(
    case: Case, evidence: Evidence, text: str | None, day: dt.date
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the countries trusted, and the members of a club that are none."""
    from didymium.views.screening.origin.trust import countries_of_club

    if text is None:
        return frozenset(), ()
    if text.strip() in case.clubs:
        return countries_of_club(case, text.strip(), day)
    names = [name.strip() for name in text.split(",")]
    return frozenset(country_of("--trusted", name, evidence) for name in names), ()
