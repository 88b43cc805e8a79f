"""Tables of when stocks are released: rules against perfect foresight, and what private owners would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from didymium.decisions.release.hindsight import ReleaseTest
from didymium.decisions.release.in_market import MarketDraw
from didymium.decisions.release.rules import Threshold
from didymium.decisions.release.search import RuleSearch
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import named_sectors, stocks_table
from didymium.views.wording import Words, number

MOST_RULES = 8


def rule_text(words: Words, rule: Threshold) -> str:
    """Say when a rule releases, how much, and for whom it keeps some back."""
    said = []
    if rule.on_declaration:
        said.append(words("stocks.release.declared"))
    if rule.cover_below_days is not None:
        said.append(words("stocks.release.cover", days=words.days(rule.cover_below_days)))
    if rule.price_above is not None:
        said.append(words("stocks.release.price", times=words.times(rule.price_above)))
    if rule.share < 1.0:
        said.append(words("stocks.release.share", share=words.percent(rule.share)))
    if rule.kept_back > 0.0:
        fields = {"share": words.percent(rule.kept_back), "sectors": named_sectors(words, rule.first_sectors)}
        said.append(words("stocks.release.kept", **fields))
    return "; ".join(said) or words("stocks.release.never")


def release_table(words: Words, search: RuleSearch, most: int = MOST_RULES) -> Table:
    """Rules by their expected regret: what they lose above perfect foresight with the same stocks."""
    rows = [_rule_row(words, test) for test in search.tests[:most]]
    columns = (
        "rule",
        "lost_without",
        "lost_rule",
        "lost_hindsight",
        "regret",
        "regret_share",
        "regret_worst",
    )
    return stocks_table(words, "release", columns, rows, columns[1:], words("stocks.say.release_note"))


def _rule_row(words: Words, test: ReleaseTest) -> tuple[str, ...]:
    figures = ("without_musd", "rule_musd", "hindsight_musd", "regret_musd")
    return (
        rule_text(words, test.rule),
        *(number(max(test.expected(figure), 0.0)) for figure in figures),
        "–" if test.share is None else words.percent(test.share),
        number(max(test.worst.regret_musd, 0.0)),
    )


def regret_table(words: Words, test: ReleaseTest, titles: Mapping[str, str] | None = None) -> Table:
    """The best rule in every future."""
    known = titles or {}
    rows = [
        (
            known.get(one.name, one.name),
            words.percent(one.probability),
            *(number(max(value, 0.0)) for value in (one.without_musd, one.rule_musd, one.hindsight_musd)),
            number(max(one.regret_musd, 0.0)),
            "–" if one.share is None else words.percent(one.share),
        )
        for one in test.futures
    ]
    columns = (
        *("future", "probability", "lost_without", "lost_rule", "lost_hindsight", "regret"),
        "regret_share",
    )
    return stocks_table(words, "regret", columns, rows, columns[1:])


def private_table(words: Words, draws: Sequence[MarketDraw]) -> Table:
    """What owners do who sell into the market at no less than a multiple of the base price."""
    rows = [
        (
            words("stocks.release.base_price") if one.price_above is None else words.times(one.price_above),
            number(one.without_musd),
            number(one.simulation.lost_musd),
            number(one.planner.lost_musd),
            number(one.more_lost_musd),
            "–" if one.share is None else words.percent(one.share),
        )
        for one in draws
    ]
    columns = ("sold_from", "lost_without", "lost_private", "lost_planner", "lost_more", "regret_share")
    return stocks_table(words, "private", columns, rows, columns[1:], words("stocks.say.private_note"))


def release_sentences(words: Words, search: RuleSearch) -> list[str]:
    """Say which rule is best, what it loses against hindsight, and whether the choice is stable."""
    best = search.best
    said = [
        words(
            "stocks.say.best_rule",
            rule=words.inside(rule_text(words, best.rule)),
            regret=words.money(max(best.regret_musd, 0.0) * 1e6),
        )
    ]
    if search.out_of_sample_musd is not None:
        regret = words.money(max(search.out_of_sample_musd, 0.0) * 1e6)
        apart = len(set(search.chosen_apart)) > 1
        said.append(words("stocks.say.rule_apart" if apart else "stocks.say.rule_same", regret=regret))
    return said
