"""Where lots or a product come from: documents of a chain of custody, and the rules of buying."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import CONDITIONS, ProductKind, ProductStage
from didymium.evidence.questions.country_names import NoCountry, country_named
from didymium.files.problems import InputError, Problem
from didymium.screening.lots.events import LotDocument
from didymium.screening.lots.reading import read_lots
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.stating import StatedProduct, product_of
from didymium.screening.rules import Reading
from didymium.views.screening.origin.shown import show_origin
from didymium.views.screening.origin.trust import countries_of_club
from didymium.views.screening.origin.view import LotQuestion, OriginView, view_lots, view_product
from didymium.web.engine.screening.question import LONGEST_TEXT, Answered, Order, World, with_report
from didymium.web.engine.shared import Tell

FORM = "form"
STEPS = ("documents", "lots")
Name = Annotated[str, Field(min_length=1, max_length=300)]
Names = Annotated[tuple[Name, ...], Field(max_length=200)]
Listed = Annotated[str, Field(max_length=2_000)]
Circumstances = Annotated[tuple[Name, ...], Field(max_length=len(CONDITIONS) + 1)]


class OriginQuestion(Order):
    """Documents of lots, or a product whose origin is stated; whom to trust, and what it is bought for."""

    documents: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    """Events of the lots: the text of an EPCIS 2.0 document in JSON-LD; blank: the origin is stated."""
    lots: Names = ()
    """Lots, whole or by the end of their names; blank: those that nothing else is made of."""
    element: Annotated[str, Field(max_length=40)] = ""
    """Element whose mass is followed; blank: gross mass."""
    trusted: Names = ()
    """Trusted countries: codes (ISO 3166-1 alpha-3) or names; or one club of the case."""
    issuers: Names | None = None
    """Issuers of certificates that are trusted; left out: nobody said who is."""
    material: Annotated[str, Field(max_length=100)] = ""
    """What it is to rules of buying, in any language; blank: they are not asked about."""
    buyer: Annotated[str, Field(max_length=200)] = ""
    """Who buys, or whose market it is: `us_war`, `eu`, `JPN`; blank: not said."""
    product_kind: ProductKind | Literal[""] = "good"
    """What is supported, where a rule treats kinds apart; blank: not said."""
    is_market: bool = False
    """Whether it is the supply of a whole market."""
    made: dict[ProductStage, Listed] = {}
    """Where stages were done: `JPN`, or in per cent `CHN=40,AUS=50-60`."""
    given: Circumstances = ()
    """Circumstances of the purchase that are given."""
    not_given: Circumstances = ()
    """Circumstances that are not; `others`: all but those given."""
    weights: Listed = ""
    """Mass shares of materials in the item, per cent: `ndfeb_magnet=2-5`."""
    prohibited_cost: Annotated[str, Field(max_length=40)] = ""
    """Share of direct material cost from prohibited entities, per cent: `20-35`."""
    delivered_as_is: bool = False
    """Whether the material itself is delivered, and no end item made with it."""
    begun: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """Year in which construction began, or in which a part is sold."""
    as_of: dt.date | None = None
    """The day asked about; left out: today."""
    reading: Reading = "as_known"
    """What follows after the last known day: unknown, it goes on, or suspensions end."""
    timeline: bool = False
    """Whether to answer on every date as well."""

    @property
    def kind(self) -> Literal["origin"]:
        """Which of the kinds of questions."""
        return "origin"

    @property
    def is_pasted(self) -> bool:
        """Documents of lots are somebody's own."""
        return True

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium screen origin`` gives it.

        Raises:
            InputError: With everything that is wrong with documents and options.
        """
        speaker = world.speaker(language)
        tell("documents 0 2")
        problems: list[Problem] = []
        day = self.as_of or dt.date.today()
        countries, left_out = _trusted(self.trusted, world.case, speaker.evidence, day, problems)
        product = _product(self, speaker.evidence, problems)
        document = _document(self.documents, problems)
        if problems:
            raise InputError(problems)
        tell("lots 1 2")
        asked = LotQuestion(self.lots, self.element, countries, left_out, self.issuers, product)
        view = _view(self, speaker.evidence, document, asked, day)
        return with_report(show_origin(speaker, view, charts=charts))


def _view(
    question: OriginQuestion,
    evidence: Evidence,
    document: LotDocument | None,
    asked: LotQuestion,
    day: dt.date,
) -> OriginView:
    if document is not None:
        return view_lots(evidence, document, asked, day, reading=question.reading, timeline=question.timeline)
    if asked.product is None:
        remedy = "send the documents of the lots, or say what the product is"
        raise InputError([Problem("documents", "are blank", remedy=remedy)])
    return view_product(evidence, asked.product, day, reading=question.reading, timeline=question.timeline)


def _document(text: str, problems: list[Problem]) -> LotDocument | None:
    if not text.strip():
        return None
    try:
        return read_lots(text.encode(errors="replace"), "documents")
    except InputError as error:
        problems += error.problems
        return None


def _trusted(
    names: tuple[str, ...], case: Case, evidence: Evidence, day: dt.date, problems: list[Problem]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the countries trusted, and the members of a club that are none."""
    if len(names) == 1 and names[0].strip() in case.clubs:
        return countries_of_club(case, names[0].strip(), day)
    found = set()
    for name in names:
        try:
            found.add(country_named(name.strip(), evidence))
        except NoCountry as error:
            problems.append(Problem(FORM, str(error), None, "trusted", name[:80]))
    return frozenset(found), ()


def _product(question: OriginQuestion, evidence: Evidence, problems: list[Problem]) -> Product | None:
    if not question.material.strip():
        return None
    stated = StatedProduct(
        material=question.material,
        buyer=question.buyer,
        kind=question.product_kind,
        is_market=question.is_market,
        made={stage: text for stage, text in question.made.items() if text.strip()},
        given=question.given,
        not_given=question.not_given,
        weights=question.weights,
        prohibited_cost=question.prohibited_cost,
        delivered_as_is=question.delivered_as_is,
        begun=question.begun,
    )
    try:
        return product_of(stated, evidence)
    except InputError as error:
        problems += error.problems
        return None
