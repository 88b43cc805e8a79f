"""Words that tables and sentences about stocks share: what is asked of them, days, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from didymium.decisions.stocks.sizing.criteria import Criterion, Served, ServedButFor
from didymium.ensemble.two_stage.bounds import MeanBound, TailBound
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number

LEAST_T = 5e-4
"""Less than half a kilogram is written as nothing."""
MILLION = 1e6


def stocks_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages about stocks."""
    return message_table(words, "stocks", title, columns, rows, right, note)


def known_tonnes(words: Words, t: float | None) -> str:
    """Write tonnes that are held; where nothing is known it says so, as that is not zero."""
    return words("stocks.none_known") if t is None else tonnes(t)


def tonnes(t: float | None) -> str:
    """Write tonnes for a table: three significant digits, grams as nothing, what is missing as a dash."""
    return "–" if t is None else number(t if abs(t) >= LEAST_T else 0.0)


def days(value: float | None) -> str:
    """Write days for a table; a dash where there are none to tell."""
    return "–" if value is None else f"{value:,.0f}" if abs(value) >= 10 else number(value, 2)


def millions(usd: float | None) -> str:
    """Write money for a table in million US dollars."""
    return "–" if usd is None else number(usd / MILLION)


def named_sectors(words: Words, sectors: Sequence[str]) -> str:
    """List sectors inside a sentence."""
    return words.listed([words.inside(words.sector(name)) for name in sectors])


def criterion_text(words: Words, criterion: Criterion) -> str:
    """Say what is asked of stocks, as a sentence."""
    if isinstance(criterion, MeanBound):
        return words("stocks.say.asked_mean", loss=words.money(criterion.bound * MILLION))
    if isinstance(criterion, TailBound):
        worst = words.percent(1.0 - criterion.alpha)
        return words("stocks.say.asked_tail", loss=words.money(criterion.bound * MILLION), worst=worst)
    return served_text(words, criterion)


def served_text(words: Words, criterion: Served | ServedButFor) -> str:
    """Say that named sectors are to be served, always or but for a chance."""
    fields = {
        "sectors": named_sectors(words, criterion.sectors),
        "share": words.percent(criterion.share),
        "days": words.days(criterion.days),
    }
    if isinstance(criterion, Served):
        return words("stocks.say.asked_served", **fields)
    return words("stocks.say.asked_but_for", chance=words.percent(criterion.chance), **fields)


def is_in_tonnes(criterion: Criterion) -> bool:
    """Say whether losses are counted in tonnes that named sectors miss, and not in money."""
    return isinstance(criterion, Served | ServedButFor)


def mineral_name(words: Words, name: str) -> str:
    """Return the name of a material of the case, else of a mineral or group of the evidence."""
    evidence = words.case.evidence
    if name in {row.material for row in words.case.materials} or evidence is None:
        return words.material(name)
    return evidence.name(name, words.language if words.language in ("ko", "ja") else "en")
