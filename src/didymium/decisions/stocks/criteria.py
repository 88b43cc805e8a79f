"""What is asked of stocks: how much may be lost in an emergency, or who must be served for how long."""

from __future__ import annotations

from dataclasses import dataclass

from didymium.decisions.stocks.losses import Named
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.indicators.survival import THRESHOLD


@dataclass(frozen=True)
class Served:
    """Named sectors are served in every future: at least ``share`` of what they would get had nothing
    happened, in each period of the first ``days``.
    """

    sectors: tuple[str, ...]
    days: int
    share: float = THRESHOLD

    @property
    def named(self) -> Named:
        """The sectors that count."""
        return Named(self.sectors, self.days, self.share)


@dataclass(frozen=True)
class ServedButFor:
    """Named sectors are served as :class:`Served` says, but for a ``chance``, from 0 to 1, of failing."""

    sectors: tuple[str, ...]
    days: int
    chance: float
    share: float = THRESHOLD

    @property
    def named(self) -> Named:
        """The sectors that count."""
        return Named(self.sectors, self.days, self.share)


Criterion = MeanBound | TailBound | Served | ServedButFor
"""What is asked of stocks. Bounds on the mean or the tail are in million US dollars of loss."""
