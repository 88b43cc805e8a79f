"""Draws of what may happen: shocks by their chance, days within the years, fates of projects."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.schema import Uncertain
from didymium.decisions.long_run.futures import Drawing, MarketCase, Shock, draw_futures, lead_at
from didymium.files.problems import InputError
from investment_cases import WHY, paper

COUNT = 200
DRAWING = Drawing(COUNT, seed=3, calm_share=0.25, first_year=2028, last_year=2030)


def test_the_same_seed_draws_the_same() -> None:
    """And another one something else."""
    markets, projects = paper().setting.markets, paper().projects

    def drawn(seed: int) -> list[object]:
        futures = draw_futures(markets, projects, replace(DRAWING, count=12, seed=seed))
        return [(one.markets[0].news, dict(one.fates)) for one in futures]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_chances_and_days() -> None:
    """A quarter is calm, the rest goes to shocks by weight, one to two: a Latin hypercube keeps each share
    but for one draw. News comes on days of 2028 to 2030, evenly; dates of a shock stay as far apart.
    """
    own = paper().setting.markets[0]
    other = Shock("another", own.shocks[0].scenario, weight=2.0)
    market = MarketCase(own.case, own.base_year, (own.shocks[0], other))
    futures = [one.markets[0] for one in draw_futures((market,), paper().projects, DRAWING)]
    found = [one.shock for one in futures]
    assert found.count("") == pytest.approx(0.25 * COUNT, abs=1)
    assert found.count("stop") == pytest.approx(0.25 * COUNT, abs=1)
    assert found.count("another") == pytest.approx(0.5 * COUNT, abs=1)
    days = [one.news for one in futures if one.news is not None]
    assert min(days) >= dt.date(2028, 1, 1)
    assert max(days) <= dt.date(2030, 12, 31)
    assert {day.year for day in days} == {2028, 2029, 2030}
    for one in futures:
        for event in one.events:
            assert event.known_from == one.news
            assert event.from_ - event.known_from == dt.timedelta(days=3)
            assert event.until is not None
            assert event.until - event.from_ == dt.date(2027, 4, 3) - dt.date(2025, 4, 4)


def test_probabilities_are_equal_and_whole() -> None:
    """Every draw of a Latin hypercube stands for the same share."""
    futures = draw_futures(paper().setting.markets, paper().projects, DRAWING)
    assert {one.probability for one in futures} == {1 / COUNT}
    assert len({one.name for one in futures}) == COUNT


def test_fates_follow_the_shares_of_the_projects() -> None:
    """80 % are built; the months have the mean of their triangle, (12 + 24 + 36)/3. Whether one project is
    built tells nothing of another, nor of how late it is itself.
    """
    futures = draw_futures(paper().setting.markets, paper().projects, DRAWING)
    built = np.array([[one.fates[row.project].built for row in paper().projects] for one in futures])
    lead = np.array([[one.fates[row.project].lead_months for row in paper().projects] for one in futures])
    assert built.mean(axis=0) == pytest.approx([0.8] * 3, abs=1 / COUNT)
    assert lead.mean(axis=0) == pytest.approx([24.0] * 3, abs=0.1)
    assert lead.min() >= 12.0
    assert lead.max() <= 36.0
    together = np.corrcoef(np.hstack([built, lead]).T)
    assert np.abs(together - np.eye(6)).max() < 0.25


def test_a_lead_time_without_a_range_is_certain() -> None:
    """Low, mode and high the same: no division by their distance."""
    certain = paper().projects[0].model_copy(update={"lead_months_low": 24.0, "lead_months_high": 24.0})
    assert lead_at(certain, 0.3) == 24.0


def test_uncertain_figures_are_drawn_unless_they_move_the_base_year() -> None:
    """Growth is drawn around 8 %; a price that the base year is calibrated to stays as it is."""
    case = paper().case
    growth = _uncertain(
        "growth", "demands", "sector=cars", "growth_per_year", "low=0.05; mode=0.08; high=0.1"
    )
    price = _uncertain("price", "prices", "material=ore", "price_usd_per_kg", "low=7; mode=8; high=9")
    unsure = replace(case, tables={**case.tables, "uncertain": (growth, price)})
    market = MarketCase(unsure, paper().base, ())
    futures = draw_futures((market,), paper().projects, replace(DRAWING, count=10))
    assert [item.name for item in market.inputs] == ["growth"]
    drawn = [one.markets[0].case.demands[0].growth_per_year for one in futures]
    assert len(set(drawn)) == 10
    assert 0.05 < min(drawn) < 0.08 < max(drawn) < 0.1
    assert all(one.markets[0].case.prices == case.prices for one in futures)


def _uncertain(name: str, table: str, rows: str, column: str, parameters: str) -> Uncertain:
    return Uncertain(
        input=name, name_en=name, table=table, rows=rows, column=column, change="set",
        distribution="triangular", parameters=parameters, source=WHY,
    )  # fmt: skip


def test_impossible_drawings_are_refused_with_everything_wrong() -> None:
    """No futures, a chance above one, years the wrong way round."""
    with pytest.raises(InputError) as refused:
        draw_futures(paper().setting.markets, (), Drawing(0, 1, 1.5, 2030, 2029))
    said = str(refused.value)
    assert "is not from 1 to 1,000" in said
    assert "is no share" in said
    assert "end before they begin" in said
