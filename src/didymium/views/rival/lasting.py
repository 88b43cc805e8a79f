"""When a restriction costs the rival more than it gains: sentences, tables, a chart and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from didymium.decisions.entry_exit import Taker
from didymium.decisions.entry_exit.candidates.entrants import is_entrant
from didymium.decisions.rival.lasting import Lasting, Length
from didymium.views.answer.parts import ShownPart
from didymium.views.coalition.naming import millions, money
from didymium.views.result_tables import Table, message_table
from didymium.views.rival.naming import rival_name
from didymium.views.rival.view import RivalView
from didymium.views.svg import LINES, MARKERS, PALETTE, Chart, draw
from didymium.views.wording import Words, number

LASTING = "rival-lasting"
MILLION = 1e6


def lasting_part(words: Words, view: RivalView, *, drawn: bool) -> ShownPart:
    """Return what the restrictions of a rival come to at several lengths."""
    return ShownPart(
        "lasting",
        words("rival.section.lasting"),
        tuple(_said(words, view)),
        tuple(_lengths_table(words, view, one) for one in view.lasting),
        tuple(table for one in view.lasting for table in _folded(words, view, one)),
        (lasting_chart(words, view),) if drawn else (),
    )


def lasting_data(view: RivalView) -> list[dict[str, Any]]:
    """Return the same as plain data; money is million US dollars, discounted."""
    return [
        {
            "lever": one.lever,
            "volume_share": one.volume_share,
            "begins": one.begins,
            "last": one.last,
            "earnings_turn_months": one.earnings_turn_months,
            "income_turns_months": one.income_turns_months,
            "required_return": one.required_return,
            "lengths": [_length_data(length) for length in one.lengths],
        }
        for one in view.lasting
    ]


def _length_data(length: Length) -> dict[str, Any]:
    sums = {
        f"{name}_{when}_usd_million": getattr(getattr(length, name), when)
        for name in ("earnings", "income")
        for when in ("while_it_lasts", "afterwards", "total")
    }
    return {
        "months": length.months,
        **sums,
        "takers": [
            {"kind": one.kind, "name": one.name, "region": one.region, "material": one.material,
             "t_per_year": one.t_per_year}
            for one in length.takers
        ],
        **{
            kind: [
                {"name": one.name, "region": one.region, "begins": one.begins, "t_per_year": one.t_per_year}
                for one in getattr(length, kind)
            ]
            for kind in ("built", "closed")
        },
    }  # fmt: skip


def _said(words: Words, view: RivalView) -> Iterator[str]:
    for one in view.lasting:
        lever = lever_title(words, view, one)
        for name, months in (("earnings", one.earnings_turn_months), ("income", one.income_turns_months)):
            turns, named = _turns(words, one, name, months), rival_name(words, view.rival)
            yield words(f"rival.lasting.{name}", lever=lever, rival=named, turns=turns)
    first = view.lasting[0]
    yield words(
        "rival.lasting.terms",
        percent=words.percent(first.required_return),
        begins=words.date(first.begins),
        last=words.date(first.last),
    )


def _turns(words: Words, one: Lasting, name: str, months: float | None) -> str:
    """Say from which length on a restriction costs more than it gains, or at which it does where it gains
    again at a greater one.
    """
    if months is None:
        return words("rival.lasting.pays", months=one.lengths[-1].months)
    gains = [length.months for length in one.lengths if getattr(length, name).total > 0]
    if any(length > months for length in gains):
        losses = [length.months for length in one.lengths if length.months not in gains]
        comma = words("list.comma")
        return words(
            "rival.lasting.mixed", gains=comma.join(map(str, gains)), losses=comma.join(map(str, losses))
        )
    if months == 0:
        return words("rival.lasting.never")
    return words("rival.lasting.from", months=f"{months:.0f}")


def lever_title(words: Words, view: RivalView, one: Lasting) -> str:
    """Name a restriction by the title of its lever."""
    known = {lever.name: lever for lever in view.rival.lever}
    return known[one.lever].title_in(words.language) if one.lever in known else one.lever


def _titled(words: Words, view: RivalView, one: Lasting, table: Table) -> Table:
    title = words("rival.of_policy", what=table.title, policy=lever_title(words, view, one))
    return Table(title, table.headers, table.rows, table.right, table.note)


def _lengths_table(words: Words, view: RivalView, one: Lasting) -> Table:
    rows = [
        (
            f"{length.months}",
            millions(length.earnings.while_it_lasts),
            millions(length.earnings.afterwards),
            millions(length.earnings.total),
            millions(length.income.total),
        )
        for length in one.lengths
    ]
    columns = ("months", "while", "afterwards", "earnings", "income")
    note = words("rival.note.lasting")
    return _titled(words, view, one, message_table(words, "rival", "lengths", columns, rows, columns, note))


def _folded(words: Words, view: RivalView, one: Lasting) -> Iterator[Table]:
    """Yield who took the sales, and which plants came and went, after the longest restriction."""
    longest = one.lengths[-1]
    takers = [
        (
            taker_name(words, taker),
            words.region(taker.region),
            words.material(taker.material),
            words.flow(taker.material, taker.t_per_year),
        )
        for taker in longest.takers
    ]
    headed = ("who", "member", "material", "takes")
    yield _titled(words, view, one, message_table(words, "rival", "takers", headed, takers, ("takes",)))
    yield _titled(words, view, one, _moved_table(words, longest))


def _moved_table(words: Words, length: Length) -> Table:
    """Return the plants that came and went."""
    rows = [
        (
            words(f"rival.{kind}"),
            maker_name(words, found.name),
            words.region(found.region),
            words.date(found.begins),
            words.flow(found.materials[0], found.t_per_year),
        )
        for kind, decisions in (("built", length.built), ("closed", length.closed))
        for found in decisions
    ]
    columns = ("what", "who", "member", "begins", "capacity")
    return message_table(words, "rival", "moved", columns, rows, ("capacity",))


def taker_name(words: Words, taker: Taker) -> str:
    """Name a plant, or a substitute by what it is."""
    if taker.kind == "plants":
        return maker_name(words, taker.name)
    rungs = {f"{row.ladder} {row.rung}": row.name_en for row in words.case.substitutes}
    return rungs.get(taker.name, taker.name)


def maker_name(words: Words, name: str) -> str:
    """Name a plant; new ones that no project describes by what they do."""
    if is_entrant(name):
        known = {row.process: row.name_en for row in words.case.processes}
        process = next((one for one in known if name.startswith(f"entrant_{one}_")), "")
        return words("rival.entrant", process=known.get(process, name))
    return words.plant(name)


def lasting_chart(words: Words, view: RivalView) -> Chart:
    """Draw what each restriction comes to by its length: earnings and the whole account."""

    def paint(figure: Figure) -> None:
        axis = figure.subplots()
        for place, one in enumerate(view.lasting):
            months = [length.months for length in one.lengths]
            for kind, name in enumerate(("earnings", "income")):
                axis.plot(
                    months,
                    [getattr(length, name).total for length in one.lengths],
                    color=PALETTE[(place + 1) % len(PALETTE)],
                    linestyle=LINES[kind],
                    marker=MARKERS[place % len(MARKERS)],
                    label=f"{lever_title(words, view, one)}: {words(f'rival.column.{name}')}",
                )
        axis.axhline(0, color="black", linewidth=0.8)
        axis.set_xlabel(words("rival.column.months"))
        axis.set_ylabel(words("rival.chart.unit"))
        axis.yaxis.set_major_formatter(lambda value, _: number(value, 3))
        figure.legend(loc="outside upper left", ncols=1, fontsize=8)

    detail = " ".join(
        words(
            "rival.chart.lasting_detail",
            lever=lever_title(words, view, one),
            months=length.months,
            earnings=money(words, length.earnings.total),
            income=money(words, length.income.total),
        )
        for one in view.lasting
        for length in one.lengths
    )
    told = words("rival.chart.lasting_alt", detail=detail)
    return draw(LASTING, words("rival.chart.lasting"), told, 3.6 + 0.2 * len(view.lasting), paint)


def lasting_frame(view: RivalView) -> pl.DataFrame:
    """Return the numbers of the chart, US dollars."""
    rows = [
        (one.lever, f"{length.months} months", length.earnings.total * MILLION, length.income.total * MILLION)
        for one in view.lasting
        for length in one.lengths
    ]
    return pl.DataFrame(rows, schema=("lever", "length", "earnings_usd", "income_usd"), orient="row")
