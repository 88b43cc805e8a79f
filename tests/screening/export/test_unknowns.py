"""A missing fact never makes an answer milder or harsher than any of the facts that it may be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.export.screen import first_day, screen_shipment
from didymium.screening.export.verdict import Verdict
from export_cases import shipment_of

ORDER = (Verdict.PERMITTED, Verdict.LICENCE, Verdict.PROHIBITED)
MAGNET = {
    "item": "magnet",
    "material": "ndfeb_magnet",
    "form": "magnet",
    "contains": "dysprosium 4",
    "value_usd": 8,
}
METAL = {"item": "metal", "part_of": "magnet", "material": "dysprosium", "form": "metal", "value_usd": 0.5}
OXIDE = {"item": "oxide", "part_of": "metal", "material": "dysprosium", "form": "oxide", "origin": "AUS"}
GOODS = {"origin": ("CHN", "JPN", "AUS"), "technology": ("CHN", "JPN")}
METALS = {"origin": ("CHN", "AUS"), "value_usd": (0.001, 0.5, 8.0)}
USERS = {
    "military": ("no", "yes"),
    "uses": (["civil"], ["military"], ["humanitarian"], ["advanced_chips"]),
    "owners": ((0.0, 0.0), (50.0, 50.0)),
}
ROUTES = [("JPN", "USA", "2025-10-20"), ("KOR", "JPN", "2026-03-01"), ("CHN", "JPN", "2026-02-01"),
          ("JPN", "DEU", "2026-11-11")]  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def fillings(hidden: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    for values in product(*hidden.values()):
        yield dict(zip(hidden, values, strict=True))


def verdicts(evidence: Evidence, route: tuple[str, str, str], **facts: dict[str, Any]) -> tuple[int, int]:
    """Return the places of the mildest and the harshest verdict that stay open, as the suspensions lapse."""
    goods = [{**MAGNET, **facts.get("magnet", {})}, {**METAL, **facts.get("metal", {})}, OXIDE]
    if "alone" in facts:
        goods = [{**MAGNET, **facts["alone"]}]
    shipment = shipment_of(evidence, goods, **{"from": route[0], "to": route[1]}, **facts.get("user", {}))
    answer = screen_shipment(evidence, shipment, dt.date.fromisoformat(route[2]), "lapsed")
    assert answer.verdict is (answer.least if answer.least is answer.most else Verdict.UNKNOWN)
    return ORDER.index(answer.least), ORDER.index(answer.most)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: "-".join(route))
@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        ("magnet", GOODS),
        ("metal", METALS),
        ("user", USERS),
        ("magnet", {"form": ("magnet", "component", "scrap")}),
        ("alone", {"material": ("ndfeb_magnet", "smco_magnet", "iron"), "technology": ("CHN", "JPN")}),
        ("alone", {"contains": ("dysprosium 4", "terbium 1; dysprosium 0", "dysprosium 0; terbium 0")}),
    ],
    ids=["made", "part", "user", "form", "material", "contents"],
)
def test_what_is_unknown_covers_all_that_it_may_be(
    evidence: Evidence, route: tuple[str, str, str], kind: str, hidden: dict[str, tuple[Any, ...]]
) -> None:
    """Kleene: the mildest answer to the open question is no harsher than the mildest to any filled one, the
    harshest no milder than the harshest.
    """
    nothing = {name: None if name in ("form", "value_usd") else "?" for name in hidden}
    least, most = verdicts(evidence, route, **{kind: nothing})
    for filled in fillings(hidden):
        low, high = verdicts(evidence, route, **{kind: filled})
        assert least <= low, filled
        assert high <= most, filled


@pytest.mark.parametrize("name", ["origin", "technology"])
def test_one_unknown_covers_each_value_beside_known_others(evidence: Evidence, name: str) -> None:
    route = ROUTES[0]
    least, most = verdicts(evidence, route, magnet={name: "?"})
    for value in GOODS[name]:
        low, high = verdicts(evidence, route, magnet={name: value})
        assert least <= low <= high <= most


def test_a_shipment_of_which_nothing_is_known_is_unknown(evidence: Evidence) -> None:
    facts = {"origin": "?", "technology": "?"}
    shipment = shipment_of(evidence, [facts], user="", listed="?", military="?", owners="?", uses=["?"])
    answer = screen_shipment(evidence, shipment, dt.date(2026, 3, 1))
    assert answer.verdict is Verdict.UNKNOWN
    assert {said.key.removeprefix("screen.export.missing.") for said in answer.missing} >= {
        "form", "material", "contains", "end_use", "military_user", "end_user",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("1C117", "unknown"), ("１Ｃ９０２．Ａ", "licence"), ("1c 902.a", "licence"), ("none", "permitted")],
)
def test_a_control_code_says_what_a_good_is_whatever_else_is_said(
    evidence: Evidence, code: str, verdict: str
) -> None:
    """No. 18 of 2025 lists 1C902, No. 10 some of what stands below 1C117; width and spaces say nothing."""
    goods = [{"material": "iron", "form": "other", "contains": "none", "control_code": code}]
    shipment = shipment_of(evidence, goods, to="KOR")
    assert screen_shipment(evidence, shipment, dt.date(2026, 2, 1)).verdict.value == verdict


@pytest.mark.parametrize("use", ["weapons_of_mass_destruction", "military_strength"])
def test_a_use_that_may_be_military_is_never_taken_as_civil(evidence: Evidence, use: str) -> None:
    """Clause 1 of No. 46 of 2024 bars military uses in the United States; it does not name these two."""
    goods = [{"material": "gallium", "form": "metal"}]
    shipment = shipment_of(evidence, goods, to="USA", uses=[use])
    answer = screen_shipment(evidence, shipment, dt.date(2026, 2, 1))
    assert (answer.least, answer.most) == (Verdict.LICENCE, Verdict.PROHIBITED)
    assert "screen.export.missing.use_is_military" in {said.key for said in answer.missing}


@pytest.mark.parametrize("form", ["other", "component"])
def test_a_vague_form_of_a_listed_material_is_open(evidence: Evidence, form: str) -> None:
    """A magnet called "other" may be a listed magnet; a motor of no one material is none."""
    day = dt.date(2026, 2, 1)
    vague = shipment_of(evidence, [{"material": "ndfeb_magnet", "form": form, "contains": "dysprosium 4"}])
    assert screen_shipment(evidence, vague, day).verdict is Verdict.UNKNOWN
    motor = shipment_of(evidence, [{"form": "component", "contains": "none"}])
    assert screen_shipment(evidence, motor, day).verdict is Verdict.PERMITTED


def test_goods_that_cross_no_border_need_no_export_licence(evidence: Evidence) -> None:
    goods = [{"material": "dysprosium", "form": "oxide"}]
    home = shipment_of(evidence, goods, **{"from": "CHN", "to": "CHN"})
    assert screen_shipment(evidence, home, dt.date(2026, 2, 1)).verdict is Verdict.PERMITTED


def test_of_days_before_the_first_rule_nothing_is_known(evidence: Evidence) -> None:
    goods = shipment_of(evidence, [{"material": "dysprosium", "form": "oxide"}])
    first = first_day(evidence)
    before = screen_shipment(evidence, goods, first - dt.timedelta(days=1))
    found = before.verdict, before.least, before.most
    assert found == (Verdict.UNKNOWN, Verdict.PERMITTED, Verdict.PROHIBITED)
    assert screen_shipment(evidence, goods, first).verdict is Verdict.PERMITTED
