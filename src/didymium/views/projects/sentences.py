"""What an answer about projects says in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from didymium.decisions.finance.assessment import Assessment
from didymium.views.evidence.speaking import Speaker
from didymium.views.projects.finance_tables import assessed
from didymium.views.projects.naming import basis, share
from didymium.views.projects.view import ProgrammeView, ProjectsView
from didymium.views.wording import Words, number

if TYPE_CHECKING:
    from didymium.decisions.investment.projects_answer import ProjectsAnswer


def pipeline_sentences(view: ProjectsView, language: str) -> list[str]:
    """Say how many projects there are, how far, and how many sources disagree."""
    words = view.speaker(language).words
    if not view.rows:
        return [words("projects.say.none")]
    decided = sum(row.candidate.project.is_decided for row in view.rows)
    unknown = sum(row.candidate.capital_usd is None for row in view.rows)
    points = sum(len(row.known.disagreements) for row in view.rows if row.known)
    said = [
        words(
            "projects.say.count",
            count=len(view.rows),
            decided=decided,
            open=len(view.rows) - decided,
            unknown=unknown,
        )
    ]
    if points:
        said.append(words("projects.say.disagree", count=points))
    return said


def finance_sentences(view: ProjectsView, language: str) -> list[str]:
    """Say how projects were judged, and which are bankable at market prices, at the floor and in a war."""
    if view.answer is None:
        return []
    words, found = view.speaker(language).words, [one for _, one in assessed(view)]
    request = view.answer.prepared.request
    unreached = "no_floor" if request.floor_material else "not_bankable"
    floor = words("finance.floor", price=f"{request.floor_usd_per_kg:g}",
                  material=words.material(request.floor_material))  # fmt: skip
    groups: tuple[tuple[str, list[Assessment], dict[str, object]], ...] = (
        ("bankable", [one for one in found if one.verdict.bankable], {}),
        ("with_floor", [one for one in found if _needs_floor(one)], {"floor": floor}),
        ("not_with_floor", [one for one in found if _fails_with_floor(one)], {"floor": floor}),
        (unreached, [one for one in found if not one.verdict.bankable and one.floor_verdict is None],
         {"floor": floor}),
        ("falls_in_war", [one for one in found if one.verdict.bankable and not one.war_verdict.bankable],
         {"share": share(request.war_price_share), "first": request.war_first_year,
          "years": request.war_years}),
    )  # fmt: skip
    said = [judged_sentence(words, view.answer)]
    for name, projects, fields in groups:
        if projects:
            listed = words("list.comma").join(view.project_name(one.name, language) for one in projects)
            said.append(words(f"finance.say.{name}", list=listed, **fields))
    return said


def _needs_floor(one: Assessment) -> bool:
    return not one.verdict.bankable and one.floor_verdict is not None and one.floor_verdict.bankable


def _fails_with_floor(one: Assessment) -> bool:
    return not one.verdict.bankable and one.floor_verdict is not None and not one.floor_verdict.bankable


def judged_sentence(words: Words, answer: ProjectsAnswer) -> str:
    """Say in which futures projects were judged, and by what."""
    request = answer.prepared.request
    rates = [request.discount_rate] if request.discount_rate is not None else [
        case.settings.discount_rate for case in answer.prepared.cases
    ]  # fmt: skip
    return words(
        "finance.say.judged",
        futures=request.futures,
        draws=request.draws_each,
        rate=words("list.comma").join(dict.fromkeys(share(rate) for rate in rates)),
        cover=number(request.least_cover),
        built=words("finance.say.alone" if request.alone else "finance.say.all_built"),
    )


def gap_sentences(view: ProjectsView, language: str) -> list[str]:
    """Say who lacks what without whom."""
    if view.answer is None:
        return []
    words = view.speaker(language).words
    return [
        words(
            "finance.say.rival" if one.rivals else "finance.say.no_rival",
            members=words("list.comma").join(words.region(name) for name in one.members),
            rival=words("list.comma").join(words.region(name) for name in one.rivals),
        )
        for one in view.answer.gaps
    ]


def programme_sentences(speaker: Speaker, part: ProgrammeView) -> list[str]:
    """Say the rules of a programme, and what they rest on."""
    words, terms = speaker.words, part.sheet.terms
    said = [
        words(
            "projects.say.programme",
            programme=speaker.name(terms.member.programme),
            date=words.date(terms.day),
            total=words.money(terms.total_usd.value),
            cash=words.money(terms.cash_usd.value),
        )
    ]
    if terms.yearly_cap_usd is not None:
        said.append(words("projects.say.cap", cap=words.money(terms.yearly_cap_usd.value)))
    if terms.ends_on is not None:
        said.append(words("projects.say.ends", date=words.date(terms.ends_on)))
    said.append(
        words(
            "projects.say.split",
            before=share(terms.share_before.value),
            after=share(terms.share_after.value),
            rate=share(terms.deemed_rate),
            basis=basis(speaker, terms.spread),
        )
    )
    said += [
        words("projects.say.reading", reading=words(f"programmes.reading.{one.name}"), why=words(one.assumed))
        for one in terms.readings
        if one.assumed
    ]
    total = part.sheet.chosen_total
    if any(one.state == "chosen" for one in part.sheet.candidates):
        said.append(
            words(
                "projects.say.chosen",
                bound=words.money(total.bound_usd),
                firm=words.money(total.firm_usd),
                average=words.money(total.expected_usd),
            )
        )
    else:
        said.append(words("projects.say.none_chosen"))
    if terms.binding_facts:
        said.append(words("projects.say.not_binding"))
    if any(sheet.bonds_disagree for sheet in part.sheet.dollars):
        said.append(words("projects.say.bonds_disagree"))
    return said


def assumed_sentences(words: Words, names: Sequence[str]) -> list[str]:
    """Say what an answer rests on that nobody published."""
    return [words(f"finance.assumed.{name}") for name in names]
