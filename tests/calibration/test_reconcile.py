"""Reconciliation against answers derived by hand."""

from __future__ import annotations

import numpy as np
import pytest

from calibration_case import TWELVE_MONTHS, WHY, mini_case, plant, quote, region, route, sector, settings
from calibration_case import material as material_row
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.calibration.equations import Equations
from didymium.calibration.reconcile import Reconciliation, ReconciliationError, reconcile
from didymium.case import schema
from didymium.case.case import Case
from didymium.files.row import Row
from didymium.market.base_year import BaseYear
from didymium.market.periods import make_periods
from didymium.market.structure import Options, Structure


def one_material(
    made: float | None, sent: float | None, used: float | None, *, home: float | None = 0.0,
    uncertainty: dict[str, float] | None = None, **tables: tuple[Row, ...],
) -> Case:  # fmt: skip
    """A mine in AUS, a route to JPN, users in both; figures in tonnes a year, blank where None."""
    share = {"made": 0.1, "sent": 0.1, "used": 0.1, "home": 0.1, **(uncertainty or {})}
    return Case(
        settings("one_material"),
        {
            "regions": (region("AUS"), region("JPN")),
            "materials": (material_row("ore"),),
            "sectors": (sector("cars"),),
            "processes": (
                schema.Process(process="mine", stage="mine", reference_material="ore", name_en="mine"),
            ),
            "coefficients": (schema.Coefficient(process="mine", material="ore", t_per_t=1, source=WHY),),
            "plants": (plant("pit", "mine", "AUS", 1000, made, 1, uncertainty=share["made"]),),
            "routes": (route("ore", "AUS", "JPN", sent, uncertainty=share["sent"]),),
            "demands": (_use("JPN", used, share["used"]), _use("AUS", home, share["home"])),
            "prices": (quote("ore", "AUS", 5),),
            **tables,
        },
    )


def _use(where: str, t: float | None, uncertainty: float) -> schema.Demand:
    return schema.Demand(
        sector="cars", region=where, material="ore", base_t_per_year=t, uncertainty=uncertainty, source=WHY
    )


def reconciled(case: Case) -> Reconciliation:
    """Reconcile a case without pricing it."""
    structure = Structure(case, BaseYear(), make_periods(case.settings.start, TWELVE_MONTHS), Options())
    return reconcile(Equations(structure))


def flows(found: Reconciliation) -> dict[str, float]:
    """Reconciled flows by label, tonnes a year."""
    return {found.equations.label(column): float(t) for column, t in enumerate(found.flows_t)}


def test_weighted_least_squares_by_hand() -> None:
    """Three figures of one flow: output 100 ± 10, shipped 90 ± 9, used 120 ± 24, and nothing used at home.
    Both balances force one value x on all three, and min Σ((x − v)/s)² is their mean weighted by 1/s²:

        weights 1/100, 1/81, 1/576
        x = (100/100 + 90/81 + 120/576) / (1/100 + 1/81 + 1/576) = 2.319444 / 0.02408179 = 96.3153
    """
    found = reconciled(one_material(100, 90, 120, uncertainty={"used": 0.2}))
    expected = (100 / 100 + 90 / 81 + 120 / 576) / (1 / 100 + 1 / 81 + 1 / 576)
    assert expected == pytest.approx(96.3153, abs=1e-4)
    values = flows(found)
    for label in ("plants pit", "routes ore AUS JPN", "demands cars JPN ore"):
        assert values[label] == pytest.approx(expected, rel=1e-7)
    moves = {one.observation.label: one.deviations for one in found.adjustments}
    assert moves["plants pit"] == pytest.approx((expected - 100) / 10, rel=1e-5)
    assert moves["routes ore AUS JPN"] == pytest.approx((expected - 90) / 9, rel=1e-5)
    assert moves["demands cars JPN ore"] == pytest.approx((expected - 120) / 24, rel=1e-5)


def test_adjustments_within_a_balance_go_by_variance() -> None:
    """Output 100 ± 10 against uses of 60 ± 3 (JPN) and 60 ± 12 (AUS): 20 t too much use. With Lagrange's
    multiplier each figure moves in proportion to its variance (100 : 9 : 144 of 253), the route with the
    use that it serves. It states nothing, so its weak prior (0.3 of the world's use of 120 around zero,
    36 t) pulls at the use in JPN as one more figure 0 ± 36:

        use in JPN, with its route: (60/9) / (1/9 + 1/1296) = 59.586, variance 1 / (1/9 + 1/1296) = 8.938
        gap 59.586 + 60 − 100 = 19.586, variances 8.938 + 144 + 100 = 252.938
        output = 100 + 100·19.586/252.938 = 107.743, JPN = 59.586 − 8.938·19.586/252.938 = 58.894,
        AUS = 60 − 144·19.586/252.938 = 48.849
    """
    found = reconciled(one_material(100, None, 60, home=60, uncertainty={"used": 0.05, "home": 0.2}))
    variance = 1 / (1 / 9 + 1 / 36**2)
    jpn = 60 / 9 * variance
    move = (jpn + 60 - 100) / (variance + 144 + 100)
    values = flows(found)
    assert values["plants pit"] == pytest.approx(100 + 100 * move, rel=1e-6)
    assert values["demands cars JPN ore"] == pytest.approx(jpn - variance * move, rel=1e-6)
    assert values["demands cars AUS ore"] == pytest.approx(60 - 144 * move, rel=1e-6)
    assert values["plants pit"] == pytest.approx(107.743, abs=1e-3)


@pytest.mark.parametrize(("first", "second"), [(0.1, 0.1), (0.05, 0.2), (0.3, 0.02)])
def test_conflicting_totals_are_split_by_their_variances(first: float, second: float) -> None:
    """Two reports of the same output, 100 and 130, each with its own uncertainty: the answer is the mean
    weighted by 1/variance. The route's prior is the only other figure: 0 ± 0.3 of the world's use of 100
    (nothing states a use or an output, so the scale is the capacity, 1000 t: 0 ± 300, for each of the
    three unknowns).
    """
    totals = tuple(
        schema.Total(
            total=name, quantity="output", material="ore", t_per_year=t, uncertainty=share, source=WHY
        )
        for name, t, share in (("survey", 100, first), ("ministry", 130, second))
    )
    found = reconciled(one_material(None, None, None, totals=totals))
    weights = np.array([1 / (first * 100) ** 2, 1 / (second * 130) ** 2, *[1 / 300**2] * 3])
    expected = weights @ np.array([100, 130, 0, 0, 0]) / weights.sum()
    assert flows(found)["plants pit"] == pytest.approx(expected, rel=1e-6)


def test_blanks_are_filled_by_balances() -> None:
    """Output 100 and home use 30 are stated and exact to 0.01 %; what is shipped and used abroad nobody
    states. The balances leave 70 for both.
    """
    exact = {"made": 1e-4, "home": 1e-4}
    values = flows(reconciled(one_material(100, None, None, home=30, uncertainty=exact)))
    assert values["routes ore AUS JPN"] == pytest.approx(70, rel=1e-3)
    assert values["demands cars JPN ore"] == pytest.approx(70, rel=1e-3)


def test_nothing_is_thrown_away_where_flows_balance_without() -> None:
    """Output 100 against uses of 50: a factor of two in the facts is their error, not waste."""
    found = reconciled(one_material(100, None, 50))
    disposal = {label: t for label, t in flows(found).items() if label.startswith("disposal")}
    assert max(disposal.values()) == 0.0


def joint_product(uses_of_side: float | None) -> Case:
    """A mine that makes a tonne of a by-product with each tonne of ore; the by-product is used, or not."""
    case = one_material(100, None, 100)
    tables = dict(case.tables)
    tables["materials"] = (material_row("ore"), material_row("side"))
    side = schema.Coefficient(process="mine", material="side", t_per_t=1, source=WHY)
    tables["coefficients"] = (*case.coefficients, side)
    tables["prices"] = (quote("ore", "AUS", 5), quote("side", "AUS", 3))
    if uses_of_side is not None:
        user = _use("AUS", uses_of_side, 0.1).model_copy(update={"material": "side"})
        tables["demands"] = (*case.demands, user)
    return Case(case.settings, tables)


def test_a_by_product_that_nobody_can_use_is_thrown_away_and_worth_nothing() -> None:
    """The by-product has no user at all: no flows balance without disposal, so all 100 t of it go there,
    and its quote of 3 is no anchor: a surplus costs nothing.
    """
    calibration = calibrate(joint_product(None))
    made = calibration.base.run["pit"]
    assert calibration.base.disposal == {("AUS", "side"): pytest.approx(made, rel=1e-6)}
    assert calibration.base.price["AUS", "side"] == 0.0
    assert calibration.base.price["AUS", "ore"] == pytest.approx(5, rel=0.01)


def test_a_by_product_with_a_user_who_can_take_it_all_is_not_thrown_away() -> None:
    """The same mine with users whose stated 60 t can move: they take the by-product, at its quote."""
    calibration = calibrate(joint_product(60))
    assert calibration.base.disposal == {}
    assert calibration.base.price["AUS", "side"] == pytest.approx(3, rel=0.01)


def test_negligible_flows_are_absent() -> None:
    """A stated flow of a millionth of a millionth of the world's use is nothing: the base year holds an
    exact zero, not noise that would pass for a used route.
    """
    case = mini_case()
    tiny = tuple(
        row.model_copy(update={"base_t_per_year": 1e-9}) if row.base_t_per_year == 0.0 else row
        for row in case.routes
    )
    calibration = calibrate(mini_case(routes=tiny))
    assert calibration.base.flow["dy", "AUS", "JPN", ""] == 0.0
    small = [t for t in calibration.base.flow.values() if 0.0 < t < 1e-6]
    assert small == []


def test_flows_balance_and_respect_what_is_closed(calibrated: Calibration) -> None:
    """Every node of the mini case balances to 1e-9 of its material's world use; no flow is negative; the
    route stated as unused stays unused; nobody exceeds capacity.
    """
    found = calibrated.reconciliation
    assert found is not None
    equations = found.equations
    gap = equations.balances @ found.flows_t - equations.spoilage_t
    assert np.abs(gap / equations.scale_t[equations.offsets[2] :]).max() < 1e-9
    assert found.flows_t.min() >= 0.0
    assert np.all(found.flows_t <= equations.upper_t * (1 + 1e-9))
    assert calibrated.base.flow["dy", "AUS", "JPN", ""] == 0.0


def test_spoilage_of_stocks_is_made_up_for() -> None:
    """A stock of 50 t that loses a tenth a year takes 5 t from the market: output exceeds use by as much."""
    stock = schema.Holding(
        holder="traders", kind="commercial", region="JPN", material="ore", level_t=50, draw_t_per_month=1,
        fill_t_per_month=1, loss_per_year=0.1, source=WHY,
    )  # fmt: skip
    values = flows(reconciled(one_material(100, None, 100, holdings=(stock,))))
    assert values["plants pit"] - values["demands cars JPN ore"] == pytest.approx(5, rel=1e-6)


def test_impossible_facts_are_refused_in_words() -> None:
    """A stock spoils where nothing arrives: its loss cannot be made up. The message speaks of flows,
    balances and the base year, not of a solver's codes alone.
    """
    stock = schema.Holding(
        holder="traders", kind="commercial", region="JPN", material="ore", level_t=50, draw_t_per_month=1,
        fill_t_per_month=1, loss_per_year=0.1, source=WHY,
    )  # fmt: skip
    with pytest.raises(ReconciliationError, match="no flows satisfy all balances of the base year"):
        reconciled(one_material(100, 0, 0, home=100, holdings=(stock,)))
