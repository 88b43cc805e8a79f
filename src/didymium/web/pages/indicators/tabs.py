"""The parts of the page: the market and facts, facts alone, goods in use, what a stop of exports costs."""

from __future__ import annotations

import shlex
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from didymium.indicators.criticality.methods import METHODS
from didymium.indicators.disruption.commodities import listed_commodities
from didymium.views.criticality.naming import method_name
from didymium.views.criticality.request import BASE
from didymium.web.engine.indicators.question import STEPS, IndicatorsQuestion
from didymium.web.lab.choices import lab_profile
from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.screening.tab import Given, listed, plain_field, validated

ALL = "all"
"""Stands for every scenario, side by side."""
ASKED = "ask"
"""Field of a form that was sent: an address with it is asked at once."""


class _Part(ABC):
    """What the parts share: nothing is pasted, and every form is whole as it stands."""

    name = ""
    private = ()
    endings = ""
    example = ""
    steps = STEPS
    at_once = True
    """Whether it is asked as it stands at first: it takes a second or two."""
    fields: Mapping[str, str] = {}
    flags: tuple[str, ...] = ()
    """Options of the command that make it answer this part."""

    def is_whole(self, given: Given) -> bool:
        """Whether a form asks something without anything that is pasted."""
        return True

    def question(self, visit: Visit, given: Given, text: str) -> IndicatorsQuestion:
        """Return the question that the form asks.

        Raises:
            InputError: With everything that is wrong with it.
        """
        return validated(IndicatorsQuestion, self.asked(visit, given))

    @abstractmethod
    def asked(self, visit: Visit, given: Given) -> dict[str, Any]:
        """Return the question as texts of the form."""

    def command(self, visit: Visit, given: Given, text: str) -> str:
        """Return the command line that gives the same numbers."""
        server = visit.server
        parts = ["didymium", "indicators", server.case_argument, *self.flags]
        for option, value in self.options(visit, given).items():
            parts += [option, value] if value else []
        if server.overlay_argument is not None:
            parts += ["--overlay", server.overlay_argument]
        return shlex.join(parts)

    @abstractmethod
    def options(self, visit: Visit, given: Given) -> dict[str, str]:
        """Return the options of the command, blank ones without a value."""


class MarketTab(_Part):
    """Indicators of the solved market, with facts beside them."""

    name = "market"
    fields = {"regions": "", "years": "", "scenario": "", "method": "", "names": ""}

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        _regions(visit, given)
        _years(visit, given, "years_hint")
        _scenario(visit, given, "base_run")
        _method(visit, given)
        _names(visit, given)

    def asked(self, visit: Visit, given: Given) -> dict[str, Any]:
        """Return the question as texts of the form."""
        return {**_common(given), "scenarios": _scenarios(visit, given), "methods": listed(given["method"])}

    def options(self, visit: Visit, given: Given) -> dict[str, str]:
        """Return the options of the command."""
        return {
            **_common_options(given),
            "--scenario": ",".join(_scenarios(visit, given)),
            "--method": given["method"],
            "--profile": lab_profile(visit.server.case),
        }


class FactsTab(_Part):
    """Indicators of facts alone: nothing is solved."""

    name = "facts"
    flags = ("--facts",)
    fields = {"regions": "", "years": "", "method": "", "names": ""}

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        _regions(visit, given)
        _years(visit, given, "years_latest")
        _method(visit, given)
        _names(visit, given)

    def asked(self, visit: Visit, given: Given) -> dict[str, Any]:
        """Return the question as texts of the form."""
        return {**_common(given), "market": False, "methods": listed(given["method"])}

    def options(self, visit: Visit, given: Given) -> dict[str, str]:
        """Return the options of the command."""
        return {**_common_options(given), "--method": given["method"]}


class InUseTab(_Part):
    """Stocks in use and scrap to come."""

    name = "in_use"
    flags = ("--in-use",)
    fields = {"regions": "", "scenario": "", "names": "", "until": ""}

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words = visit.words
        _regions(visit, given)
        _scenario(visit, given, "no_run")
        _names(visit, given)
        plain_field(
            words("web.indicators.until"),
            "until",
            given["until"],
            kind="number",
            min=visit.server.case.settings.base_year,
            max=2100,
            hint=words("web.indicators.until_hint"),
        )

    def asked(self, visit: Visit, given: Given) -> dict[str, Any]:
        """Return the question as texts of the form."""
        return {
            "regions": listed(given["regions"]),
            "names": listed(given["names"]),
            "scenarios": _scenarios(visit, given),
            "until": given["until"] or None,
            "market": False,
            "facts": False,
            "in_use": True,
        }

    def options(self, visit: Visit, given: Given) -> dict[str, str]:
        """Return the options of the command."""
        scenarios = _scenarios(visit, given)
        return {
            "--region": ",".join(listed(given["regions"])),
            "--material": ",".join(listed(given["names"])),
            "--scenario": ",".join(scenarios),
            "--until": given["until"],
            "--profile": lab_profile(visit.server.case) if scenarios else "",
        }


class StopsTab(_Part):
    """What a year without a country's exports costs: half a minute or more, so nobody asks it by chance."""

    name = "disruption"
    at_once = False
    flags = ("--disruption",)
    fields = {
        "region": "", "years": "", "names": "", "countries": "", "theta": "100", "probability": "", ASKED: "",
    }  # fmt: skip

    def draw(self, visit: Visit, given: Given) -> None:
        """Draw the fields of the form."""
        words, case = visit.words, visit.server.case
        # So that the address of an answer leads back to it, also where nothing else was filled in.
        Tag("input", type="hidden", name=ASKED, value="1")
        regions = {row.region: words.region(row.region) for row in case.regions}
        regions = {"": "", **dict(sorted(regions.items(), key=lambda item: item[1]))}
        homes = ", ".join(words.region(name) for name in case.settings.home_regions[:1])
        choice_field(
            words("web.indicators.region"),
            "region",
            regions,
            given["region"],
            hint=words("web.indicators.region_hint", known=homes),
        )
        known = ", ".join(one.name for one in listed_commodities(case.settings.name))
        plain_field(
            words("web.indicators.commodities"),
            "names",
            given["names"],
            hint=words("web.indicators.commodities_hint", known=known or "–"),
        )
        plain_field(
            words("web.indicators.countries"),
            "countries",
            given["countries"],
            hint=words("web.indicators.countries_hint"),
        )
        _years(visit, given, "year_of_stop")
        for name, least in (("theta", 1), ("probability", 0)):
            plain_field(
                words(f"web.indicators.{name}"),
                name,
                given[name],
                kind="number",
                min=least,
                max=100,
                step="any",
                hint=words("web.indicators.probability_hint") if name == "probability" else "",
            )

    def asked(self, visit: Visit, given: Given) -> dict[str, Any]:
        """Return the question as texts of the form."""
        return {
            "regions": listed(given["region"]),
            "years": listed(given["years"]),
            "names": listed(given["names"]),
            "countries": listed(given["countries"]),
            "theta": _share(given["theta"] or "100"),
            "probability": _share(given["probability"]) if given["probability"] else None,
            "market": False,
            "facts": False,
            "disruption": True,
        }

    def options(self, visit: Visit, given: Given) -> dict[str, str]:
        """Return the options of the command."""
        theta = given["theta"] if given["theta"] not in ("", "100") else ""
        return {
            "--region": given["region"],
            "--year": ",".join(listed(given["years"])),
            "--material": ",".join(listed(given["names"])),
            "--country": ",".join(listed(given["countries"])),
            "--theta": _told(theta),
            "--probability": _told(given["probability"]),
        }


def _regions(visit: Visit, given: Given) -> None:
    words = visit.words
    plain_field(
        words("web.indicators.regions"),
        "regions",
        given["regions"],
        hint=words("web.indicators.regions_hint", known=", ".join(visit.server.case.settings.home_regions)),
    )


def _years(visit: Visit, given: Given, hint: str) -> None:
    words = visit.words
    plain_field(words("web.indicators.years"), "years", given["years"], hint=words(f"web.indicators.{hint}"))


def _scenario(visit: Visit, given: Given, without: str) -> None:
    words, shipped = visit.words, visit.server.shipped
    options = {"": words(f"web.indicators.{without}")}
    options |= {name: found.title for name, found in shipped.items() if name != BASE or without == "no_run"}
    if len(shipped) > 1:
        options[ALL] = words("web.indicators.every_scenario")
    choice_field(words("web.indicators.scenario"), "scenario", options, given["scenario"])


def _method(visit: Visit, given: Given) -> None:
    words = visit.words
    options = {"": words("web.indicators.every_method")}
    options |= {name: method_name(words, name) for name in METHODS}
    choice_field(words("web.indicators.method"), "method", options, given["method"])


def _names(visit: Visit, given: Given) -> None:
    words = visit.words
    known = ", ".join(dict.fromkeys(row.element for row in visit.server.case.contents))
    plain_field(
        words("web.indicators.names"),
        "names",
        given["names"],
        hint=words("web.indicators.names_hint", known=known or "–"),
    )


def _scenarios(visit: Visit, given: Given) -> tuple[str, ...]:
    if given["scenario"] != ALL or ALL in visit.server.shipped:
        return listed(given["scenario"])
    return tuple(visit.server.shipped)


def _common(given: Given) -> dict[str, Any]:
    return {name: listed(given[name]) for name in ("regions", "years", "names")}


def _common_options(given: Given) -> dict[str, str]:
    options = {"--region": "regions", "--year": "years", "--material": "names"}
    return {option: ",".join(listed(given[name])) for option, name in options.items()}


def _share(text: str) -> float | str:
    """Return per cent as a share, or the text for the message that it is no number."""
    try:
        return float(text) / 100
    except ValueError:
        return text


def _told(text: str) -> str:
    share = _share(text) if text else ""
    return f"{share:g}" if isinstance(share, float) else text
