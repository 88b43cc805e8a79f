"""Saved scenarios on both kinds of catalogue: what is kept reads back; whose and how many is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from didymium.catalogue.database import Database
from didymium.scenario.schema import Scenario
from didymium.web.lab import saved as saved_module
from didymium.web.lab.saved import SavedScenarios, TooManySaved
from hand_made import make_scenario
from lab_cases import lab_settings
from postgresql_server import postgresql_server
from two_catalogues import new_catalogue


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    kind = request.param
    return new_catalogue(kind, tmp_path, request.getfixturevalue("server") if kind == "postgresql" else None)


@pytest.fixture
def saved(url: str) -> Iterator[SavedScenarios]:
    database = Database(url)
    yield SavedScenarios(database)
    database.close()


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A clock that is a day further each time."""
    start, count = dt.datetime(2026, 11, 1, tzinfo=dt.UTC), iter(range(10_000))
    monkeypatch.setattr(saved_module, "now", lambda: (start + dt.timedelta(days=next(count))).isoformat())
    yield


def test_what_is_saved_reads_back(saved: SavedScenarios, url: str) -> None:
    """The scenario itself, letters of three languages in its words, and the sliders; also for who opens the
    catalogue later.
    """
    stated = make_scenario("Licences · 허가 · 許可", until=dt.date(2025, 9, 1)).model_copy(
        update={"summary": 'A "test"\nof two lines', "begin": dt.date(2025, 1, 1), "foresight": "perfect"}
    )
    settings = lab_settings(severity=40, projects=("next",)).model_dump(mode="json")
    kept = saved.save("anna", "hand_made", stated, settings)
    assert saved.find(kept.key) == kept
    assert (kept.scenario, kept.settings, kept.title) == (stated, settings, "Licences · 허가 · 許可")
    assert (kept.owner, kept.case_name) == ("anna", "hand_made")
    later = Database(url)
    assert SavedScenarios(later).find(kept.key) == kept
    later.close()


def test_a_scenario_that_no_slider_made_has_no_settings(saved: SavedScenarios) -> None:
    kept = saved.save("anna", "hand_made", make_scenario())
    found = saved.find(kept.key)
    assert found is not None
    assert found.settings is None


def test_keys_are_for_links(saved: SavedScenarios) -> None:
    """Short, without letters that look alike, none twice; what nobody saved is not found."""
    keys = {saved.save("anna", "hand_made", make_scenario()).key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) == 10 and not set(key) - set(saved_module._SIGNS) for key in keys)
    assert not set("lo01") & set(saved_module._SIGNS)
    assert saved.find("nobody") is None
    assert saved.find("' or 1=1 --") is None


def test_a_long_title_is_cut_in_lists_alone(saved: SavedScenarios) -> None:
    """A list shows 200 letters; the scenario keeps its words."""
    kept = saved.save("anna", "hand_made", make_scenario("x" * 300))
    found = saved.find(kept.key)
    assert found is not None
    assert (len(found.title), len(found.scenario.title)) == (200, 300)


def test_lists_by_case_and_owner(saved: SavedScenarios, days: None) -> None:
    """The latest first, of one case; of one person if asked, page by page."""
    for owner, case_name, title in (
        ("anna", "one", "a1"), ("bela", "one", "b1"), ("anna", "two", "a2"), ("anna", "one", "a3"),
    ):  # fmt: skip
        saved.save(owner, case_name, make_scenario(title))

    def titles(case_name: str, owner: str | None = None, offset: int = 0, limit: int = 50) -> list[str]:
        return [item.title for item in saved.of_case(case_name, owner, offset, limit)]

    assert titles("one") == ["a3", "b1", "a1"]
    assert titles("one", "anna") == ["a3", "a1"]
    assert titles("two", "bela") == titles("three") == []
    assert titles("one", limit=2) + titles("one", offset=2, limit=2) == ["a3", "b1", "a1"]


def test_deleting_takes_one_away(saved: SavedScenarios) -> None:
    """The others stay; what is gone may be deleted again."""
    first, second = (saved.save("anna", "one", make_scenario(title)) for title in ("a", "b"))
    saved.delete(first.key)
    saved.delete(first.key)
    assert saved.find(first.key) is None
    assert saved.of_case("one") == [second]


def test_one_person_cannot_fill_the_catalogue(saved: SavedScenarios, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the most, in all cases together, the next is refused in words; others may go on, and one deleted
    makes room.
    """
    monkeypatch.setattr(saved_module, "MOST_SAVED", 3)
    kept = [saved.save("anna", name, make_scenario()) for name in ("one", "one", "two")]
    with pytest.raises(TooManySaved, match="anna has saved 3 scenarios, the most there may be: delete some"):
        saved.save("anna", "three", make_scenario())
    saved.save("bela", "one", make_scenario())
    saved.delete(kept[0].key)
    assert saved.save("anna", "three", make_scenario()).key


def test_a_scenario_with_every_kind_of_entry_reads_back(saved: SavedScenarios) -> None:
    """Lists, dates, tables within tables, and numbers to their last digit."""
    event = {
        "kind": "export_restriction",
        "origin": "CHN",
        "materials": ("magnet",),
        "from": dt.date(2025, 4, 4),
        "approval": ({"from": dt.date(2025, 6, 5), "rate": 0.1 + 0.2, "source": "report"},),
        "source": "report",
    }
    duty = {
        "kind": "tariff",
        "club": "JPN",
        "materials": ("magnet",),
        "ad_valorem": 1 / 3,
        "from": dt.date(2026, 1, 1),
        "source": "report",
    }
    stated = Scenario.model_validate({"title": "x", "event": (event,), "instrument": (duty,)})
    found = saved.find(saved.save("anna", "one", stated).key)
    assert found is not None
    assert found.scenario == stated
