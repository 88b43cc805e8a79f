"""Shares and figures at the thresholds of the rules: the answer flips exactly there, through assemblies too,
and bounds never get wider when more is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Figure, Holds, reaches
from didymium.screening.export.bill import make_bill
from didymium.screening.export.screen import screen_shipment
from didymium.screening.export.shipment import make_shipment
from didymium.screening.export.values import Bounds, content_of, share_of, values_of
from didymium.screening.export.verdict import ExportAnswer, Verdict
from export_cases import bill_of, shipment_of

LAPSED = dt.date(2026, 11, 11)
OCTOBER = dt.date(2025, 10, 20)
ABROAD = {"from": "JPN", "to": "USA"}


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return shared_evidence()


def magnet(**values: Any) -> list[dict[str, Any]]:
    """Return a Japanese magnet of Chinese dysprosium; ``values`` go into the dysprosium."""
    whole = {"item": "magnet", "material": "ndfeb_magnet", "form": "magnet", "contains": "dysprosium 4"}
    metal = {"item": "dysprosium", "part_of": "magnet", "material": "dysprosium", "form": "metal"}
    return [{**whole, "value_usd": 10}, {**metal, "origin": "CHN", **values}]


def share(answer: ExportAnswer, item: str = "magnet") -> Figure:
    """Return the value share of clause (a) of No. 61."""
    return next(
        figure
        for finding in answer.findings
        if (finding.rule, finding.part, finding.about) == ("cn_2025_61", "a", item)
        for figure in finding.figures
        if figure.name == "value_share"
    )


@settings(max_examples=6)
@given(cents=st.integers(2, 100_000_000), quantity=st.integers(1, 1000))
def test_the_value_share_flips_exactly_at_a_tenth_of_a_per_cent(cents: int, quantity: int) -> None:
    """Whole numbers decide: content ≥ 0.1 % of the value exactly if 1000 × content ≥ value."""
    evidence = shared_evidence()
    value = 1000 * quantity * cents
    for content, licence in ((cents, True), (cents - 1, False), (cents + 1, True)):
        part = {"value_usd": content / 100, "quantity": quantity}
        goods = [{**magnet()[0], "value_usd": value / 100}, {**magnet()[1], **part}]
        answer = screen_shipment(evidence, shipment_of(evidence, goods, **ABROAD), LAPSED, "lapsed")
        assert answer.verdict is (Verdict.LICENCE if licence else Verdict.PERMITTED)


@pytest.mark.parametrize(("threshold", "included"), [(0.1, True), (50.0, True), (99.9, False), (25.0, False)])
def test_a_threshold_counts_itself_or_not(threshold: float, included: bool) -> None:
    below, above = threshold - 1e-9, threshold + 1e-9
    yes = Holds.YES if included else Holds.NO
    assert reaches(threshold, threshold, threshold, included=included) is yes
    assert reaches(below, below, threshold, included=included) is Holds.NO
    assert reaches(above, above, threshold, included=included) is Holds.YES
    assert reaches(below, above, threshold, included=included) is Holds.UNKNOWN
    assert reaches(None, below, threshold, included=included) is Holds.NO
    assert reaches(above, None, threshold, included=included) is Holds.YES
    assert reaches(None, None, threshold, included=included) is Holds.UNKNOWN


@settings(max_examples=8)
@example(low=50.0, width=0.0)
@example(low=49.0, width=1.0)
@given(low=st.floats(0, 100), width=st.floats(0, 100))
def test_listed_owners_refuse_from_half_on(low: float, width: float) -> None:
    """Refused if both bounds reach 50, not if neither does, else open (No. 61, clause II: 50 % or more)."""
    evidence = shared_evidence()
    high = min(low + width, 100.0)
    goods = [{"material": "dysprosium", "form": "metal", "origin": "CHN"}]
    shipment = shipment_of(evidence, goods, owners=(low, high), **{"from": "JPN", "to": "DEU"})
    answer = screen_shipment(evidence, shipment, OCTOBER)
    refused = Verdict.PROHIBITED if low >= 50 else Verdict.LICENCE if high < 50 else Verdict.UNKNOWN
    assert answer.verdict is refused


@pytest.mark.parametrize(
    ("material", "form", "purity", "included", "day"),
    [
        ("antimony", "oxide", 99.99, True, dt.date(2025, 1, 10)),
        ("artificial_graphite", "other", 99.9, False, dt.date(2025, 1, 10)),
        ("tungsten", "metal", 97.0, True, dt.date(2025, 6, 1)),
    ],
)
def test_purity_flips_the_answer_at_the_figure_of_the_rule(
    evidence: Evidence, material: str, form: str, purity: float, included: bool, day: dt.date
) -> None:
    """Above the figure of graphite and tungsten the rest of the clause (strength, sizes) stays open."""
    for figure in (purity - 0.001, purity, purity + 0.001):
        goods = [{"material": material, "form": form, "contains": f"{material} {figure:.3f}"}]
        answer = screen_shipment(evidence, shipment_of(evidence, goods), day)
        reached = figure > purity or (included and figure == purity)
        assert (answer.most is Verdict.LICENCE) is reached


def car(motor_value: float | None = 50.0, car_value: float | None = 20_000.0) -> list[dict[str, Any]]:
    """A car with 4 motors of 8 magnets of 3 g dysprosium each, at 0.4 US dollars a gram."""
    return [
        {"item": "car", "form": "vehicle", "value_usd": car_value},
        {"item": "motor", "form": "component", "part_of": "car", "quantity": 4, "value_usd": motor_value},
        {"item": "magnet", "form": "magnet", "part_of": "motor", "quantity": 8, "value_usd": 5.0},
        {"item": "gram", "form": "metal", "part_of": "magnet", "quantity": 3, "value_usd": 0.4},
    ]


def counted(bill_lines: list[dict[str, Any]]) -> Mapping[str, tuple[float, float]]:
    """Return the share of the grams of dysprosium in each good of a bill."""
    bill = bill_of(bill_lines)
    values = values_of(bill)
    gram = bill.index.get("gram")
    contents = content_of(
        bill, values, lambda place: Holds.YES if place == gram else Holds.NO, lambda _: False
    )
    return {line.item: share_of(contents[place], values[place]) for place, line in enumerate(bill.lines)}


def test_shares_through_assemblies_by_hand() -> None:
    """3 × 0.4 = 1.2 of a magnet's 5 is 24 %; 8 × 1.2 = 9.6 of a motor's 50 is 19.2 %; 4 × 9.6 = 38.4 of a
    car's 20,000 is 0.192 %: above the 0.1 % of No. 61 even there.
    """
    assert counted(car()) == {
        "gram": (100, 100),
        "magnet": (24, 24),
        "motor": (19.2, 19.2),
        "car": (0.192, 0.192),
    }


def test_a_motor_of_unknown_value_is_worth_its_magnets_at_least() -> None:
    """8 magnets of 5 make 40, so that 9.6 is 24 % at most and 0 at least; the car stays as it was."""
    found = counted(car(motor_value=None))
    assert found["motor"] == (0, 24)
    assert found["car"] == (0.192, 0.192)
    assert counted(car(car_value=None))["car"] == (0, 19.2)


@settings(max_examples=60)
@given(
    values=st.lists(st.integers(1, 100), min_size=3, max_size=3),
    quantity=st.integers(1, 9),
    hidden=st.sets(st.sampled_from(["whole", "part", "kind"])),
)
def test_bounds_hold_what_is_true_and_shrink_as_more_is_known(
    values: list[int], quantity: int, hidden: set[str]
) -> None:
    """A whole of two parts of which one may count: whatever is hidden, the true share lies within the bounds,
    and each thing told makes them no wider.
    """
    content, other, margin = values

    def bounds(unknown: set[str]) -> tuple[float, float]:
        whole = quantity * content + other + margin
        bill = bill_of(
            [
                {"item": "whole", "value_usd": None if "whole" in unknown else whole},
                {
                    "item": "part",
                    "part_of": "whole",
                    "quantity": quantity,
                    "value_usd": None if "part" in unknown else content,
                },
                {"item": "other", "part_of": "whole", "value_usd": other},
            ]
        )
        worth = values_of(bill)
        if "part" in unknown:
            worth[1] = Bounds(0.0, None)
        kind = Holds.UNKNOWN if "kind" in unknown else Holds.YES
        found = content_of(bill, worth, lambda place: kind if place == 1 else Holds.NO, lambda _: False)
        return share_of(found[0], worth[0])

    truth = 100.0 * quantity * content / (quantity * content + other + margin)
    low, high = bounds(hidden)
    assert low <= truth * (1 + 1e-9)
    assert high >= truth * (1 - 1e-9)
    for told in hidden:
        closer = bounds(hidden - {told})
        assert low <= closer[0]
        assert closer[1] <= high


def test_the_order_of_the_lines_changes_nothing(evidence: Evidence) -> None:
    lines = [
        *magnet(value_usd=0.4),
        {"item": "spare", "material": "smco_magnet", "form": "magnet", "origin": "CHN"},
    ]
    first = screen_shipment(evidence, shipment_of(evidence, lines, **ABROAD), LAPSED, "lapsed")
    for order in ((2, 1, 0), (1, 0, 2), (1, 2, 0)):
        other = screen_shipment(
            evidence, shipment_of(evidence, [lines[i] for i in order], **ABROAD), LAPSED, "lapsed"
        )
        assert (other.verdict, other.least, other.most) == (first.verdict, first.least, first.most)
        assert {(f.rule, f.part, f.about, f.holds, f.figures) for f in other.biting} == {
            (f.rule, f.part, f.about, f.holds, f.figures) for f in first.biting
        }


def test_a_chain_of_twenty_thousand_levels_is_answered(evidence: Evidence) -> None:
    """The magnet is inside 19,999 boxes in boxes: whether it counts there is open, not permitted."""
    boxes = [
        {"item": f"{n}", "form": "assembly", "contains": "none", "part_of": f"{n - 1}" if n else ""}
        for n in range(19_999)
    ]
    bottom = {
        "item": "magnet",
        "material": "smco_magnet",
        "form": "magnet",
        "part_of": "19998",
        "origin": "CHN",
    }
    answer = screen_shipment(evidence, shipment_of(evidence, [*boxes, bottom], **ABROAD), OCTOBER)
    assert (answer.least, answer.most) == (Verdict.PERMITTED, Verdict.LICENCE)


def test_numbers_beyond_the_machine_stay_open(evidence: Evidence) -> None:
    """Quantities that multiply to 0 or to infinity in floating point must not become "no Chinese content"."""
    for quantity in (1e-300, 1e12):
        chain = [
            {"item": f"{n}", "material": "neodymium", "form": "alloy", "quantity": quantity,
             "part_of": f"{n - 1}" if n else "magnet", "origin": "JPN"}
            for n in range(40)
        ]  # fmt: skip
        whole = {**magnet()[0], "value_usd": None}
        bottom = {**magnet()[1], "part_of": "39", "value_usd": 1, "quantity": quantity}
        shipment = shipment_of(evidence, [whole, *chain, bottom], **ABROAD)
        figure = share(screen_shipment(evidence, shipment, LAPSED, "lapsed"))
        assert figure.low == 0.0
        assert figure.high == 100.0
        assert figure.holds is Holds.UNKNOWN


def test_a_bill_made_in_memory_is_screened_as_one_from_a_file(evidence: Evidence) -> None:
    shipment = shipment_of(evidence, magnet(value_usd=0.4), **ABROAD)
    again = make_shipment(
        make_bill(shipment.bill.lines), evidence, "JPN", "USA", shipment.end_user, shipment.end_uses
    )
    assert screen_shipment(evidence, again, LAPSED) == screen_shipment(evidence, shipment, LAPSED)
