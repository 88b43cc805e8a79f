"""Questions about alliances: what is wrong with them, all at once, and a whole answer on paper."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from alliance_cases import DAYS, futures_of, one_has_two_need
from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.decisions.alliance.answering import answer_coalition
from didymium.decisions.alliance.asking import check_coalition
from didymium.decisions.alliance.members import members_of
from didymium.decisions.alliance.parts import CoalitionAnswer
from didymium.decisions.alliance.request import SHARING_MEANS, CoalitionRequest, FloorAsked
from didymium.files.problems import InputError
from didymium.market.base_year import BaseYear

PAPER = cast("Calibration", SimpleNamespace(base=BaseYear()))
"""Futures come from paper: the market is not asked."""


@pytest.fixture(scope="module")
def case() -> Case:
    return read_case("japan_us_magnets")


def refused(case: Case, **fields: object) -> list[str]:
    """Return what is wrong with a request."""
    with pytest.raises(InputError) as caught:
        check_coalition(case, BaseYear(), CoalitionRequest.model_validate(fields))
    return [str(problem) for problem in caught.value.problems]


def test_usual_members(case: Case) -> None:
    """Ten, the European Union as one; Japan and the United States found, Korea comes, all scenarios that
    restrict exports count.
    """
    checked = check_coalition(case, BaseYear(), CoalitionRequest())
    assert checked.names == ("JPN", "USA", "EU", "KOR", "AUS", "MYS", "VNM", "IND", "CAN", "GBR")
    assert set(checked.members[2].regions) == set(case.regions_of("eu"))
    assert (checked.founders, checked.newcomer) == (("JPN", "USA"), "KOR")
    assert {one.name for one in checked.scenarios} == {
        "full_stop", "japan_2026_as_reported", "japan_2026_as_written", "lapse_november_2026",
        "licences_2025", "october_2025_rules",
    }  # fmt: skip


def test_members_by_region_club_and_label(case: Case) -> None:
    """A club is one member; a label may stand for several names."""
    found = members_of(case, ("JPN", "g7", "NORTH=CAN+GBR"), case.settings.start)
    assert [(one.name, len(one.regions)) for one in found] == [("JPN", 1), ("g7", 7), ("NORTH", 2)]


def test_all_problems_at_once(case: Case) -> None:
    """An unknown member, a rival, a region in two members, a founder who is none, a scenario that is none,
    and figures out of range.
    """
    means = SHARING_MEANS.model_copy(update={"purchase_share": 0.1, "swaps": False})
    found = refused(
        case, members=("JPN", "JPM", "CHN", "g7"), founders=("USA",), newcomer="KOR", alpha=1.0,
        scenarios=({"name": "full_stop"}, {"name": "no_such"}), means=means, days=9999,
        floor=FloorAsked(material="ndpr_oxid", usd_per_kg=-1.0),
    )  # fmt: skip
    text = "\n".join(found)
    for part in (
        '"JPM" is neither a region nor a club', '"CHN" restricts its exports in full_stop',
        '"JPN" belongs to JPN and g7', 'founders: "USA" is no member', 'newcomer: "KOR" is no member',
        "alpha", "no_such", "purchase_share", "swaps", "leads past the end of the run of full_stop",
        "ndpr_oxid", "--floor",
    ):  # fmt: skip
        assert part in text, part


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (("JPN",), "must be at least two"),
        (("JPN", "JPN"), "stands there 2 times"),
        (("EU=eu", "DEU"), '"DEU" belongs to EU and DEU'),
        (("JPN", "USA", "KOR", "AUS", "MYS", "VNM", "IND", "CAN", "GBR", "MEX", "eu"), "are 11"),
    ],
)
def test_wrong_members(case: Case, members: tuple[str, ...], said: str) -> None:
    """Too few, twice, through a club, too many: each is named."""
    assert any(said in problem for problem in refused(case, members=members))


@pytest.fixture(scope="module")
def answer(case: Case) -> CoalitionAnswer:
    """Japan, Korea and the United States on paper, in three futures that two stand for."""
    futures = futures_of([one_has_two_need(), one_has_two_need(98.0, 50.0), one_has_two_need(50.0, 100.0)])
    request = CoalitionRequest(members=("JPN", "KOR", "USA"), days=DAYS, standing=2)
    return answer_coalition(case, PAPER, request, futures=futures)


def test_two_futures_stand_for_three(answer: CoalitionAnswer) -> None:
    """The first two are nearly alike, so one of them stands for both, two thirds: with the second Korea and
    Japan are worth 2/3·0.98 + 1/3·0.5 on these, and (1 + 0.98 + 0.5)/3 on all.
    """
    assert answer.is_reduced
    pair = next(one for one in answer.verified if set(one.members) == {"JPN", "KOR"})
    first = answer.standing.emergencies[0].situation.needs[0].loss_usd_per_kg / 100.0
    assert pair.standing_musd == pytest.approx(2.0 / 3.0 * first + 0.5 / 3.0)
    assert pair.whole_musd == pytest.approx(2.48 / 3.0)
    assert pair.difference_musd == pytest.approx(pair.whole_musd - pair.standing_musd)


def test_what_korea_adds(answer: CoalitionAnswer) -> None:
    """Japan and the United States have nothing to share; with Korea the 10 t go where they are worth most.
    All of that is what Korea adds, and half at least is its share. Nobody wants to leave. Each ends as much
    better off as its share once payments are made, and payments add up to nothing.
    """
    joining = answer.joining
    assert joining is not None and joining.founders == ("JPN", "USA")
    assert joining.candidate.member == "KOR"
    assert answer.founders.value_musd == 0.0
    assert joining.candidate.adds_musd == pytest.approx(answer.expected.total)
    assert joining.candidate.share_musd > 0.5 * answer.expected.total
    assert sum(one.receives_musd for one in joining.losses) == pytest.approx(0.0, abs=1e-9)
    for one in joining.losses:
        assert one.joined_musd - one.receives_musd == pytest.approx(one.alone_musd - one.share_musd)
        assert one.founders_musd == pytest.approx(one.alone_musd)
    assert answer.everyone.is_internally_stable and answer.superadditive
    assert sum(answer.expected.shapley.values()) == pytest.approx(answer.expected.total)
    assert answer.floor is None and answer.floor_left_out == "not_asked"


def test_a_floor_for_more_than_five_is_left_out(case: Case) -> None:
    """Six members: the floor is not run."""
    request = CoalitionRequest(
        members=("JPN", "KOR", "USA", "AUS", "IND", "GBR"),
        floor=FloorAsked(material="ndpr_oxide", usd_per_kg=110.0),
    )
    assert check_coalition(case, BaseYear(), request).floor is None
    few = request.model_copy(update={"members": ("JPN", "KOR", "USA", "AUS", "IND")})
    assert check_coalition(case, BaseYear(), few).floor is not None


def test_futures_of_another_question_are_refused(case: Case) -> None:
    """Other members and other days: both are named."""
    futures = replace(futures_of([one_has_two_need()]), days=30)
    with pytest.raises(InputError) as caught:
        answer_coalition(case, PAPER, CoalitionRequest(members=("JPN", "USA"), days=DAYS), futures=futures)
    assert len(caught.value.problems) == 2
