"""Tables of how much to hold: by place, what it costs, what it saves, and at which stage it is cheapest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from didymium.decisions.stocks.sizing.frontier import Frontier
from didymium.decisions.stocks.sizing.sizes import LEAST_T, PlaceSize, Sizing
from didymium.decisions.stocks.sizing.stages import StageAnswer
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import days, is_in_tonnes, millions, stocks_table, tonnes
from didymium.views.wording import Words, number

PARTS = ("capital", "quality", "rotation", "storage")
MOST_WANTS = 3
"""Needs that a stage leaves short that a table names."""


def size_table(words: Words, sizing: Sizing) -> Table:
    """Stocks that are held, by member and stage, with days of use, capital and yearly cost."""
    held = [place for place in sizing.places if place.t > LEAST_T]
    rows = [_size_row(words, place) for place in held]
    if len(held) > 1:
        money = millions(sizing.capital_usd), thousands(sizing.usd_per_year)
        rows.append((words("stocks.all"), "", "", "", "", *money, ""))
    columns = ("member", "stage", "material", "t", "use_days", "capital", "usd_per_year", "saves")
    return stocks_table(words, "sizes", columns, rows, columns[3:], words("stocks.say.size_note"))


def _size_row(words: Words, place: PlaceSize) -> tuple[str, ...]:
    return (
        words.region(place.region),
        words(f"stage.{place.stage}"),
        words.material(place.material),
        tonnes(place.t),
        days(place.days_of_use),
        millions(place.capital_usd),
        thousands(place.usd_per_year),
        thousands(place.saves_usd_per_t),
    )


def thousands(usd: float | None) -> str:
    """Write money for a table in thousand US dollars."""
    return "–" if usd is None else number(usd / 1e3)


def cost_table(words: Words, sizing: Sizing) -> Table:
    """The yearly cost in parts."""
    whole = sizing.usd_per_year
    rows = [
        (words(f"stocks.part.{part}"), thousands(usd), words.percent(usd / whole) if whole > 0 else "–")
        for part, usd in sizing.cost_parts_usd_per_year.items()
    ]
    rows.append((words("stocks.all"), thousands(whole), words.percent(1.0) if whole > 0 else "–"))
    columns = ("part", "usd_per_year", "share")
    return stocks_table(words, "costs", columns, rows, columns[1:])


def loss_table(words: Words, sizing: Sizing, alpha: float = 0.95) -> Table:
    """What an emergency costs if nobody acts, with what there is anyway, and with the stocks: expected, the
    mean of the worst and the worst future; and the value lost by all sectors.
    """
    figures: tuple[tuple[str, Callable[[str], float]], ...] = (
        ("expected", sizing.expected),
        ("tail", lambda when: sizing.tail(when, alpha)),
        ("worst", lambda when: float(sizing.losses(when).max(initial=0.0))),
    )
    unit = "t" if is_in_tonnes(sizing.criterion) else "musd"
    rows = [
        (
            words(f"stocks.figure.{name}_{unit}", worst=words.percent(1.0 - alpha)),
            *(number(max(figure(when), 0.0)) for when in ("untouched", "before", "after")),
        )
        for name, figure in figures
    ]
    if unit == "t":
        values = (number(max(sizing.expected(f"value_{when}_musd"), 0.0)) for when in ("before", "after"))
        rows.append((words("stocks.figure.value_musd"), "–", *values))
    columns = ("figure", "untouched", "before", "after")
    return stocks_table(words, "losses", columns, rows, columns[1:], words("stocks.say.loss_note"))


def futures_table(words: Words, sizing: Sizing, titles: Mapping[str, str] | None = None) -> Table:
    """Every future with its probability and its losses."""
    known = titles or {}
    rows = [
        (
            known.get(one.name, one.name),
            words.percent(one.probability),
            *(number(max(value, 0.0)) for value in (one.untouched, one.before, one.after)),
            number(max(one.value_after_musd, 0.0)),
        )
        for one in sizing.futures
    ]
    columns = ("future", "probability", "untouched", "before", "after", "value_after")
    return stocks_table(words, "futures", columns, rows, columns[1:])


def stage_table(words: Words, stages: Sequence[StageAnswer]) -> Table:
    """What keeping the bound costs with stocks of each stage alone, and why some cannot keep it."""
    rows = [
        (
            words(f"stage.{one.stage}") if one.stage else words("stocks.any_stage"),
            *_stage_figures(one.sizing),
            _why_not(words, one),
        )
        for one in stages
    ]
    columns = ("stage", "t", "capital", "usd_per_year", "why_not")
    return stocks_table(words, "stages", columns, rows, columns[1:4], words("stocks.say.stage_note"))


def _stage_figures(sizing: Sizing | None) -> tuple[str, str, str]:
    if sizing is None:
        return "–", "–", "–"
    held = sum(place.t for place in sizing.places)
    return tonnes(held), millions(sizing.capital_usd), thousands(sizing.usd_per_year)


def _why_not(words: Words, stage: StageAnswer) -> str:
    if stage.sizing is not None:
        return ""
    items = [
        words(
            f"stocks.why_not.{one.reason}",
            sector=words.sector(one.sector),
            region=words.region(one.region),
            material=words.material(one.material),
            tonnes=words.tonnes(one.left_t),
        )
        for one in stage.why_not[:MOST_WANTS]
    ]
    more = len(stage.why_not) - MOST_WANTS
    if more > 0:
        items.append(words("stocks.more", count=more))
    return "; ".join(items) or words("stocks.cannot")


def frontier_table(words: Words, frontier: Frontier) -> Table:
    """What tighter bounds cost: loss that is left against the yearly cost."""
    rows = [
        (
            words.percent(point.share),
            number(point.limit_musd),
            *_point(words, point.sizing),
        )
        for point in frontier.points
    ]
    columns = ("loss_share", "loss_left", "usd_per_year", "capital", "break_even")
    return stocks_table(words, "frontier", columns, rows, columns, words("stocks.say.frontier_note"))


def _point(words: Words, sizing: Sizing | None) -> tuple[str, str, str]:
    if sizing is None:
        return words("stocks.cannot"), "–", "–"
    return thousands(sizing.usd_per_year), millions(sizing.capital_usd), chance_text(words, sizing)


def chance_text(words: Words, sizing: Sizing) -> str:
    """Write the yearly probability at which stocks pay for themselves; a dash where none does."""
    chance = sizing.break_even_chance
    return "–" if chance is None or chance > 1.0 else words.percent(chance)
