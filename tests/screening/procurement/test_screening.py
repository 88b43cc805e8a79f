"""Screening of products: thresholds flip exactly where they stand, and what is unknown is said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from didymium.evidence.product_tests import CONDITIONS, PRODUCT_STAGES
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.lots.origin import StageOrigin, stated_origin
from didymium.screening.lots.tracing import trace_lots
from didymium.screening.procurement.product import Product, stages_of_lot
from didymium.screening.procurement.screening import Verdict, screen_product
from lot_documents import chain, entry, lot, making, read

DAY = dt.date(2027, 1, 1)
NOTHING_GIVEN = dict.fromkeys(CONDITIONS, Holds.NO)
JAPANESE = {
    stage: stated_origin(stage, {"JPN": 1.0}) for stage in ("mine", "separation", "metal", "alloy", "magnet")
}


def _magnet(**more: object) -> Product:
    fields = {"buyer": "us_war", "stages": JAPANESE, "conditions": NOTHING_GIVEN, "delivered_as_is": True}
    return Product("ndfeb_magnet", **(fields | more))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(low=st.floats(0, 1), high=st.floats(0, 1))
def test_the_benchmark_flips_just_above_65_percent_and_stays_open_across_it(low: float, high: float) -> None:
    # "At most 65 %": 65 itself is within it. Shares are told apart to twelve digits.
    low, high = sorted((low, high))
    home = {stage: stated_origin(stage, {"DEU": 1.0}) for stage in PRODUCT_STAGES}
    home["metal"] = StageOrigin("metal", {"CHN": (low, high)}, 0.0)
    supply = Product("eu_strategic_raw_materials", buyer="eu", is_market=True, stages=home)

    verdict = screen_product(shared_evidence(), supply, DAY).verdict("eu_crma")

    at_least, at_most = round(low * 100, 10), round(high * 100, 10)
    if at_least > 65:
        assert verdict is Verdict.FAILS
    elif at_most <= 65:
        assert verdict is Verdict.COMPLIES
    else:
        assert verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("share", "verdict"),
    [(0.4499999, Verdict.COMPLIES), (0.45, Verdict.COMPLIES), (0.4500001, Verdict.FAILS)],
)
def test_a_cost_ratio_of_55_percent_is_enough(share: float, verdict: Verdict) -> None:
    storage = Product("lithium", kind="energy_storage", begun=2026, prohibited_cost=(share, share))

    assert screen_product(shared_evidence(), storage, DAY).verdict("us_pfe") is verdict


def test_the_smallest_share_of_a_covered_country_is_too_much() -> None:
    for share, verdict in ((0.0, Verdict.COMPLIES), (1e-6, Verdict.FAILS)):
        stages = JAPANESE | {"mine": stated_origin("mine", {"CHN": share, "JPN": 1.0 - share})}
        answer = screen_product(shared_evidence(), _magnet(stages=stages), DAY)
        assert answer.verdict("us_dfars_magnets") is verdict


@pytest.mark.parametrize("stage", list(JAPANESE))
def test_leaving_out_any_stage_opens_the_answer_and_says_which(stage: str) -> None:
    stages = {name: origin for name, origin in JAPANESE.items() if name != stage}
    answer = screen_product(shared_evidence(), _magnet(stages=stages), DAY)

    assert answer.verdict("us_dfars_magnets") is Verdict.UNKNOWN
    missing = [
        said for finding in answer.findings if finding.bites is Holds.UNKNOWN for said in finding.missing
    ]
    assert stage in {said.fields.get("stage") for said in missing}


def test_an_exemption_that_nobody_speaks_of_keeps_a_ban_from_being_certain() -> None:
    stages = JAPANESE | {"magnet": stated_origin("magnet", {"CHN": 1.0})}
    answer = screen_product(shared_evidence(), _magnet(stages=stages, conditions={}), DAY)

    assert answer.verdict("us_dfars_magnets") is Verdict.UNKNOWN


def test_a_finding_names_rule_part_dates_source_and_thin_evidence() -> None:
    stages = JAPANESE | {"mine": stated_origin("mine", {"CHN": 1.0})}
    answer = screen_product(shared_evidence(), _magnet(stages=stages), DAY)
    (finding,) = [one for one in answer.findings if one.bites is Holds.YES]

    assert (finding.rule, finding.part, finding.number) == ("us_dfars_magnets", "mined_to_produced", 1)
    assert (finding.state, finding.since, finding.until) == ("in_force", dt.date(2027, 1, 1), None)
    assert finding.source == "dfars_2024_clause"
    assert "(b)(1)(ii)" in finding.locator
    # Bills would repeal the wider ban or put it off; the amending section 848 was not seen.
    assert finding.warnings == ("incomplete",)
    assert [said.key for said in finding.remedies] == ["screen.product.remedy.stage"]
    assert finding.remedies[0].fields["stage"] == "mine"


def test_a_traced_lot_is_screened_by_its_documents() -> None:
    # The neodymium of the invented magnet is Australian, Malaysian and Japanese; the iron holds none.
    events = chain()
    events[6]["ilmd"]["didymium:contents"] = [{"element": "neodymium", "share": 0.99}]
    events[7]["ilmd"]["didymium:contents"] = [{"element": "neodymium", "share": 0.0}]
    magnet = lot("MAGNET")
    neodymium = trace_lots(read(*events), element="neodymium").origins[magnet]
    gross = trace_lots(read(*events)).origins[magnet]

    answers = [
        screen_product(shared_evidence(), _magnet(stages=stages_of_lot(origin)), DAY)
        for origin in (neodymium, gross)
    ]
    assert [one.verdict("us_dfars_magnets") for one in answers] == [Verdict.COMPLIES, Verdict.UNKNOWN]


def test_mass_balance_leaves_the_goods_of_a_mixed_site_unknown() -> None:
    # Half of the ore is Chinese: either lot may hold none of it, and one of them holds some.
    events = [
        entry(1, "2026-01-10", "A", 50.0, "mine", "AUS", 1),
        entry(2, "2026-01-10", "C", 50.0, "mine", "CHN", 1),
        making(
            3, "2026-02-01", [("A", 50.0), ("C", 50.0)], [("X", 40.0), ("Y", 40.0)],
            ["separation", "metal", "alloy", "magnet"], "JPN", 1, "mass_balance",
        ),
    ]  # fmt: skip
    origin = trace_lots(read(*events)).origins[lot("X")]
    answer = screen_product(shared_evidence(), _magnet(stages=stages_of_lot(origin)), DAY)

    assert answer.verdict("us_dfars_magnets") is Verdict.UNKNOWN
