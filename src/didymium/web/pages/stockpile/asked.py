"""The question about stockpiles that an address or the form asks, and the address that leads back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from didymium.case.case import Case
from didymium.decisions.pooling.sharing import Rule
from didymium.decisions.stockpile.request import StockpileRequest, Weighted
from didymium.decisions.stocks.futures.emergencies import declared_on, with_profile
from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings
from didymium.scenario.course import news_days, run_periods
from didymium.scenario.restricting import restricts
from didymium.web.server import Server

PATH = "/stockpile"
SCENARIO = "full_stop"
"""What is asked at first, where a case has it."""
ASKS = ("loss", "tail", "served", "served_but_for")
RULES: tuple[str, ...] = get_args(Rule)
QUICK = ("cover", "size", "stages", "pool", "release", "shortfall")
"""Parts that are answered while one waits, in the order of the page."""
USUAL = ("cover", "size", "stages", "pool")
MEMBER, WEIGHT, SECTOR, PART = "member_", "weight_", "sector_", "part_"
"""Before names in the fields of the form."""
SEPARATOR, TIMES, BETWEEN = ".", ":", ","
"""In an address: between names, before the weight of a scenario, and between scenarios, as weights may hold
points.
"""
SENT = "sent"
"""The field that tells the form, in which what is not ticked is not wanted, from an address."""
FIGURES = {
    "days": "days",
    "share": "share_of_loss",
    "worst": "alpha",
    "chance": "chance",
    "rate": "capital_rate",
}
"""Fields of figures, by their names in the form."""
PER_CENT = frozenset(("share", "worst", "chance", "rate"))
LONGEST = 200


@dataclass(frozen=True)
class StockpileForm:
    """The form as it stands: texts as somebody wrote them."""

    members: tuple[str, ...]
    """Blank: the case's home regions."""
    weights: Mapping[str, str]
    """By scenario; those that are left out do not count."""
    ask: str
    sectors: tuple[str, ...]
    bounds: str
    """What members may lose, such as ``JPN 50, USA 20``; blank: a share."""
    rule: str
    parts: tuple[str, ...]
    figures: Mapping[str, str]
    """By :data:`FIGURES`."""

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as the parameters of an address: scenarios and days always, else what is not as
        at first.
        """
        usual = usual_figures()
        told = {
            "scenarios": BETWEEN.join(f"{name}{TIMES}{text}" for name, text in self.weights.items()),
            "members": SEPARATOR.join(self.members),
            "ask": "" if self.ask == ASKS[0] else self.ask,
            "sectors": SEPARATOR.join(self.sectors),
            "bounds": self.bounds,
            "rule": "" if self.rule == RULES[0] else self.rule,
            "parts": "" if self.parts == USUAL else SEPARATOR.join(self.parts),
        }
        told |= {name: text for name, text in self.figures.items() if text != usual[name]}
        return told | {"days": self.figures["days"]}


def usual_figures() -> dict[str, str]:
    """Return the figures as the form has them at first."""
    usual = StockpileRequest()
    return {name: _shown(name, getattr(usual, field)) for name, field in FIGURES.items()}


def form_of(server: Server, given: Mapping[str, str]) -> StockpileForm:
    """Return the form with what an address or the form itself gives, the rest as at first."""
    case, usual = server.case, usual_figures()
    figures = {name: given.get(name, text).strip()[:30] for name, text in usual.items()}
    weights = _weights(server, given)
    figures["days"] = figures["days"] if "days" in given else first_days(server, tuple(weights))
    ask, rule = given.get("ask", ""), given.get("rule", "")
    return StockpileForm(
        members=_members(case, given),
        weights=weights,
        ask=ask[:30] or ASKS[0],
        sectors=_listed(given, SECTOR, "sectors"),
        bounds=given.get("bounds", "").strip()[:LONGEST],
        rule=rule[:30] or RULES[0],
        parts=_parts(given),
        figures=figures,
    )


def request_of(server: Server, form: StockpileForm) -> StockpileRequest:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    asked: dict[str, Any] = {
        "members": form.members,
        "scenarios": [
            {"name": name, "weight": _number(text) if text else 1.0} for name, text in form.weights.items()
        ],
        "ask": form.ask,
        "sectors": form.sectors if form.ask.startswith("served") else (),
        "sharing_rule": form.rule,
        "bounds_musd": {} if form.ask.startswith("served") else _bounds(form.bounds, problems),
        "parts": form.parts,
        # As the command asks: rules are looked for, and tried in the market where sectors are named.
        "search_rules": True,
        "in_market": "release" in form.parts and form.ask.startswith("served"),
        **{FIGURES[name]: _value(name, text) for name, text in form.figures.items() if text},
    }
    request = None
    try:
        request = StockpileRequest.model_validate(asked)
    except ValidationError as error:
        for found in findings(error, asked, lambda _: ()):
            place = " ".join(map(str, found.path))
            problems.append(Problem("form", found.message, None, place, found.value, found.remedy))
    if request is not None:
        try:
            server.stockpiles.check(request)
        except InputError as error:
            problems += error.problems
    if problems or request is None:
        raise InputError(problems)
    return request


def offered_scenarios(server: Server) -> tuple[str, ...]:
    """Return the scenarios of the case in which something happens, the first one first."""
    found = [name for name, scenario in server.shipped.items() if news_days(scenario)]
    return tuple(sorted(found, key=lambda name: (name != SCENARIO, name)))


def first_days(server: Server, names: tuple[str, ...]) -> str:
    """Return the days that count unless others are asked for: as many as the runs of scenarios have."""
    usual, left = StockpileRequest(), []
    for name in names:
        scenario = server.shipped.get(name)
        if scenario is not None and usual.profile in server.case.settings.profiles:
            turned = with_profile(scenario, usual.profile)
            periods = run_periods(server.case, turned)
            left.append((periods.bounds[-1] - declared_on(turned, periods)).days)
    return str(min([usual.days, *left]))


def survival_of(server: Server, request: StockpileRequest) -> StockpileRequest:
    """Return the question how long sectors last in each scenario in which exports are restricted."""
    named = tuple(Weighted(name=name) for name, scenario in server.shipped.items() if restricts(scenario))
    return StockpileRequest(
        parts=("cover",), members=request.members, capital_rate=request.capital_rate, scenarios=named
    )


def _members(case: Case, given: Mapping[str, str]) -> tuple[str, ...]:
    found = _listed(given, MEMBER, "members")
    return () if set(found) == set(case.settings.home_regions) else found


def _listed(given: Mapping[str, str], prefix: str, name: str) -> tuple[str, ...]:
    """Return what is ticked in the form, else what an address lists."""
    ticked = tuple(key.removeprefix(prefix)[:60] for key in given if key.startswith(prefix))
    if ticked or SENT in given:
        return ticked[:100]
    return tuple(part[:60] for part in given.get(name, "").split(SEPARATOR) if part)[:100]


def _parts(given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the parts that are wanted; sizes always are."""
    found = _listed(given, PART, "parts")
    if not found and SENT not in given:
        return USUAL
    known = [name for name in QUICK if name in found or name == "size"]
    return (*known, *(name for name in found if name not in known))


def _weights(server: Server, given: Mapping[str, str]) -> dict[str, str]:
    if SENT in given:
        written = {
            key.removeprefix(WEIGHT): text.strip() for key, text in given.items() if key.startswith(WEIGHT)
        }
        return {name[:100]: text[:20] for name, text in written.items() if text not in ("", "0")}
    pairs = (part.partition(TIMES) for part in given.get("scenarios", "").split(BETWEEN))
    found = {name[:100]: text[:20] or "1" for name, _, text in pairs if name}
    return found or dict.fromkeys(offered_scenarios(server)[:1], "1")


def _bounds(text: str, problems: list[Problem]) -> dict[str, float]:
    found = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = re.fullmatch(r"(\S+)\s+(\d+(?:\.\d*)?)", part)
        if match is None:
            remedy = "write a member and million US dollars: JPN 50, USA 20"
            problems.append(Problem("form", "is no bound of a member", None, "bounds", part, remedy))
        else:
            found[match[1]] = float(match[2])
    return found


def _value(name: str, text: str) -> float | str:
    if name not in PER_CENT:
        return _number(text)
    try:
        share = float(text) / 100
    except ValueError:
        return text
    return 1 - share if name == "worst" else share


def _number(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return ""
    if name not in PER_CENT:
        return f"{value:.10g}"
    return f"{(1 - value if name == 'worst' else value) * 100:.10g}"
