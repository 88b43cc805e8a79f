"""Who owns and controls a company, and what the rules ask of a deal about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.country_names import NoCountry, country_named
from didymium.files.problems import InputError, Problem
from didymium.screening.deals.deal import Deal, Share
from didymium.screening.deals.reading import DealFile, deal_of
from didymium.screening.register.reading import parse_register
from didymium.screening.register.register import Register
from didymium.screening.rules import Reading
from didymium.views.screening.ownership.asking import OwnershipQuestion
from didymium.views.screening.ownership.shown import show_ownership
from didymium.views.screening.ownership.view import view_ownership
from didymium.web.engine.screening.question import LONGEST_TEXT, Answered, Order, World, with_report
from didymium.web.engine.shared import Tell

FORM = "form"
STEPS = ("register", "owners")
Percent = Annotated[float, Field(ge=0, le=100)]
Bounds = Percent | tuple[Percent, Percent]
Name = Annotated[str, Field(max_length=300)]
Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=300)], ...], Field(max_length=200)]
Country = Annotated[str, Field(max_length=100)]


class OwnersQuestion(Order):
    """Who owns a company, from a register, and what the rules ask of a stake in it; or the stake alone."""

    owners: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    """The register: statements of the Beneficial Ownership Data Standard 0.4 (JSON, or one a line), or the
    text of a CSV file. Blank: what is stated of the deal is all that is known."""
    target: Name = ""
    """Whose owners, or what is acquired, by identifier or name; blank: all large holdings of the register."""
    owners_of_all: Annotated[float, Field(gt=0, le=100)] | None = None
    """Share in per cent from which on all holdings of the register are returned."""
    acquirer: Name = ""
    """Who acquires; blank: there is no deal."""
    acquirer_country: Country = ""
    """Its country; blank: unknown, or as the register says."""
    target_country: Country = ""
    """The target's country."""
    stake_percent: Bounds | None = None
    """Share that the deal adds, or its least and most; the stake after it is `stake_after` of `shares`."""
    before_percent: Bounds | None = None
    """Share held before the deal; left out: unknown, or as the register says."""
    shares: Annotated[dict[str, Bounds], Field(max_length=40)] = {}
    """Further shares in per cent by name (`votes_after`, `foreign_votes` …)."""
    listed: bool | None = None
    """Whether the target is listed; left out: unknown, or as the register says."""
    is_so: Names = ()
    """Properties of the deal that hold (`critical_minerals_34`, `board_seat` …)."""
    is_not_so: Names = ()
    """Properties that do not hold."""
    seller: Name = ""
    """Who sells, if the register has it."""
    us_listed: Names = ()
    """Parties of the register on US lists."""
    cn_listed: Names = ()
    """Parties on Chinese lists."""
    named: Names = ()
    """Parties named as specified foreign entities."""
    lists_complete: bool = False
    """Whether no other party is on these lists or has its main office in a covered nation."""
    as_of: dt.date | None = None
    """The day asked about; left out: today."""
    reading: Reading = "as_known"
    """What follows after the last known day: unknown, it goes on, or suspensions end."""
    timeline: bool = False
    """Whether to answer on every date as well."""

    @property
    def kind(self) -> Literal["ownership"]:
        """Which of the kinds of questions."""
        return "ownership"

    @property
    def is_pasted(self) -> bool:
        """A register, or a deal, is somebody's own."""
        return True

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium screen ownership`` gives it.

        Raises:
            InputError: With everything that is wrong with register and deal.
        """
        speaker = world.speaker(language)
        day = self.as_of or dt.date.today()
        tell("register 0 2")
        problems: list[Problem] = []
        deal = _deal(self, speaker.evidence, problems)
        register = _register(self, day, problems)
        problems += _missing(self, register)
        if problems:
            raise InputError(problems)
        tell("owners 1 2")
        view = view_ownership(
            speaker.evidence,
            OwnershipQuestion(
                target=self.target,
                owners_of_all=self.owners_of_all,
                deal=deal,
                bought=_share(self.stake_percent),
                seller=self.seller,
                us_listed=self.us_listed,
                cn_listed=self.cn_listed,
                named=self.named,
                lists_complete=self.lists_complete,
            ),
            day,
            register,
            reading=self.reading,
            timeline=self.timeline,
        )
        return with_report(show_ownership(speaker, view, charts=charts))


def _missing(question: OwnersQuestion, register: Register | None) -> list[Problem]:
    if not question.owners.strip() and not question.acquirer.strip():
        return [Problem(FORM, "asks nothing", remedy="give a register, or an acquirer and a target")]
    if question.acquirer.strip() and not question.target.strip():
        return [Problem(FORM, "is blank", None, "target", remedy="name what is acquired")]
    if register is not None and not question.target.strip() and question.owners_of_all is None:
        remedy = "name a party, or say from which share on all holdings are wanted"
        return [Problem(FORM, "is blank", None, "target", remedy=remedy)]
    return []


def _register(question: OwnersQuestion, day: dt.date, problems: list[Problem]) -> Register | None:
    text = question.owners.strip()
    if not text:
        return None
    name = "owners.json" if text[0] in "[{" else "owners.csv"
    try:
        return parse_register(text.encode(errors="replace"), name, day)
    except InputError as error:
        problems += error.problems
        return None


def _deal(question: OwnersQuestion, evidence: Evidence, problems: list[Problem]) -> Deal | None:
    if not question.acquirer.strip():
        return None
    for field in ("stake_percent", "before_percent"):
        value = getattr(question, field)
        if isinstance(value, tuple) and value[0] > value[1]:
            shown = f"{value[0]:g} to {value[1]:g}"
            problems.append(Problem(FORM, "runs backwards", None, field, shown, "exchange them"))
            return None
    is_listed = () if question.listed is None else ("listed",)
    given = DealFile(
        acquirer=question.acquirer.strip(),
        target=question.target.strip() or "target",
        acquirer_country=_country(question, "acquirer_country", evidence, problems),
        target_country=_country(question, "target_country", evidence, problems),
        stake_before=question.before_percent,
        shares=_plain(question.shares),
        is_so=(*question.is_so, *(is_listed if question.listed else ())),
        is_not_so=(*question.is_not_so, *(() if question.listed else is_listed)),
    )
    try:
        return deal_of(given, FORM)
    except InputError as error:
        problems += error.problems
        return None


def _plain(shares: Mapping[str, Bounds]) -> dict[str, float | tuple[float, ...]]:
    return dict(shares)


def _share(bounds: Bounds | None) -> Share | None:
    if bounds is None:
        return None
    low, high = bounds if isinstance(bounds, tuple) else (bounds, bounds)
    return Share(low, high)


def _country(question: OwnersQuestion, field: str, evidence: Evidence, problems: list[Problem]) -> str:
    text = str(getattr(question, field)).strip()
    if not text:
        return ""
    try:
        return country_named(text, evidence)
    except NoCountry as error:
        problems.append(Problem(FORM, str(error), None, field, text))
        return ""
