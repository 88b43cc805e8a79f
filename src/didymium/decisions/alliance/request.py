"""What an alliance is asked about."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel

from didymium.decisions.allocation.means import Means
from didymium.decisions.stockpile.request import STRICT, Weighted
from didymium.decisions.stocks.futures.emergencies import SIZING_MEANS, USUAL_PROFILE

SHARING_MEANS = SIZING_MEANS.model_copy(update={"swaps": True})
"""What members can share, unless asked otherwise: public stocks are released, plants run up to their stated
capacity, and what is drawn or made is shipped to whoever loses most without it."""
MOST_STANDING = 20
"""Draws that stand for all where every set is worked out."""


class FloorAsked(BaseModel):
    """A price floor that members may have in common."""

    model_config = STRICT

    material: str
    """What it holds for."""
    usd_per_kg: float
    """The floor."""
    enforcement: Literal[
        "border_levy", "border_levy_downstream", "contract", "purchase", "minimum_procurement",
        "price_gap_subsidy",
    ] = "border_levy"  # fmt: skip
    """How it is held."""
    begin: dt.date | None = None
    """First day; blank: the first day of the case."""
    scenario: str = ""
    """What happens besides, known to all from the first day; blank: nothing."""
    dumping_t_per_year: float = 0.0
    """Tonnes a year that are dumped from that day on for two years."""
    dumping_origin: str = ""
    """Who dumps; blank: the largest producer outside."""
    profile: str = "live"
    """Division of time of its runs."""


class CoalitionRequest(BaseModel):
    """Who should be in: the value of every set of some members. Figures are held against each other and the
    case by :func:`didymium.decisions.alliance.asking.check_coalition`, which names all problems at once.
    """

    model_config = STRICT

    members: tuple[str, ...] = ()
    """Regions, clubs as one member, or ``EU=eu`` and ``NORTH=CAN+GBR``; blank: the case's
    usual ones."""
    scenarios: tuple[Weighted, ...] = ()
    """Emergencies that may come; blank: all of the case in which exports are restricted, alike."""
    days: int = 180
    """Length of the emergency that counts, from its declaration."""
    draws: int = 0
    """Draws of the uncertain inputs for each scenario; 0: scenarios as they stand."""
    seed: int = 0
    """Seed of the draws."""
    standing: int = MOST_STANDING
    """How many futures stand for all where every set is worked out."""
    alpha: float = 0.95
    """Of the tail: the worst ``1 − alpha`` counts."""
    founders: tuple[str, ...] = ()
    """The set that others may join; blank: the case's usual ones, or the first two
    members."""
    newcomer: str = ""
    """Of whom it is said what joining the founders brings; blank: KOR, or who adds most."""
    give_way_abroad: bool = False
    """Whether sectors of one member give way to those of another; if not, only what was drawn, made or taken
    on top is shipped."""
    floor: FloorAsked | None = None
    """A floor as a further instrument; blank: none."""
    means: Means = SHARING_MEANS
    """What may be done."""
    profile: str | None = USUAL_PROFILE
    """Division of time in which futures are run."""
    workers: int = 2
    """Threads."""
