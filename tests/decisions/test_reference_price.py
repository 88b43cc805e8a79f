"""Reference prices, each number derived by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from chain_case import TABLES, WHY, write_chain_case
from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.checks import check_case
from didymium.case.reading import read_case
from didymium.decisions.reference.advantage import advantage
from didymium.decisions.reference.annuity import capital_recovery_factor, worth_at_start, yearly_charge
from didymium.decisions.reference.merit_order import Offer, marginal_step, merit_order
from didymium.decisions.reference.quotes import gap_to, last_quotes
from didymium.decisions.reference.reference_price import NoCosts, ReferencePrice, ReferencePrices
from didymium.decisions.reference.terms import asked_materials, make_terms
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear

CRF = 0.16274539
"""0.1 × 1.1^10 / (1.1^10 − 1)"""
CAPITAL = 6e6 * CRF / (600 * 1000)
"""Of a mill, US dollars per kg of ore: 1.6275."""


def prices(case: Case, **terms: object) -> ReferencePrices:
    return ReferencePrices(case, BaseYear(), make_terms(case, **{"year": 2024, **terms}))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    found = read_case(str(write_chain_case(tmp_path)))
    assert check_case(found) == []
    return found


@pytest.mark.parametrize(
    ("rate", "years", "factor"),
    [(0.1, 10, CRF), (0.08, 1, 1.08), (0.0, 4, 0.25), (0.05, 1000, 0.05)],
)
def test_capital_recovery_factor(rate: float, years: float, factor: float) -> None:
    """One year pays all back with its return; for ever, only the return; without return, equal parts."""
    assert capital_recovery_factor(rate, years) == pytest.approx(factor, rel=1e-6)


def test_interest_during_construction() -> None:
    """Two years at 10 %: (1.21 − 1) / (2 ln 1.1) = 1.101666; nothing is earned without time or return."""
    assert worth_at_start(0.1, 2) == pytest.approx(1.1016662, rel=1e-6)
    assert worth_at_start(0.1, 0) == worth_at_start(0.0, 3) == 1.0
    assert yearly_charge(100, 0.1, 10, 2) == pytest.approx(100 * 1.1016662 * CRF, rel=1e-6)


def test_a_life_of_no_years_has_no_factor() -> None:
    with pytest.raises(ValueError, match="no capital recovery factor"):
        capital_recovery_factor(0.1, 0)


def test_merit_order_by_hand() -> None:
    """By-products come first, then 3 and 5; 25 t need the plant at 5, 31 t are not there."""
    steps = merit_order([Offer("b", 10, 5.0), Offer("a", 10, 3.0), Offer("c", 10, None), Offer("d", 0, 1.0)])
    assert [(step.offer.plant, step.cumulative_t) for step in steps] == [("c", 10), ("a", 20), ("b", 30)]
    found = marginal_step(steps, 25)
    assert found is not None and found.offer.plant == "b"
    assert marginal_step(steps, 31) is None
    last = marginal_step(steps, 30)
    assert last is not None and last.offer.plant == "b", "rounding must not ask for one plant more"


def test_use_of_members(case: Case) -> None:
    """Direct 100 t in AUS; the smelter took 160 × 1.25 = 200 t. Only metal grows, by 10 % a year."""
    found = prices(case).price("oxide")
    assert (found.direct_use_t, found.indirect_use_t, found.wanted_t) == (100, 200, 150)
    assert prices(case, year=2026).price("metal").use_t == pytest.approx(160 * 1.21)


def test_oxide_by_hand(case: Case) -> None:
    """The mill pays 5 for ore. A kg of ore gives 0.5 kg of oxide worth 20 and 0.25 kg of residue worth 1,
    a by-product: (8 + 1.6275 + 5 − 1) / 0.5. At 600 t of ore it makes 300 t, enough for half of 300 t.
    """
    found = prices(case).price("oxide")
    assert found.usd_per_kg == pytest.approx((8 + CAPITAL + 5 - 1) / 0.5)
    assert found.low_usd_per_kg == pytest.approx((6 + CAPITAL + 4 - 1) / 0.5)
    assert found.high_usd_per_kg == pytest.approx((10 + CAPITAL + 6 - 1) / 0.5)
    assert found.marginal is not None and found.marginal.plant.plant == "mill"
    assert found.marginal.t_per_year == 300


def test_chain_builds_up_by_hand(case: Case) -> None:
    """The smelter pays the reference price of oxide for 1.25 kg, and 2 million / 200 t of capital."""
    oxide = (8 + CAPITAL + 5 - 1) / 0.5
    found = prices(case).price("metal")
    assert found.usd_per_kg == pytest.approx(3 + 2e6 * CRF / 200e3 + 1.25 * oxide)


def test_feed_goes_to_its_owner_first(case: Case) -> None:
    """The pit digs 1000 t of ore: 600 for the mill of the same owner, 400 are left for the other."""
    rows = {row.plant.plant: row for row in prices(case, share=1.0).price("oxide").plants}
    assert (rows["mill"].t_per_year, rows["mill"].lacking) == (300, None)
    assert (rows["dear_mill"].t_per_year, rows["dear_mill"].lacking) == (200, "ore")


def test_a_share_that_cannot_be_met_has_no_price(case: Case) -> None:
    """In 2030 members use 160 × 1.1^6 = 283 t of metal and can make 200 t."""
    found = prices(case, year=2030, share=1.0).price("metal")
    assert (found.usd_per_kg, found.reason, found.marginal) == (None, "short", None)
    assert found.share_met == pytest.approx(200 / (160 * 1.1**6))


def test_by_product_supply_sets_no_price(case: Case) -> None:
    """Residue is 1 of 21 dollars of what a mill makes: no mill runs for it."""
    found = prices(case).price("residue")
    assert found.reason == "no_use"
    assert all(row.cost is None for row in found.plants)


def test_what_is_not_used_has_no_price(case: Case) -> None:
    assert prices(case, club="CHN", share=1.0).price("metal").reason == "no_use"


def test_a_plan_counts_unless_only_existing_plants_do(case: Case) -> None:
    names = [row.plant.plant for row in prices(case, year=2028).price("oxide").plants]
    existing = prices(case, year=2028, existing_only=True).price("oxide")
    assert "planned_mill" in names
    assert "planned_mill" not in [row.plant.plant for row in existing.plants]


def test_joint_products_by_value_and_by_credit(tmp_path: Path) -> None:
    """Residue worth 40 makes 10 of 30 dollars: joint. By value it bears a third of the cost 14.63 and oxide
    two thirds; by credit, oxide bears what is left above 10.
    """
    dear = TABLES["prices"].replace(
        "residue,CHN,2024-01-01,2024-12-31,4,", "residue,CHN,2024-01-01,2024-12-31,40,"
    )
    case = read_case(str(write_chain_case(tmp_path, prices=dear)))
    cost = 8 + CAPITAL + 5
    assert prices(case).price("oxide").usd_per_kg == pytest.approx(cost * 2 / 3 / 0.5)
    assert prices(case, joint="credit").price("oxide").usd_per_kg == pytest.approx((cost - 10) / 0.5)


def test_embodied_use_counts_what_is_in_metal_wherever_made(case: Case) -> None:
    """160 t of metal hold 200 t of oxide, whoever made it: the same as the smelter's take here."""
    assert prices(case, use="embodied").price("oxide").use_t == pytest.approx(100 + 160 * 1.25)
    assert prices(case, use="embodied", year=2025).price("oxide").use_t == pytest.approx(100 + 176 * 1.25)


def test_order_of_rows_does_not_matter(case: Case) -> None:
    backwards = replace(case, tables={name: rows[::-1] for name, rows in case.tables.items()})
    for material in ("oxide", "metal"):
        one, other = prices(case).price(material), prices(backwards).price(material)
        assert one.usd_per_kg == other.usd_per_kg
        assert [row.plant.plant for row in one.plants] == [row.plant.plant for row in other.plants]


@pytest.mark.parametrize("material", ["oxide", "metal"])
def test_a_higher_return_or_share_never_lowers_the_price(case: Case, material: str) -> None:
    def at(**terms: float) -> float:
        return prices(case, **terms).price(material).usd_per_kg or float("inf")

    returns = [at(required_return=rate) for rate in (0.0, 0.05, 0.1, 0.2)]
    shares = [at(share=share) for share in (0.1, 0.5, 0.9, 1.0)]
    assert returns == sorted(returns) and returns[0] < returns[-1]
    assert shares == sorted(shares)


def test_unknown_capital_is_left_out_and_known_to_be(case: Case) -> None:
    row = prices(case).price("ore").plants[0]
    assert row.cost is not None and row.cost.capital is None
    assert row.cost.total == 5


def test_last_quotes_and_gap(case: Case) -> None:
    """Inside, February 2025 at 12; outside, March at 100. 20 is 8 above the one and 80 below the other."""
    inside, outside = last_quotes(case, "oxide", "CHN")
    above, below = gap_to(20.0, inside), gap_to(20.0, outside)
    assert above is not None and (above.gap_usd_per_kg, above.gap_share) == (8.0, pytest.approx(2 / 3))
    assert below is not None and below.gap_usd_per_kg == -80.0
    assert gap_to(20.0, None) is None


def test_advantage_is_split_as_the_table_says(case: Case) -> None:
    """Chinese mill: (4 + 0.1627 + 2 − 1) / 0.5 = 10.33; the parts add up to the gap."""
    found = prices(case)
    split = advantage(found, found.price("oxide"))
    assert split is not None
    assert split.home_usd_per_kg == pytest.approx((4 + 1e6 * CRF / 1e6 + 2 - 1) / 0.5)
    assert split.parts_usd_per_kg["environment"] == pytest.approx(0.3 * split.gap_usd_per_kg)
    assert split.shares["unexplained"] == pytest.approx(0.2)
    assert sum(split.parts_usd_per_kg.values()) == pytest.approx(split.gap_usd_per_kg)


def test_a_case_without_costs_is_refused(case: Case) -> None:
    bare = replace(case, tables={**case.tables, "plant_costs": ()})
    with pytest.raises(NoCosts, match="no plant_costs.csv"):
        prices(bare)


def test_every_bad_term_is_named_at_once(case: Case) -> None:
    with pytest.raises(InputError) as caught:
        make_terms(case, club="partner", share=1.5, required_return=10, year=1066, joint="x", exporter="CHNN")
    assert [str(problem) for problem in caught.value.problems] == [
        '--share: "1.5" is not a share above 0 and up to 1 (write 0.5)',
        '--return: "10" is not a return from 0 to below 1 (write 0.10 for ten per cent a year)',
        '--year: "1066" is out of sight (choose a year from 2024, the base year, to 2054)',
        '--joint: "x" is no choice (choose value or credit)',
        '--club: "partner" is not in regions.csv or clubs.csv (did you mean "partners"?)',
        '--exporter: "CHNN" is not in regions.csv (did you mean "CHN"?)',
    ]
    with pytest.raises(InputError, match="--material"):
        asked_materials(case, ("oxid",))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "pit,4,5,6,",
            "pit,5.5,5,6,",
            'column operating_low_usd_per_kg: "5.5" is above operating_usd_per_kg, 5',
        ),
        (
            "pit,4,5,6,",
            "pit,4,5,4.5,",
            'column operating_high_usd_per_kg: "4.5" is below operating_usd_per_kg, 5',
        ),
        (
            "mill,6,8,10,6,10,0",
            "mill,6,8,10,6,,0",
            "column life_years: is blank, though the row states capital",
        ),
        ("pit,4,5,6,", "pot,4,5,6,", 'column plant: "pot" is not in plants.csv (did you mean "pit"?)'),
    ],
)
def test_wrong_costs_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    wrong = TABLES["plant_costs"].replace(f"\n{old}", f"\n{new}", 1)
    problems = check_case(read_case(str(write_chain_case(tmp_path, plant_costs=wrong))))
    assert [str(problem).split(", ", 1)[1] for problem in problems] == [said]


def test_shares_above_the_whole_are_named(tmp_path: Path) -> None:
    wrong = TABLES["cost_advantages"].replace("0.1,0.2,assumed", "0.1,0.7,assumed")
    problems = check_case(read_case(str(write_chain_case(tmp_path, cost_advantages=wrong))))
    assert "add up to 1.3, more than 1" in str(problems[0])
    assert WHY in TABLES["cost_advantages"]


@pytest.fixture(scope="module")
def bundled() -> dict[str, ReferencePrice]:
    case = read_case("japan_us_magnets")
    found = ReferencePrices(case, calibrate(case).base, make_terms(case))
    return {name: found.price(name) for name in found.materials()}


def test_bundled_case_stays_between_what_companies_and_analysts_say(
    bundled: dict[str, ReferencePrice],
) -> None:
    """NdPr oxide outside China: all-in 29 at White Mesa by its owner, 75 to 85 for most of the pipeline at a
    return of 15 % by Benchmark (2024). A price outside would need a reason.
    """
    found = bundled["ndpr_oxide"]
    assert found.usd_per_kg is not None and 29 < found.usd_per_kg < 85
    assert found.low_usd_per_kg is not None and found.high_usd_per_kg is not None
    assert found.low_usd_per_kg < found.usd_per_kg < found.high_usd_per_kg


def test_bundled_supply_is_never_more_than_its_feed(bundled: dict[str, ReferencePrice]) -> None:
    """Members' Nd-Pr metal capacity bounds their magnets: 0.38 t of metal a tonne, less what old magnets
    give back whole.
    """
    metal = bundled["ndpr_metal"].available_t
    kinds = ("magnet_standard", "magnet_high_temp")
    rows = [row for kind in kinds for row in bundled[kind].plants if row.plant.process.endswith("_other")]
    assert 0.38 * sum(row.t_per_year for row in rows) <= metal * (1 + 1e-9)
