"""The response that an address or the form asks for, and the address that leads back to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from didymium.case.case import Case
from didymium.decisions.allocation.means import Means
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.news import parse_news
from didymium.files.problems import InputError, Problem
from didymium.files.wording import findings
from didymium.market.periods import add_months
from didymium.scenario.course import news_days, run_periods
from didymium.scenario.schema import Scenario
from didymium.web.engine.responses import ResponseQuestion
from didymium.web.server import Server

PATH = "/rapid-response"
SAVED = "saved:"
"""Before the key of a scenario that somebody saved."""
DAYS = 180
"""Length of the plan that is asked for at first."""
MONTHS_AFTER_NEWS = 2
"""First day of the plan at first: the first of a month, so many months after that of the first news."""
MOST_ROUNDS = 6
LONGEST_NEWS, LONGEST_TOLD = 20_000, 6_000
"""Letters of one round of news, and of all of them in an address."""
SEPARATOR = "."
MEMBER = "member_"
"""Before a region or club in the name of its box in the form."""
NEWS = "news_"
"""Before the number of a round of news, from 1, in an address."""
SHARES = {
    "commercial": "commercial_share",
    "surge": "surge_share",
    "diversion": "diversion_share",
    "purchase": "purchase_share",
}
"""Means that are a share, in per cent in the form."""
DAYS_OF_MEANS = {"cover": "minimum_cover_days", "release": "release_lead_days"}
SWITCHES = {"public": "public_stocks", "swaps": "swaps", "reallocation": "reallocation"}
YES, NO = "yes", "no"


@dataclass(frozen=True)
class ResponseForm:
    """The form as it stands: texts as somebody wrote them. ``means`` are by their names in the form."""

    scenario: str
    as_of: str
    days: str
    members: tuple[str, ...]
    first: tuple[str, ...]
    """Sectors that are served first, in order."""
    by_value: bool
    chance: str
    """Per cent; blank: as reported."""
    decision: str
    means: Mapping[str, str]
    spared: tuple[str, ...] = ()
    """Regions and clubs from which nothing is taken away."""
    news: tuple[str, ...] = ()
    """Rounds of news, each the text of a CSV file."""

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as the parameters of an address: scenario, day and days always, else what is not as at
        first; news only while it fits.
        """
        usual = usual_means()
        told = {
            "scenario": self.scenario,
            "as_of": self.as_of,
            "days": self.days,
            "members": SEPARATOR.join(self.members),
            "first": SEPARATOR.join(self.first),
            "by_value": YES if self.by_value else "",
            "chance": self.chance,
            "decision": self.decision,
            "spared": SEPARATOR.join(self.spared),
        }
        told |= {name: text for name, text in self.means.items() if text != usual[name]}
        if self.is_told_whole:
            told |= {f"{NEWS}{number}": text for number, text in enumerate(self.news, start=1)}
        return told

    @property
    def is_told_whole(self) -> bool:
        """Whether all news fits into an address."""
        return sum(map(len, self.news)) <= LONGEST_TOLD

    @property
    def without_news(self) -> ResponseForm:
        """Return it without its last round of news."""
        return replace(self, news=self.news[:-1])

    def with_news(self, text: str) -> ResponseForm:
        """Return it with another round of news."""
        return replace(self, news=(*self.news, text))


def usual_means() -> dict[str, str]:
    """Return the means as the form has them at first."""
    usual = Means()
    found = {name: _plain(getattr(usual, field) * 100) for name, field in SHARES.items()}
    for name, field in DAYS_OF_MEANS.items():
        value = getattr(usual, field)
        found[name] = "" if value is None else _plain(value)
    return found | {name: YES if getattr(usual, field) else NO for name, field in SWITCHES.items()}


def form_of(server: Server, given: Mapping[str, str]) -> ResponseForm:
    """Return the form with what an address or the form itself gives, the rest as at first."""
    case = server.case
    name = given.get("scenario", "").strip()[:100] or first_scenario(server)
    scenario = found_scenario(server, name)
    means = {key: given.get(key, usual).strip()[:30] for key, usual in usual_means().items()}
    as_of = given.get("as_of", "").strip()[:30] or first_day(case, scenario)
    return ResponseForm(
        scenario=name,
        as_of=as_of,
        days=given.get("days", "").strip()[:10] or first_days(case, scenario, as_of),
        members=_members(case, given),
        first=_first(case, given),
        by_value=given.get("by_value", "") in (YES, "on"),
        chance=given.get("chance", "").strip()[:10],
        decision=given.get("decision", "").strip()[:10],
        means=means,
        spared=_listed(given.get("spared", "")),
        news=_rounds(given),
    )


def found_scenario(server: Server, name: str) -> Scenario | None:
    """Return one of the case's scenarios, or one that somebody saved for it; None if there is none."""
    if name.startswith(SAVED):
        key = name.removeprefix(SAVED)
        return server.saved.scenario_of(server.case.settings.name, key) if key.isalnum() else None
    return server.shipped.get(name)


def offered_scenarios(server: Server) -> tuple[str, ...]:
    """Return the scenarios of the case in which something happens, the usual one first."""
    usual = server.case.settings.usual.scenario
    found = [name for name, scenario in server.shipped.items() if news_days(scenario)]
    return tuple(sorted(found, key=lambda name: (name != usual, name)))


def first_scenario(server: Server) -> str:
    """Return the scenario that is asked about at first; blank where a case has none."""
    return (*offered_scenarios(server), "")[0]


def first_day(case: Case, scenario: Scenario | None) -> str:
    """Return the first day of the plan unless another is asked for."""
    days = [] if scenario is None else news_days(scenario)
    if scenario is None or not days or scenario.profile not in case.settings.profiles:
        return case.settings.start.isoformat()
    bounds = run_periods(case, scenario).bounds
    day = max(add_months(days[0].replace(day=1), MONTHS_AFTER_NEWS), bounds[0])
    return (day if day < bounds[-1] else bounds[-2]).isoformat()


def first_days(case: Case, scenario: Scenario | None, as_of: str) -> str:
    """Return the length of the plan unless another is asked for: as much as the run has."""
    try:
        begin = dt.date.fromisoformat(as_of)
    except ValueError:
        return str(DAYS)
    if scenario is None or scenario.profile not in case.settings.profiles:
        return str(DAYS)
    left = (run_periods(case, scenario).bounds[-1] - begin).days
    return str(min(DAYS, left) if left > 0 else DAYS)


def sectors_of(case: Case) -> tuple[str, ...]:
    """Return the sectors that use something, in the order of demands.csv: by their highest priority."""
    best: dict[str, int] = {}
    for row in case.demands:
        best[row.sector] = min(row.priority, best.get(row.sector, row.priority))
    places = [row.sector for row in case.sectors]
    return tuple(sorted(best, key=lambda name: (best[name], places.index(name) if name in places else 0)))


def sectors_first(usual: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    """Return how much of an order of sectors must be said for the rest to follow in the usual order."""
    for count in range(len(wanted) + 1):
        rest = [name for name in usual if name not in wanted[:count]]
        if list(wanted[count:]) == rest:
            return tuple(wanted[:count])
    return tuple(wanted)


def question_of(server: Server, form: ResponseForm) -> ResponseQuestion:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    scenario = found_scenario(server, form.scenario)
    if scenario is None:
        problems.append(Problem("form", "is no scenario that can be chosen", None, "scenario", form.scenario))
    request = _request(form, problems)
    rounds = []
    for number, text in enumerate(form.news, start=1):
        try:
            rounds.append(parse_news(server.case, text.encode(), f"news {number}"))
        except InputError as error:
            problems += error.problems
    if problems or scenario is None or request is None:
        raise InputError(problems)
    name = form.scenario.replace(SAVED, "saved_")
    return ResponseQuestion(name, scenario, request, tuple(rounds))


def _request(form: ResponseForm, problems: list[Problem]) -> ResponseRequest | None:
    usual = usual_means()
    means: dict[str, Any] = {
        field: _value(name, form.means[name])
        for name, field in (SHARES | DAYS_OF_MEANS | SWITCHES).items()
        # What is as usual is not asked for: the page says so of each figure.
        if form.means[name] != usual[name]
    }
    if form.spared:
        means["spared"] = form.spared
    asked: dict[str, Any] = {
        "as_of": form.as_of,
        "days": form.days,
        "members": form.members,
        "sectors_first": form.first,
        "by_value": form.by_value,
        "grant_chance": _share(form.chance) if form.chance else None,
        "decision_after_days": form.decision or None,
        "means": means,
    }
    try:
        return ResponseRequest.model_validate(asked)
    except ValidationError as error:
        for found in findings(error, asked, lambda _: ()):
            place = " ".join(map(str, found.path))
            problems.append(Problem("form", found.message, None, place, found.value, found.remedy))
        return None


def _value(name: str, text: str) -> float | str | bool | None:
    if name in SWITCHES:
        return text == YES
    return _share(text) if name in SHARES else text or None


def _share(text: str) -> float | str:
    """Return per cent as a share, or the text for the message that it is no number."""
    try:
        return float(text) / 100
    except ValueError:
        return text


def _members(case: Case, given: Mapping[str, str]) -> tuple[str, ...]:
    ticked = tuple(name.removeprefix(MEMBER) for name in given if name.startswith(MEMBER))
    named = tuple(part for part in given.get("members", "").split(SEPARATOR) if part)
    found = tuple(name[:60] for name in (ticked or named)[:100])
    return () if set(found) == set(case.settings.home_regions) else found


def _first(case: Case, given: Mapping[str, str]) -> tuple[str, ...]:
    wanted = tuple(part[:60] for part in given.get("sectors", "").split(SEPARATOR) if part)
    if wanted:
        return sectors_first(sectors_of(case), wanted)
    return tuple(part[:60] for part in given.get("first", "").split(SEPARATOR) if part)[:100]


def _listed(text: str) -> tuple[str, ...]:
    """Return names separated by points, commas or spaces."""
    parts = text.replace(SEPARATOR, " ").replace(",", " ").split()
    return tuple(part[:60] for part in parts[:100])


def _rounds(given: Mapping[str, str]) -> tuple[str, ...]:
    texts = (given.get(f"{NEWS}{number}", "") for number in range(1, MOST_ROUNDS + 1))
    return tuple(text[:LONGEST_NEWS] for text in texts if text.strip())


def _plain(value: float) -> str:
    return f"{value:.10g}"
