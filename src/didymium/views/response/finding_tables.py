"""Tables of what a response finds: priorities, vulnerabilities, what stays short, what would mend it, what
the plan saves and what is assumed.
"""

from __future__ import annotations

from collections.abc import Callable

from didymium.decisions.allocation.means import Means
from didymium.decisions.response.licences import UNKNOWN_CHANCE
from didymium.decisions.response.vulnerabilities import SINGLE_SHARE
from didymium.evidence.provenance import Kind, parse_references
from didymium.indicators.survival import THRESHOLD
from didymium.views.response.naming import day, mend_name, tonnes
from didymium.views.response.tables import response_table
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number

LEAST_LOST_USD = 1000.0
"""Smaller losses are written as none."""


def priorities_table(words: Words, view: ResponseView) -> Table:
    """Priority minerals, the dearest day of delay first."""
    rows = [
        (
            str(place),
            words.material(row.material),
            number(row.loss_usd_per_day, 2),
            tonnes(row.acted_t),
            lost(row.missing_usd),
            words("list.comma").join(words.sector(name) for name in row.sectors[:3]) or "–",
        )
        for place, row in enumerate(view.answer.priorities, 1)
    ]
    columns = ("rank", "material", "per_day", "acted", "missing_usd", "for_whom")
    note = words("response.say.expected_note")
    return response_table(words, "priorities", columns, rows, columns[:1] + columns[2:5], note)


def lost(usd: float) -> str:
    """Write a loss in million US dollars; next to nothing as a dash."""
    return number(usd / 1e6, 2) if usd >= LEAST_LOST_USD else "–"


def single_sources_table(words: Words, view: ResponseView) -> Table:
    """Where one origin supplies most of what a member uses, the largest value first."""
    rows = [
        (
            words.region(row.member),
            words.material(row.material),
            words(f"stage.{row.stage}"),
            words.region(row.origin),
            words.percent(row.share),
            tonnes(row.supply_t),
        )
        for row in view.answer.single_sources
    ]
    columns = ("member", "material", "stage", "origin", "share", "supply")
    note = words("response.say.single_note", percent=words.percent(SINGLE_SHARE))
    return response_table(words, "single", columns, rows, ("share", "supply"), note)


def failing_stages_table(words: Words, view: ResponseView) -> Table:
    """Stages of members that fail without a plan, the earliest first."""
    rows = [
        (
            words.region(row.member),
            words(f"stage.{row.stage}"),
            words.material(row.material),
            days_text(words, row.days),
            words.percent(row.lowest_share),
        )
        for row in view.answer.failing_stages
    ]
    columns = ("member", "stage", "material", "days", "lowest")
    refused = view.answer.worst.course.name == "refused"
    message = "response.say.stage_note" if refused else "response.say.stage_note_known"
    note = words(message, percent=words.percent(THRESHOLD))
    return response_table(words, "stages", columns, rows, ("days", "lowest"), note)


def days_text(words: Words, days: int | None) -> str:
    """Say days until something fails: already, never, or how many."""
    if days is None:
        return words("response.never")
    return words.days(days) if days else words("response.now")


def failing_sectors_table(words: Words, view: ResponseView) -> Table:
    """Sectors that run short, without the plan and with it, the earliest first."""
    rows = [
        (
            words.region(row.member),
            words.sector(row.sector),
            words.material(row.material),
            days_text(words, row.days),
            days_text(words, row.days_with_plan),
            lost(row.missing_usd),
            lost(row.left_usd),
        )
        for row in view.answer.failing_sectors
    ]
    columns = ("member", "sector", "material", "days_alone", "days_plan", "missing_usd", "left_usd")
    return response_table(words, "sectors", columns, rows, columns[3:])


def short_table(words: Words, view: ResponseView, most: int | None = None) -> Table:
    """What stays short with the plan, in each course, the largest expected loss first."""
    courses = view.courses
    rows = [
        (
            words.region(row.member),
            words.sector(row.sector),
            words.material(row.material),
            day(words, view, row.begin),
            *(tonnes(row.missing_t[name]) for name in courses),
            words.percent(row.worst_share),
            lost(row.expected_usd),
        )
        for row in view.shorts[:most]
    ]
    missing = tuple(f"missing_t_{name}" for name in courses)
    columns = ("member", "sector", "material", "from", *missing, "worst", "expected_usd")
    return response_table(words, "short", columns, rows, columns[4:])


def mends_table(words: Words, view: ResponseView) -> Table:
    """What would have to be true for less to stay short, the most first."""
    rows = [(mend_name(words, mend), lost(mend.saved_usd), lost(mend.loss_usd)) for mend in view.answer.mends]
    columns = ("mend", "mend_saves", "remains")
    return response_table(words, "mends", columns, rows, columns[1:], words("response.say.expected_note"))


def savings_table(words: Words, view: ResponseView) -> Table:
    """Losses and costs if nobody acts, if each member acts alone, and with the plan, in each course and in
    expectation.
    """
    rows = [
        (
            words(f"response.branch.{branch.course.name}"),
            words.percent(branch.course.probability),
            words.money(branch.missing_usd),
            _burden(words, float(branch.apart.loss_usd.sum()), branch.apart.cost_usd),
            _burden(words, float(branch.together.loss_usd.sum()), branch.together.cost_usd),
        )
        for branch in view.response.branches
    ]
    if len(rows) > 1:
        saved = view.answer.savings
        apart = _burden(words, saved.loss_apart_usd, saved.cost_apart_usd)
        together = _burden(words, saved.loss_together_usd, saved.cost_together_usd)
        nobody = words.money(saved.loss_if_nobody_acts_usd)
        rows.append((words("response.expected"), words.percent(1.0), nobody, apart, together))
    columns = ("case", "chance", "nobody", "apart", "together")
    return response_table(words, "savings", columns, rows, columns[1:])


def _burden(words: Words, loss_usd: float, cost_usd: float) -> str:
    return f"{words.money(loss_usd)} + {words.money(cost_usd)}"


def assumed_table(words: Words, view: ResponseView) -> Table:
    """Every figure that members are assumed to keep to, and what is assumed of licences."""
    request, licences = view.response.request, view.response.licences
    rows = [
        (
            words(f"response.means.{name}"),
            _value(words, request.means, name),
            words(f"response.basis.{basis_of(request.means, name)}"),
        )
        for name in Means.model_fields
    ]
    if licences.chance is not None and licences.decision is not None:
        rows.append(
            (words("response.means.chance"), words.percent(licences.chance), chance_text(words, view))
        )
        said = "asked" if request.decision_after_days is not None else "assumed"
        row = (
            words("response.means.decision"),
            words.date(licences.decision),
            words(f"response.basis.{said}"),
        )
        rows.append(row)
    return response_table(words, "assumed", ("assumption", "value", "basis"), rows, ("value",))


def basis_of(means: Means, name: str) -> str:
    """Return where a figure comes from: ``asked``, ``assumed``, or ``terms`` for stock_terms.csv."""
    if getattr(means, name) is None:
        return "terms"
    return "asked" if name in means.model_fields_set else "assumed"


def _value(words: Words, means: Means, name: str) -> str:
    value = getattr(means, name)
    if value is None:
        return words("response.by_stage")
    if isinstance(value, bool):
        return words("response.yes" if value else "response.no")
    if isinstance(value, tuple):
        named = [words.region(region) for name in value for region in words.case.regions_of(name)]
        return words("list.comma").join(dict.fromkeys(named)) or words("response.nobody_spared")
    units: tuple[tuple[str, Callable[[float], str]], ...] = (
        ("_days", words.days),
        ("_usd_per_kg", words.price),
        ("", words.percent),
    )
    return next(said for ending, said in units if name.endswith(ending))(value)


def chance_text(words: Words, view: ResponseView) -> str:
    """Say where the chance of a grant comes from."""
    request, licences = view.response.request, view.response.licences
    if request.grant_chance is not None:
        return words("response.chance.asked")
    if licences.chance == UNKNOWN_CHANCE and not chance_sources(view):
        return words("response.chance.unknown")
    named = chance_sources(view)
    if not named:
        return words("response.chance.assumed")
    return words("response.chance.reported", sources=words("list.comma").join(named))


def chance_sources(view: ResponseView) -> list[str]:
    """Return the ids of the sources of the rate of approvals from which the chance is taken."""
    case = view.response.case
    try:
        references = parse_references(view.response.licences.chance_source)
    except ValueError:
        return []
    cited = [one for one in references if one.kind is not Kind.ASSUMED and one.column in (None, "rate")]
    found = case.sources_behind(cited)
    return [one for one in found if not case.is_confidential("sources", (one,))]
