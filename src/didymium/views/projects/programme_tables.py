"""Tables of a national programme: candidates, totals, chain of decision, clock, split, dollars, tests."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence

from didymium.decisions.programmes.candidates import Candidate
from didymium.decisions.programmes.dollars import DollarSheet
from didymium.decisions.programmes.kiep_tests import ProjectScores, Score
from didymium.views.evidence.speaking import Speaker
from didymium.views.projects.naming import basis, billions, projects_table, ranged, share
from didymium.views.projects.view import ProgrammeView, ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import number


def candidate_name(speaker: Speaker, one: Candidate) -> str:
    """Return the name of a candidate: of a subject of the evidence, or of an idea."""
    return speaker.name(one.name) if one.is_subject else speaker.words(f"programmes.candidate.{one.name}")


def candidate_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What was chosen, dropped and named, with amounts and flags."""
    words = speaker.words
    rows = [
        (
            candidate_name(speaker, one),
            words(f"programmes.state.{one.state}"),
            ranged(one.amount_usd),
            _day(one.start),
            speaker.names(one.operators) or "–",
            words("list.comma").join(words(f"programmes.flag.{flag}") for flag in one.flags) or "–",
        )
        for one in part.sheet.candidates
    ]
    columns = ("candidate", "state", "amount", "start", "operators", "flags")
    return projects_table(words, "candidates", columns, rows, ("amount",))


def total_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What candidates add up to at most, firmly and on average."""
    words, sheet = speaker.words, part.sheet
    rows = (
        []
        if not sheet.candidates
        else [
            (
                words(f"projects.total.{name}"),
                billions(total.bound_usd),
                billions(total.firm_usd),
                billions(total.expected_usd),
                str(len(total.unknown)),
            )
            for name, total in (("chosen", sheet.chosen_total), ("all", sheet.all_total))
        ]
    )
    columns = ("what", "bound", "firm", "average", "without_amount")
    note = words(sheet.chosen_total.assumed)
    return projects_table(words, "totals", columns, rows, columns[1:], note)


def chain_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """The chain of decision of each tranche."""
    words = speaker.words
    rows = [
        (
            speaker.name(chain.tranche),
            words(f"programmes.step.{step.step}"),
            speaker.name(step.by),
            words(f"programmes.step_state.{step.state}"),
            _days(step.first, step.last),
        )
        for chain in part.sheet.chains
        for step in chain.steps
    ]
    return projects_table(words, "chain", ("tranche", "step", "by", "state", "days"), rows)


def clock_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """When funds fall due after the latest announcement, by each way of counting."""
    words = speaker.words
    rows = [
        (
            words(f"programmes.clock.{one.clock.kind}", count=one.clock.count),
            words(f"programmes.calendar.{one.calendar}"),
            one.day.isoformat(),
        )
        for one in part.clock
    ]
    note = words("projects.note.clock", date=words.date(part.notice))
    return projects_table(words, "clock", ("clock", "calendar", "day"), rows, (), note)


def recovery_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What the funder gets back under each reading, by what a project earns a year."""
    words = speaker.words
    rows = [
        (
            words(f"programmes.reading.{one.reading}"),
            share(one.yearly_cash),
            "–" if one.nothing_owed_from is None else str(one.nothing_owed_from),
            share(one.funder_irr),
            share(one.funder_share),
            words.multiple(one.funder_multiple),
        )
        for one in part.sheet.recoveries
    ]
    columns = ("reading", "yearly_cash", "back_after", "funder_irr", "funder_share", "funder_multiple")
    note = words("projects.note.recovery", years=part.sheet.operating_years)
    return projects_table(words, "recovery", columns, rows, columns[1:], note)


def least_yield_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What a project must earn a year for the funder to earn the deemed rate."""
    words = speaker.words
    rows = [
        (
            words(f"programmes.reading.{one.reading}"),
            share(one.yearly_cash) if math.isfinite(one.yearly_cash) else words("projects.never"),
        )
        for one in part.sheet.least_yields
    ]
    return projects_table(words, "least_yield", ("reading", "yearly_cash"), rows, ("yearly_cash",))


def dollar_table(speaker: Speaker, sheet: DollarSheet, currency: str) -> Table:
    """The dollars of a programme by year, beside what the economy moves and holds."""
    words = speaker.words
    rows = [
        (
            str(line.year),
            billions(line.outflow_usd),
            number(line.outflow_local / 1e12),
            billions(line.income_usd),
            billions(line.bonds_usd),
            billions(line.rest_usd),
            billions(line.over_cap_usd),
            share(line.of_outward_investment),
            share(line.bonds_of_private_bonds),
            billions(line.reserves_left_usd),
        )
        for line in sheet.lines
    ]
    columns = (
        "year", "outflow", "outflow_local", "income", "bonds", "rest", "over_cap", "of_outward",
        "of_private_bonds", "reserves_left",
    )  # fmt: skip
    table = projects_table(words, "dollars", columns, rows, columns)
    title = words(
        "projects.dollars_of",
        schedule=words(f"projects.schedule.{sheet.schedule}"),
        income=words(f"projects.income.{sheet.income_case}"),
    )
    rate = words("projects.note.rate", rate=number(sheet.rate.value, 6), currency=currency)
    note = f"{rate} {basis(speaker, sheet.rate)}"
    return Table(title, table.headers, table.rows, table.right, note)


def loss_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What a year costs after a refusal if tariffs return."""
    words = speaker.words
    rows = [
        (
            words(f"projects.goods.{one.goods}"),
            ranged(one.exports_usd),
            share(one.rate_agreed.value),
            share(one.rate_returned.value),
            ranged(one.extra_duty_usd),
            ranged(one.exports_lost_usd),
            words("list.comma").join(one.legal_basis),
        )
        for one in part.sheet.losses
    ]
    columns = ("goods", "exports", "rate_agreed", "rate_returned", "extra_duty", "exports_lost", "basis")
    note = words("programmes.assumed.elasticity")
    return projects_table(words, "losses", columns, rows, columns[1:6], note)


def forgone_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """Revenue of the projects chosen that a refusal puts at risk."""
    words = speaker.words
    rows = [(share(one.yearly_cash), billions(one.revenue_usd)) for one in part.sheet.forgone]
    return projects_table(words, "forgone", ("yearly_cash", "revenue"), rows, ("yearly_cash", "revenue"))


def vendor_table(speaker: Speaker, part: ProgrammeView) -> Table:
    """What the preference for the member's vendors can reach."""
    words, reach = speaker.words, part.sheet.vendors
    rows = [
        (words(f"projects.vendor.{name}"), ranged(figure), basis(speaker, figure))
        for name, figure in (
            ("capital", reach.capital_usd),
            ("equipment", reach.equipment_usd),
            ("metal", reach.metal_usd),
        )
    ]
    if reach.duty_rate is not None:
        rows.append(
            (words("projects.vendor.duty"), share(reach.duty_rate.value), basis(speaker, reach.duty_rate))
        )
    note = words("list.comma").join(reach.clause)
    return projects_table(words, "vendors", ("what", "amount_usd", "basis"), rows, ("amount_usd",), note)


def score_table(view: ProjectsView, part: ProgrammeView, language: str) -> Table:
    """KIEP's three tests of the candidates of the programmes."""
    speaker = view.speaker(language)
    names = {one.name: candidate_name(speaker, one) for one in part.sheet.candidates}
    rows = [
        _scores(speaker, one, names.get(one.project) or _candidate_name(speaker, one.project))
        for one in part.sheet.scores
    ]
    return _score_table(speaker, "scores", rows)


def project_score_table(view: ProjectsView, part: ProgrammeView, language: str) -> Table:
    """KIEP's three tests of the projects that are listed."""
    speaker = view.speaker(language)
    rows = [_scores(speaker, one, view.project_name(one.project, language)) for one in part.scores]
    return _score_table(speaker, "project_scores", rows)


def _candidate_name(speaker: Speaker, name: str) -> str:
    message = f"programmes.candidate.{name}"
    known = message in speaker.words.catalogue.messages
    return speaker.words(message) if known else speaker.name(name)


def _scores(speaker: Speaker, one: ProjectScores, name: str) -> tuple[str, ...]:
    tests = (one.direct, one.indirect, one.security)
    why = [speaker.words(score.reason) for score in tests]
    return (name, *(_score(score) for score in tests), "; ".join(why))


def _score_table(speaker: Speaker, title: str, rows: Sequence[tuple[str, ...]]) -> Table:
    columns = ("project", "direct", "indirect", "security", "why")
    note = speaker.words("projects.note.scores")
    return projects_table(speaker.words, title, columns, rows, columns[1:4], note)


def _score(score: Score) -> str:
    return ranged(score.value, 1.0)


def _day(day: dt.date | None) -> str:
    return "–" if day is None else day.isoformat()


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first == last:
        return _day(first)
    return f"{_day(first) if first else '…'} – {_day(last)}"
