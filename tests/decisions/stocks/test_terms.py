"""What keeping a tonne costs, on paper."""

from __future__ import annotations

from dataclasses import replace
from math import isclose

import pytest

from bundled_case import NAME
from calibration_case import mini_case
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.case.schema import Process, StockTerms
from didymium.decisions.stocks.terms import TermsBook, holding_cost_usd_per_t_year
from didymium.files.problems import InputError

WHY = "assumed: textbook"


def terms(material: str | None = None, **figures: float) -> StockTerms:
    """A row for the stage of all materials of the small case, or for one of them."""
    stated = {"storage_usd_per_t_year": 150.0, "quality_loss_per_year": 0.01, **figures}
    return StockTerms.model_validate({"stage": "other", "material": material, "source": WHY, **stated})


def case_with(*rows: StockTerms) -> Case:
    return mini_case(stock_terms=rows)


def test_cost_by_hand() -> None:
    """A tonne at 100 USD a kg is worth 100,000: 8 % of capital (the case's rate) 8,000; 1 % of quality
    1,000; 6 % lost at a rotation every three years 2,000 a year; storage 150. Together 11,150.
    """
    case = case_with(terms(shelf_life_years=3.0, rotation_cost_share=0.06))
    cost = holding_cost_usd_per_t_year(case, 100.0, "nd")
    assert isclose(cost.capital_usd_per_t_year, 8_000)
    assert isclose(cost.quality_usd_per_t_year, 1_000)
    assert isclose(cost.rotation_usd_per_t_year, 2_000)
    assert cost.storage_usd_per_t_year == 150
    assert isclose(cost.usd_per_t_year, 11_150)


def test_capital_rate_can_be_set() -> None:
    """A public lender at 3 %: 3,000 of capital instead of 8,000, all else the same."""
    case = case_with(terms())
    own, lender = (holding_cost_usd_per_t_year(case, 100.0, "nd", rate) for rate in (None, 0.03))
    assert isclose(lender.capital_usd_per_t_year, 3_000)
    assert replace(lender, capital_usd_per_t_year=own.capital_usd_per_t_year) == own


def test_goods_that_keep_are_not_rotated() -> None:
    """Without a shelf life nothing is sold because it is old."""
    assert holding_cost_usd_per_t_year(case_with(terms()), 100.0, "nd").rotation_usd_per_t_year == 0


def test_storage_does_not_depend_on_price() -> None:
    """Worthless goods still need a warehouse, and nothing else."""
    assert holding_cost_usd_per_t_year(case_with(terms()), 0.0, "nd").usd_per_t_year == 150


def test_own_row_takes_the_place_of_the_stage() -> None:
    """A material's row wins as a whole: its blank shelf life is not filled from the stage's."""
    case = case_with(
        terms(shelf_life_years=3.0, rotation_cost_share=0.06, release_lead_days=8.0),
        terms("dy", storage_usd_per_t_year=70.0),
    )
    book = TermsBook(case)
    assert book.of("nd").shelf_life_years == 3
    assert (book.of("dy").storage_usd_per_t_year, book.of("dy").shelf_life_years) == (70, None)
    assert book.release_lead_days("nd") == 8
    with pytest.raises(InputError, match=r"column release_lead_days: is blank, but is needed for dy"):
        book.release_lead_days("dy")


def test_missing_terms_are_named() -> None:
    """No terms: an error that says which stage wants a row; never a cost of zero."""
    with pytest.raises(InputError, match=r"stock_terms.csv: has no row for nd, nor for its stage, other"):
        holding_cost_usd_per_t_year(case_with(), 100.0, "nd")
    with pytest.raises(InputError, match=r'"neon" is no material of the case'):
        holding_cost_usd_per_t_year(case_with(terms()), 100.0, "neon")
    assert TermsBook(case_with()).find("nd") is None


def test_negative_price_and_rate_are_both_named() -> None:
    """All that is wrong is said at once."""
    with pytest.raises(InputError) as raised:
        holding_cost_usd_per_t_year(case_with(terms()), -1.0, "nd", -0.1)
    assert [problem.value for problem in raised.value.problems] == ["-1", "-0.1"]


def test_plants_take_the_terms_of_their_stage() -> None:
    """A plant of a stage without rows has no terms, whatever stage its product is of."""
    book = TermsBook(case_with(terms(work_in_process_days=9.0), terms("dy", work_in_process_days=4.0)))

    def of(stage: str, reference: str) -> StockTerms | None:
        fields = {"process": "p", "stage": stage, "reference_material": reference, "name_en": "P"}
        return book.of_process(Process.model_validate(fields))

    assert of("magnet", "dy") is None
    own, stage = of("other", "dy"), of("other", "nd")
    assert own is not None and own.work_in_process_days == 4
    assert stage is not None and stage.work_in_process_days == 9
    assert book.work_in_process_days("dy") == 4


def test_everything_held_has_terms() -> None:
    """In the bundled case whatever anybody holds can be priced, and every public stock has a lead time: that
    of Korea's plan in an emergency, 8 days, the only one that a member has published.
    """
    case = read_case(NAME)
    book = TermsBook(case)
    assert case.evidence is not None
    assert [row.material for row in case.holdings if book.find(row.material) is None] == []
    promised = case.evidence.fact("motie_kor_release_emergency")["base"]
    leads = {book.release_lead_days(row.material) for row in case.holdings if row.kind == "public"}
    assert leads == {promised} == {8}


def test_magnets_lie_in_plants_as_long_as_their_maker_says() -> None:
    """Five weeks, the middle of four to six; metal that rusts must be rotated, dysprosium need not."""
    case = read_case(NAME)
    book = TermsBook(case)
    assert case.evidence is not None
    fact = case.evidence.fact("magnet_making_weeks")
    assert book.work_in_process_days("magnet_standard") == fact["base"] == 35
    assert book.of("ndpr_metal").shelf_life_years is not None
    assert book.of("dy_metal").shelf_life_years is None
