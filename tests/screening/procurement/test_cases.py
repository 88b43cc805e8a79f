"""Rules of buying and support, case by case from their own words (cases.toml)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from didymium.evidence.product_tests import CONDITIONS
from didymium.evidence.reading import shared_evidence
from didymium.screening.answer import Holds
from didymium.screening.lots.origin import stated_origin
from didymium.screening.procurement.product import Product
from didymium.screening.procurement.screening import Verdict, screen_product

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
WORDS = {"yes": Holds.YES, "no": Holds.NO, "?": Holds.UNKNOWN}


def product_of(case: dict[str, Any]) -> Product:
    """Return the product of a case: what it does not say of the purchase is not so."""
    given = case.get("given", {})
    cost = case.get("prohibited_cost")
    made = case.get("made", {})
    return Product(
        case["material"],
        buyer=case.get("buyer", "us_war"),
        kind=case.get("kind", "good"),
        is_market=case.get("market", False),
        stages={stage: stated_origin(stage, shares) for stage, shares in made.items()},
        conditions={condition: WORDS[given.get(condition, "no")] for condition in CONDITIONS},
        weight_shares={material: (share, share) for material, share in case.get("weights", {}).items()},
        prohibited_cost=None if cost is None else (cost, cost),
        delivered_as_is="end_item" not in made,
        begun=case.get("begun"),
    )


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_rule_says_of_a_product_what_its_words_say(case: dict[str, Any]) -> None:
    answer = screen_product(shared_evidence(), product_of(case), case["day"])

    assert answer.verdict(case.get("rule", "us_dfars_magnets")) is Verdict(case["verdict"])


def test_there_are_at_least_25_cases_each_with_source_and_locator() -> None:
    assert len(CASES) >= 25
    assert all(case["source"] and case["locator"] for case in CASES)
