"""Tables of the finance of projects: verdicts, worth, needs, mixes, payers, assumed terms, gaps closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from didymium.decisions.finance.assessment import Assessment, NotAssessed, Worth
from didymium.decisions.finance.bankable import Needs
from didymium.views.projects.finance_data import assumed_terms, has_debt
from didymium.views.projects.naming import (
    agency_name,
    least,
    payer_name,
    projects_table,
    share,
    support_text,
    yes_no,
)
from didymium.views.projects.view import ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number

if TYPE_CHECKING:
    from didymium.decisions.investment.mixes import FunderMix
    from didymium.decisions.investment.projects_answer import ProjectRow

RESULTS = ("npv_low", "npv", "npv_high", "irr", "payback", "cover")


def assessed(view: ProjectsView) -> list[tuple[ProjectRow, Assessment]]:
    """Return the projects of which something can be said."""
    return [(row, row.finance) for row in view.answered if isinstance(row.finance, Assessment)]


def verdict_table(view: ProjectsView, language: str) -> Table:
    """Whether each project is bankable at market prices, at the floor and in a price war."""
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(one.name, language),
            words.material(one.product),
            number(one.price_usd_per_kg),
            number(one.break_even_usd_per_kg),
            yes_no(words, one.verdict),
            yes_no(words, one.floor_verdict),
            yes_no(words, one.war_verdict),
        )
        for _, one in assessed(view)
    ]
    columns = ("project", "product", "price", "break_even", "at_market", "at_floor", "in_war")
    note = words("finance.note.verdicts")
    return projects_table(words, "verdicts", columns, rows, ("price", "break_even"), note)


def worth_table(view: ProjectsView, language: str, setting: str = "market") -> Table:
    """Present value, return, payback and cover of each project, at market prices (``market``), with the floor
    (``floor``) or in a price war (``war``).
    """
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(one.name, language),
            number(one.capital_usd_million),
            *_worth(words, worth, with_debt=has_debt(one)),
        )
        for _, one in assessed(view)
        if (worth := {"market": one.market, "floor": one.floor, "war": one.war}[setting]) is not None
    ]
    columns = ("project", "capital_mean", *RESULTS)
    return projects_table(words, f"worth_{setting}", columns, rows, columns[1:])


def _worth(words: Words, worth: Worth, *, with_debt: bool) -> tuple[str, ...]:
    cover = number(worth.worst_cover) if with_debt else words("finance.no_debt")
    return (
        number(worth.npv_low_usd_million),
        number(worth.npv_usd_million),
        number(worth.npv_high_usd_million),
        share(worth.rate_of_return),
        number(worth.payback_years),
        cover,
    )


def needs_table(view: ProjectsView, language: str, *, in_war: bool = False) -> Table:
    """The least floor, grant, loan or offtake, each alone, that makes each project bankable."""
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(one.name, language),
            words.material(one.product),
            *_needs(words, one.war_needs if in_war else one.needs),
        )
        for _, one in assessed(view)
    ]
    columns = ("project", "product", "least_floor", "least_grant", "least_loan", "least_offtake")
    title = "war_needs" if in_war else "needs"
    return projects_table(words, title, columns, rows, columns[2:], words("finance.note.needs"))


def _needs(words: Words, needs: Needs) -> tuple[str, ...]:
    return (
        least(words, needs.floor_usd_per_kg, is_share=False),
        least(words, needs.grant_share, is_share=True),
        least(words, needs.loan_share, is_share=True),
        least(words, needs.offtake_share, is_share=True),
    )


def mix_table(view: ProjectsView, language: str) -> Table:
    """The cheapest mix of each funder for each project, and what the public expects to pay."""
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(row.placed.name, language),
            words.region(one.funder),
            mix_text(words, one),
            "–" if one.mix is None else number(one.mix.expected_usd_million),
            "–" if one.mix is None else str(len(one.assumed)),
        )
        for row, one in _mixes(view)
    ]
    columns = ("project", "funder", "mix", "public_cost", "assumed_count")
    note = words("finance.note.mixes")
    return projects_table(words, "mixes", columns, rows, columns[3:], note)


def mix_text(words: Words, one: FunderMix) -> str:
    """Say what a mix is made of."""
    if one.mix is None:
        return words("finance.mix.none")
    listed = [support_text(words, support) for support in one.mix.supports]
    return "; ".join(listed) or words("finance.mix.nothing")


def _mixes(view: ProjectsView) -> Iterator[tuple[ProjectRow, FunderMix]]:
    for row in view.answered:
        for one in row.mixes:
            yield row, one


def payer_table(view: ProjectsView, language: str) -> Table:
    """Who bears what of each mix."""
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(row.placed.name, language),
            payer_name(words, cost.payer),
            number(cost.expected_usd_million),
            number(cost.bad_usd_million),
            number(cost.outlay_usd_million),
            number(cost.returns_usd_million),
            number(cost.exposure_usd_million),
        )
        for row, one in _mixes(view)
        if one.mix is not None
        for cost in one.mix.by_payer
    ]
    columns = ("project", "payer", "expected", "bad", "outlay", "returns", "exposure")
    return projects_table(words, "payers", columns, rows, columns[2:])


def instrument_table(view: ProjectsView, language: str) -> Table:
    """What each instrument of the agencies would do to each project by itself, and who bears what."""
    words = view.speaker(language).words
    rows = [
        (
            view.project_name(row.placed.name, language),
            support_text(words, one.support),
            yes_no(words, one.verdict),
            number(one.worth.npv_usd_million),
            number(one.worth.worst_cover) if has_debt(finance) else words("finance.no_debt"),
            number(one.cost.expected_usd_million),
            number(one.cost.exposure_usd_million),
            str(len(one.assumed)),
        )
        for row, finance in _assessed_rows(view)
        for one in row.instruments
    ]
    columns = (
        "project", "instrument", "bankable", "npv", "cover", "public_cost", "exposure", "assumed_count",
    )  # fmt: skip
    note = words("finance.note.instruments")
    return projects_table(words, "instruments", columns, rows, columns[3:], note)


def _assessed_rows(view: ProjectsView) -> Iterator[tuple[ProjectRow, Assessment]]:
    for row in view.answered:
        if not isinstance(row.finance, NotAssessed):
            yield row, row.finance


def assumed_table(view: ProjectsView, language: str) -> Table:
    """Terms of agencies in mixes that nobody published."""
    words = view.speaker(language).words
    found = {
        (term["agency"], one.funder, term["instrument"], term["figure"])
        for _, one in _mixes(view)
        for term in assumed_terms(one)
    }
    rows = [
        (
            agency_name(words, agency, funder),
            words(f"finance.instrument.{instrument}"),
            words(f"finance.figure.{figure}"),
        )
        for agency, funder, instrument, figure in sorted(found)
    ]
    return projects_table(words, "assumed_terms", ("agency", "instrument", "figure"), rows)


def unassessed_table(view: ProjectsView, language: str) -> Table:
    """Projects of which nothing can be said, and why."""
    words = view.speaker(language).words
    rows = [
        (view.project_name(row.placed.name, language), words(f"finance.reason.{row.finance.reason}"))
        for row in view.answered
        if isinstance(row.finance, NotAssessed)
    ]
    return projects_table(words, "unassessed", ("project", "why"), rows)


def closes_table(view: ProjectsView, language: str, *, every_year: bool = False) -> Table:
    """Which gap each project closes: for each material the year in which it closes the largest part, or with
    ``every_year`` all.
    """
    words = view.speaker(language).words
    found = [record for row in view.answered for record in row.gaps.to_dicts()]
    if not every_year:
        found = _largest(found)
    rows = [
        (
            view.project_name(record["project"], language),
            words.material(record["material"]),
            str(record["year"]),
            number(record["gap_t"]),
            number(record["output_t"]),
            words("finance.no_gap") if record["share"] is None else share(record["share"]),
        )
        for record in found
    ]
    columns = ("project", "material", "year", "gap", "output", "closes")
    title = "closes_by_year" if every_year else "closes"
    return projects_table(words, title, columns, rows, columns[2:], words("finance.note.closes"))


def _largest(records: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    """Return for each project and material the row with the largest share, else the largest output."""
    best: dict[tuple[object, object], dict[str, object]] = {}
    for record in records:
        key = record["project"], record["material"]
        if key not in best or _weight(record) > _weight(best[key]):
            best[key] = record
    return list(best.values())


def _weight(record: dict[str, object]) -> tuple[float, float]:
    part, output = record["share"], record["output_t"]
    assert isinstance(output, float)
    return (part if isinstance(part, float) else -1.0), output


def gap_table(view: ProjectsView, language: str) -> Table:
    """What members lack of each material in each year."""
    words = view.speaker(language).words
    cases = () if view.answer is None else view.answer.gaps
    rows = [
        (
            words.material(record["material"]),
            str(record["year"]),
            number(record["use_t"]),
            number(record["supplied_t"]),
            number(record["gap_t"]),
        )
        for one in cases
        for record in one.table.to_dicts()
        if record["gap_t"] > 0
    ]
    columns = ("material", "year", "use", "supplied", "gap")
    return projects_table(words, "gaps", columns, rows, columns[1:])
