"""Who owns whom: a register, the company asked about, and a deal about it."""

from __future__ import annotations

import shlex
from typing import Any

from didymium.evidence.deal_tests import PROPERTIES
from didymium.files.problems import InputError, Problem
from didymium.screening.percent import percent_bounds
from didymium.screening.register.rows import HoldingRow
from didymium.screening.rules import READINGS
from didymium.web.engine.screening.ownership import STEPS, OwnersQuestion
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.pages.screening.controls import countries_offered, tick_field
from didymium.web.pages.screening.tab import FORM, Given, listed, plain_field, validated

CHAIN = """\
owner,owned,capital_percent,votes_percent,rights,owner_name,owner_kind,owner_country,owned_name,owned_country,owned_listed
state,group,100,100,,People's Republic of China,state,CHN,Example Rare Earth Group,CHN,no
group,trading,60,60,,,,,Example Trading,HKG,no
holder,trading,40,40,,A. Holder,person,SGP,,,
trading,magnet,9,9,,,,,Example Magnet,JPN,yes
partner,magnet,33.5,33.5,board_seat,Example Partner,entity,JPN,,,
magnet,partner,12,12,,,,,,,
"""
"""An invented Japanese magnet maker with a state behind a chain of owners, and a cross-holding."""
KNOWN = {"": None, "yes": True, "no": False}


class OwnershipTab:
    """The part about owners and deals."""

    name = "ownership"
    endings = ".csv,.json,.jsonl"
    example = CHAIN
    steps = STEPS
    private = (
        "target", "acquirer", "acquirer_country", "target_country", "stake", "before", "seller", "us_listed",
        "cn_listed", "named", "is_so", "is_not_so", "shares",
    )  # fmt: skip
    fields = {
        **dict.fromkeys(private, ""),
        "listed": "",
        "lists_complete": "",
        "owners_of_all": "",
        "as_of": "",
        "reading": "as_known",
        "timeline": "",
        "target": "Example Magnet",
    }

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words = visit.words
        with Tag("details", classes="field quiet"):
            Tag("summary", words("web.screening.columns_owners"))
            Tag("p", words("web.screening.columns_owners_hint"))
            Tag("code", ",".join("from" if name == "from_" else name for name in HoldingRow.model_fields))
        countries_offered(visit)
        plain_field(words("web.screening.target"), "target", given["target"])
        day = given["as_of"] or today().isoformat()
        plain_field(words("web.screening.as_of"), "as_of", day, kind="date")
        with Tag("fieldset"):
            Tag("legend", words("web.screening.deal_of"))
            self._field(visit, given, "acquirer")
            for name in ("acquirer_country", "target_country"):
                plain_field(words(f"web.screening.{name}"), name, given[name], list="screening-countries")
            self._field(visit, given, "stake", hint=words("web.screening.percent_hint"), of="bought")
            self._field(visit, given, "before")
            self._field(visit, given, "seller")
            answers = {
                "": words("screen.holds.unknown"),
                **{name: words(f"screen.holds.{name}") for name in ("yes", "no")},
            }
            choice_field(words("web.screening.listed"), "listed", answers, given["listed"])
        self._facts(visit, given)
        self._lists(visit, given)
        readings: dict[str, str] = {name: words(f"screen.reading.{name}") for name in READINGS}
        choice_field(
            words("web.screening.reading"),
            "reading",
            readings,
            given["reading"],
            hint=words("web.screening.reading_hint"),
        )
        tick_field(words("web.screening.timeline"), "timeline", given)

    def _field(self, visit: Visit, given: Given, name: str, hint: str = "", of: str = "") -> None:
        plain_field(visit.words(f"web.screening.{of or name}"), name, given[name], hint=hint)

    def _facts(self, visit: Visit, given: Given) -> None:
        words = visit.words
        is_open = any(given[name] for name in ("is_so", "is_not_so", "shares"))
        with Tag("details", classes="field", open=is_open):
            Tag("summary", words("web.screening.facts"))
            self._field(visit, given, "is_so", hint=words("web.screening.facts_hint"))
            self._field(visit, given, "is_not_so")
            self._field(visit, given, "shares", hint=words("web.screening.shares_hint"))
            with Tag("details", classes="quiet"):
                Tag("summary", words("web.screening.facts_known"))
                with Tag("ul"):
                    for name in PROPERTIES:
                        with Tag("li"):
                            Tag("code", name)
                            Tag("span", f" {words(f'screen.deal.property.{name}')}")

    def _lists(self, visit: Visit, given: Given) -> None:
        words = visit.words
        names = ("us_listed", "cn_listed", "named")
        with Tag("details", classes="field", open=any(given[name] for name in names)):
            Tag("summary", words("web.screening.lists"))
            for name in names:
                hint = words("web.screening.lists_hint") if name == names[0] else ""
                self._field(visit, given, name, hint=hint)
            tick_field(words("web.screening.lists_complete"), "lists_complete", given)
            plain_field(
                words("web.screening.owners_of_all"),
                "owners_of_all",
                given["owners_of_all"],
                kind="number",
                min=0,
                max=100,
                step="any",
            )

    def question(self, visit: Visit, given: Given, text: str) -> OwnersQuestion:
        """Return the question that form and box ask.

        Raises:
            InputError: With everything that is wrong with the form.
        """
        problems: list[Problem] = []
        asked: dict[str, Any] = {name: given[name] for name in ("target", "acquirer", "acquirer_country")}
        asked |= {name: given[name] for name in ("target_country", "seller", "reading")}
        asked |= {name: listed(given[name]) for name in ("us_listed", "cn_listed", "named")}
        asked |= {name: listed(given[name]) for name in ("is_so", "is_not_so")}
        asked |= {
            "owners": text,
            "stake_percent": bounds_of("stake", given["stake"], problems),
            "before_percent": bounds_of("before", given["before"], problems),
            "shares": _shares(given["shares"], problems),
            "listed": KNOWN.get(given["listed"]),
            "lists_complete": bool(given["lists_complete"]),
            "owners_of_all": given["owners_of_all"] or None,
            "as_of": given["as_of"] or None,
            "timeline": bool(given["timeline"]),
        }
        if problems:
            raise InputError(problems)
        return validated(OwnersQuestion, asked)

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return bool(given["acquirer"] and given["target"])

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers."""
        written = text.lstrip()
        file = "owners.json" if written[:1] in ("{", "[") else "owners.csv"
        parts = ["didymium", "screen", "ownership", *([file] if written else [])]
        parts += ["--target", given["target"]]
        parts += ["--as-of", given["as_of"] or today().isoformat()]
        options = {
            "--acquirer": "acquirer", "--acquirer-country": "acquirer_country",
            "--target-country": "target_country", "--stake": "stake", "--before": "before",
            "--seller": "seller", "--is": "is_so", "--is-not": "is_not_so",
            "--owners-of-all": "owners_of_all",
        }  # fmt: skip
        for option, name in options.items():
            parts += [option, given[name]] if given[name] else []
        repeated = {
            "--share": "shares", "--us-listed": "us_listed", "--cn-listed": "cn_listed", "--named": "named",
        }  # fmt: skip
        for option, name in repeated.items():
            for one in listed(given[name]):
                parts += [option, one]
        parts += {"yes": ["--listed"], "no": ["--unlisted"]}.get(given["listed"], [])
        parts += ["--lists-complete"] if given["lists_complete"] else []
        parts += ["--reading", given["reading"]] if given["reading"] not in ("", "as_known") else []
        parts += ["--timeline"] if given["timeline"] else []
        parts += ["--case", visit.server.case_argument]
        if visit.server.overlay_argument is not None:
            parts += ["--overlay", visit.server.overlay_argument]
        return shlex.join(parts)


def bounds_of(name: str, text: str, problems: list[Problem]) -> float | tuple[float, float] | None:
    """Read a share in per cent, or two with a hyphen between; what is none is a problem."""
    if not text.strip():
        return None
    try:
        low, high = percent_bounds(text)
    except ValueError as error:
        problems.append(Problem(FORM, str(error), None, name, text[:60]))
        return None
    return low if low == high else (low, high)


def _shares(text: str, problems: list[Problem]) -> dict[str, Any]:
    """Read further shares, as ``foreign_votes=20-35``."""
    found: dict[str, Any] = {}
    for part in listed(text):
        name, _, value = part.partition("=")
        share = bounds_of("shares", value, problems)
        if share is not None:
            found[name.strip()] = share
        elif not value.strip():
            remedy = "write foreign_votes=20-35"
            problems.append(Problem(FORM, "has no share", None, "shares", part[:60], remedy))
    return found
