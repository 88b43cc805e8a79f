"""Who pays which part of a cost that members have together: cost games, fair shares, and who would leave."""

from didymium.decisions.coalitions.core import (
    LeastCore,
    Objection,
    Offence,
    least_core,
    objections,
    subadditivity_offences,
)
from didymium.decisions.coalitions.games import CostGame, GameError, cost_game
from didymium.decisions.coalitions.nucleolus import nucleolus
from didymium.decisions.coalitions.shapley import shapley_shares

__all__ = [
    "CostGame",
    "GameError",
    "LeastCore",
    "Objection",
    "Offence",
    "cost_game",
    "least_core",
    "nucleolus",
    "objections",
    "shapley_shares",
    "subadditivity_offences",
]
