"""Supply curve of an element, on paper."""

from __future__ import annotations

import pytest

from didymium.case.project_schema import Deposit
from didymium.decisions.projects.deposits import DepositValue
from didymium.decisions.projects.supply_curve import supply_curve

PRICES = {"NdPr": 60.0, "Nd": 60.0, "Pr": 60.0, "Dy": 250.0}


def _value(name: str, cost: float | None, output: float | None, **shares: float) -> DepositValue:
    deposit = Deposit(
        deposit=name, name_en=name, name_ko=name, name_ja=name, kind="monazite", knowledge="unstated",
        output_t_per_year=output, cost_usd_per_kg=cost, source="assumed: paper",
    )  # fmt: skip
    return DepositValue(
        deposit=deposit,
        shares=shares,
        contained_t={},
        planned_t_per_year={} if output is None else {name: output * share for name, share in shares.items()},
        value_usd_per_kg={name: share * PRICES[name] for name, share in shares.items() if name in PRICES},
        heavy_share=None,
    )


LIGHT = _value("light", 10.0, 1000.0, NdPr=0.2, Dy=0.01)
HEAVY = _value("heavy", 30.0, 500.0, NdPr=0.05, Dy=0.10)
UNPRICED = _value("unpriced", None, 100.0, Dy=0.05)
UNPLANNED = _value("unplanned", 5.0, None, Dy=0.05)
NONE = _value("none", 1.0, 100.0, NdPr=0.2)
ALL = (HEAVY, LIGHT, UNPRICED, UNPLANNED, NONE)


def test_cost_left_for_dysprosium() -> None:
    """Light: 10 less 0.2·60 = 12 of NdPr leaves −2 for 0.01 kg: −200 a kg, the others pay for all. Heavy: 30
    less 0.05·60 = 3 leaves 27 for 0.1 kg: 270 a kg, above the price of 250, so it does not pay.
    """
    light, heavy = supply_curve(ALL, "Dy").steps
    assert (light.value, heavy.value) == (LIGHT, HEAVY)
    assert (light.left_usd_per_kg, heavy.left_usd_per_kg) == pytest.approx((-200, 270))
    assert (light.pays, heavy.pays) == (True, False)


def test_tonnes_add_up_along_the_curve() -> None:
    """1,000 t with 1 % and 500 t with 10 % are 10 t and 50 t: 60 t a year in all."""
    curve = supply_curve(ALL, "Dy")
    assert [step.t_per_year for step in curve.steps] == pytest.approx([10, 50])
    assert [step.cumulative_t_per_year for step in curve.steps] == pytest.approx([10, 60])
    assert curve.t_per_year == pytest.approx(60)


def test_unknown_costs_and_plans_stand_apart() -> None:
    """What has no cost cannot be ordered, what has no plan yields nothing, what holds none is not there."""
    curve = supply_curve(ALL, "Dy")
    assert curve.cost_unknown == (UNPRICED,)
    assert curve.output_unknown == (UNPLANNED,)
    assert NONE not in [step.value for step in curve.steps]


def test_cost_allocated_by_value() -> None:
    """Heavy: basket 3 + 25 = 28; dysprosium bears 25/28 of 30 for 0.1 kg: 267.86 a kg. NdPr bears 3/28 for
    0.05 kg: 64.29. Allocated costs times shares are the whole cost: 0.1·267.86 + 0.05·64.29 = 30.
    """
    dysprosium = supply_curve([HEAVY], "Dy").steps[0].allocated_usd_per_kg
    light = supply_curve([HEAVY], "NdPr").steps[0].allocated_usd_per_kg
    assert dysprosium is not None and light is not None
    assert (dysprosium, light) == pytest.approx((25 / 28 * 30 / 0.1, 3 / 28 * 30 / 0.05))
    assert 0.1 * dysprosium + 0.05 * light == pytest.approx(30)


def test_at_break_even_both_ways_agree() -> None:
    """If the basket just pays the cost, both ways put the price on each element."""
    even = _value("even", 0.05 * 60 + 0.1 * 250, 1.0, NdPr=0.05, Dy=0.1)
    for element, price in (("NdPr", 60), ("Dy", 250)):
        (step,) = supply_curve([even], element).steps
        assert step.left_usd_per_kg == pytest.approx(price)
        assert step.allocated_usd_per_kg == pytest.approx(price)


def test_neodymium_and_praseodymium_count_as_ndpr() -> None:
    """A deposit with 15 % Nd and 5 % Pr stands on the curve of NdPr as one with 20 % NdPr does."""
    split = _value("split", 10.0, 1000.0, Nd=0.15, Pr=0.05, Dy=0.01)
    (a,), (b,) = supply_curve([split], "NdPr").steps, supply_curve([LIGHT], "NdPr").steps
    assert (a.left_usd_per_kg, a.t_per_year) == pytest.approx((b.left_usd_per_kg, b.t_per_year))
    assert a.allocated_usd_per_kg == pytest.approx(b.allocated_usd_per_kg)


def test_separation_adds_to_the_cost() -> None:
    """Five dollars more a kg of oxide are 500 dollars more a kg of an element that is 1 % of it."""
    assert supply_curve([LIGHT], "Dy", 5.0).steps[0].left_usd_per_kg == pytest.approx(-200 + 500)


def test_an_element_without_a_price_bears_nothing_known() -> None:
    """Terbium is not priced: what is left for it is still known, its share of the value is not."""
    value = _value("terbium", 30.0, 100.0, Tb=0.01, Dy=0.1)
    (step,) = supply_curve([value], "Tb").steps
    assert step.left_usd_per_kg == pytest.approx((30 - 25) / 0.01)
    assert (step.price_usd_per_kg, step.allocated_usd_per_kg, step.pays) == (None, None, None)


def test_negative_cost_is_refused() -> None:
    """Separation is never a gift."""
    with pytest.raises(ValueError, match="negative"):
        supply_curve(ALL, "Dy", -1.0)
