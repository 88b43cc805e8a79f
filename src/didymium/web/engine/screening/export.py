"""May these goods leave: a bill of materials held against the rules."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.country_names import NoCountry, country_named
from didymium.evidence.rule_tests import EndUse
from didymium.files.problems import InputError, Problem
from didymium.screening.answer import Holds
from didymium.screening.export.bill import Bill, BillLine, parse_bill
from didymium.screening.export.shipment import EndUser, Shipment, make_shipment
from didymium.screening.rules import Reading
from didymium.views.screening.export.shown import show_export
from didymium.views.screening.export.view import view_shipment
from didymium.web.engine.screening.question import LONGEST_TEXT, Answered, Order, World, with_report
from didymium.web.engine.shared import Tell

FORM, BILL = "form", "bill"
"""What problems call the options and the bill."""
MOST_LINES = 2_000
"""Lines of a bill; for longer ones there is the command."""
STEPS = ("tests", "timeline")
Country = Annotated[str, Field(max_length=100)]
Percent = Annotated[float, Field(ge=0, le=100)]


class ExportQuestion(Order):
    """A shipment: what is shipped, from where, to whom, for what, and the day asked about."""

    bill: (
        Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
        | Annotated[tuple[BillLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    )
    """The bill of materials: the text of a CSV file, or its lines."""
    shipped_from: Country = "CHN"
    """Country that the goods leave: ISO 3166-1 alpha-3, or a name."""
    destination: Country = "JPN"
    """Country of the end user."""
    end_user: Annotated[str, Field(max_length=200)] = ""
    """Who uses the goods; blank: unknown."""
    end_user_country: Country = ""
    """Its country; blank: the destination."""
    end_uses: Annotated[tuple[EndUse, ...], Field(min_length=1, max_length=20)] | None = None
    """All uses that are meant; left out: unknown."""
    military_user: Literal["yes", "no", "unknown"] = "unknown"
    """Whether it is a military user."""
    not_listed: bool = False
    """Whether you have checked that the end user is on no list."""
    listed_owners_percent: tuple[Percent, Percent] | None = None
    """Lowest and highest share that listed parties hold of it; left out: unknown."""
    as_of: dt.date | None = None
    """The day asked about; left out: today."""
    reading: Reading = "as_known"
    """What follows after the last known day: unknown, it goes on, or suspensions end."""
    timeline: bool = False
    """Whether to answer on every date as well."""

    @property
    def kind(self) -> str:
        """Which of the kinds of questions."""
        return "export"

    @property
    def is_pasted(self) -> bool:
        """A bill is somebody's own."""
        return True

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium screen export`` gives it.

        Raises:
            InputError: With everything that is wrong with bill and options.
        """
        speaker = world.speaker(language)
        tell("tests 0 1")
        view = view_shipment(
            speaker.evidence,
            _shipment(self, speaker.evidence),
            self.as_of or dt.date.today(),
            reading=self.reading,
            timeline=self.timeline,
            progress=_Timeline(tell),
        )
        return with_report(show_export(speaker, view, charts=charts))


@dataclass
class _Timeline:
    """Hears how many dates of the readings are answered."""

    tell: Tell

    def __call__(self, done: int, count: int) -> None:
        self.tell(f"timeline {done} {count}")


def _shipment(question: ExportQuestion, evidence: Evidence) -> Shipment:
    problems: list[Problem] = []
    countries = {
        name: _country(name, getattr(question, name), evidence, problems)
        for name in ("shipped_from", "destination", "end_user_country")
    }
    problems += _backwards(question.listed_owners_percent)
    bill = _bill(question.bill, problems)
    user = EndUser(
        name=question.end_user.strip(),
        country=countries["end_user_country"],
        military=Holds(question.military_user),
        declared_unlisted=question.not_listed,
        listed_owners_percent=question.listed_owners_percent,
    )
    uses = None if question.end_uses is None else frozenset(question.end_uses)
    shipment = None
    if bill is not None:
        try:
            shipment = make_shipment(
                bill, evidence, countries["shipped_from"], countries["destination"], user, uses
            )
        except InputError as error:
            problems += error.problems
    if problems or shipment is None:
        raise InputError(problems)
    return shipment


def _country(field: str, text: str, evidence: Evidence, problems: list[Problem]) -> str:
    text = text.strip()
    if not text and field == "end_user_country":
        return ""
    try:
        return country_named(text, evidence)
    except NoCountry as error:
        problems.append(Problem(FORM, str(error), None, field, text))
        return ""


def _backwards(shares: tuple[float, float] | None) -> list[Problem]:
    if shares is None or shares[0] <= shares[1]:
        return []
    shown = f"{shares[0]:g}-{shares[1]:g}"
    return [Problem(FORM, "runs backwards", None, "listed_owners_percent", shown, "write 20-35")]


def _bill(given: str | Sequence[BillLine], problems: list[Problem]) -> Bill | None:
    text = given if isinstance(given, str) else _csv(given)
    remedy = f"at most {MOST_LINES:,}; for longer ones there is didymium screen export"
    if text.count("\n") > MOST_LINES + 1:
        problems.append(Problem(BILL, "has too many lines", remedy=remedy))
        return None
    try:
        return parse_bill(text.encode(errors="replace"), BILL)
    except InputError as error:
        problems += error.problems
        return None


def _csv(lines: Sequence[BillLine]) -> str:
    """Return lines as the text of a file, so that they are held to the same words."""
    text = io.StringIO()
    written = csv.DictWriter(text, list(BillLine.model_fields))
    written.writeheader()
    for line in lines:
        written.writerow({name: "" if cell is None else cell for name, cell in line})
    return text.getvalue()
