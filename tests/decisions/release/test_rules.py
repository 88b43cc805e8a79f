"""Release rules against perfect foresight: by hand, and in random situations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocation_cases import random_situation
from didymium.decisions.allocation.plan import Plan, plan_allocation
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.release.following import follow
from didymium.decisions.release.hindsight import Trials
from didymium.decisions.release.rules import HeldStock, Threshold, with_stocks
from didymium.decisions.release.search import rules_grid, search_rules
from didymium.decisions.stocks.futures.signals import Signals
from stock_futures import MONTH, chain, futures, need, situation

JPN = ("JPN", "magnet")
AT_ONCE = Threshold()


def held(tonnes: float, **terms: float) -> HeldStock:
    """Return a stock of magnets in Japan, of which all can leave at once unless said otherwise."""
    return HeldStock("JPN", "magnet", tonnes, **{"rate_per_month": 10.0, **terms})


def drawn(plan: Plan) -> list[float]:
    """Return what leaves all stocks in each period."""
    return [float(tonnes) for tonnes in plan.allocation.draw.view(plan.tonnes).sum(axis=0)]


def followed(one: Situation, *stocks: HeldStock, rule: Threshold = AT_ONCE) -> Plan:
    """Return what a rule does."""
    return follow(with_stocks(one, stocks), rule)


def test_what_is_missing_now_until_nothing_is_left() -> None:
    """Ten tonnes a month are missing, 25 are held: 10, 10 and 5 leave. Half of what is missing: 5 a month."""
    one = situation([need([10.0] * 4)])
    assert drawn(followed(one, held(25.0))) == pytest.approx([10.0, 10.0, 5.0, 0.0])
    assert drawn(followed(one, held(25.0), rule=Threshold(share=0.5))) == pytest.approx([5.0] * 4)


def test_rate_and_lead() -> None:
    """A quarter of 16 t can leave in a month of 30.4 days: 4·30/30.4375 t in one of thirty days. After a lead
    of 45 days nothing leaves in the first month and half as much in the second.
    """
    monthly = 4.0 * MONTH / (365.25 / 12.0)
    one = situation([need([10.0] * 3)])
    assert drawn(followed(one, held(16.0, rate_per_month=0.25))) == pytest.approx([monthly] * 3)
    late = followed(one, held(16.0, rate_per_month=0.25, lead_days=45.0))
    assert drawn(late) == pytest.approx([0.0, monthly / 2.0, monthly])


def test_first_sectors_and_what_is_kept_back_for_them() -> None:
    """Lamps lose more by a kg and come first among equals; half of the 20 t is kept back for defence. Month
    one: lamps miss 15 and get 10. Month two: defence gets 10.
    """
    one = situation(
        [need([0.0, 12.0], sector="defence", loss=50.0), need([15.0, 5.0], sector="lamps", loss=90.0)]
    )
    rule = Threshold(kept_back=0.5, first_sectors=("defence",))
    plan = followed(one, held(20.0), rule=rule)
    assert plan.served_t == pytest.approx(np.array([[0.0, 10.0], [10.0, 0.0]]))
    # Without the rule lamps take 15 t before anybody knows of defence.
    assert followed(one, held(20.0)).served_t == pytest.approx(np.array([[0.0, 0.0], [15.0, 5.0]]))


def test_nothing_is_released_to_who_loses_less_than_it_is_worth() -> None:
    """At 120 US dollars a kg the goods are worth more than the 100 that a need loses."""
    one = situation([need([10.0])], prices={JPN: 120.0})
    assert drawn(followed(one, held(20.0))) == pytest.approx([0.0])


def test_triggers_know_the_past_only() -> None:
    """Cover falls below sixty days on the second morning, the price rises above 1.5 times on the third."""
    one = with_stocks(situation([need([5.0] * 4)]), (held(100.0),))
    signals = Signals({JPN: np.array([90.0, 50.0, 70.0, 40.0])}, {JPN: np.array([1.0, 1.2, 1.6, np.inf])})
    cover = Threshold(on_declaration=False, cover_below_days=60.0)
    price = Threshold(on_declaration=False, price_above=1.5)
    either = Threshold(on_declaration=False, cover_below_days=60.0, price_above=1.5)
    courses = [drawn(follow(one, rule, signals)) for rule in (cover, price, either)]
    assert courses == [[0.0, 5.0, 0.0, 5.0], [0.0, 0.0, 5.0, 5.0], [0.0, 5.0, 5.0, 5.0]]
    assert drawn(follow(one, cover)) == [0.0] * 4  # Nobody watched.


def test_magnets_out_of_oxide_come_a_month_later() -> None:
    """Half a tonne of oxide makes a tonne of magnets a month later, at most 6 t a month; 8 are missing each
    month. The rule orders what is missing now as far as plants go, 6 t, and 3 t of oxide leave each month.
    What is ordered in the last month comes too late, which perfect foresight knows.
    """
    oxide = HeldStock("JPN", "oxide", 100.0, rate_per_month=10.0)
    priced = replace(chain(6.0), price_usd_per_kg={("JPN", "oxide"): 1.0})
    one = with_stocks(priced, (oxide,))
    plan, best = follow(one, AT_ONCE), plan_allocation(one)
    assert drawn(plan) == pytest.approx([3.0] * 4)
    assert plan.served_t.sum(axis=0) == pytest.approx([0.0, 6.0, 6.0, 6.0])
    assert best.served_t.sum(axis=0) == pytest.approx([0.0, 6.0, 6.0, 6.0])
    assert drawn(best) == pytest.approx([3.0, 3.0, 3.0, 0.0], abs=1e-6)


def test_perfect_foresight_where_shortage_comes_first_and_stock_is_enough() -> None:
    """A shortage that falls off, and a stock that covers it: nothing is better than to release what is
    missing now.
    """
    found = futures([situation([need([tonnes, tonnes / 2.0, 0.0])]) for tonnes in (10.0, 20.0)])
    tested = Trials(found, [held(40.0)]).test(AT_ONCE)
    assert tested.regret_musd == pytest.approx(0.0, abs=1e-9)
    assert tested.expected("rule_musd") == pytest.approx(0.0, abs=1e-9)
    # A million for 10 t and half of that for the month after; both futures: 1.5 and 3.
    assert tested.expected("without_musd") == pytest.approx(2.25)


def test_regret_by_hand() -> None:
    """Lamps lose 50 and miss 10 t at first, cars lose 100 and miss 10 t later; 10 t are held. The rule gives
    them to lamps and loses a million; who knows the future waits for the cars and loses half a million. Half
    kept back for cars: 5 t each, 0.25 + 0.5 million.
    """
    one = situation([need([10.0, 0.0], sector="lamps", loss=50.0), need([0.0, 10.0])])
    trials = Trials(futures([one]), [held(10.0)])
    plain = trials.test(AT_ONCE)
    assert plain.expected("rule_musd") == pytest.approx(1.0)
    assert plain.expected("hindsight_musd") == pytest.approx(0.5)
    assert plain.share == pytest.approx(0.5)  # Half a million of the million that could be saved.
    keeping = Threshold(kept_back=0.5, first_sectors=("cars",))
    assert trials.test(keeping).regret_musd == pytest.approx(0.25)


def test_a_choice_is_judged_on_futures_left_out() -> None:
    """In even futures cars come later, in odd ones nobody does. On the even half keeping all back for cars is
    best, with no regret; on the odd half that rule loses the 0.5 million of lamps. The rule that is best
    there keeps nothing, and regrets 0.5 million on the even half. So each half regrets 0.5 what the other
    chose.
    """
    both = situation([need([10.0, 0.0], sector="lamps", loss=50.0), need([0.0, 10.0])])
    lamps = situation([need([10.0, 0.0], sector="lamps", loss=50.0), need([0.0, 0.0])])
    trials = Trials(futures([both, lamps, both, lamps]), [held(10.0)])
    keep, give = (Threshold(kept_back=kept, first_sectors=("cars",)) for kept in (1.0, 0.0))
    found = search_rules(trials, (give, keep))
    assert found.chosen_apart == (keep, give)
    assert found.out_of_sample_musd == pytest.approx(0.5)
    assert found.best.rule == give  # Both regret 0.25 on the whole: the first one is taken.
    assert found.best.regret_musd == pytest.approx(0.25)


def test_grid() -> None:
    """Every trigger with every share, and with what is kept back only where somebody comes first."""
    assert len(rules_grid()) == 7 * 3
    assert len(set(rules_grid(("defence",)))) == 7 * 3 * 3
    with pytest.raises(ValueError, match="no rules"):
        search_rules(Trials(futures([situation([need([1.0])])]), []), ())


def random_stocks(seed: int) -> tuple[HeldStock, ...]:
    """Return random stocks of all stages in all members."""
    random = np.random.default_rng(seed)
    return tuple(
        HeldStock(region, material, float(random.uniform(0.0, 20.0)), float(random.uniform(0.1, 3.0)),
                  float(random.uniform(0.0, 14.0)))
        for region in ("JPN", "KOR", "USA") for material in ("oxide", "metal", "magnet")
    )  # fmt: skip


RULES = (
    Threshold(),
    Threshold(share=0.6, kept_back=0.3, first_sectors=("defence",)),
    Threshold(on_declaration=False, cover_below_days=40.0, first_sectors=("cars", "defence")),
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), rule=st.sampled_from(RULES))
def test_no_rule_beats_hindsight_and_none_does_what_cannot_be_done(seed: int, rule: Threshold) -> None:
    """What a rule does keeps every row and bound of the program that perfect foresight solves, so that it can
    never be better.
    """
    one = with_stocks(random_situation(seed), random_stocks(seed))
    days = {node: np.random.default_rng(seed).uniform(0.0, 90.0, len(one.periods)) for node in one.nodes}
    plan, best = follow(one, rule, Signals(days)), plan_allocation(one)
    program, tonnes = plan.allocation.program, plan.tonnes
    sides = program.matrix @ tonnes
    assert (tonnes >= program.lower - 1e-7).all() and (tonnes <= program.upper + 1e-7).all()
    assert (sides >= program.row_lower - 1e-7).all() and (sides <= program.row_upper + 1e-7).all()
    assert plan.objective_million_usd >= best.objective_million_usd - 1e-9
    assert plan.allocation.program.shape == best.allocation.program.shape


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), week=st.integers(1, 4))
def test_the_future_changes_nothing_before_it(seed: int, week: int) -> None:
    """Two situations that are the same up to a week have the same releases and services up to it."""
    first = with_stocks(random_situation(seed), random_stocks(seed))
    random = np.random.default_rng(seed + 1)
    later = np.arange(len(first.periods)) >= week
    changed = replace(
        first,
        needs=tuple(
            replace(one, missing_t=np.where(later, random.uniform(0.0, 9.0, len(later)), one.missing_t))
            for one in first.needs
        ),
    )
    plans = [follow(one, AT_ONCE) for one in (first, changed)]
    for block in ("serve", "draw", "run"):
        before, after = (getattr(plan.allocation, block).view(plan.tonnes)[:, :week] for plan in plans)
        assert before == pytest.approx(after)
