"""Two-stage stochastic programs with linear recourse: decide now, learn which scenario holds, then adapt."""

from didymium.ensemble.two_stage.benders import solve_two_stage
from didymium.ensemble.two_stage.bounded import BoundedAnswer, BoundedProblem, solve_bounded
from didymium.ensemble.two_stage.bounds import ChanceBound, LossBound, MeanBound, TailBound
from didymium.ensemble.two_stage.checks import find_problems
from didymium.ensemble.two_stage.combined import SumOfRecourses
from didymium.ensemble.two_stage.conditions import (
    Condition,
    Insisted,
    cost_of_conditions,
    must,
    must_not,
)
from didymium.ensemble.two_stage.evaluate import Evaluation
from didymium.ensemble.two_stage.extensive import extensive_form, solve_extensive_form
from didymium.ensemble.two_stage.links import Links, make_links
from didymium.ensemble.two_stage.master import NoDecisionLeft
from didymium.ensemble.two_stage.near_best import Alternative, NearBest, near_best
from didymium.ensemble.two_stage.problem import (
    Decisions,
    FeasibilityCut,
    NoRecourse,
    Recourse,
    TwoStageError,
    TwoStageProblem,
    WeightedScenario,
)
from didymium.ensemble.two_stage.recourse import LinkedProgram
from didymium.ensemble.two_stage.result import Iteration, Stop, TwoStageAnswer
from didymium.ensemble.two_stage.risk import (
    CvarBound,
    CvarWeight,
    Expectation,
    Risk,
    conditional_value_at_risk,
)
from didymium.ensemble.two_stage.value import InformationValue, information_value, mean_recourse

__all__ = [
    "Alternative",
    "BoundedAnswer",
    "BoundedProblem",
    "ChanceBound",
    "Condition",
    "CvarBound",
    "CvarWeight",
    "Decisions",
    "Evaluation",
    "Expectation",
    "FeasibilityCut",
    "InformationValue",
    "Insisted",
    "Iteration",
    "LinkedProgram",
    "Links",
    "LossBound",
    "MeanBound",
    "NearBest",
    "NoDecisionLeft",
    "NoRecourse",
    "Recourse",
    "Risk",
    "Stop",
    "SumOfRecourses",
    "TailBound",
    "TwoStageAnswer",
    "TwoStageError",
    "TwoStageProblem",
    "WeightedScenario",
    "conditional_value_at_risk",
    "cost_of_conditions",
    "extensive_form",
    "find_problems",
    "information_value",
    "make_links",
    "mean_recourse",
    "must",
    "must_not",
    "near_best",
    "solve_bounded",
    "solve_extensive_form",
    "solve_two_stage",
]
