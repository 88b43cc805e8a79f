"""Deals and companies of ``tests/screening/deals/cases.csv`` with what the rules answer.

``shares`` are in percent, ``a..b`` for bounds; ``so`` and ``not_so`` are properties. Two words stand for
several properties: ``@private`` (no state, no sanction, no duty to help foreign intelligence) and ``@quiet``
(wishes for no board seat, no sale, no technology). ``missing`` names what an unknown answer must ask for.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Holds
from didymium.screening.deals.answers import ScreenAnswer
from didymium.screening.deals.deal import Deal, Entity, Share
from didymium.screening.deals.screen import screen_deal, screen_entity

WORDS = {
    "@private": "state_owned sanctioned_before specified_investor quasi_specified",
    "@quiet": "board_seat proposes_sale nonpublic_technology",
}
Row = dict[str, str]


def rows() -> list[Row]:
    text = (Path(__file__).parent / "screening" / "deals" / "cases.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def answer(evidence: Evidence, row: Row) -> ScreenAnswer:
    shares: dict[Any, Share] = {}
    for word in row["shares"].split():
        name, _, bounds = word.partition("=")
        low, _, high = bounds.partition("..")
        shares[name] = Share(float(low), float(high or low))
    properties: dict[Any, Holds] = dict.fromkeys(row["so"].split(), Holds.YES)
    properties |= dict.fromkeys(_words(row["not_so"]), Holds.NO)
    before = shares.pop("stake_before", None)
    day, reading = dt.date.fromisoformat(row["date"]), row["reading"]
    if row["of"] == "entity":
        entity = Entity("company", row["target"], shares, properties)
        return screen_entity(evidence, entity, day, reading)  # type: ignore[arg-type]
    deal = Deal("buyer", "company", row["acquirer"], row["target"], before, shares, properties)
    return screen_deal(evidence, deal, day, reading)  # type: ignore[arg-type]


def _words(text: str) -> list[str]:
    return " ".join(WORDS.get(word, word) for word in text.split()).split()
