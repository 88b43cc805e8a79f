"""Random chains with loops: a second way to trace them, and laws that every trace obeys."""

from __future__ import annotations

import polars as pl
import pytest

from didymium.screening.tracing.request import STAGES, TraceRequest
from didymium.screening.tracing.trace import Trace, summed, trace
from trace_cases import FEB, JAN, JUN, MAR, Walks, chain_case, random_rows

PERIODS = (JAN, FEB, MAR, JUN)
PAIRS = tuple((first, second) for first in STAGES for second in STAGES if first != second)
USER = ["region", "material", "period"]


def _traced(seed: int) -> tuple[Trace, Walks]:
    rows, opening = random_rows(seed, PERIODS)
    case = chain_case(holdings=[(*key, level) for key, level in opening.items()])
    request = TraceRequest(material="magnet", pairs=PAIRS)
    return trace(case, rows.outcome(), request), Walks(rows, PERIODS, opening)


@pytest.mark.parametrize("seed", range(8))
def test_walking_back_step_by_step_finds_the_same_origins(seed: int) -> None:
    found, walks = _traced(seed)
    mined = found.origins.filter(pl.col("stage") == "mine")
    for (region, material, day), rows in mined.group_by(USER):
        expected, still_walking = walks.mines(str(region), str(material), day)  # type: ignore[arg-type]
        assert still_walking < 1e-9
        shares = {_name(row): row["share"] for row in rows.iter_rows(named=True)}
        assert shares == pytest.approx({_same(name): share for name, share in expected.items()}, abs=1e-8)


def _name(row: dict[str, str]) -> str:
    return row["plant"] or f"{row['kind']} {row['origin_region']}"


def _same(source: str) -> str:
    """Return the name of an origin of the walk as the trace calls it."""
    kind, region, *plant = source.split(":")
    if kind == "collect":
        return f"in_use_stock {region}"
    if plant:
        return plant[0]
    return f"{'opening_stock' if kind == 'stock' else kind} {region}"


@pytest.mark.parametrize("seed", range(3))
def test_mass_is_kept_and_pairs_add_up_to_their_stages(seed: int) -> None:
    found, _ = _traced(seed)
    whole = found.origins.group_by(*USER, "stage").agg(pl.col("share").sum(), pl.col("t").sum())
    assert whole["share"].to_list() == pytest.approx([1.0] * whole.height)
    used = whole.join(found.use.select(*USER, used="t"), on=USER)
    assert used["t"].to_list() == pytest.approx(used["used"].to_list())
    turnover = found.balance["t"].abs().sum()
    assert abs(found.balance["t"].sum()) < 1e-9 * turnover
    for first, second in PAIRS:
        pair = found.pairs.filter(pl.col("first_stage") == first, pl.col("second_stage") == second)
        for side, stage in (("first", first), ("second", second)):
            kind, region = (pl.col(f"{side}_{name}").alias(name) for name in ("kind", "region"))
            marginal = pair.group_by("period", kind, origin=region, user="region").agg(pl.col("t").sum())
            assert _figures(marginal) == pytest.approx(_figures(_of_stage(found, stage)), abs=1e-6)


def _of_stage(found: Trace, stage: str) -> pl.DataFrame:
    rows = found.origins.filter(pl.col("stage") == stage)
    by = summed(rows, ["region", "period", "kind", "origin_region"])
    return by.rename({"region": "user", "origin_region": "origin"})


def _figures(table: pl.DataFrame) -> dict[tuple[object, ...], float]:
    rows = table.select("user", "period", "kind", "origin", "t").iter_rows()
    return {row[:-1]: row[-1] for row in rows if row[-1] > 1e-6}


@pytest.mark.parametrize("seed", range(3))
def test_a_hand_at_any_stage_is_at_least_that_at_each(seed: int) -> None:
    hidden = _traced(seed)[0].hidden
    by = ["region", "supplier", "element"]
    each = (
        hidden.filter(pl.col("stage") != "any")
        .group_by(by)
        .agg(pl.col("traced_share").max().alias("most"), pl.col("traced_share").sum().alias("together"))
    )
    both = hidden.filter(pl.col("stage") == "any").join(each, on=by)
    assert both.height > 4
    assert (both["traced_share"] >= both["most"] - 1e-9).all()
    assert (both["traced_share"] <= both["together"] + 1e-9).all()
    assert (hidden["traced_high"] >= hidden["traced_share"]).all()
    assert (hidden["traced_high"] <= 1.0 + 1e-9).all()
