"""The parts of the page: the recorded game, and one policy worked anew with another aim or other limits."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Mapping

from didymium.decisions.rival.asking import WEIGHTS
from didymium.decisions.rival.reading import list_rivals, read_rival
from didymium.decisions.rival.schema import Rival
from didymium.files.problems import InputError
from didymium.views.rival.naming import policy_name
from didymium.web.engine.rival.question import (
    MOST_EVALUATIONS,
    STEPS,
    USUAL_EVALUATIONS,
    RecordedQuestion,
    RivalQuestion,
)
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import Given, plain_field, validated

PATH = "/rival"


class _Part(ABC):
    """What the parts share: nothing is pasted."""

    name = ""
    private = ()
    endings = ""
    example = ""
    steps = STEPS
    is_recorded = False
    fields: Mapping[str, str] = {}

    @abstractmethod
    def options(self, given: Given) -> list[str]:
        """Return the options of the command."""

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers."""
        server = visit.server
        parts = ["didymium", "rival", server.case_argument]
        parts += ["--rival", given["rival"]] if given["rival"] else []
        parts += self.options(given)
        parts += ["--overlay", server.overlay_argument] if server.overlay_argument else []
        return shlex.join(parts)


class RecordedTab(_Part):
    """The game that was last recorded."""

    name = "recorded"
    is_recorded = True
    fields = {"rival": ""}

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the choice of a rival, and say of which nothing is recorded."""
        words, server = visit.words, visit.server
        found = server.rivals.found()
        titles = {view.name: view.rival.title_in(visit.language) for view in found.views}
        choice_field(words("web.rival.rival"), "rival", titles, given["rival"] or next(iter(titles), ""))
        for name in found.unrecorded:
            command = shlex.join(["didymium", "rival", server.case_argument, "--rival", name, "--record"])
            Tag("p", words("web.rival.unrecorded", name=name, command=command), classes="quiet")
        if found.problems:
            said = words("web.refused.input", problems="\n".join(map(str, found.problems)))
            Tag("p", said, classes="notice bad problems", role="alert")

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something."""
        return True

    def question(self, visit: Visit, given: Given, text: str) -> RecordedQuestion:
        """Return the question that the form asks."""
        return validated(RecordedQuestion, {"rival": given["rival"]})

    def options(self, given: Given) -> list[str]:
        """Return the options of the command."""
        return ["--recorded"]


class AnewTab(_Part):
    """One policy worked anew."""

    name = "anew"
    fields = {
        "rival": "", "policy": "", **dict.fromkeys(WEIGHTS, ""), "evaluations": str(USUAL_EVALUATIONS),
    }  # fmt: skip

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words, rivals = visit.words, _rivals(visit)
        titles = {name: rival.title_in(visit.language) for name, rival in rivals.items()}
        chosen = given["rival"] or next(iter(titles), "")
        choice_field(words("web.rival.rival"), "rival", titles, chosen)
        policies = {
            policy.name: policy_name(words, rival, policy.name)
            for rival in rivals.values()
            for policy in rival.policy
        }
        choice_field(words("web.rival.policy"), "policy", policies, given["policy"])
        aim = rivals[chosen].aim if chosen in rivals else None
        with Tag("fieldset"):
            Tag("legend", words("web.rival.aim"))
            Tag("p", words("web.rival.aim_hint"), classes="quiet")
            for name in WEIGHTS:
                hint = "" if aim is None else words("web.rival.of_file", weight=f"{getattr(aim, name):g}")
                plain_field(
                    words(f"web.rival.{name}"), name, given[name], kind="number", step="any", hint=hint
                )
        plain_field(
            words("web.rival.evaluations"),
            "evaluations",
            given["evaluations"],
            kind="number",
            min=2,
            max=MOST_EVALUATIONS,
            hint=words("web.rival.evaluations_hint"),
        )

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something."""
        return bool(given["policy"])

    def question(self, visit: Visit, given: Given, text: str) -> RivalQuestion:
        """Return the question that the form asks.

        Raises:
            InputError: With everything that is wrong with it.
        """
        asked = {name: given[name] for name in ("rival", "policy")}
        weights = {name: given[name] for name in WEIGHTS if given[name]}
        evaluations = given["evaluations"] or str(USUAL_EVALUATIONS)
        return validated(RivalQuestion, {**asked, "aim": weights, "evaluations": evaluations})

    def options(self, given: Given) -> list[str]:
        """Return the options of the command."""
        parts = ["--policy", given["policy"]]
        for name in WEIGHTS:
            parts += ["--aim", f"{name}={given[name]}"] if given[name] else []
        return [*parts, "--evaluations", given["evaluations"] or str(USUAL_EVALUATIONS), "--no-recheck"]


def _rivals(visit: Visit) -> dict[str, Rival]:
    """Return the rivals of the case whose files can be read."""
    case, found = visit.server.case, dict[str, Rival]()
    for name in list_rivals(case):
        try:
            found[name] = read_rival(case, name)
        except InputError:
            continue  # the other part of the page says what is wrong with it
    return found


TABS = (RecordedTab(), AnewTab())
"""The parts of the page in their order."""
