"""What the sale of a plant of the case does: concentration, and the market under a restriction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Literal

from pydantic import Field

from didymium.case.case import Case
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean
from didymium.screening.sale.request import Control, SaleRequest, Withholding
from didymium.screening.sale.review import review_sale
from didymium.views.answer.parts import render_answer
from didymium.views.screening.sale.shown import show_sale
from didymium.views.screening.sale.view import SaleView
from didymium.web.engine.screening.question import Answered, Order, World
from didymium.web.engine.shared import Tell
from didymium.web.lab.choices import lab_profile

STEPS = ("concentration", "base", "before", "after")
Name = Annotated[str, Field(max_length=200)]


class SaleQuestion(Order):
    """A plant of the case, its buyer, and the restriction under which the deal is tried."""

    plant: Annotated[str, Field(min_length=1, max_length=200)]
    """The plant sold."""
    buyer: Annotated[str, Field(min_length=1, max_length=200)]
    """Name of the buyer."""
    buyer_country: Annotated[str, Field(min_length=1, max_length=100)]
    """Country that controls the buyer: ISO 3166-1 alpha-3, or a region of the case."""
    scenario: Name = ""
    """The restriction of exports under which the deal is tried, by name; blank: the harshest of the case by
    the buyer's country."""
    reading: Withholding = "withheld"
    """What the buyer does with the output under it."""
    stake_percent: Annotated[float, Field(gt=0, le=100)] = 100.0
    """Share that is sold, per cent."""
    control: Control = "by_stake"
    """Whether control passes."""
    offtake_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the output that contracts keep for the present customers in any case."""
    members: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    """Regions whose shortages are compared; blank: those that the case shows first."""

    @property
    def kind(self) -> Literal["sale"]:
        """Which of the kinds of questions."""
        return "sale"

    @property
    def is_pasted(self) -> bool:
        """Who may buy what is known to the person who asks alone."""
        return True

    def answer(self, world: World, language: str, tell: Tell, *, charts: bool = True) -> Answered:
        """Return the answer, as ``didymium screen sale`` gives it on the profile of the pages.

        Raises:
            InputError: With everything that is wrong with the question.
            SolverError, UnsettledError: If the market has no answer.
        """
        _check(world.case, self.scenario, world.shipped())
        evidence = world.speaker(language).evidence
        request = SaleRequest(**self.model_dump(), profile=lab_profile(world.case))
        tell("concentration 0 4")
        review = review_sale(
            world.case,
            world.calibration.base,
            request,
            evidence,
            progress=lambda what, done, count: tell(f"{what} {done} {count}"),
        )
        view, words = SaleView(world.case, evidence, review), world.speaker(language).words
        return Answered(show_sale(words, view, charts=charts), lambda: render_answer(show_sale(words, view)))


def _check(case: Case, scenario: str, known: Collection[str]) -> None:
    problems = []
    if not case.settings.calibrated:
        name = case.settings.name
        problems.append(Problem(name, "is not calibrated: shares are taken of its base year"))
    if scenario and scenario not in known:
        message = f"is no scenario of {case.settings.name}"
        remedy = did_you_mean(scenario, list(known))
        problems.append(Problem("scenario", message, value=scenario[:80], remedy=remedy))
    if problems:
        raise InputError(problems)
