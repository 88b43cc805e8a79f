"""Tables of stocks held alone and together: every group, what pooling saves, and who pays which part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from didymium.decisions.coalitions.games import Coalition
from didymium.decisions.pooling.fair_shares import FairShares, MemberShare
from didymium.decisions.pooling.pooling import Pool, Pooling
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import millions, stocks_table, tonnes
from didymium.views.stocks.size_tables import thousands
from didymium.views.wording import Words, number

MOST_GOODS = 3
"""Goods of a pool that a row names."""


def group_name(words: Words, group: Iterable[str], order: Sequence[str]) -> str:
    """Return the members of a group, in a stated order."""
    chosen = set(group)
    return " + ".join(words.region(member) for member in order if member in chosen)


def goods_text(words: Words, tonnes_by_material: dict[str, float], most: int = MOST_GOODS) -> str:
    """List goods with their tonnes, the most first; of many the first ones."""
    ranked = sorted(tonnes_by_material.items(), key=lambda item: (-item[1], item[0]))
    items = [
        words("stocks.goods", material=words.material(name), tonnes=words.tonnes(t))
        for name, t in ranked[:most]
    ]
    if len(ranked) > most:
        items.append(words("stocks.more", count=len(ranked) - most))
    return words("list.comma").join(items) or "–"


def pool_table(words: Words, pooling: Pooling) -> Table:
    """Every group of members, each with its least-cost stocks; the pool of all comes last."""
    rows = [_pool_row(words, pooling, pool) for pool in pooling.pools.values()]
    columns = ("group", "stock", "capital", "usd_per_year", "lost_before", "lost_after")
    return stocks_table(words, "pools", columns, rows, columns[2:])


def _pool_row(words: Words, pooling: Pooling, pool: Pool) -> tuple[str, ...]:
    return (
        group_name(words, pool.members, pooling.members),
        goods_text(words, pool.tonnes_by_material),
        millions(pool.capital_usd),
        thousands(pool.usd_per_year),
        number(max(pool.lost_without_musd, 0.0)),
        number(max(pool.lost_musd, 0.0)),
    )


def saving_table(words: Words, pooling: Pooling) -> Table:
    """What is held alone and together, by material, and what pooling saves."""
    saving, together = pooling.saving, pooling.together.tonnes_by_material
    rows = [
        (
            words.material(material),
            tonnes(saved + together.get(material, 0.0)),
            tonnes(together.get(material, 0.0)),
            tonnes(saved),
        )
        for material, saved in saving.tonnes.items()
    ]
    columns = ("material", "alone_t", "together_t", "saved_t")
    return stocks_table(words, "saved", columns, rows, columns[1:], words("stocks.say.saved_note"))


def share_table(words: Words, shares: FairShares) -> Table:
    """What each member pays alone and in the pool, and what it holds of the common stocks."""
    rows = [_share_row(words, member) for member in shares.members]
    if len(rows) > 1:
        rows.append(
            (
                words("stocks.all"),
                thousands(sum(one.alone_usd_per_year for one in shares.members)),
                thousands(shares.together_usd_per_year),
                thousands(shares.saves_usd_per_year),
                thousands(shares.together_usd_per_year),
                thousands(sum(one.holds_usd_per_year for one in shares.members)),
                "",
            )
        )
    columns = ("member", "alone_usd", "shapley", "saves_usd", "least_core", "holds_usd", "receives")
    return stocks_table(words, "shares", columns, rows, columns[1:], words("stocks.say.share_note"))


def _share_row(words: Words, share: MemberShare) -> tuple[str, ...]:
    figures = (
        share.alone_usd_per_year,
        share.shapley_usd_per_year,
        share.saves_usd_per_year,
        share.least_core_usd_per_year,
        share.holds_usd_per_year,
        share.receives_usd_per_year,
    )
    return (words.region(share.member), *(thousands(value) for value in figures))


def objection_table(words: Words, shares: FairShares, order: Sequence[str]) -> Table:
    """Groups that would pay less by themselves, and pairs of groups for which joining costs more."""
    rows = [
        (
            group_name(words, one.coalition, order),
            words("stocks.objects"),
            thousands(one.pays),
            thousands(one.alone),
            thousands(one.excess),
        )
        for one in shares.objections
    ]
    rows += [
        (
            _pair(words, one.first, one.second, order),
            words("stocks.dearer_together"),
            thousands(one.together),
            thousands(one.apart),
            thousands(one.excess),
        )
        for one in shares.offences
    ]
    columns = ("group", "why", "pays", "alone_usd", "excess")
    return stocks_table(words, "objections", columns, rows, columns[2:])


def _pair(words: Words, first: Coalition, second: Coalition, order: Sequence[str]) -> str:
    return f"{group_name(words, first, order)} | {group_name(words, second, order)}"


def rule_table(words: Words, poolings: Sequence[Pooling]) -> Table:
    """The pool of all under several rules of sharing."""
    rows = [
        (
            words(f"stocks.rule.{one.sharing.rule}"),
            goods_text(words, one.together.tonnes_by_material),
            thousands(one.together.usd_per_year),
            thousands(one.saving.usd_per_year),
            "–" if one.saving.share is None else words.percent(one.saving.share),
        )
        for one in poolings
    ]
    columns = ("rule", "stock", "usd_per_year", "saves_usd", "share")
    return stocks_table(words, "rules", columns, rows, columns[2:])
