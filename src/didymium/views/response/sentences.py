"""What a response says in sentences: situation, plan in three lines, fallback, what stays short."""

from __future__ import annotations

from didymium.decisions.allocation.delays import stages_without_terms
from didymium.decisions.response.planning import ranks_of
from didymium.views.response.finding_tables import chance_text, days_text
from didymium.views.response.naming import mend_name, task_name
from didymium.views.response.tasks import SHOWN
from didymium.views.response.view import ResponseView
from didymium.views.wording import Words

MOST_NAMED = 3
LEAST_USD = 1000.0


def situation_sentences(words: Words, view: ResponseView, most: int = MOST_NAMED) -> list[str]:
    """Say from when on what is known, what is lost if nobody acts, and who runs short first."""
    response, answer = view.response, view.answer
    said = [
        words(
            "response.say.known",
            date=words.date(response.request.as_of),
            days=words.days(response.request.days),
            scenario=response.known.title,
        )
    ]
    members = words.listed([words.region(name) for name in response.members])
    loss = answer.savings.loss_if_nobody_acts_usd
    if loss < LEAST_USD or not answer.failing_sectors:
        return [*said, words("response.say.nobody_short", members=members)]
    said.append(words("response.say.nobody", members=members, loss=words.money(loss)))
    largest = sorted(answer.failing_sectors, key=lambda row: -row.missing_usd)[:most]
    items = [
        words(
            "response.say.first_short_item",
            sector=words.sector(row.sector),
            region=words.region(row.member),
            material=words.material(row.material),
            days=words("response.say.after", days=words.days(row.days)) if row.days else days_text(words, 0),
        )
        for row in largest
    ]
    return [*said, words("response.say.first_short", list=words("list.comma").join(items))]


def plan_sentences(words: Words, view: ResponseView) -> list[str]:
    """Say the plan in three lines: what moves, what it saves, what is most urgent."""
    if not view.tasks:
        return [words("response.say.nothing")]
    savings = view.answer.savings
    items = [
        words(
            "response.say.moves_item",
            kind=words.inside(words(f"response.kind.{kind}")),
            tonnes=words.tonnes(t),
        )
        for kind, t in moved_t(view).items()
    ]
    said = [
        words("response.say.moves", list=words("list.comma").join(items)),
        words(
            "response.say.saves",
            cost=words.money(savings.cost_together_usd),
            loss=words.money(savings.loss_together_usd),
            saved=words.money(savings.saved_against_nothing_usd),
            coordination=words.money(savings.saved_by_coordination_usd),
        ),
    ]
    first = view.answer.priorities[:1]
    if first and first[0].loss_usd_per_day > 0.0:
        usd = words.money(first[0].loss_usd_per_day)
        said.append(words("response.say.urgent", material=words.material(first[0].material), usd=usd))
    return said


def _moved(words: Words, kind: str, t: float) -> str:
    name = words.inside(words(f"response.kind.{kind}"))
    return words("response.say.moves_item", kind=name, tonnes=words.tonnes(t))


def moved_t(view: ResponseView) -> dict[str, float]:
    """Return tonnes in expectation by kind of task, in the order of their kinds, without kinds of none."""
    found = dict.fromkeys(SHOWN, 0.0)
    for task in view.tasks:
        found[task.kind] += task.t * task.probability
    return {kind: t for kind, t in found.items() if t > 0.0}


def fallback_sentences(words: Words, view: ResponseView, most: int = MOST_NAMED) -> list[str]:
    """Say when it is known what becomes of licences, and what is done if they are refused."""
    response = view.response
    if response.licences.decision is None or response.licences.chance is None:
        return [words("response.say.no_licences")]
    if len(response.branches) == 1:
        branch = words(f"response.branch.{view.courses[0]}")
        return [words("response.say.one_course", branch=branch)]
    said = [
        words(
            "response.say.licences",
            date=words.date(response.licences.decision),
            chance=words.percent(response.licences.chance),
            source=chance_text(words, view),
        )
    ]
    losses = {
        branch.course.name: words.money(float(branch.together.loss_usd.sum())) for branch in response.branches
    }
    tasks = [task for task in view.tasks if task.branch == "refused"][:most]
    if not tasks:
        return [*said, words("response.say.fallback_none", **losses)]
    listed = [
        words(
            "response.say.task",
            what=task_name(words, task),
            material=words.material(task.material),
            tonnes=words.tonnes(task.t),
        )
        for task in tasks
    ]
    return [*said, words("response.say.fallback", list="; ".join(listed), **losses)]


def order_sentence(words: Words, view: ResponseView, most: int = 6) -> str:
    """Say in which order sectors are served, as somebody must decide it."""
    request = view.response.request
    if request.by_value:
        return words("response.say.order_value")
    ranks = ranks_of(view.response.branches[0].together.situation, request)
    highest: dict[str, int] = {}
    for (sector, _, _), rank in ranks.items():
        highest[sector] = max(rank, highest.get(sector, rank))
    steps: dict[int, list[str]] = {}
    for sector, rank in highest.items():
        steps.setdefault(rank, []).append(words.sector(sector))
    listed = [words("list.comma").join(sorted(steps[rank])) for rank in sorted(steps, reverse=True)]
    then = (
        [listed[0], *(words("response.order_then", list=item) for item in listed[1:most])] if listed else []
    )
    return words("response.say.order", list="; ".join(then)) if then else ""


def short_sentences(words: Words, view: ResponseView, most: int = MOST_NAMED) -> list[str]:
    """Say what stays short with the plan, and what would mend most of it."""
    if not view.shorts:
        return [words("response.say.short_none")]
    items = [
        words(
            "response.say.short_item",
            sector=words.sector(row.sector),
            region=words.region(row.member),
            material=words.material(row.material),
            usd=words.money(row.expected_usd),
        )
        for row in view.shorts[:most]
    ]
    listed = words("list.comma").join(items)
    loss = words.money(view.answer.savings.loss_together_usd)
    count = len({(row.member, row.sector) for row in view.shorts})
    if count == 1:
        said = words("response.say.short_one", loss=loss, list=listed)
    else:
        said = words("response.say.short", count=count, loss=loss, list=listed)
    return [said, mend_sentence(words, view, most)]


def mend_sentence(words: Words, view: ResponseView, most: int = MOST_NAMED) -> str:
    """Say what would have to be true for less to stay short."""
    mends = [
        words("response.say.mend_item", what=mend_name(words, mend), usd=words.money(mend.saved_usd))
        for mend in view.answer.mends[:most]
    ]
    return words("response.say.mend", list="; ".join(mends)) if mends else words("response.say.mend_none")


def assumed_sentences(words: Words, view: ResponseView) -> list[str]:
    """Say what the plan rests on that nobody published."""
    said = [words("response.say.assumed")]
    stages = stages_without_terms(view.response.case)
    if stages:
        listed = words("list.comma").join(words(f"stage.{stage}") for stage in stages)
        said.append(words("response.say.no_terms", list=listed))
    return said
