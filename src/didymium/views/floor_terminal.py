"""What the terminal shows of a comparison of floors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

import polars as pl

from didymium.case.case import Case
from didymium.decisions.floors.answered import FloorAnswered
from didymium.decisions.floors.compare import Comparison, Design
from didymium.views.answered.floors import print_answered
from didymium.views.floor_report import ACCOUNT, short_account, started, stopped
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of
from didymium.views.wording import Words, number, words_for

MOST_BUYERS = 12
LEAST = 0.0005
"""Smaller amounts, in the unit of their row, are shown as 0."""
LEAK_T = 0.5
"""A smaller change of imports is not worth a line, tonnes a year."""


def print_floor(
    file: TextIO,
    case: Case,
    comparison: Comparison,
    folder: Path | None = None,
    lang: str = "en",
    answered: FloorAnswered | None = None,
) -> None:
    """Print designs side by side, who pays, the plants, and what each finding means in a sentence; then what
    becomes of them once a rival has answered.
    """
    words, console = words_for(case, lang), console_for(file)
    say(console, question_sentences(words, comparison))
    for table in (
        designs_table(words, comparison),
        leakage_table(words, comparison),
        accounts_table(words, comparison),
    ):
        heading(console, table.title)
        print_table(console, table)
    heading(console, words("term.floor_findings"))
    say(console, [line for design in comparison.designs[1:] for line in findings(words, comparison, design)])
    for name, moving in comparison.unsettled.items():
        said = words("say.unsettled", moves=" ".join(moving.split()))
        say(console, [f"{design_name(words, name)}: {said}"])
    if len(comparison.designs) == 2:
        table = buyers_table(words, comparison.designs[1], comparison.years)
        heading(console, table.title)
        print_table(console, table, MOST_BUYERS, words)
    plants = plants_table(words, comparison)
    heading(console, plants.title)
    print_table(console, plants)
    say(console, [words("say.breakeven"), words("say.levy_is_our_reading")])
    if answered is not None:
        print_answered(console, words, answered)
    if folder is not None:
        say(console, [words("term.written", path=folder)])


def question_sentences(words: Words, comparison: Comparison) -> list[str]:
    """Say what is asked: the floor, where, from when to when, and the price war, if any."""
    question = comparison.question
    said = words(
        "say.floor_question",
        floor=words.price(question.floor_usd_per_kg, question.material),
        material=words.inside(words.material(question.material)),
        club=question.club,
        first=words.date(question.begin),
        last=words.date(comparison.until),
    )
    if not question.dumping_t_per_year:
        return [said]
    return [
        said,
        words(
            "say.floor_dumping",
            origin=words.place(question.dumping_origin),
            tonnes=words.quantity(question.material, question.dumping_t_per_year),
        ),
    ]


def design_name(words: Words, name: str) -> str:
    """Return the name of a design."""
    return words(f"design.{name}")


def _sheet(words: Words, comparison: Comparison, title: str, rows: Sequence[tuple[str, ...]]) -> Table:
    """Return a table with one column a design; ``rows`` begin with their label."""
    headers = ("", *(words(f"short.{design.name}") for design in comparison.designs))
    return Table(words(title), headers, tuple(rows), frozenset(range(1, len(headers))))


def counted_in(comparison: Comparison) -> tuple[str, ...]:
    """Return the sectors of whose product some design says by how much a unit grows dearer."""
    return tuple(dict.fromkeys(sector for design in comparison.designs for sector in design.unit_cost_usd))


def designs_table(words: Words, comparison: Comparison) -> Table:
    """Return prices, tonnes, money and costs of each design."""
    material = comparison.question.material
    unit = words.price_unit(material)
    shown: tuple[tuple[str, Callable[[Design], str]], ...] = (
        ("price_in", lambda design: words.price_number(design.price_in_usd_per_kg, material)),
        ("price_out", lambda design: words.price_number(design.price_out_usd_per_kg, material)),
        ("held", lambda design: "–" if design.name == "none" else words.percent(design.held_share)),
        ("members_output", lambda design: number(design.output_t_per_year)),
        ("imports", lambda design: number(design.imports_t_per_year)),
        ("exports", lambda design: number(design.exports_t_per_year)),
        ("leakage", lambda design: _amount(design.leakage_embodied_t_per_year)),
        ("bought", lambda design: number(design.bought_t_per_year)),
        ("public_money", lambda design: number(design.public_usd_million_per_year)),
    )
    rows = [
        (words(f"label.{key}", unit=unit), *(cell(design) for design in comparison.designs))
        for key, cell in shown
    ]
    rows += [
        (
            words("label.unit_cost", unit=words.unit(sector)),
            *(_amount(design.unit_cost_usd.get(sector)) for design in comparison.designs),
        )
        for sector in counted_in(comparison)
    ]
    return _sheet(words, comparison, "term.floor_designs", rows)


def _amount(value: float | None) -> str:
    """Write an amount with two digits; what is smaller than ``LEAST`` is nothing."""
    return number(0.0 if value is not None and abs(value) < LEAST else value, 2)


def leakage_table(words: Words, comparison: Comparison) -> Table:
    """Return by how much imports of later stages change under each design."""
    materials = {
        material
        for design in comparison.designs
        for material, t in design.leakage_t_per_year.items()
        if abs(t) >= LEAK_T
    }
    rows = [
        (
            words.material(material),
            *(_amount(design.leakage_t_per_year.get(material, 0.0)) for design in comparison.designs),
        )
        for material in sorted(materials)
    ]
    return _sheet(words, comparison, "term.floor_leakage", rows)


def accounts_table(words: Words, comparison: Comparison) -> Table:
    """Return who gains and who pays under each design."""
    accounts = [short_account(design, comparison.years) for design in comparison.designs]
    rows = [
        (words(f"label.pays_{name}"), *(_amount(account[name]) for account in accounts)) for name in ACCOUNT
    ]
    return _sheet(words, comparison, "term.floor_accounts", rows)


def buyers_table(words: Words, design: Design, years: float) -> Table:
    """Return what the buyers in members gain or lose under a design."""
    pays = design.who_pays.filter(pl.col("group") == "buyers", pl.col("side") == "member").sort("usd")
    rows = [
        (words.region(row["region"]), words.sector(row["sector"]), number(row["usd"] / 1e6 / years, 2))
        for row in pays.to_dicts()
    ]
    return table_of(words, "term.floor_buyers", ("region", "sector", "gain"), rows, ("gain",))


def plants_table(words: Words, comparison: Comparison) -> Table:
    """Return what members' plants make under each design, and from which price each runs."""
    designs = comparison.designs
    rows = [
        (
            words.plant(line.plant),
            words(f"status.{line.status}"),
            words.price_number(line.breakeven_usd_per_kg, comparison.question.material),
            *(number(line.output_t_per_year[design.name], 2) for design in designs),
        )
        for line in comparison.plants
    ]
    headers = [words(f"label.{name}") for name in ("plant", "status", "breakeven")]
    headers += [words(f"short.{design.name}") for design in designs]
    right = frozenset(range(2, len(headers)))
    title = words("term.floor_plants", unit=words.price_unit(comparison.question.material))
    return Table(title, tuple(headers), tuple(rows), right)


def findings(words: Words, comparison: Comparison, design: Design) -> list[str]:
    """Say what a design does: whether it holds and why not, what runs because of it, what to doubt."""
    said = [_holding(words, comparison, design)]
    for message, plants in (
        ("say.started", started(comparison, design)),
        ("say.stopped", stopped(comparison, design)),
    ):
        if plants:
            said.append(words(message, plants=words.listed([words.plant(name) for name in plants])))
    if design.two_answers:
        said.append(words("say.two_answers"))
    return [f"{design_name(words, design.name)}: " + " ".join(said)]


def _holding(words: Words, comparison: Comparison, design: Design) -> str:
    floor = comparison.question.floor_usd_per_kg
    if (comparison.designs[0].price_in_usd_per_kg or 0.0) >= floor:
        return words("say.floor_below_market")
    if design.name not in ("border_levy", "border_levy_downstream", "purchase"):
        key = "say.floor_not_meant"
        return words(key, price=words.price(design.price_in_usd_per_kg or 0.0, comparison.question.material))
    if design.lost_from is None and design.held_share > 0.995:
        return words("say.floor_holds")
    return _why_lost(words, comparison, design)


def _why_lost(words: Words, comparison: Comparison, design: Design) -> str:
    """Say from when no member's price reaches the floor, why, and what would be needed."""
    said = []
    if design.lost_from is not None:
        said.append(words("say.floor_lost", date=words.date(design.lost_from)))
    else:
        said.append(words("say.floor_in_part", share=words.percent(design.held_share)))
    # Where the floor is held in part, what exports fetch sets the price of some members, not of the club.
    if design.lost_from is not None and design.exports_t_per_year > design.imports_t_per_year:
        said.append(
            words(
                "say.floor_export_parity",
                exports=words.quantity(comparison.question.material, design.exports_t_per_year),
                imports=words.quantity(comparison.question.material, design.imports_t_per_year),
                price=words.price(design.price_in_usd_per_kg or 0.0, comparison.question.material),
            )
        )
    said += _needed(words, comparison)
    return " ".join(said)


def _needed(words: Words, comparison: Comparison) -> Sequence[str]:
    by_name = {design.name: design for design in comparison.designs}
    said = []
    if "purchase" in by_name:
        bought = by_name["purchase"]
        said.append(
            words(
                "say.needed_purchase",
                tonnes=words.quantity(comparison.question.material, bought.bought_t_per_year),
                money=words.money(-bought.public_usd_million_per_year * 1e6),
            )
        )
    if "contract" in by_name:
        paid = words.money(-by_name["contract"].public_usd_million_per_year * 1e6)
        said.append(words("say.needed_contract", money=paid))
    return said
