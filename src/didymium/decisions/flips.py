"""What would flip a decision: the questions that each decision answers, for the search of
:mod:`didymium.ensemble.flip`.
"""

from __future__ import annotations

from collections.abc import Callable

from didymium.calibration.calibrate import calibrate, changes_base_year
from didymium.calibration.price import PricingError
from didymium.calibration.reconcile import ReconciliationError
from didymium.case.case import Case
from didymium.decisions.floors.compare import Comparison, compare_designs
from didymium.decisions.floors.designs import FloorQuestion
from didymium.decisions.reference.manipulation import HomeCosts
from didymium.decisions.reference.reference_price import ReferencePrices
from didymium.decisions.reference.terms import Terms
from didymium.ensemble.flip.headlines import NO, NOBODY, YES
from didymium.ensemble.flip.search import NO_SOLUTION, Answers, Ask
from didymium.ensemble.inputs import Input, changed
from didymium.market.base_year import BaseYear
from didymium.market.solver import SolverError
from didymium.scenario.instruments.settle import UnsettledError
from didymium.scenario.run import HotRuns
from didymium.scenario.schema import Scenario

MARGINAL_PLANT, BELOW_COST, CHEAPEST_DESIGN, HOLDS = (
    "marginal_plant",
    "quote_below_cost",
    "cheapest_design",
    "holds",
)
HELD = 0.99
"""A floor holds if so much of the club's use is bought at no less than it."""
FAILURES = (SolverError, UnsettledError, ReconciliationError, PricingError)

Question = Callable[[Case, BaseYear], Answers]
"""Answers to the questions of a decision on a calibrated case."""


def reference_question(terms: Terms, materials: tuple[str, ...]) -> Question:
    """Return the question which plant sets the reference price of each material."""

    def ask(case: Case, base: BaseYear) -> Answers:
        prices = ReferencePrices(case, base, terms)
        answers = {}
        for material in materials or prices.materials():
            marginal = prices.price(material).marginal
            answers[f"{MARGINAL_PLANT} {material}"] = marginal.plant.plant if marginal else NOBODY
        return answers

    return ask


def manipulation_question(terms: Terms, materials: tuple[str, ...]) -> Question:
    """Return the question whether the exporter's last quote of each material is below its marginal cost."""

    def ask(case: Case, base: BaseYear) -> Answers:
        costs = HomeCosts(ReferencePrices(case, base, terms))
        answers = {}
        for material in materials or costs.materials():
            tested = costs.test(material)
            below = (
                bool(tested.quotes)
                and tested.cost is not None
                and (tested.quotes[-1].quote.price_usd_per_kg < tested.cost.usd_per_kg)
            )
            answers[f"{BELOW_COST} {material}"] = YES if below else NO
        return answers

    return ask


def floor_question(question: FloorQuestion, designs: tuple[str, ...]) -> Question:
    """Return the questions which designs hold the floor, and which of those that do costs treasuries
    least.
    """
    hot = HotRuns()

    def ask(case: Case, base: BaseYear) -> Answers:
        return floor_answers(compare_designs(case, base, question, designs, workers=1, run=hot.run))

    return ask


def floor_answers(comparison: Comparison) -> Answers:
    """Return the answers that a comparison of floors gives."""
    designs = [design for design in comparison.designs if design.name != "none"]
    holding = [design for design in designs if design.held_share >= HELD]
    cheapest = max(
        holding, key=lambda design: (design.public_usd_million_per_year, design.name), default=None
    )
    return {
        CHEAPEST_DESIGN: cheapest.name if cheapest else NOBODY,
        **{f"{HOLDS} {design.name}": YES if design in holding else NO for design in designs},
        **{f"{HOLDS} {name}": NO_SOLUTION for name in comparison.unsettled},
    }


def asking_decision(case: Case, base_year: BaseYear, question: Question) -> Ask:
    """Return what answers a decision's questions with one input of the case at a value."""

    def ask(item: Input, value: float) -> Answers:
        other, _ = changed(case, Scenario(title=""), [item], [value])
        try:
            return question(other, calibrate(other).base if changes_base_year(case, other) else base_year)
        except FAILURES:
            return {}

    return ask
