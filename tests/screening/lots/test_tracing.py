"""Where lots come from, by hand: proportional mixing, bounds of mass balance, what is left open."""

from __future__ import annotations

import datetime as dt

import pytest

from didymium.evidence.product_tests import ProductStage
from didymium.screening.lots.origin import StageOrigin
from didymium.screening.lots.tracing import LotOrigin, trace_lots
from lot_documents import arriving, chain, entry, lot, making, read, sending

TRUSTED = ["AUS", "MYS", "JPN"]


def _at(origin: LotOrigin, stage: ProductStage) -> StageOrigin:
    return next(one for one in origin.stages if one.stage == stage)


def _trusted(origin: LotOrigin, stage: ProductStage) -> tuple[float, float]:
    return next(
        bounds for one, bounds in zip(origin.stages, origin.trusted, strict=True) if one.stage == stage
    )


def _two_ores(custody: str, *outputs: tuple[str, float], **more: object) -> list[dict[str, object]]:
    """Return 60 t of Australian and 40 t of Chinese ore, separated in Malaysia into some lots."""
    return [
        entry(1, "2026-01-10", "A", 60e3, "mine", "AUS", 1),
        entry(2, "2026-01-11", "C", 40e3, "mine", "CHN", 1),
        making(
            3, "2026-02-01", [("A", 60e3), ("C", 40e3)], list(outputs), "separation", "MYS", 1, custody,
            **more,
        ),
    ]  # fmt: skip


def test_a_segregated_batch_mixes_its_inputs_by_mass() -> None:
    # 60 t of 100 t are Australian, and every lot of an even mixture is like the whole.
    trace = trace_lots(read(*_two_ores("segregated", ("X", 20e3), ("Y", 30e3))), trusted=TRUSTED)

    for name in ("X", "Y"):
        mined = _at(trace.origins[lot(name)], "mine")
        assert mined.shares == {"AUS": (pytest.approx(0.6),) * 2, "CHN": (pytest.approx(0.4),) * 2}
        assert mined.others_high == 0.0
        assert _trusted(trace.origins[lot(name)], "mine") == (pytest.approx(0.6), pytest.approx(0.6))
        assert _trusted(trace.origins[lot(name)], "separation") == (1.0, 1.0)


@pytest.mark.parametrize("custody", ["mass_balance", "unknown"])
def test_with_mass_balance_only_bounds_of_each_lot_are_known(custody: str) -> None:
    # X is 20 of 50 t of output, f = 0.4. It may be all Australian (0.6 ≥ 0.4) or all Chinese (0.4 ≥ 0.4).
    # Y has f = 0.6: Australian at most min(1, 0.6/0.6) = 1, at least (0.6 − 0.4)/0.6 = 1/3.
    trace = trace_lots(read(*_two_ores(custody, ("X", 20e3), ("Y", 30e3))), trusted=TRUSTED)

    assert _trusted(trace.origins[lot("X")], "mine") == (pytest.approx(0.0), pytest.approx(1.0))
    assert _trusted(trace.origins[lot("Y")], "mine") == (pytest.approx(1 / 3), pytest.approx(1.0))


def test_one_lot_that_takes_all_inputs_has_no_room_for_another_mixture() -> None:
    trace = trace_lots(read(*_two_ores("mass_balance", ("X", 50e3))), trusted=TRUSTED)

    assert _trusted(trace.origins[lot("X")], "mine") == (pytest.approx(0.6), pytest.approx(0.6))


def test_claims_of_mass_balance_are_accepted_up_to_what_came_in() -> None:
    # 100 % Australian is claimed of X, f = 0.5: 0.5 of the output against 0.6 of the input. It is borne out;
    # of Y the rest of the account, 0.1, is claimed as 0.2 of its half.
    claims = [
        {"stage": "mine", "country": "AU", "share": 1.0, "lot": lot("X")},
        {"stage": "mine", "country": "AU", "share": 0.2, "lot": lot("Y")},
    ]
    ilmd = {"didymium:claims": claims}
    trace = trace_lots(read(*_two_ores("mass_balance", ("X", 25e3), ("Y", 25e3), ilmd=ilmd)), trusted=TRUSTED)

    assert not trace.findings
    assert _at(trace.origins[lot("X")], "mine").booked["AUS"] == pytest.approx(1.0)
    assert _at(trace.origins[lot("Y")], "mine").booked["AUS"] == pytest.approx(0.2)
    # The goods may still be Chinese: f = 0.5 takes at most all 0.4 of it.
    assert _trusted(trace.origins[lot("X")], "mine") == (pytest.approx(0.2), pytest.approx(1.0))


def test_claims_above_what_came_in_are_cut_and_named() -> None:
    # Both halves are claimed as wholly Australian: 1.0 of the output against 0.6 of the input, accepted 0.6.
    ilmd = {"didymium:claims": [{"stage": "mine", "country": "AU", "share": 1.0}]}
    trace = trace_lots(read(*_two_ores("mass_balance", ("X", 25e3), ("Y", 25e3), ilmd=ilmd)), trusted=TRUSTED)

    (finding,) = trace.findings
    assert finding.kind == "claims_exceed_inputs"
    assert finding.said.fields["came_in"] == pytest.approx(0.6)
    assert finding.said.fields["claimed"] == pytest.approx(1.0)
    assert _at(trace.origins[lot("X")], "mine").booked["AUS"] == pytest.approx(0.6)


def test_an_account_spans_the_transformations_of_a_site_in_a_period() -> None:
    # Chinese ore goes in on one day, Australian on another; the books of the year mix them.
    events = [
        entry(1, "2026-01-10", "A", 50e3, "mine", "AUS", 1),
        entry(2, "2026-01-11", "C", 50e3, "mine", "CHN", 1),
        making(3, "2026-02-01", [("A", 50e3)], [("X", 25e3)], "separation", "MYS", 1, "mass_balance"),
        making(4, "2026-03-01", [("C", 50e3)], [("Y", 25e3)], "separation", "MYS", 1, "mass_balance"),
    ]
    trace = trace_lots(read(*events), trusted=TRUSTED)
    assert _trusted(trace.origins[lot("X")], "mine") == (0.0, 1.0)

    quarters = [dict(event) for event in events]
    quarters[2]["didymium:accountPeriod"], quarters[3]["didymium:accountPeriod"] = "2026-02", "2026-03"
    trace = trace_lots(read(*quarters), trusted=TRUSTED)
    assert _trusted(trace.origins[lot("X")], "mine") == (1.0, 1.0)
    assert _trusted(trace.origins[lot("Y")], "mine") == (0.0, 0.0)


def test_iron_hides_where_the_magnet_is_mined_until_the_element_is_followed() -> None:
    # 1,400 of 2,000 kg are iron whose ore no document names: 0.3 of the mass is known to be Australian.
    events = chain()
    gross = trace_lots(read(*events), trusted=TRUSTED).origins[lot("MAGNET")]
    assert _at(gross, "mine").shares["AUS"] == (pytest.approx(0.3), pytest.approx(1.0))
    assert _at(gross, "mine").others_high == pytest.approx(0.7)
    assert _trusted(gross, "mine") == (pytest.approx(0.3), pytest.approx(1.0))

    # The iron holds no neodymium, so that all of it comes with the metal.
    events[6]["ilmd"]["didymium:contents"] = [{"element": "neodymium", "share": 0.99}]
    events[7]["ilmd"]["didymium:contents"] = [{"element": "neodymium", "share": 0.0}]
    neodymium = trace_lots(read(*events), element="neodymium", trusted=TRUSTED).origins[lot("MAGNET")]
    assert [stage.stage for stage in neodymium.stages] == ["mine", "separation", "metal", "alloy", "magnet"]
    assert all(bounds == (1.0, 1.0) for bounds in neodymium.trusted)


def test_an_element_of_unknown_content_gives_the_bounds_of_purest_and_least_pure() -> None:
    trace = trace_lots(
        read(*_two_ores("segregated", ("X", 50e3))), element="dysprosium", trusted=TRUSTED
    )  # fmt: skip

    assert _trusted(trace.origins[lot("X")], "mine") == (0.0, 1.0)


def test_a_lot_from_nothing_may_be_from_anywhere() -> None:
    # Half of the input has no document: half is trusted for certain, all of it at best.
    events = [
        entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1),
        making(2, "2026-02-01", [("A", 50.0), ("Q", 50.0)], [("X", 40.0)], "separation", "MYS", 1),
    ]
    trace = trace_lots(read(*events), trusted=TRUSTED)

    assert [finding.kind for finding in trace.findings] == ["from_nothing"]
    assert _trusted(trace.origins[lot("X")], "mine") == (pytest.approx(0.5), 1.0)
    assert _at(trace.origins[lot("X")], "mine").others_high == pytest.approx(0.5)


def test_a_stage_done_twice_counts_in_both_countries() -> None:
    events = [
        entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1),
        making(2, "2026-02-01", [("A", 50.0)], [("B", 40.0)], "separation", "CHN", 1),
        making(3, "2026-03-01", [("B", 40.0)], [("X", 40.0)], "separation", "JPN", 1),
    ]
    origin = trace_lots(read(*events), trusted=TRUSTED).origins[lot("X")]

    assert _at(origin, "separation").shares == {"CHN": (1.0, 1.0), "JPN": (1.0, 1.0)}
    assert _trusted(origin, "separation") == (0.0, 0.0)


def test_a_country_that_is_left_open_is_not_trusted() -> None:
    event = making(2, "2026-02-01", [("A", 50.0)], [("X", 40.0)], "separation", "MYS", 1)
    del event["ilmd"]["cbvmda:countryOfOrigin"]
    origin = trace_lots(
        read(entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1), event), trusted=TRUSTED
    ).origins[lot("X")]  # fmt: skip

    assert _trusted(origin, "separation") == (0.0, 1.0)
    assert _at(origin, "separation").others_high == 1.0


def test_a_circle_of_lots_is_named_and_leaves_no_origin() -> None:
    events = [
        making(1, "2026-01-01", [("B", 10.0)], [("A", 10.0)], "metal", "JPN", 1),
        making(2, "2026-01-02", [("A", 10.0)], [("B", 10.0), ("X", 1.0)], "metal", "JPN", 1),
    ]
    trace = trace_lots(read(*events), trusted=TRUSTED)

    assert "cycle" in {finding.kind for finding in trace.findings}
    assert _trusted(trace.origins[lot("X")], "mine") == (0.0, 1.0)


def test_events_after_the_day_are_not_known_yet() -> None:
    trace = trace_lots(read(*chain()), day=dt.date(2026, 3, 31))

    assert list(trace.origins) == [lot("OXIDE")]


def test_a_long_chain_is_followed_without_recursion() -> None:
    # One lot a step, so that a recursive walk would go 3,000 deep.
    events = [entry(1, "2026-01-01", "L0", 10.0, "mine", "AUS", 1)]
    for number in range(3000):
        events.append(
            making(
                number + 2, "2026-01-02", [(f"L{number}", 10.0)], [(f"L{number + 1}", 10.0)],
                "separation", "MYS", 1,
            )
        )  # fmt: skip
    origin = trace_lots(read(*events), trusted=TRUSTED).origins[lot("L3000")]

    assert origin.trusted == ((1.0, 1.0), (1.0, 1.0))
    assert origin.sources == (lot("L0"),)


def test_shipping_between_sites_keeps_the_chain() -> None:
    events = [
        entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1),
        sending(2, "2026-01-20", "A", 50.0, 1),
        arriving(3, "2026-02-20", "A", 50.0, 2),
        making(4, "2026-03-01", [("A", 50.0)], [("X", 40.0)], "separation", "MYS", 2),
    ]
    trace = trace_lots(read(*events), trusted=TRUSTED)

    assert not trace.findings
    assert trace.origins[lot("X")].trusted == ((1.0, 1.0), (1.0, 1.0))


def test_a_making_that_does_not_say_its_stage_may_have_done_any_of_them() -> None:
    # Oxide of Malaysia goes through a Chinese works that says nothing of what it did, and on to Japan.
    made = making(3, "2026-03-01", [("B", 40.0)], [("D", 40.0)], [], "CHN", 1)
    events = [
        entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1),
        making(2, "2026-02-01", [("A", 50.0)], [("B", 40.0)], "separation", "MYS", 1),
        made,
        making(4, "2026-04-01", [("D", 40.0)], [("X", 30.0)], "metal", "JPN", 1),
    ]
    # An empty list says that it did none: it only mixed or split lots.
    assert trace_lots(read(*events), trusted=TRUSTED).origins[lot("X")].trusted == ((1.0, 1.0),) * 3

    del made["didymium:stage"]
    trace = trace_lots(read(*events), trusted=TRUSTED)
    assert [finding.kind for finding in trace.findings] == ["stage_not_said"]
    assert trace.origins[lot("X")].trusted == ((0.0, 1.0),) * 3
