"""Entry and exit on a calibrated market on paper, whose projects need each other."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from didymium.case.schema import ClubMember
from didymium.decisions.entry_exit import EntryAndExit, EntryTerms, Restriction, break_even, enter_and_leave
from didymium.scenario.schema import Ban, PlantOutage, Scenario
from investment_cases import paper

TERMS = EntryTerms(quarters=0, years=9)


def run(*events: Ban | PlantOutage) -> EntryAndExit:
    """Run the market on paper with entry and exit."""
    return enter_and_leave(paper().case, paper().base, Scenario(title="", event=events), TERMS)


def ban(from_: dt.date) -> Ban:
    """No oxide leaves China from a day on."""
    return Ban(kind="ban", origin="CHN", materials=("oxide",), from_=from_, source="assumed: test")


@pytest.fixture(scope="module")
def calm() -> EntryAndExit:
    """Nothing happens but growth of 8 % a year."""
    return run()


def test_entrants_are_just_paid_by_base_prices(calm: EntryAndExit) -> None:
    """A kg of ore is worth 8 dollars; the mill makes half a kg of oxide at 40 of it, 12 more; the smelter 80
    of 1.25 kg of oxide that costs 40 and the way. Stated costs are lower: the rest is rent.
    """
    cost = {one.name: one.full_cost_usd_per_kg for one in calm.candidates}
    assert cost["entrant_mining_CHN"] == pytest.approx(8.0, abs=1e-5)
    assert cost["entrant_separating_CHN"] == pytest.approx(12.0, abs=1e-5)
    assert cost["entrant_smelting_JPN"] == pytest.approx(
        80 - 1.25 * paper().base.price["JPN", "oxide"], abs=1e-5
    )


def test_prices_come_back_to_the_base_year(calm: EntryAndExit) -> None:
    """For the first years demand runs ahead of plants that take two years to build; from 2028 on oxide costs
    40 again, ore 8 and metal 80, but for a step. With nobody entering oxide would cost five times as much in
    2030.
    """
    assert np.all(calm.price("CHN", "oxide")[:3] > 45.0)
    assert calm.price("CHN", "oxide")[3:] == pytest.approx(40.0, rel=0.02)
    assert calm.price("CHN", "ore")[3:] == pytest.approx(8.0, rel=0.02)
    assert calm.price("JPN", "metal")[3:] == pytest.approx(80.0, rel=0.02)
    still = calm.still.prices[calm.path.market.structure.node_index["CHN", "oxide"]]
    assert still[5] > 5 * 40.0


def test_what_needs_each_other_comes_together(calm: EntryAndExit) -> None:
    """Nobody else digs or uses ore in Australia. While China sells, pit and mill do not pay; once nothing
    leaves China for good, both are decided at the next review, as early as they may be, and the dear pit
    never.
    """
    mine = {"new_pit", "new_mill", "dear_pit"}
    assert not mine & {one.name for one in calm.built}
    ban = Ban(
        kind="ban", origin="CHN", materials=("oxide",), from_=dt.date(2026, 4, 1), source="assumed: test"
    )
    found = [one for one in run(ban).decisions if one.name in mine]
    assert {(one.kind, one.name) for one in found} == {("built", "new_pit"), ("built", "new_mill")}
    assert {one.decided for one in found} == {dt.date(2027, 1, 1)}
    assert all(one.worth_usd > 0.0 for one in found)


def test_who_waits_for_input_does_not_close() -> None:
    """Without oxide the smelter in Japan stands still from 2026 on; it waits for the mill in Australia,
    since no price says that it does not pay.
    """
    ban = Ban(
        kind="ban", origin="CHN", materials=("oxide",), from_=dt.date(2026, 1, 1), source="assumed: test"
    )
    found = run(ban)
    assert "smelter" not in {one.name for one in found.left}
    assert found.path.prices[found.path.market.structure.node_index["JPN", "metal"]][-1] < 901.0


def test_an_outage_of_a_year_builds_nothing_more_than_it_lasts(calm: EntryAndExit) -> None:
    """Half of the Chinese mill is out in 2026, as everybody knows from the start of it: what is decided at
    the end of 2026 comes in 2029, when the mill runs again, so it is what is decided without the outage.
    """
    outage = PlantOutage(
        kind="plant_outage", plants=("china_mill",), capacity_share=0.5, from_=dt.date(2026, 1, 1),
        until=dt.date(2026, 12, 31), source="assumed: test",
    )  # fmt: skip

    def built(found: EntryAndExit) -> dict[str, float]:
        return {one.name: one.t_per_year for one in found.built if one.decided.year == 2027}

    assert built(run(outage)) == pytest.approx(built(calm), rel=1e-6)


def test_a_floor_calls_up_what_it_is_made_for() -> None:
    """Japan and Australia agree on 60 dollars, held by a levy on what comes from outside: Australia's pit and
    mill, which need 41.1 for a kg of oxide and 1.5 for its way, are built at the next review, and are not
    without the floor. Japan alone, which would levy on Australia too, calls up nothing.
    """
    both = (ClubMember(club="both", region="AUS"), ClubMember(club="both", region="JPN"))
    case = replace(paper().case, tables={**paper().case.tables, "clubs": both})

    def built(club: str) -> set[str]:
        floor = {
            "kind": "price_floor", "club": club, "material": "oxide", "floor_usd_per_kg": 60,
            "enforcement": "border_levy", "from": dt.date(2026, 1, 1), "source": "assumed: test",
        }  # fmt: skip
        scenario = Scenario.model_validate({"title": "floor", "instrument": [floor]})
        found = enter_and_leave(case, paper().base, scenario, EntryTerms(quarters=0, years=6))
        return {one.name for one in found.built if one.decided == dt.date(2027, 1, 1)}

    assert built("both") == {"new_pit", "new_mill"}
    assert built("JPN") == set()


def test_next_to_nothing_changes_next_to_nothing() -> None:
    """A month in which 99 % leave: the same is built at the same times, and the sums are within a twentieth
    of a month's exports, not those of a plant that moved to another place.
    """
    little = Restriction("CHN", ("oxide",), begins=dt.date(2026, 1, 1), months=(1,), volume_shares=(0.99,))
    found = break_even(paper().case, paper().base, little, EntryTerms(quarters=8, years=5))
    (trial,) = found.trials
    assert trial.built == trial.closed == ()
    month = found.usual_usd_million["earnings"] / (7 * 12)
    assert abs(trial.earnings.total) < 0.05 * month
