"""The European study of 2023, held against its own formulas: 90 rows, every difference explained."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from didymium.evidence.reading import shared_evidence
from didymium.indicators.criticality.published import (
    china_weight,
    explanations,
    published_checks,
    results,
)
from didymium.indicators.criticality.supply_risk import reported, supply_risk


@cache
def checks() -> pl.DataFrame:
    return published_checks(shared_evidence())


def of(what: str) -> pl.DataFrame:
    return checks().filter(pl.col("what") == what)


def test_ninety_rows_with_a_figure_each() -> None:
    assert results().height == 90
    assert results()["material"].n_unique() == 90
    assert not results().select("supply_risk", "economic_importance", "bottleneck").null_count().row(0)[0]


def test_heavy_rare_earths_exactly() -> None:
    """China makes all of them: one weight, with the figures as printed, gives to the digit all eight that are
    not misprinted."""
    low, high = china_weight()
    assert 5.66 < low < high < 5.71
    weight = (low + high) / 2
    heavy = results().filter(pl.col("group") == "heavy_rare_earths")
    right = {
        row["material"]
        for row in heavy.iter_rows(named=True)
        if reported(supply_risk(weight, row["recycled_share"], row["substitution_sr"]))
        == row["risk_processing"]
    }
    assert right == set(heavy["material"]) - {"terbium", "yttrium"}


def test_the_weight_of_china_is_what_the_world_bank_had() -> None:
    assert of("china_weight")["agrees"].to_list() == [True]


def test_terbium_and_yttrium_would_need_the_figures_that_the_explanations_name() -> None:
    low, high = china_weight()
    assert reported(supply_risk(low, 0.01, 0.87)) == reported(supply_risk(high, 0.01, 0.87)) == 4.9
    assert reported(supply_risk(low, 0.31, 0.90)) == reported(supply_risk(high, 0.31, 0.90)) == 3.5


def test_cerium_from_quoted_shares_is_printed_as_published() -> None:
    row = of("cerium_processing").row(0, named=True)
    assert row["agrees"] and row["high"] - row["low"] < 0.05


def test_groups_have_the_mean_of_their_elements() -> None:
    assert of("group_risk")["agrees"].all() and of("group_importance")["agrees"].all()
    assert of("group_risk").height == 3


def test_the_two_thresholds_give_the_list_of_the_act() -> None:
    """All 70 materials and groups: what reaches 1.0 and 2.8 is listed, besides copper and nickel, which the
    act adds; nothing else is."""
    table = of("critical")
    assert table.height == 70 and table["agrees"].all()
    assert table["published"].sum() == 34


def test_every_difference_is_explained_and_every_explanation_has_its_difference() -> None:
    differing = set(checks().filter(~pl.col("agrees")).select("material", "what").iter_rows())
    explained = {key for key in explanations() if key[1] not in ("transcription", "rounding")}
    assert differing == explained
    assert all(len(text) > 20 for text in explanations().values())


def test_each_row_is_checked_at_least_once() -> None:
    assert set(checks()["material"]) == {*results()["material"], "china"}


@pytest.mark.parametrize("column", ["substitution_ei", "substitution_sr", "recycled_share"])
def test_shares_are_shares(column: str) -> None:
    assert results()[column].drop_nulls().is_between(0.0, 1.0).all()
