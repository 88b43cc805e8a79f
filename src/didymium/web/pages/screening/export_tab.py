"""May these goods leave: the bill, the way, the user, the day."""

from __future__ import annotations

import datetime as dt
import shlex
from typing import Any, get_args

from didymium.evidence.rule_tests import EndUse
from didymium.files.problems import InputError, Problem
from didymium.screening.export.bill import BillLine
from didymium.screening.rules import READINGS
from didymium.web.engine.screening.export import STEPS, ExportQuestion
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.pages.screening.controls import countries_offered, tick_field
from didymium.web.pages.screening.tab import FORM, Given, plain_field, validated

USES: tuple[EndUse, ...] = get_args(EndUse)
USE = "use_"
"""Before a use in the name of its box."""
MILITARY = ("unknown", "no", "yes")
MOTOR = """\
item,part_of,material,form,contains,origin,technology,quantity,value_usd,mass_kg
motor,,,component,,JPN,JPN,1,120,3
magnet,motor,ndfeb_magnet,magnet,dysprosium 4; neodymium 28; terbium 0,JPN,JPN,1,8,0.04
dysprosium,magnet,dysprosium,metal,,CHN,CHN,1,0.5,0.0016
other metal,magnet,neodymium,metal,,AUS,,1,3,0.011
housing,motor,iron,other,none,JPN,,1,30,2
"""
"""A motor made in Japan with a magnet of 40 g, whose dysprosium is Chinese."""


class ExportTab:
    """The first part of the page."""

    name = "export"
    private = ("end_user", "end_user_country", "owners")
    endings = ".csv"
    example = MOTOR
    steps = STEPS
    fields = {
        "from": "CHN",
        "destination": "JPN",
        "end_user": "",
        "end_user_country": "",
        "military": "unknown",
        "not_listed": "",
        "owners": "",
        "as_of": "",
        "reading": "as_known",
        "timeline": "on",
        **{f"{USE}{use}": "" for use in USES},
    }

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words = visit.words
        self._columns(visit)
        countries_offered(visit)
        for name in ("from", "destination"):
            plain_field(words(f"web.screening.{name}"), name, given[name], list="screening-countries")
        plain_field(words("web.screening.as_of"), "as_of", given["as_of"] or today().isoformat(), kind="date")
        readings: dict[str, str] = {name: words(f"screen.reading.{name}") for name in READINGS}
        choice_field(
            words("web.screening.reading"),
            "reading",
            readings,
            given["reading"],
            hint=words("web.screening.reading_hint"),
        )
        self._user(visit, given)
        self._uses(visit, given)
        tick_field(words("web.screening.timeline"), "timeline", given)

    def _columns(self, visit: Visit) -> None:
        words = visit.words
        with Tag("details", classes="field quiet"):
            Tag("summary", words("web.screening.columns"))
            Tag("p", words("web.screening.columns_hint"))
            Tag("code", ",".join(BillLine.model_fields))

    def _user(self, visit: Visit, given: Given) -> None:
        words = visit.words
        with Tag("fieldset"):
            Tag("legend", words("web.screening.user"))
            plain_field(words("web.screening.end_user"), "end_user", given["end_user"])
            plain_field(
                words("web.screening.end_user_country"),
                "end_user_country",
                given["end_user_country"],
                list="screening-countries",
            )
            answers = {name: words(f"screen.holds.{name}") for name in MILITARY}
            choice_field(words("web.screening.military"), "military", answers, given["military"])
            plain_field(
                words("web.screening.owners"),
                "owners",
                given["owners"],
                hint=words("web.screening.owners_hint"),
            )
            tick_field(words("web.screening.not_listed"), "not_listed", given)

    def _uses(self, visit: Visit, given: Given) -> None:
        words = visit.words
        is_open = any(given[f"{USE}{use}"] for use in USES)
        with Tag("details", classes="field", open=is_open):
            Tag("summary", words("web.screening.uses"))
            with Tag("fieldset"):
                Tag("legend", words("web.screening.uses_hint"))
                for use in USES:
                    tick_field(words(f"screen.export.use.{use}"), f"{USE}{use}", given)

    def question(self, visit: Visit, given: Given, text: str) -> ExportQuestion:
        """Return the question that form and box ask.

        Raises:
            InputError: With everything that is wrong with the form.
        """
        if not text.strip():
            raise InputError([Problem("bill", "is blank", remedy="paste one, or choose a file")])
        uses = tuple(use for use in USES if given[f"{USE}{use}"])
        asked: dict[str, Any] = {
            "bill": text,
            "shipped_from": given["from"],
            "destination": given["destination"],
            "end_user": given["end_user"],
            "end_user_country": given["end_user_country"],
            "end_uses": uses or None,
            "military_user": given["military"] or "unknown",
            "not_listed": bool(given["not_listed"]),
            "listed_owners_percent": _shares(given["owners"]),
            "as_of": given["as_of"] or None,
            "reading": given["reading"] or "as_known",
            "timeline": bool(given["timeline"]),
        }
        return validated(ExportQuestion, asked)

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return False

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers."""
        parts = ["didymium", "screen", "export", "bill.csv", "--from", given["from"]]
        parts += ["--destination", given["destination"]]
        parts += ["--as-of", given["as_of"] or dt.date.today().isoformat()]
        uses = ",".join(use for use in USES if given[f"{USE}{use}"])
        options = (
            ("--end-user", given["end_user"], ""),
            ("--end-user-country", given["end_user_country"], ""),
            ("--end-use", uses, ""),
            ("--military-user", given["military"], "unknown"),
            ("--listed-owners", given["owners"], ""),
            ("--reading", given["reading"], "as_known"),
        )
        for option, value, usual in options:
            parts += [option, value] if value not in ("", usual) else []
        parts += ["--not-listed"] if given["not_listed"] else []
        parts += ["--timeline"] if given["timeline"] else []
        parts += ["--case", visit.server.case_argument]
        if visit.server.overlay_argument is not None:
            parts += ["--overlay", visit.server.overlay_argument]
        return shlex.join(parts)


def _shares(text: str) -> tuple[float, float] | None:
    """Read a share in per cent, or two with a hyphen between.

    Raises:
        InputError: If it is none.
    """
    if not text:
        return None
    first, _, last = text.replace("%", "").replace("–", "-").partition("-")
    try:
        return float(first), float(last or first)
    except ValueError:
        raise InputError(
            [Problem(FORM, "is no share in per cent", None, "owners", text[:60], "write 30, or 20-35")]
        ) from None
