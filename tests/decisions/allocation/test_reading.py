"""What is read from a solved market is what the market says: missing tonnes, free stock, room, routes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.case import Case
from didymium.decisions.allocation.baseline import read_baseline
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.plan import plan_allocation
from didymium.decisions.allocation.situation import Situation
from didymium.indicators.survival import met_shares
from didymium.market.base_year import BaseYear
from didymium.market.stocks import levels_t
from didymium.outcome.tables import Outcome
from didymium.scenario.path import Path, ScenarioPaths
from didymium.scenario.readout import read_path
from didymium.scenario.run import run_scenario
from didymium.scenario.schema import Scenario
from market_in_shock import APRIL, BAN, PRICES, chain, reader, run

WEEK_OF_YEAR = 7.0 / 365.0
WEEK_OF_MONTH = 7.0 / 30.4375


@pytest.fixture(scope="module")
def case() -> Case:
    """The case."""
    return chain().build()


@pytest.fixture(scope="module")
def banned(case: Case) -> ScenarioPaths:
    """The run that loses its oxide."""
    return run(case, BAN)


@pytest.fixture(scope="module")
def usual(case: Case) -> ScenarioPaths:
    """A run in which nothing happens."""
    return run(case)


@pytest.fixture(scope="module")
def shock(case: Case, banned: ScenarioPaths) -> Situation:
    """Thirteen weeks from the ban on."""
    return reader(case, banned).read()


@pytest.fixture(scope="module")
def calm(case: Case, usual: ScenarioPaths) -> Situation:
    """The same weeks without it."""
    return reader(case, usual).read()


def _outcome(name: str, path: Path) -> Outcome:
    return Outcome("test", name, name, read_path(path, ["served"]), {}, {})


def test_what_is_missing_is_what_the_indicator_says(shock: Situation, banned: ScenarioPaths) -> None:
    """13 weeks from 1 April are the 91 days of April to June: the sums of :func:`met_shares` over them. The
    weeks share them by days, and what is expected is all of the demand.
    """
    shares = met_shares(_outcome("base", banned.base), _outcome("ban", banned.path))
    for found in shock.needs:
        rows = shares.filter(
            shares["sector"] == found.sector, shares["region"] == found.region,
            shares["period"].is_between(APRIL, dt.date(2025, 6, 30)),
        )  # fmt: skip
        assert found.missing_t.sum() == pytest.approx(rows["missing_t"].sum(), rel=1e-9)
        assert found.missing_t.sum() > 1.0
        assert found.expected_t.sum() == pytest.approx(rows["expected_t"].sum(), rel=1e-9)
        assert found.served_t + found.missing_t == pytest.approx(found.expected_t)


def test_needs_by_hand(shock: Situation) -> None:
    """Traders let 4 t of oxide a month go, which make 8 t of magnets, all for cars: in the weeks of April
    they get 8 / 30.4375 t a day of the 120 / 365 that they want.
    """
    cars, phones = shock.needs
    assert (cars.name, phones.name) == (("cars", "JPN", "magnet"), ("phones", "JPN", "magnet"))
    assert cars.served_t[:4] == pytest.approx(np.full(4, 8.0 * WEEK_OF_MONTH), rel=1e-3)
    assert cars.missing_t[0] == pytest.approx(120 * WEEK_OF_YEAR - 8 * WEEK_OF_MONTH, rel=1e-2)
    assert phones.missing_t == pytest.approx(np.full(13, 60 * WEEK_OF_YEAR), rel=1e-6)
    assert (cars.priority, phones.priority) == (1, 2)
    assert (cars.loss_usd_per_kg, phones.loss_usd_per_kg) == (400.0, 100.0)


def test_without_events_nothing_is_missing(calm: Situation) -> None:
    """And the best is to do nothing."""
    assert calm.missing_usd == pytest.approx(np.zeros(13), abs=1e-6)
    assert plan_allocation(calm).actions == ()


def test_free_stock_by_hand(case: Case, banned: ScenarioPaths) -> None:
    """KOR uses nothing: of 30 t half are let go, at 3 t a month. What JPN's traders hold is used up by the
    market itself: nothing of it is free, whoever would draw it earlier.
    """
    found = reader(case, banned, Means(commercial_share=0.5)).read()
    makers, state = found.stocks
    assert (makers.holder, makers.region, makers.kind) == ("makers", "KOR", "commercial")
    assert makers.free_t == pytest.approx(np.full(13, 15.0))
    assert makers.draw_t == pytest.approx(np.full(13, 3.0 * WEEK_OF_MONTH))
    assert makers.worth_usd_per_kg == 200.0
    assert state.holder == "state"


def test_what_the_run_draws_is_not_drawn_again() -> None:
    """With 100 t of oxide the traders let 4 t a month go from April on, all that they can: stock is free, but
    at no rate. On 30 June 100 − 4 · 91 / 30.4375 = 88.04 t are left, 3.29 t of them stay.
    """
    case = chain(oxide_t=100.0).build()
    found = reader(case, run(case, BAN)).read()
    traders = next(one for one in found.stocks if one.holder == "traders")
    assert traders.draw_t == pytest.approx(np.zeros(13), abs=0.02)
    assert traders.free_t[-1] == pytest.approx(100 - 4 * 91 / 30.4375 - 10 * 120 / 365, rel=1e-2)


def test_the_minimum_cover_stays(case: Case, usual: ScenarioPaths) -> None:
    """In a usual year JPN's press takes 120 t of oxide, 120 / 365 a day: of 10 t, ten days of use stay, and
    6.71 t are free. Thirty-one days of use are more than there is.
    """
    kept = {days: reader(case, usual, Means(minimum_cover_days=days)).read().stocks for days in (10.0, 31.0)}
    traders = next(one for one in kept[10.0] if one.holder == "traders")
    assert traders.free_t == pytest.approx(np.full(13, 10.0 - 10.0 * 120.0 / 365.0))
    assert "traders" not in {one.holder for one in kept[31.0]}


def test_public_stock_opens_after_its_lead(shock: Situation, case: Case, banned: ScenarioPaths) -> None:
    """Eight days after 1 April is the 9th: nothing in the first week, six days of the second, and then 3 t a
    month. Whoever states another lead gets it, and without public stocks there is none.
    """
    state = next(one for one in shock.stocks if one.kind == "public")
    assert state.free_t == pytest.approx(np.full(13, 12.0))
    opened = np.array([0.0, 6.0 / 7.0, *([1.0] * 11)])
    assert state.draw_t == pytest.approx(3.0 * WEEK_OF_MONTH * opened)
    later = reader(case, banned, Means(release_lead_days=21.0)).read().stocks[-1]
    assert np.flatnonzero(later.draw_t)[0] == 3
    plan = plan_allocation(reader(case, banned, Means(public_stocks=False)).read())
    assert "release" not in {action.kind for action in plan.actions}


def test_room_in_plants_by_hand(shock: Situation, calm: Situation) -> None:
    """The press has 360 t a year and a tenth more for some months. Usually it makes 240 t, in April 8 t a
    month.
    """
    most = 360.0 * WEEK_OF_YEAR * 1.1
    assert [one.plant for one in calm.works] == ["press_JPN"]
    assert calm.works[0].spare_t == pytest.approx(np.full(13, most - 240.0 * WEEK_OF_YEAR))
    assert shock.works[0].spare_t[0] == pytest.approx(most - 8.0 * WEEK_OF_MONTH, rel=1e-2)
    recipe = {material: course[0] for material, course in calm.works[0].recipe.items()}
    assert recipe == {"oxide": -0.5, "magnet": 1.0}
    assert (calm.works[0].delay_days, calm.works[0].cost_usd_per_kg) == (10.0, 40.0)


def test_ways_between_members(shock: Situation, case: Case, banned: ScenarioPaths) -> None:
    """The route of the case, and where there is none the stated days and freight."""
    ways = {(one.material, one.origin, one.destination): one for one in shock.lanes}
    assert set(ways) == {(m, *pair) for m in ("magnet", "oxide") for pair in (("JPN", "KOR"), ("KOR", "JPN"))}
    known, unknown = ways["magnet", "JPN", "KOR"], ways["magnet", "KOR", "JPN"]
    assert (known.transit_days, known.freight_usd_per_kg) == (7.0, 2.0)
    assert (unknown.transit_days, unknown.freight_usd_per_kg) == (30.0, 1.0)
    assert reader(case, banned, Means(swaps=False)).read().lanes == ()


def test_offers_by_hand(calm: Situation, shock: Situation) -> None:
    """Half of the 60 t that go to THA can be kept back, at a fifth of 200 dollars. Outside, THA has the 60 t
    that it gets and VNM makes 80 t: a tenth of each can be bought, at twice the price and the freight. After
    the ban THA gets nothing, OUT's oxide cannot be bought, and KOR needs nothing.
    """
    diversion = next(one for one in calm.offers if one.kind == "diversion")
    assert (diversion.partner, diversion.region, diversion.transit_days) == ("THA", "JPN", 0.0)
    assert diversion.most_t == pytest.approx(np.full(13, 0.5 * 60.0 * WEEK_OF_YEAR))
    assert diversion.cost_usd_per_kg == pytest.approx(40.0)
    bought = {(one.partner, one.material): one for one in calm.offers if one.kind == "purchase"}
    assert set(bought) == {("OUT", "oxide"), ("THA", "magnet"), ("VNM", "magnet")}
    assert bought["VNM", "magnet"].most_t == pytest.approx(np.full(13, 8.0 * WEEK_OF_YEAR))
    assert bought["THA", "magnet"].most_t == pytest.approx(np.full(13, 6.0 * WEEK_OF_YEAR))
    assert bought["VNM", "magnet"].cost_usd_per_kg == pytest.approx(2 * 200.0 + 1.0)
    assert [(one.partner, one.material) for one in shock.offers] == [("VNM", "magnet")]


def test_members_sell_each_other_nothing_from_outside(case: Case, usual: ScenarioPaths) -> None:
    """With THA among the members its imports are no exports any more."""
    found = reader(case, usual, members=("JPN", "THA")).read()
    assert "diversion" not in {one.kind for one in found.offers}
    assert {one.partner for one in found.offers} == {"OUT", "VNM"}


def test_confidential_names_stay_unsaid(case: Case, banned: ScenarioPaths) -> None:
    """Rows laid over the case as confidential: what they can do counts, who they are is not said; a
    confidential route neither shows what it carries nor how long it takes.
    """
    hidden = {
        ("holdings", ("makers", "KOR", "magnet")), ("plants", ("press_JPN",)),
        ("routes", ("magnet", "JPN", "KOR", "")), ("routes", ("magnet", "JPN", "THA", "")),
    }  # fmt: skip
    masked = replace(case, confidential=frozenset(hidden))
    paths = run(masked, BAN)
    one = reader(masked, paths, Means(commercial_share=0.5))
    found = one.read()
    plan = plan_allocation(found)
    said = repr([(action.who, action.kind) for action in plan.actions]) + repr(found) + repr(
        read_baseline(one, found).running
    )  # fmt: skip
    assert "makers" not in said
    assert "press_JPN" not in said
    assert {"confidential"} <= {action.who for action in plan.actions}
    assert {(way.transit_days, way.freight_usd_per_kg) for way in found.lanes} == {(30.0, 1.0)}
    assert "diversion" not in {one.kind for one in reader(masked, run(masked)).read().offers}
    open_plan = plan_allocation(reader(case, banned, Means(commercial_share=0.5)).read())
    assert plan.loss_usd.sum() == pytest.approx(open_plan.loss_usd.sum(), rel=1e-9)


def test_what_goes_on_by_hand(case: Case, usual: ScenarioPaths, calm: Situation) -> None:
    """The press turns 120 t of oxide into 240 t of magnets a year: 180 t for sectors, 60 t for THA, and
    nothing is left over.
    """
    found = read_baseline(reader(case, usual), calm)
    press = found.running[0]
    assert press.run_t == pytest.approx(np.full(13, 240.0 * WEEK_OF_YEAR))
    assert {(row.material, row.origin, row.destination): row.sent_t[0] for row in found.deliveries} == (
        pytest.approx(
            {
                ("oxide", "OUT", "JPN"): 120.0 * WEEK_OF_YEAR,
                ("magnet", "JPN", "THA"): 60.0 * WEEK_OF_YEAR,
            }
        )
    )
    assert all(tonnes == pytest.approx(np.zeros(13), abs=1e-6) for tonnes in found.surplus_t.values())


def test_what_is_restricted_later_can_be_bought_until_then(case: Case) -> None:
    """OUT bans its oxide from 15 May to 14 June: of the thirteen weeks from 1 April the first six are open,
    of the seventh (13 to 19 May) two days, and after four shut weeks the week from 10 June for two days.
    What was bought before such news is not undone by it.
    """
    ban = {**BAN, "from": dt.date(2025, 5, 15), "until": dt.date(2025, 6, 14), "destinations": ["THA"]}
    found = reader(case, run(case, ban)).read()
    oxide = next(one for one in found.offers if one.kind == "purchase" and one.material == "oxide")
    open_share = oxide.most_t / oxide.most_t[0]
    expected = [1.0] * 6 + [2 / 7, 0.0, 0.0, 0.0, 2 / 7, 1.0, 1.0]
    assert open_share == pytest.approx(np.array(expected), abs=1e-6)


def test_what_was_counted_is_never_dropped(case: Case, usual: ScenarioPaths) -> None:
    """KOR's makers turn out to hold nothing on 15 April: what was drawn of it before stays in the list."""
    counted = {("makers", "KOR", "magnet"): (dt.date(2025, 4, 15), 0.0)}
    found = replace(reader(case, usual), counted=counted).read()
    makers = next(one for one in found.stocks if one.holder == "makers")
    assert makers.free_t == pytest.approx(np.zeros(13), abs=1e-9)


def test_what_an_instrument_releases_is_not_released_again(case: Case) -> None:
    """The state's 12 t may leave at 3 t a month; what a release of the run sends out uses up that rate."""
    release = {
        "kind": "stock_release", "holder": "state", "material": "magnet", "region": "JPN",
        "members": ["JPN"], "from": APRIL, "source": "assumed: test",
    }  # fmt: skip
    stated = {
        "title": "test", "profile": "months", "begin": dt.date(2025, 1, 1), "event": [BAN],
        "instrument": [release],
    }  # fmt: skip
    paths = run_scenario(case, BaseYear(price=PRICES), Scenario.model_validate(stated))
    found = reader(case, paths)
    stocks = paths.path.market.stocks
    assert stocks is not None
    position = [row.holder for row in paths.path.market.structure.holdings].index("state")
    left = levels_t(stocks, paths.path.tonnes)[position]
    assert left[-1] < 1.0
    drawn = found.grid.flows(-np.diff(left, prepend=12.0))
    state = next((one for one in found.read().stocks if one.holder == "state"), None)
    allowed = np.zeros(13) if state is None else state.draw_t
    assert (allowed + drawn <= 3.0 * WEEK_OF_MONTH + 1e-9).all()
