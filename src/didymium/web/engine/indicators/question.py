"""Indicators of criticality of the case: of its market, of facts, of goods in use, of stops of exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import polars as pl
from pydantic import Field

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.indicators.criticality.answer import UnknownIndicator
from didymium.indicators.disruption.commodities import UnknownDisruption
from didymium.scenario.schema import Scenario
from didymium.views.answer.parts import ShownAnswer, ShownPart, render_answer
from didymium.views.criticality import charts
from didymium.views.criticality.asking import find_indicators, steps_of
from didymium.views.criticality.iamc import iamc_table
from didymium.views.criticality.request import BASE, IndicatorsRequest
from didymium.views.criticality.shown import GROUPS, shown_indicators
from didymium.views.criticality.view import IndicatorsFound
from didymium.views.svg import Chart
from didymium.web.engine.screening.question import Answered, Order, World
from didymium.web.engine.shared import Tell
from didymium.web.lab.choices import lab_profile

STEPS = ("solve", "facts", "goods", "stops")
FORM = "form"
MOST_NAMES, MOST_YEARS, MOST_METHODS_DRAWN = 40, 12, 3
IAMC = "iamc"
PLANE = ("supply_risk", "economic_importance")
Name = Annotated[str, Field(min_length=1, max_length=100)]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMES)]
Year = Annotated[int, Field(ge=1800, le=2200)]
Share = Annotated[float, Field(ge=0, le=1)]


class IndicatorsQuestion(Order):
    """Which indicators, of whom, when, in which scenarios of the case."""

    regions: Names = ()
    """Regions, clubs (each as one bloc) or `world`; blank: the case's home regions and the world."""
    years: Annotated[tuple[Year, ...], Field(max_length=MOST_YEARS)] = ()
    """Calendar years; blank: the first that every run covers whole, of facts the latest."""
    scenarios: Names = ()
    """Scenarios of the case by name; blank: the base run. What each moves is shown."""
    methods: Names = ()
    """Methods; blank: all."""
    names: Names = ()
    """Materials, chemical symbols, minerals of the facts; blank: all."""
    market: bool = True
    """Whether the market is solved for indicators, in the live profile of the case."""
    facts: bool = True
    """Whether indicators of facts are given."""
    in_use: bool = False
    """Whether stocks in use and scrap to come are given."""
    until: Year | None = None
    """Last year of goods in use; left out: fifteen years after the base year, or up to five more."""
    disruption: bool = False
    """Whether each commodity is stopped by each country that exports it: a second or two each, so that an
    answer may take a minute."""
    countries: Names = ()
    """Countries that stop; blank: all that export a hundredth of the world's net exports or more."""
    theta: Annotated[float, Field(gt=0, le=1)] = 1.0
    """The part of exports that is held back."""
    probability: Share | None = None
    """Chance of each stop in a year; left out: what is published, else unknown."""

    @property
    def kind(self) -> str:
        """Which of the kinds of questions."""
        return "indicators"

    @property
    def is_pasted(self) -> bool:
        """It is about the case alone."""
        return False

    def request(self, case: Case) -> IndicatorsRequest:
        """Return it as the layers below take it."""
        # Goods in use follow scenarios only if some are named.
        given: dict[str, Any] = self.model_dump(exclude=set() if self.scenarios else {"scenarios"})
        return IndicatorsRequest(**given, profile=lab_profile(case))

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium indicators --profile`` gives it on the profile of the pages.

        Raises:
            InputError: With everything that is wrong with the question.
            SolverError, UnsettledError: If the market has no answer.
        """
        found: IndicatorsFound | None = world.views.find(self.model_dump_json())
        if found is None:
            found = world.views.keep(self.model_dump_json(), lambda: self._found(world, tell))
        shown = shown_indicators(found, language, with_charts=False)
        answer = _drawn(found, shown) if charts else shown
        kept = found
        return Answered(answer, lambda: render_answer(shown_indicators(kept, language)))

    def _found(self, world: World, tell: Tell) -> IndicatorsFound:
        request = self.request(world.case)
        known = world.shipped()

        def read(name: str) -> Scenario:
            return _named(world.case, known, name)

        try:
            return find_indicators(
                world.case, request, lambda: world.calibration, _Progress(tell, steps_of(request)),
                read=read, solve=world.engine.solve,
            )  # fmt: skip
        except (UnknownIndicator, UnknownDisruption) as error:
            raise InputError([Problem(FORM, str(error))]) from None


@dataclass
class _Progress:
    """Hears how far the answer is and tells the step, with its number of how many."""

    tell: Tell
    steps: int
    done: int = 0
    step: str = STEPS[0]

    def __call__(self, message: str, steps: int) -> None:
        """Hear a message.

        Raises:
            Superseded: If nobody waits any more.
        """
        self.step = _step_after(self.step, message)
        self.done = min(self.done + steps, self.steps)
        self.tell(f"{self.step} {self.done} {self.steps}")


def _step_after(step: str, message: str) -> str:
    """Return the step that a message belongs to: stops come last."""
    known = {"facts": "facts", "goods in use": "goods"}
    return known.get(message, "solve" if step == "solve" else "stops")


def _named(case: Case, known: Mapping[str, Scenario], name: str) -> Scenario:
    """Return a scenario that the case ships: never a file of this machine.

    Raises:
        InputError: If it has none of the name.
    """
    if name in known:
        return known[name]
    if name == BASE:
        return Scenario(title=case.settings.title)
    remedy = did_you_mean(name, [BASE, *known])
    raise InputError(
        [Problem("scenarios", f"is no scenario of {case.settings.name}", value=name, remedy=remedy)]
    )


def _drawn(found: IndicatorsFound, shown: ShownAnswer) -> ShownAnswer:
    """Return an answer with the charts that a page has room for, and the numbers of each: those of single
    methods only if a few are asked for by name.
    """
    frames = dict(shown.frames)
    parts = []
    for part in shown.parts:
        drawn = dict(_charts(shown, found, part))
        parts.append(replace(part, charts=tuple(chart for chart in drawn.values())))
        frames |= {chart.name: _numbers(found, part.name, what) for what, chart in drawn.items()}
    frames[IAMC] = lambda: iamc_table(found)
    return replace(shown, parts=tuple(parts), frames=frames)


def _charts(shown: ShownAnswer, found: IndicatorsFound, part: ShownPart) -> Iterator[tuple[str, Chart]]:
    """Yield the charts of a part, by what they are about."""
    words = shown.words
    made: dict[str, Chart | None] = {}
    if part.name == "overview":
        made = {"": charts.plane_chart(words, found)}
    elif part.name == "changes":
        made = {"": charts.change_chart(words, found)}
    elif part.name == "in_use":
        made = {f"{place}": chart for place, chart in enumerate(charts.goods_charts(words, found))}
    elif part.name == "disruption":
        made = {"": charts.stops_chart(words, found)}
    elif 0 < len(found.request.methods) <= MOST_METHODS_DRAWN:
        asked = [name for name in GROUPS.get(part.name, ()) if name in found.request.methods]
        made = {name: charts.method_chart(words, found, name) for name in asked}
    yield from ((name, chart) for name, chart in made.items() if chart is not None)


def _numbers(found: IndicatorsFound, part: str, method: str) -> Callable[[], pl.DataFrame]:
    """Return what makes the numbers of a chart: a column says the unit of each."""
    if part == "changes":
        return lambda: found.changes.drop("weight", "threshold")
    if part == "in_use":
        return lambda: _plain(found.in_use)
    if part == "disruption":
        return lambda: found.stops
    if part == "overview":
        return lambda: _plain(found.market.filter(pl.col("method").is_in(PLANE)))
    return lambda: _plain(found.market.filter(method=method))


def _plain(table: pl.DataFrame) -> pl.DataFrame:
    """Return indicators without what they are made of, which is a text of its own."""
    return table.drop("inputs")
