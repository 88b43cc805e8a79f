"""Tables of the plan: what is done in the first week, the delivery plan, swaps, what sectors give up, and who
must decide what.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence

from didymium.views.response.findings import Decision
from didymium.views.response.naming import (
    day,
    goods,
    origin_name,
    party_name,
    span,
    task_name,
    tonnes,
)
from didymium.views.response.tasks import Task, in_week
from didymium.views.response.view import ResponseView
from didymium.views.result_tables import Table, message_table
from didymium.views.wording import Words, number

LEAST_SOURCE_SHARE = 0.1
"""Origins of less than this share of a shipment are not named in tables."""
PLAN_COLUMNS = ("weeks", "what", "material", "t", "arrives_by", "cost", "branch", "out_of")


def response_table(
    words: Words,
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    right: Sequence[str] = (),
    note: str = "",
) -> Table:
    """Build a table whose title and columns are messages of the response."""
    return message_table(words, "response", title, columns, rows, right, note)


def this_week_table(words: Words, view: ResponseView) -> Table:
    """What is done in the first week that is planned: it is the same in every course unless the decision
    falls within it.
    """
    begin, end = view.this_week
    rows = [
        (
            task_name(words, task),
            words.material(task.material),
            tonnes(t),
            day(words, view, end + dt.timedelta(days=math.ceil(task.delay_days))),
            words(f"response.branch.{task.branch}"),
            sources_text(words, task),
        )
        for task, t in in_week(view.tasks, begin)
    ]
    columns = ("what", "material", "t", "arrives_by", "branch", "out_of")
    return response_table(words, "this_week", columns, rows, ("t",))


def plan_table(
    words: Words, view: ResponseView, kinds: Sequence[str] | None = None, most: int | None = None
) -> Table:
    """The delivery plan, of all kinds of tasks or of some, the largest expected value first. A table of one
    kind, such as releases or purchases, bears the name of the kind.
    """
    chosen = [task for task in view.tasks if kinds is None or task.kind in kinds]
    rows = [_row(words, view, task) for task in chosen[:most]]
    note = words("response.say.plan_note")
    table = response_table(words, "plan", PLAN_COLUMNS, rows, ("t", "cost"), note)
    if kinds is None or len(kinds) != 1:
        return table
    return Table(words(f"response.kind.{kinds[0]}"), table.headers, table.rows, table.right, note)


def _row(words: Words, view: ResponseView, task: Task) -> tuple[str, ...]:
    return (
        span(words, view, task),
        task_name(words, task),
        words.material(task.material),
        tonnes(task.t),
        day(words, view, task.arrives_by),
        number(task.cost_usd / 1e6, 2),
        words(f"response.branch.{task.branch}"),
        sources_text(words, task),
    )


def sources_text(words: Words, task: Task) -> str:
    """List where shipped goods come from, the most first."""
    least = LEAST_SOURCE_SHARE * task.t
    named = [origin_name(words, origin) for origin, t in task.out_of if t >= least]
    return words("list.comma").join(named) or "–"


def swaps_table(words: Words, view: ResponseView) -> Table:
    """Pairs of members that ship each other different goods."""
    rows = [
        (
            words.region(swap.first),
            goods(words, swap.first_gives_t),
            words.region(swap.second),
            goods(words, swap.second_gives_t),
        )
        for swap in view.swaps
    ]
    columns = ("first", "gives", "second", "gets")
    return response_table(words, "swaps", columns, rows, note=words("response.say.expected_note"))


def reallocation_table(words: Words, view: ResponseView) -> Table:
    """Who gives up what to whom, and what that is worth to both."""
    rows = [
        (
            words.material(row.material),
            words("response.firm", who=words.sector(row.from_sector), region=words.region(row.from_region)),
            words("response.firm", who=words.sector(row.to_sector), region=words.region(row.to_region)),
            tonnes(row.t),
            number(row.lost_usd / 1e6, 2),
            number(row.gained_usd / 1e6, 2),
        )
        for row in view.reallocations
    ]
    columns = ("material", "gives_up", "gets_it", "expected_t", "lost", "gained")
    note = f"{words('response.say.expected_note')} {words('response.say.mixed_note')}"
    return response_table(words, "given", columns, rows, columns[3:], note)


def decisions_table(words: Words, view: ResponseView, most: int | None = None) -> Table:
    """Who must decide what by when, the earliest first, then the largest value; of many the ``most`` with
    the largest value.
    """
    chosen = view.decisions
    if most is not None:
        largest = sorted(chosen, key=lambda one: -one.value_usd)[:most]
        chosen = tuple(one for one in chosen if one in largest)
    rows = [
        (
            day(words, view, one.by),
            decider(words, one),
            decision_text(words, one),
            words(f"response.branch.{one.branch}"),
        )
        for one in chosen
    ]
    note = words("response.say.expected_note")
    return response_table(words, "decisions", ("by", "who", "what", "branch"), rows, note=note)


def decider(words: Words, decision: Decision) -> str:
    """Say who decides: the holder, the firm, or the government of a member."""
    region = words.region(decision.region)
    if decision.who:
        return words("response.firm", who=party_name(words, decision.kind, decision.who), region=region)
    return words("response.government", region=region)


def decision_text(words: Words, decision: Decision) -> str:
    """Say what is to be decided."""
    listed = goods(words, decision.goods_t, 2)
    if decision.kind == "ship":
        partner = words.region(decision.partner) if decision.partner else words("response.others")
        return words("response.decide.ship", partners=partner, goods=listed)
    if decision.kind == "purchase":
        return words("response.decide.purchase", cost=words.money(decision.cost_usd), goods=listed)
    return words(f"response.decide.{decision.kind}", goods=listed)
