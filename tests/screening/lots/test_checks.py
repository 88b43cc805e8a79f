"""What does not hold together in documents of lots, and what that leaves without a known origin."""

from __future__ import annotations

import pytest

from didymium.files.problems import InputError
from didymium.screening.answer import Holds
from didymium.screening.lots.tracing import LotTrace, trace_lots
from lot_documents import arriving, entry, event, lot, making, quantity, read, sending, site

ORE = entry(1, "2026-01-10", "A", 100.0, "mine", "AUS", 1)


def _kinds(trace: LotTrace) -> list[str]:
    return [finding.kind for finding in trace.findings]


def _mined(trace: LotTrace, name: str = "X") -> tuple[float, float]:
    return trace.origins[lot(name)].trusted[0]


def _traced(*events: dict[str, object], **more: object) -> LotTrace:
    return trace_lots(read(*events), trusted=["AUS", "MYS"], **more)  # type: ignore[arg-type]


def test_a_chain_without_a_break_has_no_findings() -> None:
    trace = _traced(ORE, making(2, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 1))

    assert _kinds(trace) == []
    assert _mined(trace) == (1.0, 1.0)


@pytest.mark.parametrize(("made_kg", "found"), [(100.5, []), (100.51, ["more_out_than_in"])])
def test_outputs_may_exceed_inputs_by_the_assumed_half_percent(made_kg: float, found: list[str]) -> None:
    trace = _traced(ORE, making(2, "2026-02-01", [("A", 100.0)], [("X", made_kg)], "separation", "MYS", 1))

    assert _kinds(trace) == found
    assert trace.assumed_tolerance == 0.005


def test_a_stated_tolerance_stands_before_the_assumed_one() -> None:
    made = making(
        2, "2026-02-01", [("A", 100.0)], [("X", 102.0)], "separation", "MYS", 1,
        **{"didymium:massTolerance": 0.02},
    )  # fmt: skip
    trace = _traced(ORE, made)

    assert _kinds(trace) == []
    assert trace.assumed_tolerance is None


def test_what_exceeds_the_inputs_has_no_origin() -> None:
    # 125 kg of 100 kg: a fifth of the output came from elsewhere.
    trace = _traced(ORE, making(2, "2026-02-01", [("A", 100.0)], [("X", 125.0)], "separation", "MYS", 1))

    assert _mined(trace) == (pytest.approx(0.8), 1.0)


def test_masses_are_balanced_by_element_where_contents_are_given() -> None:
    # Gross mass falls from 100 to 60 kg, yet 10 kg of neodymium become 12.
    ore = entry(
        1, "2026-01-10", "A", 100.0, "mine", "AUS", 1,
        ilmd={"didymium:contents": [{"element": "neodymium", "share": 0.1}]},
    )  # fmt: skip
    made = making(
        2, "2026-02-01", [("A", 100.0)], [("X", 60.0)], "separation", "MYS", 1,
        ilmd={"didymium:contents": [{"element": "neodymium", "share": 0.2}]},
    )  # fmt: skip
    (finding,) = _traced(ore, made).findings

    assert finding.kind == "more_out_than_in"
    assert finding.said.fields["element"] == "neodymium"
    assert finding.said.fields["used_kg"] == pytest.approx(10.0)
    assert finding.said.fields["made_kg"] == pytest.approx(12.0)


def test_more_drawn_than_a_lot_held_comes_from_elsewhere() -> None:
    # 160 kg are drawn of 100 kg: if the other draw got its 80 kg, 20 of these 80 kg are left, a quarter.
    trace = _traced(
        ORE,
        making(2, "2026-02-01", [("A", 80.0)], [("X", 40.0)], "separation", "MYS", 1),
        making(3, "2026-02-02", [("A", 80.0)], [("Y", 40.0)], "separation", "MYS", 1),
    )

    assert _kinds(trace) == ["overdrawn"]
    assert _mined(trace) == (pytest.approx(0.25), 1.0)


def test_more_drawn_at_once_than_a_lot_held_comes_from_elsewhere() -> None:
    # 160 kg are drawn of 100 kg by one making: 100/160 of it has an origin.
    trace = _traced(ORE, making(2, "2026-02-01", [("A", 160.0)], [("X", 40.0)], "separation", "MYS", 1))

    assert _kinds(trace) == ["overdrawn"]
    assert _mined(trace) == (pytest.approx(0.625), 1.0)


def test_tonnes_and_grams_are_kilograms() -> None:
    made = making(2, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 1)
    made["inputQuantityList"] = [quantity("A", 0.1, "TNE")]
    made["outputQuantityList"] = [quantity("X", 40_000.0, "GRM")]
    trace = _traced(ORE, made)

    assert _kinds(trace) == []
    assert trace.origins[lot("X")].mass_kg == pytest.approx(40.0)


def test_a_lot_cannot_be_used_before_it_is_made() -> None:
    trace = _traced(ORE, making(2, "2026-01-09", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 1))

    assert _kinds(trace) == ["used_before_made"]
    assert _mined(trace) == (0.0, 1.0)


def test_a_lot_that_turns_up_elsewhere_without_a_shipment_is_no_longer_known() -> None:
    trace = _traced(ORE, making(2, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 2))

    assert _kinds(trace) == ["custody_gap"]
    assert _mined(trace) == (0.0, 1.0)


def test_a_receipt_needs_a_shipment_before_it() -> None:
    trace = _traced(
        ORE,
        arriving(2, "2026-01-15", "A", 100.0, 2),
        sending(3, "2026-01-20", "A", 100.0, 1),
        making(4, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 2),
    )

    assert _kinds(trace) == ["received_before_shipped", "custody_gap"]
    assert _mined(trace) == (0.0, 1.0)


def test_more_cannot_arrive_than_was_sent() -> None:
    # 100 kg arrive of 80 kg: a fifth has no origin.
    trace = _traced(
        ORE,
        sending(2, "2026-01-15", "A", 80.0, 1),
        arriving(3, "2026-01-20", "A", 100.0, 2),
        making(4, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 2),
    )

    assert _kinds(trace) == ["received_more_than_shipped"]
    assert _mined(trace) == (pytest.approx(0.8), 1.0)


def test_a_container_takes_along_what_is_packed_into_it() -> None:
    pallet = "urn:epc:id:sscc:9521141.0000000001"
    packing = event(
        "AggregationEvent", "2026-01-14", 2, 1, action="ADD", bizStep="packing", parentID=pallet,
        childQuantityList=[quantity("A", 100.0)],
    )  # fmt: skip
    moves = [
        event(
            "ObjectEvent", "2026-01-15", 3, action="OBSERVE", bizStep="shipping",
            readPoint={"id": site(1)}, epcList=[pallet],
        ),
        event("ObjectEvent", "2026-01-20", 4, 2, action="OBSERVE", bizStep="receiving", epcList=[pallet]),
    ]  # fmt: skip
    made = making(5, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 2)

    assert _kinds(_traced(ORE, packing, *moves, made)) == []
    assert "custody_gap" in _kinds(_traced(ORE, *moves, made))


def test_a_lot_that_is_made_and_also_enters_has_no_origin_for_what_enters() -> None:
    trace = _traced(
        ORE,
        making(2, "2026-02-01", [("A", 100.0)], [("X", 50.0)], "separation", "MYS", 1),
        entry(3, "2026-02-02", "X", 50.0, "mine", "AUS", 1),
    )

    assert _kinds(trace) == ["made_twice"]
    assert _mined(trace) == (pytest.approx(0.5), 1.0)


def test_identity_is_not_preserved_by_mixing_two_origins() -> None:
    trace = _traced(
        ORE,
        entry(2, "2026-01-10", "C", 100.0, "mine", "CHN", 1),
        making(
            3, "2026-02-01", [("A", 100.0), ("C", 100.0)], [("X", 50.0), ("Y", 50.0)], "separation", "MYS", 1,
            "identity_preserved",
        ),
    )  # fmt: skip

    assert _kinds(trace) == ["identity_mixed"]
    assert _mined(trace) == (0.0, 1.0)


CERTIFICATE = {
    "id": "https://certificates.example/1",
    "gs1:certificationAgency": "Invented Assurance",
    "gs1:certificationStandard": "Invented Chain of Custody Standard",
    "gs1:certificationStartDate": "2026-01-01",
    "gs1:certificationEndDate": "2026-12-31",
}


def _certified(changes: dict[str, object], issuers: list[str] | None) -> LotTrace:
    ore = entry(1, "2026-01-10", "A", 100.0, "mine", "AUS", 1, certificationInfo=CERTIFICATE["id"])
    certificates = {"didymium:certificates": [CERTIFICATE | changes]}
    return trace_lots(read(ore, **certificates), trusted=["AUS"], issuers=issuers)


def test_a_certificate_counts_if_valid_in_scope_and_of_a_trusted_issuer() -> None:
    trace = _certified({}, ["Invented Assurance"])

    assert [review.counts for review in trace.reviews] == [Holds.YES]
    assert _mined(trace, "A") == (1.0, 1.0)


def test_who_is_trusted_is_not_assumed() -> None:
    trace = _certified({}, None)

    assert [review.trusted for review in trace.reviews] == [Holds.UNKNOWN]
    assert _mined(trace, "A") == (1.0, 1.0)
    assert _mined(_certified({}, ["Somebody Else"]), "A") == (0.0, 1.0)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"gs1:certificationEndDate": "2026-01-09"}, "certificate_not_valid"),
        ({"gs1:certificationStatus": "REVOKED"}, "certificate_not_valid"),
        ({"didymium:lots": [lot("B")]}, "certificate_out_of_scope"),
        ({"didymium:sites": [site(2)]}, "certificate_out_of_scope"),
        ({"id": "https://certificates.example/2"}, "certificate_unknown"),
    ],
)
def test_a_certificate_that_does_not_hold_is_named_and_does_not_count(
    changes: dict[str, object], found: str
) -> None:
    trace = _certified(changes, ["Invented Assurance"])

    assert _kinds(trace) == [found]
    assert _mined(trace, "A") == (0.0, 1.0)


def test_a_certificate_for_80_kg_does_not_cover_100() -> None:
    trace = _certified({"didymium:quantity": {"quantity": 80, "uom": "KGM"}}, None)

    assert _kinds(trace) == ["certificate_spent_twice"]
    assert _mined(trace, "A") == (pytest.approx(0.8), 1.0)


def test_an_event_declared_in_error_must_say_which() -> None:
    """Otherwise the wrong event would stand, and its origin be believed."""
    declared = ORE | {"errorDeclaration": {"declarationTime": "2026-02-02T00:00:00Z"}}
    del declared["eventID"]
    with pytest.raises(InputError, match="eventID: is missing"):
        read(ORE, declared)


def test_an_event_declared_in_error_is_left_out() -> None:
    wrong = making(2, "2026-02-01", [("A", 100.0)], [("X", 900.0)], "separation", "MYS", 1)
    declared = wrong | {"errorDeclaration": {"declarationTime": "2026-02-02T00:00:00Z"}}
    right = making(3, "2026-02-01", [("A", 100.0)], [("X", 40.0)], "separation", "MYS", 1)
    trace = _traced(ORE, wrong, declared, right)

    assert _kinds(trace) == []
    assert trace.document.notes == ("in_error",)
