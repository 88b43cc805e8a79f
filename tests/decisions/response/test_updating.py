"""The plan made again: the past stands, the new plan is the best from there, and the file of a plan is
whole."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from allocation_cases import ledger
from didymium.decisions.allocation.coupled import column_names
from didymium.decisions.response.news import News, parse_news
from didymium.decisions.response.saving import (
    NAME,
    SavedPlan,
    columns_of,
    plan_data,
    read_plan,
    saved_plan,
)
from didymium.decisions.response.updating import Update, update_plan
from didymium.files.problems import InputError
from response_cases import bundled, june_response, licences

HEADER = "date,kind,origin,destinations,materials,subject,value,until,source\n"
OUTAGE = "2025-06-20,outage,,,,japan_ndpr_metal,0,,reported: the operator\n"
COUNT = "2025-06-18,stock,,JPN,dy_oxide,jogmec,1,,reported: the holder\n"


def news(*lines: str) -> tuple[News, ...]:
    return parse_news(bundled()[0], (HEADER + "".join(lines)).encode(), "news.csv")


def saved() -> SavedPlan:
    return saved_plan(june_response(), licences())


@cache
def updated() -> Update:
    case, calibration = bundled()
    return update_plan(case, calibration.base, saved(), news(OUTAGE, COUNT))


def test_a_plan_survives_its_file(tmp_path: Path) -> None:
    """What is written and read again is the same plan, to the last digit."""
    before = saved()
    (tmp_path / NAME).write_text(json.dumps(plan_data(before)))
    after = read_plan(tmp_path)
    assert after.columns == before.columns
    assert after.chances == before.chances
    assert after.request == before.request
    assert after.request.means.model_fields_set == before.request.means.model_fields_set  # what was asked for
    assert after.scenario == before.scenario


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 2, "case": "x"}', "\x00"])
def test_a_damaged_plan_is_refused(tmp_path: Path, text: str) -> None:
    """Said in words, with what to give instead."""
    (tmp_path / NAME).write_text(text)
    with pytest.raises(InputError, match="respond --out"):
        read_plan(tmp_path / NAME)


def test_what_was_done_stands() -> None:
    """Three weeks had begun by 20 June, a Friday: in them the new plan does what the first one did, tonne for
    tonne, in either branch."""
    update = updated()
    assert update.done_periods == 3
    before = {key: tonnes for key, tonnes in saved().columns["refused"].items() if key[2] < 3}
    assert before
    for branch in update.response.branches:
        names = set(column_names(branch.together.allocation.program))
        after = {key: tonnes for key, tonnes in columns_of(branch.together).items() if key[2] < 3}
        assert after == pytest.approx({key: tonnes for key, tonnes in before.items() if key in names})


def test_the_outage_and_the_count_bind() -> None:
    """From the outage on the smelter does nothing more, and of the counted stock no more than a tonne is
    drawn after the count."""
    update = updated()
    for branch in update.response.branches:
        later = [action for action in branch.together.actions if action.period >= update.done_periods]
        assert not [action for action in later if action.who == "japan_ndpr_metal" and action.period > 4]
        drawn = [action.t for action in later if (action.who, action.material) == ("jogmec", "dy_oxide")]
        assert sum(drawn) <= 1.0 + 1e-6
        for held in ledger(branch.together).values():
            assert np.isfinite(held).all()


def test_changes_say_why() -> None:
    """Each change names the news that touches its plant, holder or material; what became known by itself in
    between, the approvals of 4 June, is listed as well."""
    update = updated()
    assert update.changes
    by_label = {change.label: change for change in update.changes}
    smelter = by_label.get("japan_ndpr_metal")
    if smelter is not None:
        assert [update.news[number].kind for number in smelter.reasons] == ["outage"]
    assert all(change.before_t != change.after_t for change in update.changes)
    assert {one.date for one in update.learnt} == {dt.date(2025, 6, 4)}


def test_without_anything_new_the_plan_stays() -> None:
    """News that changes nothing (a stock counted at what it holds) on the first day leaves the plan's loss as
    it was."""
    case, calibration = bundled()
    level = next(row.level_t for row in case.holdings if row.identity == ("jogmec", "JPN", "dy_oxide"))
    same = update_plan(
        case, calibration.base, saved(), news(f"2025-06-01,stock,,JPN,dy_oxide,jogmec,{level},,reported: x\n")
    )
    for one, two in zip(june_response().branches, same.response.branches, strict=True):
        assert two.together.loss_usd.sum() == pytest.approx(one.together.loss_usd.sum(), rel=1e-6)


def test_news_outside_of_the_plan_is_refused() -> None:
    """Before the day of the plan, or after its last: named with the days that are left."""
    case, calibration = bundled()
    for day in ("2025-05-30", "2025-12-30"):
        with pytest.raises(InputError, match="2025-06-01 to 2025-09-20"):
            update_plan(
                case, calibration.base, saved(), news(f"{day},ban,CHN,JPN,ndpr_oxide,,,,reported: x\n")
            )


def test_shipments_under_way_arrive_without_coordination_too() -> None:
    """What members shipped before the news stands in the plan of each by itself as well; nothing more is
    shipped in it."""
    update = updated()
    for branch in update.response.branches:
        both = [columns_of(plan) for plan in (branch.together, branch.apart)]
        past = [{k: t for k, t in one.items() if k[0] == "ship" and k[2] < 3} for one in both]
        assert past[0]
        assert past[0] == past[1]
        assert not [key for key in both[1] if key[0] == "ship" and key[2] >= 3]


def test_a_plan_made_again_ends_when_it_did() -> None:
    """Asked for after 40 days, the decision of the plan of 1 June falls on 1 August, the first period after
    11 July, also when seen from 20 June; and past the plan's last day nothing is decided."""
    case, calibration = bundled()
    asked = replace(saved(), request=saved().request.model_copy(update={"decision_after_days": 40}))
    first = update_plan(case, calibration.base, asked, news(OUTAGE))
    assert first.response.licences.decision == dt.date(2025, 8, 1)
    late = OUTAGE.replace("2025-06-20", "2025-09-05")
    second = update_plan(case, calibration.base, saved(), news(late))
    assert second.response.licences.decision is None
    assert len(second.response.branches) == 1
