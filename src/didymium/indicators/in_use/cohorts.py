"""Goods followed by the year in which they entered use, with the dynamic stock models of flodym.

flodym takes pandas along: it is imported when goods are followed, and not before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from flodym import DimensionSet

Array = NDArray[np.float64]
Distribution = Literal["normal", "weibull", "lognormal", "fixed"]
Entry = Literal["start", "middle", "end"]

ENTERS: Entry = "middle"
"""When goods of a year enter use: in the middle of it, as what is sold evenly over a year does on average."""
BALANCE = 1e-9
"""What inflow less outflow may differ from the change of the stock, as a share of the largest stock."""
_SHAPES = (0.05, 1000.0)
"""Shapes of Weibull distributions among which one is sought."""
_FEWEST_YEARS = 3
"""Years that flodym needs to know how long one is."""


class StockBalanceError(ArithmeticError):
    """Raised where inflow less outflow is not the change of the stock; the message names the goods."""


@dataclass(frozen=True)
class YearsInUse:
    """How long goods stay in use: mean and standard deviation of the years themselves, whatever the form."""

    distribution: Distribution
    mean_years: float
    deviation_years: float | None = None


@dataclass(frozen=True)
class Cohorts:
    """Goods in use by the year in which they entered. Arrays are in tonnes.

    ``inflow`` (years, streams) entered in a year, ``outflow`` left in it, ``stock`` is in use at its end;
    ``stock_by_cohort`` and ``outflow_by_cohort`` (years, cohorts, streams) say of which year's goods.
    """

    years: tuple[int, ...]
    inflow: Array
    outflow: Array
    stock: Array
    outflow_by_cohort: Array
    stock_by_cohort: Array

    def check_balance(self, goods: str) -> None:
        """See that inflow less outflow is the change of the stock in every year and stream.

        Raises:
            StockBalanceError: If not, naming the goods, the year and the tonnes.
        """
        change = np.diff(self.stock, axis=0, prepend=0.0)
        missing = self.inflow - self.outflow - change
        if not np.abs(missing).max(initial=0.0) <= BALANCE * max(self.stock.max(initial=0.0), 1.0):
            year, _ = np.unravel_index(np.abs(missing).argmax(), missing.shape)
            text = f"{goods}: {np.abs(missing).max():.6g} t are lost or made in {self.years[int(year)]}"
            raise StockBalanceError(f"{text}: inflow less outflow is not the change of what is in use")


def follow(
    goods: str, years: Sequence[int], inflow: Array, life: YearsInUse, enters: Entry = ENTERS
) -> Cohorts:
    """Follow goods from their entry into use to the scrap yard.

    ``inflow`` (years, streams) is in tonnes; ``years`` follow each other without a gap; streams have nothing
    in common but the years that goods last. Source: Pauliuk and Heeren 2020, doi 10.1111/jiec.12952 (ODYM),
    of which flodym is made anew.

    Raises:
        StockBalanceError: If tonnes were lost or made.
        ValueError: If years are missing or the arrays do not fit.
    """
    if list(years) != list(range(years[0], years[0] + len(years))) or inflow.shape[0] != len(years):
        raise ValueError(f"{goods}: years follow each other without a gap, one row of inflow each")
    padding = max(_FEWEST_YEARS - len(years), 0)
    padded = np.vstack([inflow, np.zeros((padding, inflow.shape[1]))])
    model = _model(range(years[0], years[0] + len(padded)), padded, life, enters)
    kept = len(years)
    found = Cohorts(
        years=tuple(years),
        inflow=inflow,
        outflow=np.asarray(model.outflow.values)[:kept],
        stock=np.asarray(model.stock.values)[:kept],
        outflow_by_cohort=model.get_outflow_by_cohort()[:kept, :kept],
        stock_by_cohort=model.get_stock_by_cohort()[:kept, :kept],
    )
    found.check_balance(goods)
    return found


def _model(years: Sequence[int], inflow: Array, life: YearsInUse, enters: Entry) -> Any:
    """Return flodym's model of the goods, computed."""
    import flodym

    dims = flodym.DimensionSet(
        dim_list=[
            flodym.Dimension(name="Year", letter="t", items=list(years), dtype=int),
            flodym.Dimension(name="Stream", letter="s", items=list(range(inflow.shape[1])), dtype=int),
        ]
    )
    model = flodym.InflowDrivenDSM(
        dims=dims,
        inflow=flodym.StockArray(dims=dims, values=inflow.copy(), name="inflow"),
        lifetime_model=lifetime_model(dims, life, enters),
    )
    model.compute()
    return model


def lifetime_model(dims: DimensionSet, life: YearsInUse, enters: Entry = ENTERS) -> Any:
    """Return flodym's model of how long goods last, from mean and standard deviation in years."""
    import flodym

    common = {"dims": dims, "inflow_at": enters}
    if life.distribution == "fixed":
        return flodym.FixedLifetime(**common, mean=life.mean_years)
    deviation = life.deviation_years
    if deviation is None:
        raise ValueError(f"a {life.distribution} distribution needs a standard deviation")
    if life.distribution == "weibull":
        scale, shape = weibull_scale_and_shape(life.mean_years, deviation)
        return flodym.WeibullLifetime(**common, weibull_scale=scale, weibull_shape=shape)
    kinds = {"normal": flodym.NormalLifetime, "lognormal": flodym.LogNormalLifetime}
    return kinds[life.distribution](**common, mean=life.mean_years, std=deviation)


def weibull_scale_and_shape(mean_years: float, deviation_years: float) -> tuple[float, float]:
    """Return scale λ (years) and shape k of the Weibull distribution with this mean and deviation:
    mean = λ Γ(1 + 1/k), (deviation / mean)² = Γ(1 + 2/k) / Γ(1 + 1/k)² − 1.
    """
    from scipy.optimize import brentq

    wanted = math.log1p((deviation_years / mean_years) ** 2)

    def excess(shape: float) -> float:
        return math.lgamma(1 + 2 / shape) - 2 * math.lgamma(1 + 1 / shape) - wanted

    shape = float(brentq(excess, *_SHAPES))
    return mean_years / math.gamma(1 + 1 / shape), shape
