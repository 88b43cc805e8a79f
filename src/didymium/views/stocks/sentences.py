"""What an answer about stockpiles says in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from didymium.decisions.pooling.fair_shares import FairShares
from didymium.decisions.pooling.pooling import Pooling
from didymium.decisions.stocks.cover.cover import Cover
from didymium.decisions.stocks.purchases.purchase_plan import PurchasePlan
from didymium.decisions.stocks.shortfall.shortfall import Shortfall
from didymium.decisions.stocks.sizing.sizes import LEAST_T, Sizing
from didymium.decisions.stocks.sizing.stages import StageAnswer
from didymium.decisions.stocks.trial.recheck import Recheck
from didymium.views.stocks.naming import MILLION, criterion_text, is_in_tonnes, mineral_name
from didymium.views.stocks.pool_tables import goods_text, group_name
from didymium.views.stocks.view import SizeView
from didymium.views.wording import Words, number

MOST_NAMED = 3
LEAST_SAVED = 5e-4
"""A smaller share of what members pay alone is no saving."""


def cover_sentences(words: Words, cover: Cover, materials: Sequence[str] | None = None) -> list[str]:
    """Say where cover misses its target, where nothing is known, and that every known level is assumed."""
    table = (
        cover.table if materials is None else cover.table.filter(pl.col("material").is_in(list(materials)))
    )
    said = [_basis(words, table)]
    missing = table.filter(pl.col("gap_t") > 0).sort("fill_usd", descending=True, nulls_last=True)
    if missing.height:
        items = [
            words(
                "stocks.say.gap_item",
                material=words.material(row["material"]),
                region=words.region(row["member"]),
                days=words.days(row["gap_days"] or 0.0),
                tonnes=words.tonnes(row["gap_t"]),
            )
            for row in missing.head(MOST_NAMED).to_dicts()
        ]
        fill = words.money(float(missing["fill_usd"].sum()))
        said.append(words("stocks.say.gaps", list="; ".join(items), count=missing.height, fill=fill))
    elif table["target_days"].count():
        said.append(words("stocks.say.no_gaps"))
    unknown = table.filter(pl.col("held_t").is_null()).height
    if unknown:
        said.append(words("stocks.say.unknown", count=unknown, whole=table.height))
    return said


def _basis(words: Words, table: pl.DataFrame) -> str:
    """Say how the levels are known: all assumed, or how many are."""
    known = table["held_rests_on"].drop_nulls()
    if not known.len():
        return words("stocks.say.nothing_known")
    assumed = int((known == "assumed").sum())
    if assumed == known.len():
        return words("stocks.say.all_assumed")
    return words("stocks.say.some_assumed", count=assumed, whole=known.len())


def size_sentences(words: Words, sizing: Sizing) -> list[str]:
    """Say what is asked, what is held for it, what it costs, what it saves, and when it pays."""
    said = [criterion_text(words, sizing.criterion)]
    held = {(size.region, size.material): size.t for size in sizing.places if size.t > LEAST_T}
    if not held:
        return [*said, words("stocks.say.no_stock")]
    items = [
        words(
            "stocks.say.held_item",
            tonnes=words.tonnes(t),
            material=words.inside(words.material(material)),
            region=words.region(region),
        )
        for (region, material), t in sorted(held.items(), key=lambda item: -item[1])
    ]
    shown = words("list.comma").join(items[: 2 * MOST_NAMED])
    more = len(items) - 2 * MOST_NAMED
    said.append(
        words("stocks.say.held_more", list=shown, count=more)
        if more > 0
        else words("stocks.say.held", list=shown)
    )
    capital, year = words.money(sizing.capital_usd), words.money(sizing.usd_per_year)
    said.append(words("stocks.say.costs", capital=capital, year=year))
    return [*said, *_worth(words, sizing)]


def _worth(words: Words, sizing: Sizing) -> list[str]:
    saved = sizing.expected("value_before_musd") - sizing.expected("value_after_musd")
    chance, said = sizing.break_even_chance, []
    if saved > 0 and chance is not None and chance <= 1.0:
        said.append(
            words("stocks.say.break_even", saved=words.money(saved * MILLION), chance=words.percent(chance))
        )
    else:
        said.append(words("stocks.say.never_pays"))
    if sizing.price_usd_per_year:
        unit = "t" if is_in_tonnes(sizing.criterion) else "musd"
        price = words.money(sizing.price_usd_per_year)
        said.append(words(f"stocks.say.price_{unit}", price=price))
    return said


def stage_sentences(words: Words, stages: Sequence[StageAnswer]) -> list[str]:
    """Say which stage is cheapest by itself, and what the free mix costs."""
    able = [one for one in stages if one.stage and one.sizing is not None]
    mix = next((one for one in stages if not one.stage and one.sizing is not None), None)
    unable = [words(f"stage.{one.stage}") for one in stages if one.stage and one.sizing is None]
    said = []
    if able:
        best = min(able, key=lambda one: one.usd_per_year or 0.0)
        fields = {"stage": words(f"stage.{best.stage}"), "cost": words.money(best.usd_per_year or 0.0)}
        said.append(words("stocks.say.best_stage", **fields))
    else:
        said.append(words("stocks.say.no_stage"))
    if mix is not None:
        said.append(words("stocks.say.mix", cost=words.money(mix.usd_per_year or 0.0)))
    if unable:
        said.append(words("stocks.say.unable", list=words("list.comma").join(unable)))
    return said


def pool_sentences(words: Words, pooling: Pooling, shares: FairShares) -> list[str]:
    """Say what pooling saves in dollars and tonnes, whether the shares are stable, and who objects."""
    saving = pooling.saving
    group = group_name(words, pooling.members, pooling.members)
    fields = {"group": group, "alone": words.money(saving.alone_usd_per_year),
              "together": words.money(pooling.together.usd_per_year)}  # fmt: skip
    said = [words(f"stocks.rule.{pooling.sharing.rule}_note")]
    if saving.share is not None and saving.share >= LEAST_SAVED:
        part = {"saved": words.money(saving.usd_per_year), "share": words.percent(saving.share)}
        said.append(words("stocks.say.pool_saves", **fields, **part))
    else:
        said.append(words("stocks.say.pool_costs", **fields))
    less = {name: t for name, t in saving.tonnes.items() if t > LEAST_T}
    more = {name: -t for name, t in saving.tonnes.items() if t < -LEAST_T}
    if less:
        said.append(words("stocks.say.pool_less", goods=goods_text(words, less)))
    if more:
        said.append(words("stocks.say.pool_more", goods=goods_text(words, more)))
    return [*said, *stability_sentences(words, shares, pooling.members)]


def stability_sentences(words: Words, shares: FairShares, order: Sequence[str]) -> list[str]:
    """Say whether anybody would rather leave at Shapley's shares, and whether any shares hold."""
    if shares.in_core:
        return [words("stocks.say.in_core")]
    worst = shares.objections[0]
    who = group_name(words, worst.coalition, order)
    said = [words("stocks.say.objects", group=who, saved=words.money(worst.excess))]
    if shares.least_core.core_is_empty:
        return [*said, words("stocks.say.core_empty", money=words.money(shares.least_core.excess))]
    return [*said, words("stocks.say.other_shares")]


def purchase_sentences(words: Words, plan: PurchasePlan) -> list[str]:
    """Say what is bought, what it costs, how far prices move, and who cannot be served quietly."""
    met = [need for need in plan.needs if need.is_met]
    cost = words.money(plan.cost_usd_million * MILLION)
    said = [words("stocks.say.bought", met=len(met), whole=len(plan.needs), cost=cost)]
    for need in plan.needs:
        if need.is_met:
            continue
        fields = {
            "material": words.material(need.need.material),
            "region": words.region(need.need.member),
            "share": words.percent(need.met_share),
        }
        if need.needed_price_move is None:
            said.append(words("stocks.say.not_bought", **fields))
        else:
            move = words.percent(need.needed_price_move)
            said.append(words("stocks.say.bought_at", move=move, **fields))
    return said


def check_sentences(words: Words, check: Recheck) -> list[str]:
    """Say whether the stocks as sized keep named sectors served in the market, and which size does."""
    days = words.days(check.named.days)
    if check.without.served:
        return [words("stocks.say.check_needless", days=days)]
    if check.least_multiple is None:
        return [words("stocks.say.check_none", days=days)]
    served = check.planned is not None and check.planned.served
    message = "stocks.say.check_served" if served else "stocks.say.check_more"
    said = [words(message, days=days, times=number(check.least_multiple))]
    if check.smaller is not None and check.smaller.served_days is not None:
        said.append(words("stocks.say.check_smaller", days=words.days(check.smaller.served_days)))
    return said


def shortfall_sentences(words: Words, found: Shortfall) -> list[str]:
    """Say what the emergency is, what is missing in it, and which materials miss most."""
    emergency = found.emergency
    said = [
        words(
            "stocks.say.emergency",
            region=words.region(emergency.member),
            date=words.date(emergency.begin),
            conflict=emergency.conflict_years,
            recovery=emergency.recovery_years,
        )
    ]
    short = sorted(
        (one for one in found.materials if one.net_t > 0), key=lambda one: -(one.net_usd_million or 0.0)
    )
    if not short:
        return [*said, words("stocks.say.no_shortfall")]
    items = [
        words("stocks.goods", material=mineral_name(words, one.material), tonnes=words.tonnes(one.net_t))
        for one in short[:MOST_NAMED]
    ]
    fields = {
        "gross": words.money(found.gross_usd_million * MILLION),
        "net": words.money(found.net_usd_million * MILLION),
        "count": len(short),
        "list": words("list.comma").join(items),
    }
    return [*said, words("stocks.say.shortfall", **fields)]


def held_sentences(words: Words, part: SizeView) -> list[str]:
    """Say what the stocks do in all draws, and how many draws have no answer; nothing without draws."""
    said = []
    if part.held is not None:
        said.append(
            words("stocks.say.held_against", few=len(part.sizing.futures), all=len(part.held.futures))
        )
    if part.failures:
        said.append(words("stocks.say.failures", count=len(part.failures), whole=part.drawn))
    return said


def chance_sentence(words: Words, sizing: Sizing, chance: float) -> str:
    """Say what stocks save a year on average, less what they cost, at a yearly chance of an emergency."""
    saved = (sizing.expected("value_before_musd") - sizing.expected("value_after_musd")) * MILLION
    net = chance * saved - sizing.usd_per_year
    message = "stocks.say.net_gain" if net >= 0 else "stocks.say.net_cost"
    return words(message, chance=words.percent(chance), net=words.money(abs(net)))
