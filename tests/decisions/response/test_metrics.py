"""Time to survive, time to recover and impact, on paper: one source or two, a plant, a strait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from allocation_cases import course, lane, need, of_kind, offer, situation, stock, total_t, works
from didymium.decisions.allocation.baseline import Baseline, Delivery, Running, read_baseline
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.outage import RiskNode, outage_program
from didymium.decisions.allocation.plan import plan_allocation
from didymium.decisions.allocation.situation import Situation
from didymium.decisions.response.metrics import NodeRisk, node_risks, risk_nodes, without_events
from didymium.decisions.response.recovery import Recovery
from didymium.market.solver import HotSolver
from market_in_shock import BAN, chain, reader, run

WEEKS = 12
CHINA = RiskNode("supplier", "CHN", "magnet")


def delivery(
    sent: float, *, origin: str = "CHN", destination: str = "JPN", material: str = "magnet",
    days: float = 0.0, via: tuple[str, ...] = (),
) -> Delivery:  # fmt: skip
    """Return what a route carries every week."""
    return Delivery(material, origin, destination, via, days, 1.0, course(sent, WEEKS))


def running(run: float, *, delay: float = 0.0, plant: str = "press", **recipe: float) -> Running:
    """Return what a plant of JPN does every week."""
    courses = {material: course(t_per_t, WEEKS) for material, t_per_t in recipe.items()}
    return Running(plant, "JPN", courses, course(run, WEEKS), delay)


def known(days: int) -> Callable[[RiskNode], Recovery]:
    """Return a recovery of so many days for every node."""
    return lambda node: Recovery(days, "assumed")


def risk(found: Situation, baseline: Baseline, node: RiskNode = CHINA, days: int = 42) -> NodeRisk:
    """Return the risk of one node."""
    return node_risks(found, baseline, [node], known(days))[0]


def cars(**more: object) -> list[object]:
    """Return cars of JPN that get 7 t of magnets a week, worth 100 dollars a kg."""
    return [need(0.0, served=7.0, weeks=WEEKS, **more)]  # type: ignore[arg-type]


def test_a_single_source_is_survived_as_long_as_the_stock_lasts() -> None:
    """JPN uses 1 t a day, all from CHN, and has 21 t: 21 days. If it takes 42 days to recover, 21 days of 1 t
    at 100 dollars a kg are lost: 2.1 million, (TTR − TTS) × daily value.
    """
    found = situation(WEEKS, needs=cars(), stocks=[stock(21.0, 7.0, weeks=WEEKS)])
    answer = risk(found, Baseline((), (delivery(7.0),), {}))
    assert answer.survive_days == 21.0
    assert answer.gap_days == 21.0
    assert answer.impact_usd == pytest.approx(21 * 1000 * 100.0, rel=1e-6)


def test_weeks_are_the_resolution() -> None:
    """24 t last 24 days, which is three whole weeks. The impact is exact all the same: 42 − 24 days."""
    found = situation(WEEKS, needs=cars(), stocks=[stock(24.0, 7.0, weeks=WEEKS)])
    answer = risk(found, Baseline((), (delivery(7.0),), {}))
    assert answer.survive_days == 21.0
    assert answer.impact_usd == pytest.approx(18 * 1000 * 100.0, rel=1e-6)


def test_what_is_under_way_still_arrives() -> None:
    """Goods take 14 days, so that an outage is felt two weeks later: 21 t last 21 days of it as before, and
    what is lost in 42 days is the same. The first loss falls two weeks later.
    """
    found = situation(WEEKS, rate=0.05, needs=cars(), stocks=[stock(21.0, 7.0, weeks=WEEKS)])
    near = risk(found, Baseline((), (delivery(7.0),), {}))
    far = risk(found, Baseline((), (delivery(7.0, days=14.0),), {}))
    assert far.impact_usd == pytest.approx(near.impact_usd, rel=1e-6)
    assert (near.first_loss_day, far.first_loss_day) == (21.0, 35.0)


def test_a_second_source_with_room_survives_everything() -> None:
    """Half comes from CHN, half from VNM, which can spare as much again: no outage of CHN is felt, at a cost
    of the purchases: six weeks of 3.5 t at 50 dollars a kg.
    """
    found = situation(WEEKS, needs=cars(), offers=[offer(3.5, 50.0, weeks=WEEKS)])
    answer = risk(found, Baseline((), (delivery(3.5), delivery(3.5, origin="VNM")), {}))
    assert answer.survive_days is None
    assert answer.gap_days is None
    assert answer.impact_usd == pytest.approx(0.0, abs=1.0)
    assert answer.fails_first is None
    assert answer.cost_usd == pytest.approx(6 * 3.5 * 1000 * 50.0, rel=1e-6)


def test_who_is_out_sells_nothing_else() -> None:
    """The spare magnets are of CHN itself: with CHN out they are gone as well, and all is lost at once."""
    found = situation(WEEKS, needs=cars(), offers=[offer(7.0, 50.0, partner="CHN", weeks=WEEKS)])
    answer = risk(found, Baseline((), (delivery(7.0),), {}))
    assert answer.survive_days == 0.0
    assert answer.impact_usd == pytest.approx(42 * 1000 * 100.0, rel=1e-6)


def test_a_shortage_of_oxide_is_felt_in_magnets() -> None:
    """7 t of magnets a week are pressed from 3.5 t of oxide of CHN. 7 t of oxide in stock last two weeks, and
    the work under way one week more, that is felt later and lost all the same: (42 − 14) days of 1 t.
    """
    oxide = RiskNode("supplier", "CHN", "oxide")
    found = situation(WEEKS, rate=0.05, needs=cars(), stocks=[stock(7.0, 3.5, material="oxide", weeks=WEEKS)])
    baseline = Baseline(
        (running(7.0, delay=7.0, oxide=-0.5, magnet=1.0),), (delivery(3.5, material="oxide"),), {}
    )
    answer = risk(found, baseline, oxide)
    assert answer.survive_days == 14.0
    assert answer.impact_usd == pytest.approx(28 * 1000 * 100.0, rel=1e-6)
    assert answer.fails_first == ("cars", "JPN", "magnet")
    assert answer.first_loss_day == 21.0


def test_a_plant_that_is_out_makes_nothing_and_gives_its_input_back() -> None:
    """The press makes 7 t a week. Another one has room for 3.5 t, and gets the oxide that the first does not
    take: half is lost, 6 weeks of 3.5 t. It costs 10 dollars a kg to run.
    """
    found = situation(
        WEEKS, needs=cars(),
        works=[works(3.5, {"oxide": -0.5, "magnet": 1.0}, plant="old", cost=10.0, weeks=WEEKS)],
    )  # fmt: skip
    baseline = Baseline((running(7.0, oxide=-0.5, magnet=1.0),), (delivery(3.5, material="oxide"),), {})
    answer = risk(found, baseline, RiskNode("plant", "press"))
    assert answer.survive_days == 0.0
    assert answer.impact_usd == pytest.approx(6 * 3.5 * 1000 * 100.0, rel=1e-6)
    assert answer.cost_usd == pytest.approx(6 * 3.5 * 1000 * 10.0, rel=1e-6)


def test_a_plant_that_is_out_does_not_make_more_instead() -> None:
    """Room of the plant that burns is no room."""
    found = situation(
        WEEKS, needs=cars(), works=[works(7.0, {"oxide": -0.5, "magnet": 1.0}, plant="press", weeks=WEEKS)]
    )
    baseline = Baseline((running(7.0, oxide=-0.5, magnet=1.0),), (delivery(3.5, material="oxide"),), {})
    assert risk(found, baseline, RiskNode("plant", "press")).impact_usd == pytest.approx(4.2e6, rel=1e-6)


def test_exports_fall_before_members_go_short() -> None:
    """The press makes 10 t a week, of which 3 go to THA: with 5 t of it from elsewhere gone, 3 t of exports
    and 2 t of cars go. What is lost with the exports is the sale, 60 dollars a kg.
    """
    found = replace(situation(WEEKS, needs=cars()), price_usd_per_kg={("JPN", "magnet"): 60.0})
    baseline = Baseline(
        (running(5.0, magnet=1.0),), (delivery(5.0), delivery(3.0, origin="JPN", destination="THA")), {}
    )
    answer = risk(found, baseline)
    assert answer.impact_usd == pytest.approx(6 * 2.0 * 1000 * 100.0, rel=1e-6)
    assert answer.cost_usd == pytest.approx(6 * 3.0 * 1000 * 60.0, rel=1e-6)


def test_what_is_kept_back_is_not_exported_less_again() -> None:
    """Of the 3 t for THA half are on offer as a diversion, at 20 dollars: exports fall by 3 t, not by 4.5."""
    kept = offer(1.5, 20.0, kind="diversion", partner="THA", weeks=WEEKS)
    found = replace(situation(WEEKS, needs=cars(), offers=[kept]), price_usd_per_kg={("JPN", "magnet"): 60.0})
    baseline = Baseline(
        (running(5.0, magnet=1.0),), (delivery(5.0), delivery(3.0, origin="JPN", destination="THA")), {}
    )
    answer = risk(found, baseline)
    assert answer.impact_usd == pytest.approx(6 * 2.0 * 1000 * 100.0, rel=1e-6)
    assert answer.cost_usd == pytest.approx(6 * 1.5 * 1000 * (20.0 + 60.0), rel=1e-6)


def test_what_a_member_does_not_send_is_missed_where_it_went() -> None:
    """JPN sends KOR 7 t a week for phones that lose 30 dollars a kg. With CHN out JPN keeps them for its
    cars, and the phones miss them a week later.
    """
    phones = need(0.0, served=7.0, sector="phones", region="KOR", loss=30.0, weeks=WEEKS)
    found = situation(WEEKS, needs=[*cars(), phones])
    sent = delivery(7.0, origin="JPN", destination="KOR", days=7.0)
    answer = risk(found, Baseline((running(7.0, magnet=1.0),), (delivery(7.0), sent), {}))
    assert answer.impact_usd == pytest.approx(6 * 7.0 * 1000 * 30.0, rel=1e-6)
    assert answer.fails_first == ("phones", "KOR", "magnet")
    assert answer.first_loss_day == 7.0


def test_what_was_left_over_goes_first() -> None:
    """CHN sends 9 t a week, of which 2 are left over: the cars miss 7 t of the 9."""
    found = situation(WEEKS, needs=cars())
    answer = risk(found, Baseline((), (delivery(9.0),), {("JPN", "magnet"): course(2.0, WEEKS)}))
    assert answer.impact_usd == pytest.approx(6 * 7.0 * 1000 * 100.0, rel=1e-6)


def test_a_member_helps_the_other() -> None:
    """KOR gets its magnets from VNM for phones that lose 30 dollars a kg. With CHN out, JPN's cars are served
    by KOR at once, and what is lost is 7 t a week of phones.
    """
    phones = need(0.0, served=7.0, sector="phones", region="KOR", loss=30.0, weeks=WEEKS)
    found = situation(WEEKS, needs=[*cars(), phones], lanes=[lane("KOR", "JPN", 0.0)])
    baseline = Baseline((), (delivery(7.0), delivery(7.0, origin="VNM", destination="KOR")), {})
    answer = risk(found, baseline)
    assert answer.impact_usd == pytest.approx(6 * 7.0 * 1000 * 30.0, rel=1e-6)
    assert answer.fails_first == ("phones", "KOR", "magnet")


def test_a_strait_stops_all_that_passes_it() -> None:
    """7 t a week of CHN and 7 t of VNM, of which only VNM's pass the strait; JPN's own exports to DEU through
    it stay at home, 3 t a week: 4 t a week are lost.
    """
    found = situation(WEEKS, needs=[need(0.0, served=11.0, weeks=WEEKS)])
    rows = (
        delivery(7.0), delivery(7.0, origin="VNM", via=("malacca",)),
        delivery(3.0, origin="JPN", destination="DEU", via=("malacca", "suez")),
    )  # fmt: skip
    baseline = Baseline((), rows, {})
    assert risk(found, baseline, RiskNode("passage", "malacca")).impact_usd == pytest.approx(
        6 * 4.0 * 1000 * 100.0, rel=1e-6
    )
    assert risk(found, baseline, RiskNode("passage", "suez")).impact_usd == pytest.approx(0.0, abs=1.0)
    assert [(node.kind, node.name) for node in risk_nodes(found, baseline)] == [
        ("passage", "malacca"), ("passage", "suez"), ("supplier", "CHN"), ("supplier", "VNM"),
    ]  # fmt: skip


def test_the_base_run_of_a_scenario_will_do() -> None:
    """A case whose oxide is banned: its base run is the run without the ban. With OUT out for 13 weeks, 120 t
    of oxide a year and so 240 t of magnets are gone: 59.8 t. Stocks, exports and phones (which lose 100
    dollars a kg) give these, and cars (400) miss none. What was made and taken adds up.
    """
    paths = without_events(run(chain().build(), BAN))
    means = Means(purchase_share=0.0, swaps=False, minimum_cover_days=0.0)
    one = reader(paths.base.market.structure.case, paths, means, days=182)
    found = one.read()
    assert found.missing_usd == pytest.approx(np.zeros(26), abs=1e-6)
    baseline = read_baseline(one, found)
    out, press = RiskNode("supplier", "OUT", "oxide"), RiskNode("plant", "press_JPN")
    assert risk_nodes(found, baseline) == (press, out)
    parts = outage_program(found, baseline)
    answer = HotSolver(parts.without(out, np.repeat([1.0, 0.0], 13))).solve(duals=False)
    plan = parts.plan(answer.columns, answer.objective)
    gone = 13 * 240.0 * 7 / 365
    oxide_t = sum(action.t for action in of_kind(plan, "draw") if action.material == "oxide")
    given = 2.0 * oxide_t + total_t(plan, "release") + total_t(plan, "diversion") + total_t(plan, "give_up")
    assert given + parts.less_sent.view(plan.tonnes).sum() == pytest.approx(gone, rel=1e-3)
    assert parts.unplaced.view(plan.tonnes).sum() == pytest.approx(0.0, abs=1e-6)
    assert {action.who for action in of_kind(plan, "give_up")} == {"phones"}
    assert risk(found, baseline, out, days=91).impact_usd == pytest.approx(
        total_t(plan, "give_up") * 1000 * 100.0, rel=1e-6
    )


def test_the_largest_impact_comes_first() -> None:
    """CHN sends twice what VNM does."""
    found = situation(WEEKS, needs=[need(0.0, served=10.5, weeks=WEEKS)])
    baseline = Baseline((), (delivery(7.0), delivery(3.5, origin="VNM")), {})
    nodes = risk_nodes(found, baseline)
    answers = node_risks(found, baseline, nodes, known(42))
    assert [answer.node.name for answer in answers] == ["CHN", "VNM"]
    again = node_risks(found, baseline, nodes[::-1], known(42))
    assert [(row.node, row.impact_usd, row.survive_days) for row in again] == [
        (row.node, row.impact_usd, row.survive_days) for row in answers
    ]


@pytest.mark.parametrize("seed", range(5))
def test_longer_outages_lose_more_and_all_is_placed(seed: int) -> None:
    """On random stocks and rates: the loss grows with the days, a survived outage loses nothing, one week
    more does, and nothing is conjured up.
    """
    random = np.random.default_rng(seed)
    free = float(random.uniform(5.0, 60.0))
    found = situation(
        WEEKS, rate=0.05, needs=cars(), stocks=[stock(free, float(random.uniform(2.0, 9.0)), weeks=WEEKS)],
        offers=[offer(float(random.uniform(0.0, 4.0)), 40.0, weeks=WEEKS)],
    )  # fmt: skip
    baseline = Baseline((), (delivery(7.0, days=float(random.integers(0, 15))),), {})
    answers = {days: risk(found, baseline, days=days) for days in (7, 28, 49, 70)}
    impacts = [answer.impact_usd for answer in answers.values()]
    assert impacts == sorted(impacts)
    survived = {answer.survive_days for answer in answers.values()}
    assert len(survived) == 1
    days, tolerated = survived.pop(), 0.001 * 1000 * 100.0
    if days is None:
        assert risk(found, baseline, days=7 * WEEKS).impact_usd <= tolerated
        return
    if days:
        assert risk(found, baseline, days=int(days)).impact_usd <= tolerated
    assert risk(found, baseline, days=int(days) + 7).impact_usd > tolerated


def test_without_an_outage_the_program_is_that_of_the_situation() -> None:
    """Columns by which a loss is passed on are worth nothing where nothing is lost."""
    found = situation(WEEKS, rate=0.05, needs=[need(3.0, served=4.0, weeks=WEEKS)],
                      stocks=[stock(10.0, 4.0, worth=20.0, weeks=WEEKS)])  # fmt: skip
    baseline = Baseline((running(7.0, oxide=-0.5, magnet=1.0),), (delivery(3.5, material="oxide"),), {})
    program = outage_program(found, baseline)
    still = program.without(RiskNode("plant", "press"), np.zeros(WEEKS))
    assert np.array_equal(still.row_lower, program.program.row_lower)
    assert np.array_equal(still.upper, program.program.upper)
    answer = risk(found, baseline, RiskNode("plant", "nowhere"))
    assert answer.impact_usd == pytest.approx(0.0, abs=1e-3)
    assert answer.survive_days is None
    assert plan_allocation(found).objective_million_usd < 0.0
