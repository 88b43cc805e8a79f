"""What the terminal shows of reference prices and of the manipulation test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from didymium.case.case import Case
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of
from didymium.views.wording import Words, number, words_for

Record = Mapping[str, Any]

PARTS = ("environment", "labour", "energy", "scale", "unexplained")


def print_reference_prices(
    file: TextIO, case: Case, report: Record, lang: str = "en", *, plants: bool = False
) -> None:
    """Print reference prices, the quotes beside them and the exporter's advantage; with ``plants`` the merit
    order of every material.
    """
    words, console = words_for(case, lang), console_for(file)
    say(console, [_terms_sentence(words, report)])
    for table in (_prices(words, report), _beside(words, report)):
        heading(console, table.title)
        print_table(console, table)
    say(console, _reasons(words, report))
    for row in report["prices"] if plants else ():
        heading(console, words.material(row["material"]))
        print_table(console, _merit_order(words, row))
        say(console, _left_out(words, row))
    if report["advantage_shares"]:
        table = _advantages(words, report)
        heading(console, table.title)
        print_table(console, table)
    heading(console, words("term.sources"))
    say(console, [*_sources(words, report), words("say.price_not")])


def print_manipulation(file: TextIO, case: Case, report: Record, lang: str = "en") -> None:
    """Print the manipulation test: every quote inside the exporter beside the cost of its marginal plant."""
    words, console = words_for(case, lang), console_for(file)
    exporter = words.place(report["terms"]["exporter"])
    say(console, [words("say.manipulation", exporter=exporter, year=report["currency_year"])])
    for test in report["tests"]:
        heading(console, words.material(test["material"]))
        if test["cost"] is None:
            say(console, [words("say.no_home_plant", exporter=exporter)])
            continue
        say(console, _home_sentences(words, test))
        print_table(console, _tested(words, test))
    heading(console, words("term.sources"))
    say(console, _sources(words, report))


def _terms_sentence(words: Words, report: Record) -> str:
    terms = report["terms"]
    return words(
        f"say.price_terms_{terms['use']}",
        share=words.percent(terms["share"]),
        club=terms["club"],
        year=terms["year"],
        rate=words.percent(terms["required_return"]),
        currency_year=report["currency_year"],
    )


def _prices(words: Words, report: Record) -> Table:
    rows = [
        (
            words.material(row["material"]),
            number(row["use_t"]),
            number(row["usd_per_kg"]),
            _range(row),
            words.plant(row["marginal_plant"]) if row["marginal_plant"] else "–",
            number(row["embodied"]["usd_per_kg"]),
        )
        for row in report["prices"]
    ]
    columns = ("material", "members_use", "reference", "range", "marginal_plant", "embodied")
    return table_of(words, "term.reference_prices", columns, rows, ("members_use", "reference", "embodied"))


def _range(row: Record) -> str:
    if row["low_usd_per_kg"] is None and row["high_usd_per_kg"] is None:
        return "–"
    return f"{number(row['low_usd_per_kg'])}–{number(row['high_usd_per_kg'])}"


def _beside(words: Words, report: Record) -> Table:
    rows = [
        (
            words.material(row["material"]),
            *_quoted(words, row["quoted_inside"]),
            *_quoted(words, row["quoted_outside"]),
        )
        for row in report["prices"]
    ]
    columns = ("material", "inside", "inside_when", "gap", "outside", "outside_when", "outside_gap")
    right = ("inside", "gap", "outside", "outside_gap")
    return table_of(words, "term.quoted_prices", columns, rows, right)


def _quoted(words: Words, quote: Record | None) -> tuple[str, str, str]:
    if quote is None:
        return "–", "–", "–"
    gap = quote["gap_usd_per_kg"]
    shown = "–" if gap is None else f"{_signed(gap)} ({words.signed(quote['gap_share'])})"
    return number(quote["price_usd_per_kg"]), _when(quote), shown


def _when(quote: Record) -> str:
    """Return the days that a quote speaks of, as briefly as they allow."""
    first, last = quote["from"], quote["until"]
    if first == last:
        return str(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first:%Y-%m}" if same_month else f"{first:%Y-%m} – {last:%Y-%m}"


def _signed(value: float) -> str:
    return ("+" if value >= 0 else "−") + number(abs(value))


def _reasons(words: Words, report: Record) -> list[str]:
    """Say of every material without a price why it has none."""
    return [
        words.sentence(
            f"say.no_price_{row['no_price_because']}",
            material=words.inside(words.material(row["material"])),
            share=words.percent(row["share_that_can_be_met"] or 0.0),
            missing=words.tonnes(row["missing_t"]),
        )
        for row in report["prices"]
        if row["no_price_because"]
    ]


def _merit_order(words: Words, row: Record) -> Table:
    rows = [
        (
            f"{words.plant(plant['plant'])} ({plant['region']})",
            number(plant["t_per_year"]),
            number(plant["cumulative_t"]),
            words("word.by_product") if plant["by_product"] else number(plant["usd_per_kg"]),
            number(plant["operating_usd_per_kg"]),
            words("word.unknown") if not plant["capital_known"] else number(plant["capital_usd_per_kg"]),
            number(plant["inputs_usd_per_kg"]),
            number(plant["by_products_usd_per_kg"]),
        )
        for plant in row["plants"]
    ]
    columns = (
        *("plant", "t_per_year", "cumulative", "cost"),
        *("operating", "capital", "inputs", "credit"),
    )
    return table_of(words, "term.reference_prices", columns, rows, columns[1:])


def _left_out(words: Words, row: Record) -> list[str]:
    """Name plants without feed and plants without a cost: neither counts."""
    said = [
        words(
            "say.idle",
            plant=words.plant(idle["plant"]),
            material=words.inside(words.material(idle["missing"])),
        )
        for idle in row["idle"]
    ]
    if row["without_cost"]:
        said.append(
            words("say.without_cost", plants=words.listed([words.plant(p) for p in row["without_cost"]]))
        )
    if row["inputs_at_base_price"]:
        names = [words.inside(words.material(name)) for name in row["inputs_at_base_price"]]
        said.append(words("say.base_priced", materials=words.listed(names)))
    return said


def _advantages(words: Words, report: Record) -> Table:
    rows: list[Sequence[str]] = [_assumed_shares(words, row) for row in report["advantage_shares"]]
    for row in report["prices"]:
        found = row["advantage"]
        if found:
            dearer = found["gap_usd_per_kg"] > 0
            parts = (number(found["parts_usd_per_kg"][part]) if dearer else "–" for part in PARTS)
            rows.append((words.material(row["material"]), _signed(found["gap_usd_per_kg"]), *parts))
    return table_of(words, "term.advantage", ("item", "dearer", *PARTS), rows, ("dearer", *PARTS))


def _assumed_shares(words: Words, row: Record) -> tuple[str, ...]:
    shares = [row[f"{part}_share"] for part in PARTS[:-1]]
    shown = [words.percent(share) for share in (*shares, max(1.0 - sum(shares), 0.0))]
    return words("term.share_at", stage=words.material(row["stage"])), "–", *shown


def _home_sentences(words: Words, test: Record) -> list[str]:
    cost = test["cost"]
    full = cost["with_capital_usd_per_kg"]
    said = words(
        "say.home_cost",
        plant=words.plant(cost["marginal_plant"]),
        cost=number(cost["usd_per_kg"]),
        low=number(cost["low_usd_per_kg"]),
        high=number(cost["high_usd_per_kg"]),
        full=words("word.unknown") if full is None else number(full),
    )
    assumed = "operating_usd_per_kg" in cost["assumed"]
    below = sum(row["below"] for row in test["quotes"])
    count = words("say.quotes_below", below=below, count=len(test["quotes"]))
    return [said, *([words("say.cost_assumed")] if assumed else []), count]


def _tested(words: Words, test: Record) -> Table:
    rows = [
        (
            _when(row),
            row["market"],
            number(row["price_usd_per_kg"]),
            _signed(row["margin_usd_per_kg"]),
            "–" if row["below_with_capital"] is None else _signed(row["margin_with_capital_usd_per_kg"]),
            _verdict(words, row),
        )
        for row in test["quotes"]
    ]
    columns = ("period", "market", "quote", "less_cost", "less_full_cost", "verdict")
    return table_of(words, "term.manipulation", columns, rows, columns[2:5])


def _verdict(words: Words, row: Record) -> str:
    if row["surely_below"]:
        return words("word.surely_below")
    if row["below"]:
        return words("word.below")
    return words("word.below_full") if row["below_with_capital"] else "–"


def _sources(words: Words, report: Record) -> list[str]:
    figures = report["figures"]
    operating, capital = figures["operating"], figures["capital"]
    said = words(
        "say.cost_figures",
        operating=sum(operating.values()),
        operating_assumed=operating["assumed"],
        capital=sum(capital.values()),
        capital_assumed=capital["assumed"],
        sources=len(report["sources"]),
    )
    return [said]
