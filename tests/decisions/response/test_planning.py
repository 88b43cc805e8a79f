"""The plan on the bundled case: nothing from the future, nothing that is not there, and worth its while."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from allocation_cases import ledger
from didymium.decisions.allocation.means import Means
from didymium.decisions.allocation.plan import LEAST_T
from didymium.decisions.response.answering import savings_of
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.planning import Response
from didymium.files.problems import InputError
from didymium.scenario.schema import Approval, ExportRestriction, Scenario
from response_cases import DAY, MEMBERS, REQUEST, bundled, june_response, licences, planned, planned_anew


def with_other_future(scenario: Scenario) -> Scenario:
    """Return the scenario in which everything that became known after the day went otherwise: licences are
    granted in full, and a plant fails.
    """
    events = []
    for event in scenario.event:
        if isinstance(event, ExportRestriction):
            granted = Approval(
                from_=dt.date(2025, 6, 10),
                rate=1.0,
                known_from=dt.date(2025, 6, 10),
                source="assumed: a test",
            )
            event = event.model_copy(update={"approval": (granted,)})
        events.append(event)
    outage = {
        "kind": "plant_outage",
        "plants": ["japan_ndpr_metal"],
        "from": "2025-06-20",
        "source": "assumed: a test",
    }
    more = Scenario.model_validate({"title": "outage", "event": [outage]}, strict=False).event
    return scenario.model_copy(update={"event": (*events, *more)})


def test_the_future_does_not_reach_the_plan() -> None:
    """Two futures that differ only in what becomes known after the day give the same plan, to the last
    tonne of the last week."""
    other = planned_anew(with_other_future(licences()), REQUEST)
    for one, two in zip(june_response().branches, other.branches, strict=True):
        assert one.course.probability == two.course.probability
        assert np.array_equal(one.together.tonnes, two.together.tonnes)


def test_until_the_decision_both_branches_do_the_same() -> None:
    """What is done before it is known whether licences are granted cannot depend on whether they will be."""
    response = june_response()
    assert len(response.branches) == 2
    assert 0 < response.common_periods < len(response.periods)
    first, second = (
        {
            (
                action.kind,
                action.who,
                action.material,
                action.origin,
                action.destination,
                action.period,
            ): action.t
            for action in branch.together.actions
            if action.period < response.common_periods
        }
        for branch in response.branches
    )
    assert first.keys() == second.keys()
    assert all(first[key] == pytest.approx(second[key], abs=LEAST_T) for key in first)


def test_nothing_moves_that_is_not_there() -> None:
    """Recounted week by week from the list of actions alone, with every shipment spread over the days on
    which it can arrive, no member hands out more than it has got by then, and no stock more than is free."""
    for branch in june_response().branches:
        plan = branch.together
        for node, held in ledger(plan).items():
            assert held.min() > -0.02, (node, held)
        for stock in plan.situation.stocks:
            drawn = np.zeros(len(plan.situation.periods))
            name = (stock.holder, stock.material, stock.region)
            for action in plan.actions:
                if (action.who, action.material, action.origin) == name and action.kind in (
                    "release",
                    "draw",
                ):
                    drawn[action.period] += action.t
            assert np.all(np.cumsum(drawn) <= stock.free_t + 1e-6)


def test_no_public_stock_is_released_before_its_time() -> None:
    """Eight days lie between the emergency and the first tonne out of a public stock: none in the first week,
    and in the second at most six sevenths of a week's rate."""
    for branch in june_response().branches:
        weeks = [action.period for action in branch.together.actions if action.kind == "release"]
        assert weeks
        assert min(weeks) >= 1


def test_coordination_pays() -> None:
    """Whatever members can do by themselves they can do together, and whatever they do they may leave: loss
    and cost fall from nobody to each by itself to all together."""
    savings = savings_of(june_response())
    apart = savings.loss_apart_usd + savings.cost_apart_usd
    together = savings.loss_together_usd + savings.cost_together_usd
    assert together < apart < savings.loss_if_nobody_acts_usd
    assert savings.saved_by_coordination_usd == pytest.approx(apart - together)


def test_by_value_loses_least_and_priority_serves_first() -> None:
    """Without ranks the plan loses the least value; with defence first, defence misses no more than without
    ranks, and the loss in all is no smaller."""
    ranked = planned(licences(), REQUEST.model_copy(update={"sectors_first": ("defence", "missiles")}))
    valued = planned(licences(), REQUEST.model_copy(update={"by_value": True}))

    def burden(response: object) -> float:
        found = savings_of(response)  # type: ignore[arg-type]
        return found.loss_together_usd + found.cost_together_usd

    def missing(response: object, sector: str) -> float:
        return sum(
            branch.course.probability * float(left.sum())
            for branch in response.branches  # type: ignore[attr-defined]
            for need, left in zip(branch.together.situation.needs, branch.together.missing_t, strict=True)
            if need.sector == sector
        )

    assert burden(valued) <= burden(ranked) * (1 + 1e-9)
    assert missing(ranked, "defence") <= missing(valued, "defence") + 1e-6


def test_chance_of_licences() -> None:
    """No rate of approvals is known on 1 June, so one half is assumed; on 10 June the quarter that CLEPA
    reported on the 4th is known; a chance asked for holds, and a certain grant leaves one branch."""
    assert june_response().licences.chance == 0.5
    assert june_response().licences.chance_source.startswith("assumed")
    later = planned(licences(), REQUEST.model_copy(update={"as_of": dt.date(2025, 6, 10), "days": 56}))
    assert later.licences.chance == 0.25
    assert "clepa" in later.licences.chance_source
    sure = planned(licences(), REQUEST.model_copy(update={"grant_chance": 1.0, "days": 56}))
    assert [branch.course.name for branch in sure.branches] == ["granted"]


def test_more_means_never_lose_more() -> None:
    """Who may do more can always leave it."""
    none = Means(
        public_stocks=False, commercial_share=0.0, surge_share=0.0, swaps=False, diversion_share=0.0,
        purchase_share=0.0, reallocation=False,
    )  # fmt: skip
    by_value = REQUEST.model_copy(update={"by_value": True, "days": 56})
    burdens = []
    for means in (none, none.model_copy(update={"public_stocks": True}), Means()):
        found = savings_of(planned(licences(), by_value.model_copy(update={"means": means})))
        burdens.append(found.loss_together_usd + found.cost_together_usd)
    assert burdens[0] >= burdens[1] >= burdens[2]
    assert burdens[0] > burdens[2]


def test_every_problem_of_a_request_is_named() -> None:
    """A region that is none, a sector that is none, and too many days, all at once."""
    wrong = ResponseRequest(as_of=DAY, days=720, members=("JPN", "JAP"), sectors_first=("defense",))
    with pytest.raises(InputError) as caught:
        planned(licences(), wrong)
    said = str(caught.value)
    assert '"JAP" is neither a region nor a club' in said
    assert '"defense" is no sector of the case' in said
    assert "defence" in said
    assert "past the end of the run" in said


@pytest.mark.parametrize("day", [dt.date(2024, 6, 1), dt.date(2031, 6, 1)])
def test_a_day_outside_of_the_run_is_named(day: dt.date) -> None:
    """A plan for a day that the run does not hold is refused with the days that it does hold."""
    with pytest.raises(InputError, match="outside of the run"):
        planned(licences(), REQUEST.model_copy(update={"as_of": day}))


def test_a_member_without_a_port_is_named() -> None:
    """A region that no route leads to or from cannot ship anything to anybody."""
    from dataclasses import replace

    from didymium.decisions.response.asking import refuse_wrong_request

    case = bundled()[0]
    routes = tuple(row for row in case.routes if "KOR" not in (row.origin, row.destination))
    island = replace(case, tables={**case.tables, "routes": routes})
    with pytest.raises(InputError, match='"KOR" has no port'):
        refuse_wrong_request(island, licences(), REQUEST)
    assert "KOR" in MEMBERS


def test_before_the_first_news_there_is_nothing_to_plan() -> None:
    """On 15 March 2025 nobody knew of licences."""
    with pytest.raises(InputError, match="comes before anything of the scenario is known"):
        planned(licences(), REQUEST.model_copy(update={"as_of": dt.date(2025, 3, 15)}))


def test_friends_are_spared() -> None:
    """With the G7 spared, nothing is kept back from Germany or bought in it; elsewhere it still is."""
    means = Means(spared=("g7",))
    plain, spared = (
        planned(licences(), REQUEST.model_copy(update={"means": one, "days": 56})) for one in (Means(), means)
    )

    def partners(response: Response) -> set[str]:
        return {
            action.origin
            for branch in response.branches
            for action in branch.together.actions
            if action.kind in ("diversion", "purchase")
        }

    assert "DEU" in partners(plain)
    assert not partners(spared) & {"DEU", "FRA", "GBR", "ITA", "CAN"}
    assert partners(spared)


def test_sectors_keep_what_they_have_if_nobody_may_take_it() -> None:
    """Without reallocation no sector gives anything up, in either branch; by default some do."""
    kept = planned(licences(), REQUEST.model_copy(update={"means": Means(reallocation=False)}))

    def kinds(response: Response) -> set[str]:
        return {action.kind for branch in response.branches for action in branch.together.actions}

    assert "give_up" in kinds(june_response())
    assert "give_up" not in kinds(kept)


def test_members_for_whom_there_is_nothing_to_plan_are_named() -> None:
    """Regions without a demand that states a loss, and a club that nobody has joined by the day."""
    from dataclasses import replace

    from didymium.decisions.response.asking import refuse_wrong_request

    case = bundled()[0]
    with pytest.raises(InputError, match='"NAM" names nobody with a demand for which a loss'):
        refuse_wrong_request(case, licences(), REQUEST.model_copy(update={"members": ("NAM",)}))
    rows = tuple(
        row.model_copy(update={"from_": dt.date(2030, 1, 1)}) if row.club == "g7" else row
        for row in case.tables["clubs"]
    )
    later = replace(case, tables={**case.tables, "clubs": rows})
    with pytest.raises(InputError, match='"g7" has no members on 2025-06-01'):
        refuse_wrong_request(later, licences(), REQUEST.model_copy(update={"members": ("g7", "JPN")}))


def test_a_day_too_close_to_the_end_names_the_last_one() -> None:
    """Three days before the end of the run there is no room for a week: asking for fewer days would be
    refused as well, so that the remedy is an earlier day."""
    end = june_response().branches[0].paths.path.market.structure.periods.bounds[-1]
    late = REQUEST.model_copy(update={"as_of": end - dt.timedelta(days=3), "days": 7})
    with pytest.raises(InputError, match=f"leaves 3 days.*give {end - dt.timedelta(days=7)}"):
        planned(licences(), late)
