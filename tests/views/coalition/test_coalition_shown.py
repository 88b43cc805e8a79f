"""What is shown of an answer about an alliance: the numbers of the answer everywhere, in every language."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from coalition_view_cases import (
    MEMBERS,
    coalition_view,
    floor_view,
    free_rider_view,
    majority_view,
    reduced_view,
)
from didymium.locale import LANGUAGES, PSEUDO
from didymium.views.coalition.charts import candidate_bars, loss_bars, share_bars
from didymium.views.coalition.data import coalition_data
from didymium.views.coalition.files import write_coalition
from didymium.views.coalition.sections import sections_of
from didymium.views.coalition.terminal import print_coalition
from didymium.views.coalition.view import CoalitionView, view_of
from didymium.views.wording import words_for

SHAPLEY = {"JPN": 2.0 / 6.0, "KOR": 3.5 / 6.0, "USA": 0.5 / 6.0}


def printed(view: CoalitionView, lang: str = "en") -> str:
    """What the terminal prints, every run of white space as one space."""
    file = io.StringIO()
    print_coalition(file, view, None, lang)
    return " ".join(file.getvalue().split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("coalition") / "out"
    write_coalition(coalition_view(), found)
    return found


def test_what_korea_brings_is_said_with_the_numbers_of_the_answer() -> None:
    """Alone Japan and the United States have nothing to share. With Korea 10 t go to Japan, worth 1 million:
    all of it is what Korea adds, 3.5/6 is its due.
    """
    said = printed(coalition_view())
    for part in (
        "South Korea adds USD 1.0 million to Japan and the United States: what sharing saves them in an "
        "emergency rises from USD 0 to USD 1.0 million.",
        "(Shapley) is USD 580,000; outside it would have USD 0. So it would come in.",
        "No founder’s share becomes smaller by that.",
        "Japan pays USD 670,000; the United States receives USD 83,000; South Korea receives USD 580,000.",
        "South Korea would add most to Japan and the United States: USD 1.0 million.",
        "they lose USD 1.5 million if nobody acts, USD 1.5 million each by itself, USD 500,000 together",
    ):
        assert part in said, part


def test_data_are_the_answer() -> None:
    """Sums of the data: every set once, shares add up to all, payments to nothing."""
    data = coalition_data(coalition_view())
    assert {row["member"]: row["shapley_usd_million"] for row in data["shares"]} == pytest.approx(SHAPLEY)
    values = {tuple(row["members"]): row["value_usd_million"] for row in data["sets"]}
    assert len(values) == 7
    assert {names: value for names, value in values.items() if value > 1e-9} == pytest.approx(
        {("JPN", "KOR"): 1.0, ("KOR", "USA"): 0.5, MEMBERS: 1.0}
    )
    losses = {row["member"]: row for row in data["joining"]["losses"]}
    assert sum(row["receives_usd_million"] for row in losses.values()) == pytest.approx(0.0, abs=1e-9)
    for name, row in losses.items():
        gained = row["alone_usd_million"] - row["after_payments_usd_million"]
        assert gained == pytest.approx(SHAPLEY[name])


def test_files_say_the_same(folder: Path) -> None:
    data = json.loads((folder / "coalition.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(coalition_data(coalition_view())))
    sets = pl.read_parquet(folder / "sets.parquet")
    assert sets["members"].to_list() == ["+".join(row["members"]) for row in data["sets"]]
    assert sets["value_usd_million"].to_list() == [row["value_usd_million"] for row in data["sets"]]
    assert pl.read_csv(folder / "sets.csv")["value_usd_million"].to_list() == pytest.approx(
        sets["value_usd_million"].to_list()
    )
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["request"] == data["request"]
    assert len(manifest["case_sha256"]) == 64


def test_bars_are_the_answer() -> None:
    view = coalition_view()
    assert dict(zip(MEMBERS, share_bars(view).series[0][1], strict=True)) == pytest.approx(SHAPLEY)
    assert candidate_bars(view).members == ("KOR",)
    alone, founders, joined, after = (values for _, values in loss_bars(view).series)
    assert loss_bars(view).members == ("JPN", "USA", "KOR")
    assert alone == pytest.approx((1.0, 0.5, 0.0))
    assert founders == pytest.approx(alone)
    assert joined == pytest.approx((0.0, 0.5, 0.0))
    assert after == pytest.approx((2.0 / 3.0, 5.0 / 12.0, -3.5 / 6.0))


def test_a_set_that_objects_is_named_though_the_core_is_not_empty() -> None:
    """Japan and Korea are worth 1 by themselves and get 5.5/6; a split of the core pays the United States
    nothing, so that none has more than by itself.
    """
    said = printed(coalition_view())
    assert "though some set gets no more than by itself" in said
    assert "one set would get more by itself: Japan + South Korea, USD 83,000 more." in said


def test_an_empty_core_is_said_with_what_is_missing() -> None:
    """Any two are worth as much as all three: a third of 1 million is missing."""
    view = majority_view()
    assert "The core is empty: no split keeps every set" in printed(view)
    assert "some set lacks USD 330,000" in printed(view)
    core = coalition_data(view)["core"]
    assert core["is_empty"] and core["excess_usd_million"] == pytest.approx(1.0 / 3.0)
    assert len(core["objections"]) == 3


def test_who_would_rather_stay_out_is_named() -> None:
    """Outside Korea has 2, and all are worth 1: no split holds it."""
    said = printed(free_rider_view())
    assert "would rather stay out of all members: South Korea." in said
    assert "No split of all members pays everybody what staying out brings." in said
    assert "Nobody would come into Japan + United States at no founder’s cost." in said


def test_futures_that_stand_for_others_are_told() -> None:
    """Two stand for three; the largest difference among the sets worked out on all is said."""
    view = reduced_view()
    widest = max(view.answer.verified, key=lambda one: abs(one.difference_musd))
    assert abs(widest.difference_musd) > 0.0
    said = printed(view)
    assert "Every set was worked out in 2 futures that stand for all 3" in said
    assert "none stands for another" in printed(coalition_view())
    rows = coalition_data(view)["verified"]
    assert [row["difference_usd_million"] for row in rows] == [
        one.difference_musd for one in view.answer.verified
    ]


def test_a_floor_is_told_or_why_there_is_none() -> None:
    """Where it brings Japan 5, all use it in Japan only, where it costs nobody 3; where it costs Japan 1,
    nobody uses it; for too many members it is not run.
    """
    used, unused = printed(floor_view(5.0)), printed(floor_view(-1.0))
    assert "is worth USD 5.0 million to all together" in used
    assert "It is then in force in Japan." in used
    assert "In force in all members it costs them USD 1.0 million" in used
    assert "no answer with the floor in force there (1): South Korea + United States." in used
    assert "is best left unused: no set of members gains by it" in unused
    assert "In force in all members it costs them USD 7.0 million" in unused
    assert "No common price floor was asked for" in printed(coalition_view())
    view = coalition_view()
    left_out = replace(view, answer=replace(view.answer, floor_left_out="too_many_members"))
    assert "is done for at most 5 members" in printed(left_out)
    worth = {tuple(row["members"]): row["worth_usd_million"] for row in _floor_rows(floor_view(5.0))}
    assert worth[MEMBERS] == pytest.approx(5.0) and worth[("KOR", "USA")] == 0.0


def _floor_rows(view: CoalitionView) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = coalition_data(view)["floor"]
    return rows


def test_what_is_counted_and_assumed_is_said() -> None:
    said = printed(coalition_view())
    for part in (
        "counts the welfare of its members only",
        "may leave any instrument unused and may stay split",
        "How likely one is in a year is not assumed",
        "levels that are used here are assumed",
        "A sector gives way to sectors of its own country only",
    ):
        assert part in said, part


VIEWS = (coalition_view, reduced_view, majority_view, free_rider_view, lambda: floor_view(5.0))


@pytest.mark.parametrize("lang", [*LANGUAGES, PSEUDO])
def test_every_language_says_everything(lang: str) -> None:
    for view in VIEWS:
        assert not re.search(r"coalition\.[a-z_]+|\{[a-z_]+\}", printed(view(), lang))


@pytest.mark.parametrize("lang", ["ko", "ja", PSEUDO])
def test_headings_columns_and_charts_are_translated(lang: str) -> None:
    view = floor_view(5.0)
    english, other = (sections_of(words_for(view.case, code), view) for code in ("en", lang))
    for first, second in zip(english, other, strict=True):
        assert not set(first.said) & set(second.said)
        for one, two in zip((*first.tables, *first.folded), (*second.tables, *second.folded), strict=True):
            assert one.title != two.title and not set(one.headers) & set(two.headers)
        for drawn, again in zip(first.charts, second.charts, strict=True):
            assert drawn.title != again.title and drawn.description != again.description


def test_the_page_stands_alone_and_its_charts_are_files_too(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'<(?:script|link|img)[^>]*(?:src|href)="http', page)
    names = {path.stem for path in folder.glob("*.svg")}
    assert names == {"coalition-losses", "coalition-candidates", "coalition-shares", "coalition-sizes"}
    ids = re.findall(r'<svg[^>]*aria-labelledby="([^ "]+)', page)
    assert sorted(ids) == sorted(f"{name}-title" for name in names)
    for title in ("What the newcomer brings", "What is assumed", "Sources", "Every set, USD million"):
        assert title in page


def test_draws_are_called_by_the_title_of_their_scenario() -> None:
    """The title stands in the scenario's file, the number in the name of the draw."""
    view = coalition_view()
    asked = view.answer.request.model_validate({"scenarios": [{"name": "licences_2025"}]})
    found = view_of(view.case, replace(view.answer, request=asked))
    title = found.titles["licences_2025"]
    assert title and found.title_of("licences_2025, draw 7") == f"{title}, draw 7"
    assert found.title_of("future 0") == "future 0"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_column_is_cut_off_in_the_terminal(lang: str) -> None:
    """Korea's payment, what it ends with and its share stand in its row: 7/12, −7/12 and 7/12 million."""
    file = io.StringIO()
    print_coalition(file, coalition_view(), None, lang)
    row = next(line for line in file.getvalue().splitlines() if "−0.583" in line)
    assert row.split()[-3:] == ["0.583", "−0.583", "0.583"]
