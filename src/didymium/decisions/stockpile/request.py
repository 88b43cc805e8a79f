"""What stockpiles are asked about."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict

from didymium.decisions.allocation.means import Means
from didymium.decisions.pooling.asked import Asked, OwnLosses, ShareOfLoss
from didymium.decisions.pooling.sharing import Basis, Rule, Sharing
from didymium.decisions.release.rules import Threshold
from didymium.decisions.stocks.futures.drawn import MOST_STANDING
from didymium.decisions.stocks.futures.emergencies import SIZING_MEANS, USUAL_PROFILE
from didymium.decisions.stocks.sizing.criteria import Served, ServedButFor
from didymium.indicators.survival import THRESHOLD

STRICT = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)
Part = Literal["cover", "shortfall", "size", "stages", "pool", "buy", "release", "check"]
PARTS: tuple[Part, ...] = ("cover", "shortfall", "size", "stages", "pool", "buy", "release", "check")
SIZED: tuple[Part, ...] = ("size", "stages", "pool", "buy", "release", "check")
"""Parts that need futures and sizes."""


class Weighted(BaseModel):
    """A scenario that may come."""

    model_config = STRICT

    name: str
    """Name in the case's folder of scenarios."""
    weight: float = 1.0
    """Weight among those named."""


class StockpileRequest(BaseModel):
    """Stocks: for whom, against what, and how much may be lost. Figures are held against each other and the
    case by :func:`didymium.decisions.stockpile.asking.check_request`, which names all problems at once.
    """

    model_config = STRICT

    parts: tuple[Part, ...] = PARTS
    """What is answered. ``buy``, ``release`` and ``check`` are about the sizes, which are found for them."""
    members: tuple[str, ...] = ()
    """Regions or clubs; blank: the case's home regions."""
    scenarios: tuple[Weighted, ...] = ()
    """Emergencies that may come."""
    days: int = 180
    """Length of the emergency that counts, from its declaration."""
    until: dt.date | None = None
    """Its last day, in the place of ``days``."""
    draws: int = 0
    """Draws of the uncertain inputs for each scenario; 0: scenarios as they stand."""
    seed: int = 0
    """Seed of the draws."""
    standing: int = MOST_STANDING
    """How many futures stand for all in the search for sizes."""
    ask: Literal["loss", "tail", "served", "served_but_for"] = "loss"
    """What is asked: a bound on the expected loss, on its tail, or that named sectors are served, always or
    but for a chance."""
    share_of_loss: float = 0.5
    """Of ``loss`` and ``tail``: share of the loss without stocks that each member puts up with."""
    bounds_musd: dict[str, float] = {}
    """Or by member what it may lose, million US dollars; blank: the share."""
    alpha: float = 0.95
    """Of ``tail``: the worst ``1 − alpha`` counts."""
    sectors: tuple[str, ...] = ()
    """Named sectors: served, or first in the release."""
    served_share: float = THRESHOLD
    """Share of what they would get had nothing happened that counts as served."""
    chance: float = 0.05
    """Of ``served_but_for``: chance of failing."""
    capital_rate: float | None = None
    """Return that money in stocks would earn elsewhere, a year; blank: the case's discount rate."""
    stages: tuple[str, ...] = ()
    """Stages of the chain at which stocks may lie; blank: all."""
    materials: tuple[str, ...] = ()
    """Materials that may be held; blank: all that are of use."""
    sharing_rule: Rule = "by_need"
    """How common stocks are shared: ``by_need``, ``proportional`` or ``loan``."""
    sharing_basis: Basis = "use"
    """Shares of ``proportional``: by ``use`` or by ``contribution``."""
    months_to_return: int = 12
    """Of ``loan``: months after the emergency in which goods come back."""
    buy_from: dt.date | None = None
    """First day of purchases; blank: the first day of the case."""
    buy_months: int = 24
    """Months in which stocks are bought."""
    price_move: float = 0.05
    """Share by which purchases may lift the price."""
    yearly_chance: float | None = None
    """Chance in a year of such an emergency, if stated: what stocks save a year follows from it."""
    rule: Threshold = Threshold()
    """Release rule that is tested."""
    search_rules: bool = False
    """Whether the best of a grid of rules is looked for."""
    rate_per_month: float = 1.0
    """Share of a stock that can leave in a month."""
    in_market: bool = False
    """Whether the release is tried in the market too, beside the planner's."""
    means: Means = SIZING_MEANS
    """What counts beside the stocks; in pools members also ship to each other."""
    profile: str | None = USUAL_PROFILE
    """Division of time in which futures are run."""
    check_profile: str | None = "shock"
    """Division of time of purchases and of runs in the market."""
    workers: int = 2
    """Threads."""

    @property
    def asked(self) -> Asked:
        """What each member asks."""
        if self.ask == "served":
            return Served(self.sectors, self.days, self.served_share)
        if self.ask == "served_but_for":
            return ServedButFor(self.sectors, self.days, self.chance, self.served_share)
        alpha = self.alpha if self.ask == "tail" else None
        if self.bounds_musd:
            return OwnLosses(self.bounds_musd, alpha)
        return ShareOfLoss(self.share_of_loss, alpha)

    @property
    def sharing(self) -> Sharing:
        """How common stocks are shared."""
        return Sharing(self.sharing_rule, self.sharing_basis, self.months_to_return)

    @property
    def purchase_profile(self) -> str:
        """Division of time of purchases."""
        return self.check_profile or self.profile or "shock"

    def wants(self, *parts: Part) -> bool:
        """Say whether one of some parts is asked for."""
        return any(part in self.parts for part in parts)
