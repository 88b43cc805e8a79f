"""Exporters who know their weight, against closed forms: Cournot's duopoly and oligopoly, monopoly, and
competition.

Inverse demand is P = a − Q with a = 120; firm i has constant cost c_i. Cournot: a − Q − q_i = c_i for every
firm that sells, so Q = Σ(a − c_i)/(n + 1) and q_i = P − c_i.
"""

import pytest

from power_cases import CHOKE, FINE, oligopoly, play, sold

STEP = 2 * CHOKE / FINE
"""Demand is cut at every 0.12 t and each mark-up too: an answer is right to one step of each."""


@pytest.mark.parametrize("costs", [(30.0, 30.0), (20.0, 50.0), (10.0, 55.0)])
def test_a_duopoly_is_cournots(costs: tuple[float, float]) -> None:
    """q_i = (a − 2·c_i + c_j)/3: of equal firms 30 each at 60; at costs of 20 and 50, 43.3 and 13.3 at
    63.3; at 10 and 55, where the second just stays in, 51.7 and 6.7.
    """
    solved = play(oligopoly(costs, conjectures=(1.0, 1.0)))
    first, second = costs
    quantities = ((CHOKE - 2 * first + second) / 3, (CHOKE - 2 * second + first) / 3)
    assert sold(solved) == pytest.approx(dict(zip(("F0", "F1"), quantities, strict=True)), abs=STEP)
    assert solved.price("MKT", "m")[0] == pytest.approx((CHOKE + first + second) / 3, abs=STEP)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 9])
def test_more_firms_bring_the_price_down(count: int) -> None:
    """n firms at 30 sell 90/(n + 1) each at (120 + 30·n)/(n + 1): one is a monopolist, who sells 45 at
    75; nine sell at 39.
    """
    solved = play(oligopoly((30.0,) * count, conjectures=(1.0,) * count))
    assert list(sold(solved).values()) == pytest.approx([90.0 / (count + 1)] * count, abs=STEP)
    assert solved.price("MKT", "m")[0] == pytest.approx((CHOKE + 30.0 * count) / (count + 1), abs=STEP)


@pytest.mark.parametrize("conjectures", [(0.0, 0.0), (None, None), (1.0, None)])
def test_without_conjecture_there_is_competition(conjectures: tuple[float | None, float | None]) -> None:
    """The price is the cost of 30, and 90 are sold; one firm that takes the price as it is, with all the
    capacity it likes, is enough: the other cannot sell above its cost.
    """
    solved = play(oligopoly((30.0, 30.0), conjectures=conjectures))
    assert solved.price("MKT", "m")[0] == pytest.approx(30.0, abs=STEP)
    assert sum(sold(solved).values()) == pytest.approx(90.0, abs=STEP)


@pytest.mark.parametrize("conjecture", [0.25, 0.5, 2.0])
def test_a_conjecture_between_and_beyond(conjecture: float) -> None:
    """a − Q − θ·q = c with two equal firms: q = 90/(2 + θ); θ = 2 is a cartel of the two, which sells the
    monopolist's 45.
    """
    solved = play(oligopoly((30.0, 30.0), conjectures=(conjecture, conjecture)))
    assert sum(sold(solved).values()) == pytest.approx(180.0 / (2.0 + conjecture), abs=2 * STEP)


def test_a_dominant_firm_before_a_fringe() -> None:
    """A fringe of price takers makes P − 40 above 40. What is left to the dominant firm, at a cost of 20, is
    120 − P − (P − 40): it falls by 2 t a dollar, twice as fast as demand, an elasticity of −2 at the base
    point. It sells where 80 − q = 20: 60 at a price of 50, and the fringe 10. A firm that sees the demand
    of −1 alone does not count with the fringe: P = 20 + q = 80 − q/2, so it sells 40 at 60, the fringe 20.
    """
    for elasticity, sales, price in ((-2.0, 60.0, 50.0), (None, 40.0, 60.0)):
        builder = oligopoly((20.0,), conjectures=(None,))
        builder.source_of("m", "F1", 160.0, 40.0, cost_at_capacity_usd_per_kg=200.0).route("m", "F1", "MKT")
        builder.power("F0", conjecture=1.0, perceived_elasticity=elasticity)
        solved = play(builder)
        assert solved.price("MKT", "m")[0] == pytest.approx(price, abs=STEP)
        assert sold(solved) == pytest.approx({"F0": sales, "F1": price - 40.0}, abs=2 * STEP)


def test_finer_steps_come_closer() -> None:
    """The error is no more than a step of demand and one of the mark-up, however many there are."""
    for steps in (25, 100, 400, 1600):
        price = play(oligopoly((20.0, 50.0), conjectures=(1.0, 1.0)), steps).price("MKT", "m")[0]
        assert abs(price - 190.0 / 3.0) <= 2 * CHOKE / steps
