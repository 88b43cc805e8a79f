"""Where lots come from: their documents, whom to trust, and what they are bought for."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import CONDITIONS, PRODUCT_STAGES, ProductStage
from didymium.screening.rules import READINGS
from didymium.web.engine.screening.origin import STEPS, OriginQuestion
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit, today
from didymium.web.pages.screening.controls import tick_field
from didymium.web.pages.screening.tab import Given, listed, plain_field, validated

MADE = "made_"
"""Before a stage in the name of its field."""
STAGES: Mapping[ProductStage, str] = {
    "mine": "--mined", "recycling": "--recycled", "separation": "--separated", "metal": "--metal",
    "alloy": "--alloy", "magnet": "--magnet", "end_item": "--end-item",
}  # fmt: skip
"""Options of the command by stage."""


class OriginTab:
    """The part about lots."""

    name = "origin"
    endings = ".json,.jsonld"
    example = ""
    steps = STEPS
    private = ("lots", "issuers", *(f"{MADE}{stage}" for stage in PRODUCT_STAGES))
    fields = {
        **dict.fromkeys(private, ""),
        "element": "",
        "trusted": "",
        "material": "",
        "buyer": "",
        "begun": "",
        "given": "",
        "not_given": "",
        "delivered_as_is": "",
        "as_of": "",
        "reading": "as_known",
        "timeline": "",
    }

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words = visit.words
        plain_field(words("web.screening.lots"), "lots", given["lots"], hint=words("web.screening.lots_hint"))
        day = given["as_of"] or today().isoformat()
        plain_field(words("web.screening.as_of"), "as_of", day, kind="date")
        plain_field(
            words("web.screening.followed"),
            "element",
            given["element"],
            hint=words("web.screening.followed_hint"),
        )
        plain_field(
            words("web.screening.trusted"),
            "trusted",
            given["trusted"],
            hint=words("web.screening.trusted_hint"),
        )
        plain_field(
            words("web.screening.issuers"),
            "issuers",
            given["issuers"],
            hint=words("web.screening.issuers_hint"),
        )
        self._purchase(visit, given)
        readings: dict[str, str] = {name: words(f"screen.reading.{name}") for name in READINGS}
        choice_field(words("web.screening.reading"), "reading", readings, given["reading"])
        tick_field(words("web.screening.timeline"), "timeline", given)

    def _purchase(self, visit: Visit, given: Given) -> None:
        words, speaker = visit.words, visit.speaker
        with Tag("fieldset"):
            Tag("legend", words("web.screening.purchase"))
            materials = {name: speaker.name(name) for name in speaker.evidence.materials}
            shown = dict(sorted(materials.items(), key=lambda item: item[1].casefold()))
            options = {"": words("web.screening.no_rules"), **shown}
            choice_field(words("web.screening.lot_material"), "material", options, given["material"])
            buyers = {"": words("web.screening.not_said")}
            buyers |= {name: speaker.name(name) for name in _buyers(speaker.evidence)}
            choice_field(words("web.screening.lot_buyer"), "buyer", buyers, given["buyer"])
            tick_field(words("web.screening.delivered_as_is"), "delivered_as_is", given)
            self._more(visit, given)

    def _more(self, visit: Visit, given: Given) -> None:
        words = visit.words
        stated = [f"{MADE}{stage}" for stage in PRODUCT_STAGES]
        with Tag("details", classes="field", open=any(given[name] for name in stated)):
            Tag("summary", words("web.screening.stated"))
            for stage, name in zip(PRODUCT_STAGES, stated, strict=True):
                hint = words("web.screening.stated_hint") if stage == PRODUCT_STAGES[0] else ""
                plain_field(words(f"web.screening.made_{stage}"), name, given[name], hint=hint)
        with Tag("details", classes="field", open=any(given[name] for name in ("given", "not_given"))):
            Tag("summary", words("web.screening.circumstances"))
            hint = words("web.screening.circumstances_hint", known=", ".join(CONDITIONS))
            plain_field(words("web.screening.is_so"), "given", given["given"], hint=hint)
            plain_field(words("web.screening.is_not_so"), "not_given", given["not_given"])
            plain_field(words("web.screening.begun"), "begun", given["begun"], kind="number", step=1)

    def question(self, visit: Visit, given: Given, text: str) -> OriginQuestion:
        """Return the question that form and box ask.

        Raises:
            InputError: With everything that is wrong with the form.
        """
        asked: dict[str, Any] = {
            "documents": text,
            "lots": listed(given["lots"]),
            "element": given["element"],
            "trusted": listed(given["trusted"]),
            "issuers": listed(given["issuers"]) or None,
            "material": given["material"],
            "buyer": given["buyer"],
            "delivered_as_is": bool(given["delivered_as_is"]),
            "begun": given["begun"] or None,
            "given": listed(given["given"]),
            "not_given": listed(given["not_given"]),
            "made": {stage: given[f"{MADE}{stage}"] for stage in PRODUCT_STAGES if given[f"{MADE}{stage}"]},
            "as_of": given["as_of"] or None,
            "reading": given["reading"] or "as_known",
            "timeline": bool(given["timeline"]),
        }
        return validated(OriginQuestion, asked)

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return bool(given["material"])

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that traces the same lots."""
        parts = ["didymium", "screen", "origin", *(["lots.json"] if text.strip() else [])]
        parts += ["--as-of", given["as_of"] or today().isoformat()]
        options = {
            "--element": "element", "--trusted": "trusted", "--material": "material", "--buyer": "buyer",
            "--given": "given", "--not-given": "not_given", "--begun": "begun",
            **{option: f"{MADE}{stage}" for stage, option in STAGES.items()},
        }  # fmt: skip
        for option, name in options.items():
            parts += [option, given[name]] if given[name] else []
        for option, name in (("--lot", "lots"), ("--trust-issuer", "issuers")):
            for one in listed(given[name]):
                parts += [option, one]
        parts += ["--as-is"] if given["delivered_as_is"] else []
        parts += ["--reading", given["reading"]] if given["reading"] not in ("", "as_known") else []
        parts += ["--timeline"] if given["timeline"] else []
        parts += ["--case", visit.server.case_argument]
        if visit.server.overlay_argument is not None:
            parts += ["--overlay", visit.server.overlay_argument]
        return shlex.join(parts)


def _buyers(evidence: Evidence) -> list[str]:
    """Return the buyers of whom any rule speaks."""
    parts = (part for rule in evidence.rules.values() for part in rule.part)
    return sorted({buyer for part in parts for test in part.product for buyer in test.buyers})
