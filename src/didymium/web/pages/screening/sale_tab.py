"""What the sale of a plant does: plant, buyer, restriction, what then becomes of its output."""

from __future__ import annotations

import shlex
from typing import Any

from didymium.screening.sale.request import READINGS
from didymium.web.engine.screening.sale import STEPS, SaleQuestion
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import Given, plain_field, validated

CONTROLS = ("by_stake", "yes", "no")


class SaleTab:
    """The part about sales."""

    name = "sale"
    private = ("buyer",)
    endings = ""
    example = ""
    steps = STEPS
    fields = {
        "plant": "",
        "buyer": "",
        "buyer_country": "CHN",
        "scenario": "",
        "reading": "withheld",
        "stake": "100",
        "control": "by_stake",
        "offtake": "0",
    }

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words, case = visit.words, visit.server.case
        plants = {
            row.plant: f"{words.plant(row.plant)} ({words.region(row.region)})"
            for row in case.plants
            if row.status not in ("planned", "closed")
        }
        shown = dict(sorted(plants.items(), key=lambda item: item[1]))
        choice_field(words("web.screening.plant"), "plant", {"": "", **shown}, given["plant"], required=True)
        plain_field(words("web.screening.buyer"), "buyer", given["buyer"], required=True)
        countries = {row.region: words.region(row.region) for row in case.regions}
        countries = dict(sorted(countries.items(), key=lambda item: item[1]))
        choice_field(words("web.screening.buyer_country"), "buyer_country", countries, given["buyer_country"])
        scenarios = {"": words("web.screening.harshest")}
        scenarios |= {name: found.title for name, found in visit.server.shipped.items()}
        choice_field(words("web.screening.scenario"), "scenario", scenarios, given["scenario"])
        readings: dict[str, str] = {name: words(f"web.screening.sale_{name}") for name in READINGS}
        choice_field(words("web.screening.sale_reading"), "reading", readings, given["reading"])
        with Tag("details", classes="field"):
            Tag("summary", words("web.screening.deal"))
            plain_field(
                words("web.screening.stake"),
                "stake",
                given["stake"],
                kind="number",
                min=0,
                max=100,
                step="any",
            )
            controls = {name: words(f"web.screening.control_{name}") for name in CONTROLS}
            choice_field(words("web.screening.control"), "control", controls, given["control"])
            plain_field(
                words("web.screening.offtake"),
                "offtake",
                given["offtake"],
                kind="number",
                min=0,
                max=100,
                step="any",
                hint=words("web.screening.offtake_hint"),
            )

    def question(self, visit: Visit, given: Given, text: str) -> SaleQuestion:
        """Return the question that the form asks.

        Raises:
            InputError: With everything that is wrong with it.
        """
        asked: dict[str, Any] = {
            "plant": given["plant"],
            "buyer": given["buyer"],
            "buyer_country": given["buyer_country"],
            "scenario": given["scenario"],
            "reading": given["reading"],
            "stake_percent": given["stake"] or 100.0,
            "control": given["control"],
            "offtake_share": _share(given["offtake"]),
        }
        return validated(SaleQuestion, asked)

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return bool(given["plant"] and given["buyer"])

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers."""
        parts = ["didymium", "screen", "sale", visit.server.case_argument, "--plant", given["plant"]]
        parts += ["--buyer", given["buyer"], "--buyer-country", given["buyer_country"]]
        share = _share(given["offtake"])
        options = (
            ("--scenario", given["scenario"], ""),
            ("--reading", given["reading"], "withheld"),
            ("--stake", given["stake"], "100"),
            ("--control", given["control"], "by_stake"),
            ("--offtake", f"{share:g}" if isinstance(share, float) else "", "0"),
        )
        for option, value, usual in options:
            parts += [option, value] if value not in ("", usual) else []
        if visit.server.overlay_argument is not None:
            parts += ["--overlay", visit.server.overlay_argument]
        return shlex.join(parts)


def _share(text: str) -> float | str:
    """Return per cent as a share, or the text for the message that it is no number."""
    try:
        return float(text or "0") / 100
    except ValueError:
        return text
