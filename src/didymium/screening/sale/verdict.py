"""What a review says, as sentences: each follows from a figure and a threshold by a stated rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from didymium.screening.answer import Finding, Holds, Said, any_of
from didymium.screening.sale.concentration import Concentration
from didymium.screening.sale.guidelines import (
    EU_CHANGE_HIGH,
    EU_CHANGE_LOW,
    EU_HIGH,
    EU_LOW,
    EU_RULE,
    US_CHANGE,
    US_LEVEL,
    US_RULE,
    US_SHARE,
)
from didymium.screening.sale.review import MarketEffect, SaleReview
from didymium.screening.sale.shortages import shortened, worsened

MOST_NAMED = 5
"""Shortages that sentences name; tables hold all of them."""
LEAST_USD = 1000.0
"""Smaller changes of a loss are not told."""
LIMITS = {
    US_LEVEL: "level_index",
    US_CHANGE: "change_index",
    US_SHARE: "share_percent",
    EU_LOW: "low_index",
    EU_HIGH: "high_index",
    EU_CHANGE_LOW: "larger_index",
    EU_CHANGE_HIGH: "smaller_index",
}
"""Field of a sentence for each threshold, by its fact."""


def judged(review: SaleReview) -> Iterator[tuple[Concentration, Finding, Finding]]:
    """Yield each concentration by owner or country of control with what both guidelines say of it."""
    found = [one for one in review.concentration if one.by != "location"]
    for place, one in enumerate(found):
        yield one, review.findings[2 * place], review.findings[2 * place + 1]


def deal_said(review: SaleReview) -> tuple[Said, ...]:
    """Say what is sold by whom to whom, and whether control passes."""
    checked, request = review.checked, review.request
    passes = "passes" if request.control_passes else "stays"
    return (
        Said(
            "screen.sale.said.deal",
            {
                "plant": checked.plant.plant, "seller": checked.seller.name,
                "country": checked.seller.country,
                "buyer": checked.buyer.name, "buyer_country": checked.buyer.country,
                "stake_percent": request.stake_percent,
            },
        ),
        Said(f"screen.sale.said.control_{passes}_{request.control}"),
    )  # fmt: skip


def concentration_said(review: SaleReview) -> tuple[Said, ...]:
    """Say in which markets the deal passes the thresholds, in which it may, and that it does in no other."""
    return tuple(
        said
        for rule in (US_RULE, EU_RULE)
        for by in ("control", "owner")
        for said in _of_rule(review, rule, by)
    )


def _of_rule(review: SaleReview, rule: str, by: str) -> Iterator[Said]:
    """A market counts if it does by output or by capacity."""
    of_market: dict[str, list[Holds]] = {}
    limits: dict[str, float | None] = {}
    for one, american, european in judged(review):
        if one.by == by:
            finding = american if rule == US_RULE else european
            of_market.setdefault(one.supply.what, []).append(finding.holds)
            limits = {LIMITS[figure.fact]: figure.threshold for figure in finding.figures}
    of = {holds: [what for what, all_ in of_market.items() if any_of(all_) is holds] for holds in Holds}
    name = "us" if rule == US_RULE else "eu"
    if of[Holds.YES]:
        yield Said(f"screen.sale.said.{name}_yes", {"by": by, "markets": tuple(of[Holds.YES]), **limits})
    if of[Holds.UNKNOWN]:
        yield Said(f"screen.sale.said.{name}_unknown", {"by": by, "markets": tuple(of[Holds.UNKNOWN])})
    if not of[Holds.YES] and not of[Holds.UNKNOWN]:
        yield Said(f"screen.sale.said.{name}_no", {"by": by})


def market_said(review: SaleReview) -> tuple[Said, ...]:
    """Say who runs short earlier and by how many days, and what more is missing; or why nothing changes."""
    if review.market is None:
        return () if review.why_no_market is None else (review.why_no_market,)
    return tuple(_effect(review.market))


def _effect(market: MarketEffect) -> Iterator[Said]:
    change = market.change
    yield Said(
        "screen.sale.said.plant_output",
        {"scenario_title": market.scenario.title, "before_t": market.plant_output_t[0],
         "after_t": market.plant_output_t[1]},
    )  # fmt: skip
    earlier = shortened(change.users)
    for row in earlier.sort("change_t", descending=True).head(MOST_NAMED).iter_rows(named=True):
        yield _earlier(row)
    if earlier.height > MOST_NAMED:
        yield Said("screen.sale.said.more_earlier", {"number": earlier.height - MOST_NAMED})
    if not earlier.height:
        yield Said("screen.sale.said.none_earlier")
    count = worsened(change.users).height
    yield Said("screen.sale.said.worsened" if count else "screen.sale.said.none_worse", {"number": count})
    yield from _losses(change.members)


def _earlier(row: dict[str, Any]) -> Said:
    who = {name: row[name] for name in ("region", "sector", "material")}
    days = {"after_days": row["after_survive_days"]}
    if row["before_survive_days"] is None:
        return Said("screen.sale.said.only_after", {**who, **days})
    earlier = {"before_days": row["before_survive_days"], "earlier_days": row["earlier_days"]}
    return Said("screen.sale.said.earlier", {**who, **days, **earlier})


def _losses(members: pl.DataFrame) -> Iterator[Said]:
    for row in members.iter_rows(named=True):
        before, more = row["before_missing_usd"], row["after_missing_usd"] - row["before_missing_usd"]
        if more >= LEAST_USD:
            fields = {"region": row["region"], "before_usd": before, "more_usd": more}
            yield Said("screen.sale.said.missing", fields)


def assumed_said(review: SaleReview) -> tuple[Said, ...]:
    """Say what was assumed: who controls what, what the owner does, how days are counted."""
    return tuple(_assumed(review))


def _assumed(review: SaleReview) -> Iterator[Said]:
    controllers = [one.controller for one in review.controllers]
    unnamed = sum(not one.name for one in controllers)
    assumed = sum(one.basis == "assumed_region" for one in controllers)
    yield Said(
        "screen.sale.assumed.owners", {"number": len(controllers), "assumed": assumed, "unnamed": unnamed}
    )
    yield Said("screen.sale.assumed.guidelines")
    yield Said("screen.sale.assumed.capacity", {"date": review.checked.day})
    uncounted = sorted({plant for _, plants in review.uncounted for plant in plants})
    if uncounted:
        yield Said("screen.sale.assumed.uncounted", {"plants": tuple(uncounted)})
    market = review.market
    if market is None:
        return
    yield Said(f"screen.sale.assumed.{review.request.reading}")
    if market.not_named:
        yield Said("screen.sale.assumed.not_named", {"materials": market.not_named})
    if review.request.offtake_share > 0.0:
        yield Said("screen.sale.assumed.offtake", {"share": review.request.offtake_share})
    yield Said("screen.sale.assumed.days", {"profile": market.scenario.profile})


def all_said(review: SaleReview) -> Sequence[Said]:
    """Return every sentence, in order."""
    parts = (deal_said, concentration_said, market_said, assumed_said)
    return [said for part in parts for said in part(review)]
