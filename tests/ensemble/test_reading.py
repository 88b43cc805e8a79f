"""Questions to results with numbers written by hand: quantiles, probabilities, losses, measures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from didymium.ensemble.reading.measures import MeasureError, inputs_drawn, measured, read_measure
from didymium.ensemble.reading.quantiles import QuestionError, quantile_name, quantiles
from didymium.ensemble.reading.results import Results
from didymium.ensemble.reading.risk import (
    exceedance,
    loss_risks,
    losses_by_scenario,
    shortfall_by_period,
    shortfall_probabilities,
    wilson,
)
from didymium.ensemble.running.folder import FolderError
from ensemble_cases import FEB, JAN, MAR, HandMade

LOSSES = (0.0, 0.0, 5.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0)
"""Million US dollars that Japan's cars lose in ten scenarios; none in the first two, which have no row."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten scenarios drawn, the one as stated, and an eleventh without an answer; two wait in the
    catalogue."""
    made = HandMade(tmp_path_factory.mktemp("reading") / "out", 11)
    made.failed, made.waiting = {11}, {4, 9}
    for number in range(11):
        made_rows(made, number)
    return made.write()


def made_rows(made: HandMade, number: int) -> None:
    magnet = {"region": "JPN", "material": "magnet"}
    for month, price in ((JAN, 50.0), (FEB, 50.0 + 10.0 * number)):
        known = None if (number, month) == (10, FEB) else price
        made.row(
            number, "prices", **magnet, period=month, price_usd_per_kg=known, base_usd_per_kg=50.0,
            multiple=None if known is None else known / 50.0,
        )  # fmt: skip
    short = number > 5
    for month in (FEB, MAR):
        made.row(
            number, "shortages", sector="cars", **magnet, period=month,
            missing_t=10.0 * number if short else 0.0,
            share=0.5 if short and month == (FEB if number == 6 else MAR) else 0.96,
        )  # fmt: skip
    made.row(number, "shortages", sector="mri", **magnet, period=FEB, missing_t=0.0, share=1.0)
    if number == 0:
        made.row(0, "losses", region="JPN", sector="cars", period=FEB, missing_t=1.0, value_added_usd=7e6)
    elif LOSSES[number - 1] > 0:
        half = LOSSES[number - 1] * 1e6 / 2
        for month in (FEB, MAR):
            made.row(
                number, "losses", region="JPN", sector="cars", period=month, missing_t=float(number),
                value_added_usd=half,
            )  # fmt: skip
        made.row(number, "losses", region="USA", sector="toys", period=FEB, missing_t=2.0)
    made.row(number, "stocks", holder="makers", **magnet, period=JAN, level_t=100.0 + number)


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    with Results(folder) as found:
        yield found


def test_what_is_answered(results: Results) -> None:
    """Eleven of twelve have an answer, gathered or waiting; the one as stated was not drawn."""
    assert results.answered == tuple(range(11))
    assert results.drawn == tuple(range(1, 11))
    assert (results.failed, results.wanted) == (1, 11)
    assert results.ask("SELECT count(DISTINCT scenario) AS n FROM stocks")["n"].to_list() == [11]


def test_quantiles_of_a_price(results: Results) -> None:
    """In February 60 to 140 dollars in nine scenarios, none in the tenth: the median of the nine is 100, the
    5 % quantile lies 0.4 of a step above the least. As stated it is 50.
    """
    found = quantiles(results, "prices", where={"material": ["magnet"]})
    assert found["period"].to_list() == [JAN, FEB]
    january, february = found.rows(named=True)
    assert (january["as_stated"], january["q50"], january["scenarios"], january["without"]) == (50, 50, 10, 0)
    assert (february["as_stated"], february["scenarios"], february["without"]) == (50, 9, 1)
    assert [february[name] for name in ("mean", "q05", "q25", "q50", "q75", "q95")] == pytest.approx(
        [100, 64, 80, 100, 120, 136]
    )


def test_quantiles_of_other_figures_and_shares(results: Results) -> None:
    """Another column, another share, by name."""
    found = quantiles(results, "prices", "multiple", shares=(0.5, 0.975)).row(1, named=True)
    assert found["q50"] == pytest.approx(2.0)
    assert found["q975"] == pytest.approx(1.2 + 0.2 * 0.975 * 8)
    assert [quantile_name(share) for share in (0.05, 0.5, 0.975, 0.1)] == ["q05", "q50", "q975", "q10"]
    assert quantiles(results, "prices", where={"region": ["USA"]}).height == 0


def test_a_scenario_without_a_loss_counts_as_zero(results: Results) -> None:
    """Halves of 0, 0, 5, 10, 20, 30, 40, 60, 80 and 100 million in each month: the median is 12.5."""
    found = quantiles(results, "losses", where={"sector": ["cars"]})
    for row in found.rows(named=True):
        assert (row["scenarios"], row["without"]) == (10, 0)
        assert (row["q50"], row["mean"]) == pytest.approx((12.5e6, 17.25e6))
    assert found["as_stated"].to_list() == [7e6, 0.0]


def test_a_loss_that_nobody_can_count_is_not_zero(results: Results) -> None:
    """Toys have no stated value added: the eight scenarios in which they miss magnets have no figure."""
    (row,) = quantiles(results, "losses", where={"sector": ["toys"]}).rows(named=True)
    assert (row["scenarios"], row["without"]) == (2, 8)
    (row,) = quantiles(results, "losses", "missing_t", where={"sector": ["toys"]}).rows(named=True)
    assert (row["scenarios"], row["without"], row["mean"]) == (10, 0, 1.6)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("price",), '"price" is no table of an ensemble'),
        (("prices", "usd"), r'prices has no figure "usd" \(it has price_usd_per_kg, multiple'),
        (
            ("prices", None, {"sector": ["x"]}),
            r"prices is not told apart by sector \(but by region, material",
        ),
        (("prices", None, {}, (0.0,)), "quantile 0 is not between 1e-05 and 0.99999"),
        (("prices", None, {}, (1.5,)), "quantile 1.5 is not between 1e-05 and 0.99999"),
    ],
)
def test_questions_that_have_no_answer(results: Results, arguments: tuple, message: str) -> None:
    """Each says what can be asked."""
    table, value, where, shares = (*arguments, *(None, {}, (0.5,))[len(arguments) - 1 :])
    with pytest.raises(QuestionError, match=message):
        quantiles(results, table, value, where=where, shares=shares)


def test_tables_that_were_not_kept(results: Results) -> None:
    """The message says which were, and how to keep it."""
    with pytest.raises(FolderError, match=r"did not keep the table flows \(it kept .*--table flows"):
        quantiles(results, "flows")


def test_wilson_by_hand() -> None:
    """5 of 10: centre ½, half-width z √(0.25/10 + z²/400) / (1 + z²/10) = 0.2634 with z = 1.96. 0 of 10 ends
    at z² / (10 + z²) = 0.2775, and 10 of 10 begins at its complement.
    """
    low, high = wilson(np.array([5, 0, 10]), np.array([10, 10, 10]))
    assert low == pytest.approx([0.23659, 0.0, 0.72247], abs=1e-5)
    assert high == pytest.approx([0.76341, 0.27753, 1.0], abs=1e-5)
    z = 1.959964
    half = z * math.sqrt(0.025 + z * z / 400) / (1 + z * z / 10)
    assert (low[0], high[0]) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-6)


def test_probability_of_a_shortfall(results: Results) -> None:
    """Cars are short in five of ten scenarios, first in February once and in March four times; they miss 60,
    70, 80, 90 and 100 t. 96 % of what is usual is not short. Imaging is never short.
    """
    cars, imaging = shortfall_probabilities(results).rows(named=True)
    assert (cars["sector"], cars["scenarios"], cars["short"], cars["as_stated"]) == ("cars", 10, 5, False)
    assert cars["probability"] == 0.5
    assert (cars["probability_low"], cars["probability_high"]) == pytest.approx((0.23659, 0.76341), abs=1e-5)
    assert cars["first_period"] == MAR
    assert cars["expected_missing_t"] == pytest.approx(40.0)
    assert cars["missing_t_high"] == pytest.approx(90 + 0.55 * 10)
    assert (imaging["short"], imaging["probability"], imaging["first_period"]) == (0, 0.0, None)
    assert shortfall_probabilities(results, ["USA"]).height == 0


def test_probability_by_period(results: Results) -> None:
    """One in ten in February, four in ten in March."""
    found = shortfall_by_period(results, ["JPN"])
    assert found.rows() == [("JPN", "cars", FEB, 0.1), ("JPN", "cars", MAR, 0.4)]


def test_losses_by_scenario(results: Results) -> None:
    """A column for each region; a region or a scenario without losses has zeros."""
    found = losses_by_scenario(results, ["JPN", "KOR", "USA"])
    assert found.columns == ["scenario", "JPN", "KOR", "USA"]
    assert found["JPN"].to_list() == [loss * 1e6 for loss in LOSSES]
    assert found["KOR"].to_list() == found["USA"].to_list() == [0.0] * 10


def test_risk_of_ten_equal_scenarios(results: Results) -> None:
    """Mean 34.5 and median 25 million; at 80 % the value at risk is the eighth loss, 60, and beyond it lie 80
    and 100: the mean is 90. At 75 % half of the 60 counts: (100 + 80 + 30) / 2.5 = 84.
    """
    (japan,) = loss_risks(results, ["JPN"], alpha=0.8).rows(named=True)
    assert japan["region"] == "JPN"
    assert japan["expected_usd"] == pytest.approx(34.5e6)
    assert japan["median_usd"] == pytest.approx(25e6)
    assert japan["value_at_risk_usd"] == pytest.approx(60e6)
    assert japan["conditional_value_at_risk_usd"] == pytest.approx(90e6)
    assert (japan["worst_usd"], japan["any_loss"]) == (100e6, 0.8)
    *each, together = loss_risks(results, ["JPN", "KOR"], alpha=0.8).rows(named=True)
    assert [row["region"] for row in (*each, together)] == ["JPN", "KOR", "all"]
    assert {**together, "region": "JPN"} == each[0] == japan
    finer = loss_risks(results, ["JPN"], alpha=0.75).row(0, named=True)
    assert finer["conditional_value_at_risk_usd"] == pytest.approx(84e6)


def test_exceedance_curve() -> None:
    """The largest of four losses is reached in a quarter of scenarios, the least in all."""
    found = exceedance(np.array([1.0, 4.0, 2.0, 0.0]))
    assert found.rows() == [(4.0, 0.25), (2.0, 0.5), (1.0, 0.75), (0.0, 1.0)]
    assert exceedance(np.array([])).height == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("price_peak JPN magnet", [*(1 + 0.2 * n for n in range(1, 10)), 1.0]),
        ("loss JPN", [loss * 1e6 for loss in LOSSES]),
        ("loss JPN cars", [loss * 1e6 for loss in LOSSES]),
        ("loss USA", [0.0] * 2 + [np.nan] * 8),
        ("loss KOR", [0.0] * 10),
        ("missing JPN", [0.0, 0.0, *(2.0 * n for n in range(3, 11))]),
        ("worst_share JPN cars", [0.96] * 5 + [0.5] * 5),
        ("worst_share JPN mri magnet", [1.0] * 10),
        ("short JPN", [0.0] * 5 + [1.0] * 5),
        ("short JPN mri", [0.0] * 10),
    ],
)
def test_one_number_a_scenario(results: Results, text: str, values: list[float]) -> None:
    """In the order of the scenarios drawn; the measure reads back as it was written. Where something is lost
    whose value nobody states, the loss is unknown, not zero.
    """
    measure = read_measure(text)
    assert str(measure) == text
    assert measured(results, measure).tolist() == pytest.approx(values, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", '"" is no measure .write one of price_peak, loss'),
        ("peak JPN", '"peak JPN" is no measure'),
        ("price_peak JPN", "is not complete: write price_peak REGION MATERIAL"),
        ("loss", r"is not complete: write loss REGION \[SECTOR\]"),
        ("loss JPN cars magnet", "is not complete: write loss"),
    ],
)
def test_measures_that_are_none(text: str, message: str) -> None:
    """The message says what to write."""
    with pytest.raises(MeasureError, match=message):
        read_measure(text)


@pytest.mark.parametrize("text", ["price_peak JPN oxide", "short KOR", "worst_share JPN trucks"])
def test_measures_of_nothing(results: Results, text: str) -> None:
    """What the results do not hold is said, but for losses, where no row is no loss."""
    with pytest.raises(MeasureError, match=f'the results hold nothing for "{text}"'):
        measured(results, read_measure(text))


def test_inputs_of_answered_scenarios(results: Results) -> None:
    """The draws of the ten with an answer, beside their measures."""
    names, values = inputs_drawn(results)
    assert names == ("x",)
    assert values.ravel().tolist() == [0.5 * number for number in range(1, 11)]


def test_a_folder_without_an_ensemble(tmp_path: Path) -> None:
    """Nothing there, something unreadable, something newer: each is said."""
    with pytest.raises(FolderError, match="holds no ensemble"):
        Results(tmp_path)
    (tmp_path / "ensemble.json").write_text("{", encoding="utf-8")
    with pytest.raises(FolderError, match="cannot be read .*run the ensemble again"):
        Results(tmp_path)
    (tmp_path / "ensemble.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(FolderError, match="newer version of didymium"):
        Results(tmp_path)


def test_an_ensemble_of_which_nothing_is_finished(tmp_path: Path) -> None:
    """All failed: there are no quantiles to give, and that is said; the counts are right."""
    made = HandMade(tmp_path / "out", 2)
    made.failed = {0, 1, 2}
    with Results(made.write()) as found:
        assert (found.answered, found.failed) == ((), 3)
        for ask in (lambda: quantiles(found, "prices"), lambda: shortfall_probabilities(found)):
            with pytest.raises(FolderError, match="no scenario in .* has an answer"):
                ask()
