"""What an answer about a portfolio says in words."""

from __future__ import annotations

import math

from didymium.decisions.portfolio.answer import Held, Linked, Pair
from didymium.decisions.portfolio.model import MARGINAL_COST, Funding
from didymium.views.portfolio.data import payment_rows
from didymium.views.portfolio.naming import (
    LEAST_USD_MILLION,
    budget_name,
    funders_name,
    month,
    project_name,
    project_names,
    reason_text,
    usd,
)
from didymium.views.portfolio.view import PortfolioView
from didymium.views.wording import Words

MOST_PAIRS = 3
SMALLEST_GAP = 1e-6
"""Less than a millionth of the objective is rounding."""


def asked_sentence(words: Words, view: PortfolioView) -> str:
    """Say what was asked: the aim, and every budget."""
    lines = [
        words("portfolio.budget", money=usd(words, one.line.usd_million), budget=budget_name(words, one.line))
        for one in view.answer.spent
    ]
    return words(f"portfolio.say.asked_{view.request.aim}", budgets="; ".join(lines))


def answer_sentences(words: Words, view: PortfolioView) -> list[str]:
    """Say what is chosen, what it costs, what is lost with and without, and how sure the answer is."""
    best = view.answer.best
    if not best.fundings:
        said = [words("portfolio.say.nothing_chosen")]
    else:
        said = [
            words("portfolio.say.chosen", count=len(best.fundings)),
            *(funding_sentence(words, view, item) for item in best.fundings),
            words(
                "portfolio.say.costs",
                public=usd(words, best.public_usd_million),
                capital=usd(words, best.capital_usd_million),
                last=view.horizon.last,
            ),
            *_outside_sentence(words, view),
        ]
    sure = gap_sentence(words, view.answer.gap)
    return [asked_sentence(words, view), *said, *loss_sentences(words, view), sure]


def gap_sentence(words: Words, gap: float) -> str:
    """Say by how much another portfolio could be better."""
    if gap < SMALLEST_GAP:
        return words("portfolio.say.gap_none")
    return words("portfolio.say.gap", gap=words.percent(gap))


def funding_sentence(words: Words, view: PortfolioView, item: Funding) -> str:
    """Say of a project chosen when it is decided, with which support, and whose money it takes."""
    backing = item.backing
    fields = {
        "project": project_name(words, view, item.build.choice.name),
        "month": month(item.build.decided),
    }
    if not backing.funder:
        return words(f"portfolio.say.with_{backing.kind}", **fields)
    fields["money"] = usd(words, backing.total_usd_million)
    fields["funder"] = words.place(backing.funder)
    if backing.kind == "floor":
        asked = view.request
        fields["floor"] = words.price(asked.floor_usd_per_kg, asked.floor_material)
        fields["goods"] = words.inside(words.material(asked.floor_material))
    return words(f"portfolio.say.with_{backing.kind}", **fields)


def _outside_sentence(words: Words, view: PortfolioView) -> list[str]:
    """Say it if payments fall into years, or come from funders, that no budget counts."""
    lines = [one.line for one in view.answer.spent]
    free = [
        row for row in payment_rows(view)
        if not any(line.takes(row["funder"], row["year"]) for line in lines)
    ]  # fmt: skip
    if sum(row["usd_million"] for row in free) < LEAST_USD_MILLION:
        return []
    return [words("portfolio.say.uncounted")]


def loss_sentences(words: Words, view: PortfolioView) -> list[str]:
    """Say what is lost without and with the portfolio, expected and in the worst futures."""
    without, with_ = view.answer.nothing.risk, view.answer.best.risk
    said = [
        words(
            "portfolio.say.expected",
            count=len(view.answer.futures),
            without=usd(words, without.expected_usd_million),
            with_=usd(words, with_.expected_usd_million),
        )
    ]
    if not math.isnan(with_.tail_usd_million) and not math.isnan(without.tail_usd_million):
        said.append(
            words(
                "portfolio.say.tail",
                worst=words.percent(view.request.tail_share),
                without=usd(words, without.tail_usd_million),
                with_=usd(words, with_.tail_usd_million),
            )
        )
    return [*said, words("portfolio.say.whole_market")]


def left_sentences(words: Words, view: PortfolioView) -> list[str]:
    """Say which projects could not be chosen and why, and which could have been."""
    said, by_reason = [], dict[str, list[str]]()
    for name, reason in view.answer.excluded.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        fields = {"projects": project_names(words, view, names), "reason": reason_text(words, reason)}
        said.append(words("portfolio.say.excluded", **fields))
    barred = [name for name in view.request.exclude if name in view.left]
    if barred:
        said.append(words("portfolio.say.barred", projects=project_names(words, view, barred)))
    left = [name for name in view.left if name not in barred]
    if left:
        said.append(words("portfolio.say.left", projects=project_names(words, view, left)))
    return said


def pair_sentences(words: Words, view: PortfolioView) -> list[str]:
    """Say what each of a pair avoids alone and both together: first of those that need each other, then of
    those for which it matters most.
    """
    told = sorted(
        (one for one in view.answer.pairs if abs(one.together_usd_million) >= LEAST_USD_MILLION),
        key=lambda pair: (not _needs_both(pair), -abs(pair.together_usd_million)),
    )
    return [_pair_sentence(words, view, one) for one in told[:MOST_PAIRS]]


def _needs_both(pair: Pair) -> bool:
    """Return whether neither avoids anything without the other."""
    return max(pair.first_usd_million, pair.second_usd_million) < LEAST_USD_MILLION


def _pair_sentence(words: Words, view: PortfolioView, pair: Pair) -> str:
    fields = {
        "first": project_name(words, view, pair.first),
        "second": project_name(words, view, pair.second),
        "material": words.inside(words.material(pair.material)),
        "both": usd(words, pair.both_usd_million),
    }
    if _needs_both(pair):
        return words("portfolio.say.pair_nothing_alone", **fields)
    fields |= {
        "first_usd": usd(words, pair.first_usd_million),
        "second_usd": usd(words, pair.second_usd_million),
    }
    more = pair.together_usd_million > 0.0
    return words(f"portfolio.say.pair_{'more' if more else 'less'}", **fields)


def near_sentence(words: Words, view: PortfolioView) -> str:
    """Say how many other portfolios are nearly as good, and whether these are all."""
    if not view.answer.near:
        return words("portfolio.say.near_none")
    message = "portfolio.say.near_all" if view.answer.near_complete else "portfolio.say.near_some"
    return words(message, count=len(view.answer.near))


def linked_sentence(words: Words, linked: Linked) -> str:
    """Say what putting funds together saves."""
    who = funders_name(words, linked.funders)
    if linked.less_lost_usd_million < LEAST_USD_MILLION:
        return words("portfolio.say.linked_nothing", who=who)
    said = words("portfolio.say.linked", who=who, money=usd(words, linked.less_lost_usd_million))
    if linked.same_for_usd_million is None:
        return said
    return f"{said} {words('portfolio.say.linked_same', money=usd(words, linked.same_for_usd_million))}"


def held_sentences(words: Words, view: PortfolioView, held: Held) -> list[str]:
    """Say how the best portfolio stands against the greedy one and random ones."""
    count = len(held.random_usd_million)
    message = "portfolio.say.held_best" if not held.beaten_by else "portfolio.say.held_beaten"
    said = [words(message, count=count, better=held.beaten_by)]
    fields = {
        "best": usd(words, held.best_usd_million),
        "greedy": usd(words, held.greedy_usd_million),
        "projects": project_names(words, view, held.greedy),
    }
    said.append(words("portfolio.say.held_greedy", **fields))
    best, greedy, luckiest = (usd(words, value) for value in held.again_usd_million)
    said.append(words("portfolio.say.held_again", best=best, greedy=greedy, random=luckiest))
    return said


def assumed_sentences(words: Words, view: PortfolioView) -> list[str]:
    """Say what the answer rests on that nobody published."""
    asked, settings = view.request, view.cases[0].settings
    fields = {
        "calm": words.percent(asked.calm_share),
        "first": asked.first_shock_year,
        "last": asked.last_shock_year,
        "growth": words.percent(asked.entry_growth),
        "marginal": words.percent(MARGINAL_COST),
        "rate": words.percent(settings.discount_rate),
        "treasury": words.percent(asked.treasury_rate),
        "year": settings.currency_year,
        "end": view.horizon.last,
        "weight": words.percent(asked.risk_weight),
    }
    names = ("shocks", "fates", "entry", "cost_plus", asked.aim, "foresight", "money")
    return [words(f"portfolio.assumed.{name}", **fields) for name in names]
