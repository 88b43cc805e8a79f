"""What each kind of event does to the market, on the mini case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from calibration_case import WHY, Run, mini_case, plant, run, scenario
from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case import schema
from didymium.case.case import Case
from didymium.market.build import build_market
from didymium.market.structure import Options
from didymium.scenario.effects import apply_events
from didymium.scenario.path import reference_flows
from didymium.scenario.readout import read_path
from didymium.scenario.run import scenario_structure

Play = Callable[..., Run]

FOURTH_OF_APRIL = dt.date(2025, 4, 4)
APRIL, MAY, JUNE = 3, 4, 5
MONTHS = slice(0, 18)


def restriction(share: float, *materials: str, **more: object) -> Mapping[str, object]:
    """Licences from 4 April 2025 that let out a share."""
    what = list(materials) or ["dy"]
    return {
        "kind": "export_restriction", "origin": "CHN", "materials": what, "from": FOURTH_OF_APRIL,
        "volume_share": share, **more,
    }  # fmt: skip


def ban(*materials: str, **more: object) -> Mapping[str, object]:
    """A ban from 4 April 2025 on."""
    return {
        "kind": "ban", "origin": "CHN", "materials": list(materials), "from": FOURTH_OF_APRIL, **more,
    }  # fmt: skip


def usual(found: Run, what: str, origin: str, destination: str) -> np.ndarray:
    """The flow of the base run to which restrictions refer."""
    flows = reference_flows(found.path.market, found.base.tonnes)
    ends = [(row.material, row.origin, row.destination) for row in found.structure.routes]
    return flows[ends.index((what, origin, destination))]


def test_a_restriction_leaves_its_share_of_the_usual_flow(play: Play) -> None:
    """At 30 % the route has room for 30 % of the base run's flow from May on, in April for 3 free days and
    30 % of 27; scarce dysprosium uses all of it.
    """
    found = play(restriction(0.3))
    expected = usual(found, "dy", "CHN", "JPN")
    assert found.room("dy", "CHN", "JPN")[MAY:] == pytest.approx(0.3 * expected[MAY:], rel=1e-9)
    assert found.room("dy", "CHN", "JPN")[APRIL] == pytest.approx((3 + 0.3 * 27) / 30 * expected[APRIL])
    assert found.sent("dy", "CHN", "JPN")[MAY] == pytest.approx(0.3 * expected[MAY], rel=1e-6)
    assert np.all(found.price("JPN", "dy")[MAY:] > found.price("JPN", "dy", found.base)[MAY:])


@pytest.mark.parametrize("order", [(0.6, 0.3), (0.3, 0.6)])
def test_the_tightest_limit_holds(play: Play, order: tuple[float, float]) -> None:
    """Two restrictions on one route, 60 % and 30 %: neither their product nor the last one, but 30 %."""
    found = play(*(restriction(share) for share in order))
    expected = 0.3 * usual(found, "dy", "CHN", "JPN")
    assert found.room("dy", "CHN", "JPN")[MAY:] == pytest.approx(expected[MAY:], rel=1e-9)


def test_a_restriction_concerns_only_what_it_names(play: Play) -> None:
    """Dysprosium is licensed; neodymium from China and dysprosium from Australia are not limited."""
    found = play(restriction(0.0))
    assert np.all(np.isinf(found.room("nd", "CHN", "JPN")))
    assert np.all(np.isinf(found.room("dy", "AUS", "CHN")))
    elsewhere = play(restriction(0.0, destinations=["AUS"]))
    assert np.all(np.isinf(elsewhere.room("dy", "CHN", "JPN")))


def test_a_ban_lets_nothing_leave(play: Play) -> None:
    """Whole months after the first day: no dispatch; in April three days' worth at most."""
    found = play(ban("magh", until=dt.date(2025, 8, 31)))
    sent, expected = found.sent("magh", "CHN", "JPN"), usual(found, "magh", "CHN", "JPN")
    assert sent[MAY:8] == pytest.approx(0.0, abs=1e-9)
    assert sent[APRIL] <= 0.1 * expected[APRIL] * (1 + 1e-9)
    assert sent[8] > 0.5 * expected[8]


def test_users_that_are_barred_live_on_other_sources(play: Play) -> None:
    """A ban that names electric vehicles in Japan leaves the route alone, but what they take of magnets with
    dysprosium must come from Japan's own plant: their use of it is no more than the plant makes, in every
    month from May on. Others may still buy from China.
    """
    found = play(ban("magh", destinations=["JPN"], users=["ev"]))
    assert np.all(np.isinf(found.room("magh", "CHN", "JPN")))
    served = read_path(found.path)["served"]
    taken = served.filter((served["sector"] == "ev") & (served["region"] == "JPN"))["served_t"].to_numpy()
    before = read_path(found.base)["served"]
    usually = before.filter((before["sector"] == "ev") & (before["region"] == "JPN"))["served_t"].to_numpy()
    own = found.made("jmagh")
    assert np.all(taken[MAY:] <= own[MAY:] * (1 + 1e-6) + 1e-9)
    assert taken[MAY] < 0.9 * usually[MAY]


def test_a_share_for_users_is_a_share_of_their_use(play: Play) -> None:
    """Licences that let 40 % through for electric vehicles: they may use what Japan makes and 40 % of their
    own base use from China, no more.
    """
    found = play(restriction(0.4, "magh", destinations=["JPN"], users=["ev"]))
    assert found.path.market.restricted is not None
    limit = found.path.market.restricted.view(found.path.program.row_upper)[0]
    unit = found.structure.unit_t["magh"]
    position = [row.identity for row in found.structure.demands].index(("ev", "JPN", "magh"))
    base_use = found.path.market.use.base_t[position]
    assert limit[MAY:] * unit == pytest.approx(0.4 * base_use[MAY:], rel=1e-9)
    assert np.all(np.isinf(limit[:APRIL]))


def test_customs_delay_clearing_and_arrival_by_their_days(play: Play) -> None:
    """Magnets wait 45 days from 4 April: 27 of April's 30 days are held up. What is dispatched uniformly
    over May leaves customs from 15 June to 15 July: 16 of 31 days' worth in June, 15 in July; and arrives 12
    days later still, from 27 June: 4 of 31 days in June, 27 in July.
    """
    wait = {"kind": "customs_friction", "origin": "CHN", "materials": ["magh"], "from": FOURTH_OF_APRIL}
    found = play({**wait, "extra_days": 45})
    position = [row.identity for row in found.structure.routes].index(("magh", "CHN", "JPN", ""))
    cleared, arrives = found.path.cleared[position], found.path.arrivals[position]
    assert cleared[MAY, JUNE : JUNE + 2] == pytest.approx([16 / 31, 15 / 31])
    assert arrives[MAY, JUNE : JUNE + 2] == pytest.approx([4 / 31, 27 / 31])
    assert cleared[APRIL, APRIL] == pytest.approx(0.1)
    assert cleared.sum(axis=1) == pytest.approx(1.0)
    flows = read_path(found.path)["flows"]
    mine = flows.filter((flows["material"] == "magh") & (flows["origin"] == "CHN")).sort("period")
    sent, out = mine["t"].to_numpy(), mine["cleared_t"].to_numpy()
    assert out[MAY] == pytest.approx(sent[APRIL] * cleared[APRIL, MAY] + sent[MAY] * cleared[MAY, MAY])
    assert out[APRIL] == pytest.approx(0.1 * sent[APRIL])
    assert out[APRIL] < 0.5 * read_base(found, "magh")[APRIL]


def read_base(found: Run, what: str) -> np.ndarray:
    """What clears customs in the base run."""
    flows = read_path(found.base)["flows"]
    mine = flows.filter((flows["material"] == what) & (flows["origin"] == "CHN")).sort("period")
    return mine["cleared_t"].to_numpy()


def test_half_of_the_shipments_wait(play: Play) -> None:
    """A share of 0.5: half of May's dispatch is cleared at once, half 45 days later."""
    wait = {"kind": "customs_friction", "origin": "CHN", "materials": ["magh"], "from": FOURTH_OF_APRIL}
    found = play({**wait, "extra_days": 45, "share": 0.5})
    position = [row.identity for row in found.structure.routes].index(("magh", "CHN", "JPN", ""))
    expected = [0.5, 8 / 31, 7.5 / 31]
    assert found.path.cleared[position][MAY, MAY : MAY + 3] == pytest.approx(expected)


def test_a_closed_strait_carries_its_share_at_a_higher_freight(calibrated: Calibration) -> None:
    """Routes via the strait carry half of the usual flow and pay 2 USD/kg more; others are untouched."""
    case = mini_case()
    routes = tuple(
        row.model_copy(update={"via": "strait"}) if row.origin == "CHN" and row.material == "nd" else row
        for row in case.routes
    )
    case = mini_case(routes=routes)
    closure = {
        "kind": "route_closure", "via": "strait", "from": FOURTH_OF_APRIL, "volume_share": 0.5,
        "extra_freight_usd_per_kg": 2.0,
    }  # fmt: skip
    found = run(case, calibrate(case), closure)
    expected = usual(found, "nd", "CHN", "JPN")
    assert found.room("nd", "CHN", "JPN")[MAY:] == pytest.approx(0.5 * expected[MAY:], rel=1e-9)
    assert np.all(np.isinf(found.room("nd", "AUS", "JPN")))
    trade, program = found.path.market.trade, found.path.program
    position = [row.identity for row in found.structure.routes].index(("nd", "CHN", "JPN", "strait"))
    columns = trade.more_block.index(position)
    extra = (program.cost - found.path.market.program.cost)[columns] / program.column_unit_t[columns] * 1e3
    assert extra[MAY:] / found.structure.discount[MAY:] == pytest.approx(2.0, rel=1e-9)
    assert extra[:APRIL] == pytest.approx(0.0)
    assert extra[APRIL] / found.structure.discount[APRIL] == pytest.approx(2.0 * 27 / 30, rel=1e-9)


def test_an_outage_leaves_a_part_of_capacity(play: Play) -> None:
    """The Chinese magnet plant at 40 % from 16 to 30 April: half of April, 0.7 of its capacity; May is whole
    again. A full outage stops it.
    """
    outage = {"kind": "plant_outage", "plants": ["cmagh"], "from": dt.date(2025, 4, 16)}
    part = play({**outage, "until": dt.date(2025, 4, 30), "capacity_share": 0.4})
    whole = 350 * part.structure.periods.years
    assert part.most("cmagh")[APRIL : MAY + 1] == pytest.approx([0.7 * whole[APRIL], whole[MAY]])
    full = play(outage)
    assert full.made("cmagh")[MAY:] == pytest.approx(0.0, abs=1e-9)
    assert full.made("cmagh", full.base)[MAY] > 1.0


def projects() -> Case:
    """The mini case with a plant of magnets under construction in Japan, due in July, and one planned."""
    case = mini_case()
    more = (
        plant("jnew", "makeh", "JPN", 120, 0, 10, start=dt.date(2025, 7, 1), status="construction"),
        plant("jplan", "makeh", "JPN", 240, 0, 10, status="planned"),
    )
    change = schema.CapacityChange(
        plant="jnew", from_=dt.date(2025, 10, 1), capacity_t_per_year=180, source=WHY
    )
    return mini_case(plants=(*case.plants, *more), capacity_changes=(change,))


def test_a_delayed_project_starts_later_and_grows_later() -> None:
    """Due in July with 120 t a year and 180 from October: delayed to December it has nothing before, and
    from December its full 180.
    """
    case = projects()
    calibration = calibrate(case)
    delay = {
        "kind": "project_delay", "plants": ["jnew"], "from": dt.date(2025, 12, 1),
        "announced": dt.date(2025, 4, 4),
    }  # fmt: skip
    found = run(case, calibration, delay)
    years = found.structure.periods.years
    assert found.most("jnew")[:11] == pytest.approx(0.0)
    assert found.most("jnew")[11:] == pytest.approx(180 * years[11:])
    usual_path = replace(found, path=found.base)
    expected = np.where(np.arange(24) < 6, 0.0, np.where(np.arange(24) < 9, 120.0, 180.0)) * years
    assert usual_path.most("jnew") == pytest.approx(expected)


def test_a_project_may_be_delayed_beyond_the_run() -> None:
    """Due in July and delayed to 2040 it makes nothing, and all other plants keep their own capacities."""
    case = projects()
    delay = {
        "kind": "project_delay", "plants": ["jnew"], "from": dt.date(2040, 1, 1),
        "announced": dt.date(2025, 4, 4),
    }  # fmt: skip
    found = run(case, calibrate(case), delay)
    assert found.most("jnew") == pytest.approx(0.0)
    usual = replace(found, path=found.base)
    others = [plant.plant for plant in found.structure.plants if plant.plant != "jnew"]
    assert all(found.most(plant) == pytest.approx(usual.most(plant)) for plant in others)


def test_a_planned_plant_exists_only_where_it_is_built() -> None:
    """Nobody builds it in the base run; with the event it works from its day on."""
    case = projects()
    calibration = calibrate(case)
    build = {
        "kind": "project_build", "plants": ["jplan"], "from": dt.date(2025, 9, 1),
        "announced": dt.date(2025, 4, 4),
    }  # fmt: skip
    found = run(case, calibration, build)
    years = found.structure.periods.years
    assert found.most("jplan")[:8] == pytest.approx(0.0)
    assert found.most("jplan")[8:] == pytest.approx(240 * years[8:])
    assert replace(found, path=found.base).most("jplan") == pytest.approx(0.0)
    assert found.made("jplan", found.base) == pytest.approx(0.0)


def test_a_plant_that_is_built_may_be_late() -> None:
    """Announced in April for September, in July for December: nothing before December, all of it after."""
    case = projects()
    build = {
        "kind": "project_build", "plants": ["jplan"], "from": dt.date(2025, 9, 1),
        "announced": dt.date(2025, 4, 4),
    }  # fmt: skip
    delay = {
        "kind": "project_delay", "plants": ["jplan"], "from": dt.date(2025, 12, 1),
        "announced": dt.date(2025, 7, 4),
    }  # fmt: skip
    found = run(case, calibrate(case), build, delay)
    assert found.most("jplan")[:11] == pytest.approx(0.0)
    assert found.most("jplan")[11:] == pytest.approx(240 * found.structure.periods.years[11:])


def test_a_surge_widens_what_is_wanted(play: Play) -> None:
    """Electric vehicles in Japan want half as much again from 4 April: 1.45 of the usual in April (27 of 30
    days), 1.5 in May; nobody else wants more, and the price of their magnets rises.
    """
    surge = {
        "kind": "demand_surge", "sectors": ["ev"], "regions": ["JPN"], "factor": 1.5, "from": FOURTH_OF_APRIL,
    }  # fmt: skip
    found = play(surge)
    wanted, before = read_path(found.path)["served"], read_path(found.base)["served"]
    factor = (wanted["demanded_t"] / before["demanded_t"]).to_numpy()
    concerned = ((wanted["sector"] == "ev") & (wanted["region"] == "JPN")).to_numpy()
    assert factor[~concerned] == pytest.approx(1.0)
    assert factor[concerned][[2, APRIL, MAY]] == pytest.approx([1.0, 1.45, 1.5])
    assert found.price("JPN", "magh")[MAY] > found.price("JPN", "magh", found.base)[MAY]


def test_dumping_lowers_the_price_outside(play: Play) -> None:
    """China offers 60 t of neodymium oxide a year at 40 % of its price: it arrives in Japan, where the price
    falls from May on, and Australian oxide sells for less.
    """
    offer = {
        "kind": "dumping", "origin": "CHN", "material": "nd", "t_per_year": 60, "price_share": 0.4,
        "from": FOURTH_OF_APRIL,
    }  # fmt: skip
    found = play(offer)
    for region in ("JPN", "AUS"):
        price, before = found.price(region, "nd"), found.price(region, "nd", found.base)
        assert np.all(price[MAY + 1 : 12] < before[MAY + 1 : 12])
    assert found.sent("nd", "CHN", "JPN")[MAY:12].sum() > usual(found, "nd", "CHN", "JPN")[MAY:12].sum()


def test_buyers_qualify_new_routes_from_the_first_news_on(play: Play) -> None:
    """Dysprosium from Australia takes six months to qualify: news of 4 April open it in October and not
    before; an earlier announcement opens it earlier.
    """
    found = play(ban("dy"))
    room = found.room("dy", "AUS", "JPN")
    assert room[:9] == pytest.approx(0.0)
    assert np.all(room[9:] > 0.0)
    assert found.sent("dy", "AUS", "JPN")[9:12].sum() > 0.0
    early = play(ban("dy", announced=dt.date(2025, 2, 10)), begin=dt.date(2025, 1, 1))
    assert np.flatnonzero(early.room("dy", "AUS", "JPN"))[0] == 7


def test_ladders_open_evenly(mini: Case, calibrated: Calibration, play: Play) -> None:
    """The rung saves up to 40 % of use after twelve months: with news of 4 April, half a month on (the
    middle of a period counts), and 40 % after a year; nothing before the news.
    """
    found = play(ban("dy"))
    use, periods = found.path.market.use, found.structure.periods
    upper = found.path.program.upper * found.path.program.column_unit_t
    most = use.swap.view(upper)
    position = [found.structure.groups[group].region for group, _ in use.swaps].index("JPN")
    members = found.structure.groups[use.swaps[position][0]].members
    wanted = use.base_t[list(members)].sum(axis=0)
    share = most[position] / wanted
    assert share[:APRIL] == pytest.approx(0.0)
    opened = np.clip((periods.middles - periods.position(FOURTH_OF_APRIL)) / (12 * 30.4375), 0, 1)
    assert share[APRIL:] == pytest.approx(0.4 * opened[APRIL:])
    assert share[MAY + 1] - share[MAY] == pytest.approx(0.4 / 12, rel=0.02)
    assert share[16:] == pytest.approx(0.4)
    assert use.swap.view(found.base.tonnes).max() == 0.0


def test_effects_leave_the_market_as_it_was(mini: Case, calibrated: Calibration) -> None:
    """Events change copies: the same market can be given another scenario, whose answer they do not touch."""
    content = scenario(restriction(0.1), ban("magh"))
    market = build_market(scenario_structure(mini, calibrated.base, content, Options()))
    held = (market.program.cost, market.program.upper, market.program.row_upper)
    before = [values.copy() for values in held]
    flows = np.ones((len(market.structure.routes), len(market.structure.periods)))
    program, _ = apply_events(market, flows, content.event)
    assert not np.array_equal(program.upper, market.program.upper)
    for old, new in zip(before, held, strict=True):
        assert np.array_equal(old, new)
