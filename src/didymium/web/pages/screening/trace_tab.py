"""Where an element in what regions use comes from: material, element, users, the run."""

from __future__ import annotations

import shlex
from typing import Any

from didymium.web.engine.screening.trace import STEPS, TraceQuestion
from didymium.web.lab.choices import lab_profile
from didymium.web.look.forms import choice_field
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import Given, listed, plain_field, validated

MATERIAL, ELEMENT = "magnet", "dysprosium"
"""What is asked at first."""


class TraceTab:
    """The part about tracing."""

    name = "trace"
    private = ()
    endings = ""
    example = ""
    steps = STEPS
    fields = {
        "material": MATERIAL,
        "elements": ELEMENT,
        "regions": "",
        "sectors": "",
        "scenario": "",
        "begin": "",
        "end": "",
    }

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words, case = visit.words, visit.server.case
        materials = {name: words.material(name) for name in case.groups}
        materials |= {row.material: words.material(row.material) for row in case.materials}
        if given["material"] not in materials:
            materials[given["material"]] = given["material"]
        choice_field(words("web.screening.material"), "material", materials, given["material"])
        elements = ", ".join(dict.fromkeys(row.element for row in case.contents))
        plain_field(
            words("web.screening.elements"),
            "elements",
            given["elements"],
            hint=words("web.screening.elements_hint", known=elements),
        )
        plain_field(
            words("web.screening.regions"),
            "regions",
            given["regions"],
            hint=words("web.screening.regions_hint", known=", ".join(case.settings.home_regions)),
        )
        sectors = ", ".join(dict.fromkeys(row.sector for row in case.demands))
        plain_field(
            words("web.screening.sectors"),
            "sectors",
            given["sectors"],
            hint=words("web.screening.sectors_hint", known=sectors),
        )
        scenarios = {"": words("web.screening.base_run")}
        scenarios |= {name: found.title for name, found in visit.server.shipped.items()}
        choice_field(words("web.screening.run"), "scenario", scenarios, given["scenario"])
        plain_field(words("web.screening.begin"), "begin", given["begin"], kind="date")
        plain_field(words("web.screening.end"), "end", given["end"], kind="date")

    def question(self, visit: Visit, given: Given, text: str) -> TraceQuestion:
        """Return the question that the form asks.

        Raises:
            InputError: With everything that is wrong with it.
        """
        asked: dict[str, Any] = {
            "scenario": given["scenario"],
            "material": given["material"],
            "elements": listed(given["elements"]),
            "regions": listed(given["regions"]),
            "sectors": listed(given["sectors"]),
            "begin": given["begin"] or None,
            "end": given["end"] or None,
        }
        return validated(TraceQuestion, asked)

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return bool(given["material"])

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the commands that give the same numbers: the run is solved, then traced."""
        server = visit.server
        scenario = given["scenario"] or next(iter(server.shipped), "")
        solve = ["didymium", "solve", server.case_argument, "--scenario", scenario]
        solve += ["--profile", lab_profile(server.case), "--out", "out/run"]
        folder = "out/run" if given["scenario"] else "out/run/base"
        trace = ["didymium", "trace", folder, "--material", given["material"]]
        options = {
            "--element": given["elements"],
            "--region": given["regions"],
            "--sector": given["sectors"],
            "--from": given["begin"],
            "--until": given["end"],
        }
        for option, value in options.items():
            parts = ",".join(listed(value))
            trace += [option, parts] if parts else []
        if server.overlay_argument is not None:
            solve += ["--overlay", server.overlay_argument]
            trace += ["--overlay", server.overlay_argument]
        return f"{shlex.join(solve)} && {shlex.join(trace)}"
