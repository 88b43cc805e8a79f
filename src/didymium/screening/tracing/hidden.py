"""Hidden dependence: what a user buys from a country, against what was mined, separated or made there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from didymium.screening.tracing.mixes import PLANT, SHIPPED, UNKNOWN_KINDS, Mixes
from didymium.screening.tracing.origins import Origins
from didymium.screening.tracing.request import STAGES
from didymium.screening.tracing.use import Use, weights

ANY = "any"
"""Stands beside the stages: passed some stage in the country, process scrap recycled there included."""
HIDDEN = {
    "region": pl.String, "sector": pl.String, "element": pl.String, "stage": pl.String, "supplier": pl.String,
    "t": pl.Float64, "direct_share": pl.Float64, "traced_share": pl.Float64, "traced_high": pl.Float64,
    "hidden_share": pl.Float64,
}  # fmt: skip
"""``t`` of the use whose materials have passed the stage; ``direct_share`` of it came across the last border
from the supplier, ``traced_share`` passed the stage there, up to
``traced_high`` if all that the run does not know the past of did. ``hidden_share`` is traced less direct."""
_LEAST_SHARE = 1e-6

Floats = NDArray[np.float64]


def hidden_dependence(
    element: str, uses: list[Use], origins: Origins, reached: Mapping[str, int]
) -> pl.DataFrame:
    """Return direct and traced dependence of each user on each country over all the uses, at each stage and
    at any, the most hidden first; columns as :data:`HIDDEN`.
    """
    rows = [
        (region, sector, element, stage, *figures)
        for (region, sector), own in _by_user(uses).items()
        for stage in (*STAGES, ANY)
        for figures in _of_stage(_passed(own, stage, reached), stage, origins)
        if figures[0] != region
    ]
    table = pl.DataFrame(rows, schema=HIDDEN, orient="row")
    return table.sort(
        "region", "sector", "hidden_share", "traced_share", "stage", "supplier",
        descending=[False, False, True, True, False, False],
    )  # fmt: skip


def _by_user(uses: list[Use]) -> Mapping[tuple[str, str], list[Use]]:
    users: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in uses:
        users[use.region, use.sector].append(use)
    return users


def _passed(uses: list[Use], stage: str, reached: Mapping[str, int]) -> list[Use]:
    if stage == ANY:
        return uses
    return [use for use in uses if STAGES.index(stage) < reached[use.material]]


def _of_stage(
    uses: list[Use], stage: str, origins: Origins
) -> Iterator[tuple[str, float, float, float, float, float]]:
    nodes, t = weights(uses)
    if not t.sum() > 0.0:
        return
    direct = _regions(origins.border(), nodes, t, (SHIPPED,))
    traced, high = _traced(stage, nodes, t, origins)
    for supplier in sorted({*direct, *traced}):
        straight, through = direct.get(supplier, 0.0), traced.get(supplier, 0.0)
        if max(straight, through) > _LEAST_SHARE:
            upper = min(high.get(supplier, high[""]), 1.0)
            yield supplier, float(t.sum()), straight, through, max(upper, through), through - straight


def _traced(
    stage: str, nodes: NDArray[np.int64], t: Floats, origins: Origins
) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the share that passed a stage in each country, and the most that it can be (under no name: of a
    country without any).
    """
    if stage != ANY:
        mixes = origins.stage(stage)
        traced = _regions(mixes, nodes, t, (PLANT,))
        unknown = sum(_regions(mixes, nodes, t, UNKNOWN_KINDS).values())
        return traced, {"": unknown} | {region: share + unknown for region, share in traced.items()}
    found, high = {}, {"": 1.0}
    for region in origins.regions:
        passed, may_have = origins.hand_of(region)
        found[region], high[region] = (float(part[nodes] @ t / t.sum()) for part in (passed, may_have))
    return found, high


def _regions(
    mixes: Mixes, nodes: NDArray[np.int64], t: Floats, kinds: tuple[str, ...]
) -> Mapping[str, float]:
    """Return the share of all the uses by region, over labels of some kinds."""
    found: dict[str, float] = defaultdict(float)
    shares = t @ mixes.shares[nodes] / t.sum()
    for label, share in zip(mixes.labels, shares.tolist(), strict=True):
        if label.kind in kinds:
            found[label.region] += share
    return found
