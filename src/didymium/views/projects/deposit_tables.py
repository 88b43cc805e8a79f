"""Tables of deposits: what lies there and what it is worth, what stands against it, supply by element."""

from __future__ import annotations

from didymium.decisions.projects.supply_curve import SupplyCurve, SupplyStep
from didymium.views.projects.naming import projects_table, share
from didymium.views.projects.view import DepositsView, ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number


def deposit_table(view: ProjectsView, part: DepositsView, language: str) -> Table:
    """A line for each deposit: ore, grade, what is known of it, heavy share, value of the basket."""
    words = view.speaker(language).words
    rows = [
        (
            one.deposit.name_in(words.language),
            words.region(one.deposit.region) if one.deposit.region else words("projects.open_sea"),
            words(f"projects.knowledge.{one.deposit.knowledge}"),
            number(one.deposit.ore_mt),
            number(one.deposit.grade_percent),
            share(one.heavy_share),
            number(one.basket_usd_per_kg),
            share(one.magnet_value_share),
            number(one.deposit.cost_usd_per_kg),
            number(one.deposit.output_t_per_year),
        )
        for one in part.values
    ]
    columns = (
        "deposit", "region", "knowledge", "ore", "grade", "heavy", "basket", "magnet_value", "cost",
        "planned",
    )  # fmt: skip
    return projects_table(words, "deposits", columns, rows, columns[3:], words("projects.note.deposits"))


def doubt_table(view: ProjectsView, part: DepositsView, language: str) -> Table:
    """What stands against each deposit, and whose permit it needs."""
    speaker = view.speaker(language)
    rows = [
        (
            one.deposit.name_in(speaker.language),
            speaker.phrase(one.deposit.kind),
            speaker.phrase(one.deposit.doubt) or "–",
            speaker.phrase(one.deposit.legal_route) or speaker.words("projects.usual_law"),
        )
        for one in part.values
    ]
    columns = ("deposit", "kind", "doubt", "legal_route")
    return projects_table(speaker.words, "doubts", columns, rows)


def curve_table(view: ProjectsView, curve: SupplyCurve, language: str) -> Table:
    """What planned deposits would yield of an element, the one that needs least for it first."""
    words = view.speaker(language).words
    columns = ("deposit", "yields", "cumulative", "left", "element_price", "allocated", "pays")
    rows = [_step(words, step) for step in curve.steps]
    table = projects_table(words, "curve", columns, rows, columns[1:6], words("projects.note.curve"))
    title = words("projects.curve_of", element=curve.element)
    return Table(title, table.headers, table.rows, table.right, table.note)


def _step(words: Words, step: SupplyStep) -> tuple[str, ...]:
    pays = {True: "finance.verdict.yes", False: "finance.verdict.no", None: "word.unknown"}[step.pays]
    return (
        step.value.deposit.name_in(words.language),
        number(step.t_per_year),
        number(step.cumulative_t_per_year),
        number(step.left_usd_per_kg),
        number(step.price_usd_per_kg),
        number(step.allocated_usd_per_kg),
        words(pays),
    )


def curve_sentences(view: ProjectsView, part: DepositsView, language: str) -> list[str]:
    """Say which deposits are missing from the curves as nobody states their cost or their plan."""
    words = view.speaker(language).words
    said = []
    for key in ("cost_unknown", "output_unknown"):
        found = {
            one.deposit.deposit: one.deposit.name_in(words.language)
            for curve in part.curves.values()
            for one in getattr(curve, key)
        }
        if found:
            said.append(words(f"projects.say.{key}", list=words("list.comma").join(found.values())))
    return said
