"""Tables about alliances: what a newcomer brings, who could come next, fair shares, the best sets, who would
object, what a floor adds, and the futures behind it all.
"""

from __future__ import annotations

from collections.abc import Iterable

from didymium.views.coalition.data import (
    Record,
    best_data,
    core_data,
    floor_data,
    futures_data,
    joining_data,
    sets_data,
    shares_data,
    stability_data,
    verified_data,
)
from didymium.views.coalition.naming import coalition_table, member_name, millions, named, set_name, yes_or_no
from didymium.views.coalition.view import CoalitionView
from didymium.views.result_tables import Table
from didymium.views.wording import Words

MOST_SETS = 63
"""Sets of six members: of more, every set stands in the files only."""


def figures(row: Record, names: Iterable[str]) -> tuple[str, ...]:
    """Return the sums of a row as cells."""
    return tuple(millions(row[f"{name}_usd_million"]) for name in names)


def losses_table(words: Words, view: CoalitionView) -> Table:
    """What founders and newcomer are expected to lose: alone, apart, joined, after payments."""
    parts = ("untouched", "alone", "founders", "joined", "receives", "after_payments", "share")
    found = [] if view.answer.joining is None else joining_data(view.answer.joining)["losses"]
    rows = [(member_name(words, row["member"]), *figures(row, parts)) for row in found]
    if rows:
        sums = {f"{name}_usd_million": sum(row[f"{name}_usd_million"] for row in found) for name in parts}
        rows.append((words("stocks.all"), *figures(sums, parts)))
    columns = ("member", *parts)
    return coalition_table(words, "losses", columns, rows, parts, words("coalition.note.losses"))


def candidates_table(words: Words, view: CoalitionView) -> Table:
    """What each who is no founder would add to them and get, and who of them would get less."""
    rows = [
        (
            member_name(words, row["member"]),
            *figures(row, ("adds", "share", "outside")),
            yes_or_no(words, row["comes"]),
            named(words, row["loses"]) or "–",
        )
        for row in stability_data(view.answer.founders)["outside"]
    ]
    columns = ("member", "adds", "share", "outside", "comes", "loses")
    return coalition_table(words, "candidates", columns, rows, columns[1:4])


def shares_table(words: Words, view: CoalitionView) -> Table:
    """What each member gets of what all save: Shapley's value, the least core, the same by the tail."""
    found, parts = (
        shares_data(view.answer),
        ("shapley", "least_core", "adds_to_all", "tail_shapley", "outside"),
    )
    rows = [
        (member_name(words, row["member"]), *figures(row, parts), yes_or_no(words, row["stays"]))
        for row in found
    ]
    sums = (sum(row[f"{name}_usd_million"] for row in found) for name in ("shapley", "least_core"))
    tail = sum(row["tail_shapley_usd_million"] for row in found)
    rows.append((words("stocks.all"), *(millions(total) for total in sums), "", millions(tail), "", ""))
    columns = ("member", *parts, "stays")
    return coalition_table(words, "shares", columns, rows, parts, words("coalition.note.shares"))


def best_table(words: Words, view: CoalitionView) -> Table:
    """The set of most value by number of members."""
    rows = [
        (str(row["size"]), set_name(words, row["members"]), *figures(row, ("value", "tail", "least_value")))
        for row in best_data(view.answer)
    ]
    columns = ("size", "set", "value", "tail", "least_value")
    return coalition_table(words, "best", columns, rows, ("size", *columns[2:]))


def verified_table(words: Words, view: CoalitionView) -> Table:
    """Sets on the futures that stand for all beside all futures; without rows where all were worked out."""
    parts = ("standing", "all_futures", "difference", "difference_tail")
    found = [verified_data(one) for one in view.answer.verified] if view.answer.is_reduced else []
    rows = [(set_name(words, row["members"]), *figures(row, parts)) for row in found]
    return coalition_table(words, "verified", ("set", *parts), rows, parts)


def objections_table(words: Words, view: CoalitionView) -> Table:
    """Sets that would get more by themselves than Shapley's values give them."""
    rows = [
        (set_name(words, row["members"]), *figures(row, ("gets", "alone", "excess")))
        for row in core_data(view.answer.expected)["objections"]
    ]
    columns = ("set", "gets", "by_itself", "excess")
    return coalition_table(words, "objections", columns, rows, columns[1:])


def floor_table(words: Words, view: CoalitionView) -> Table:
    """What a floor is worth to every set, where it is then in force, and what it does to all of it."""
    floor = view.answer.floor
    found = [] if floor is None else floor_data(floor, view.answer.names)
    rows = [
        (
            set_name(words, row["members"]),
            millions(row["change_of_members_usd_million"]),
            "; ".join(set_name(words, part) for part in row["in_force_in"]) or words("coalition.unused"),
            *figures(row, ("worth", "added")),
        )
        for row in found
    ]
    columns = ("set", "change", "in_force_in", "worth", "added")
    note = words("coalition.note.floor")
    return coalition_table(words, "floor", columns, rows, ("change", "worth", "added"), note)


def futures_table(words: Words, view: CoalitionView) -> Table:
    """Every future that counts, with its probability, what members lose in it, and what all save."""
    rows = [
        (row["title"], words.percent(row["probability"]), *figures(row, ("untouched", "alone", "saved")))
        for row in futures_data(view)["list"]
    ]
    columns = ("future", "probability", "untouched", "alone", "saved")
    return coalition_table(words, "futures", columns, rows, columns[1:])


def sets_table(words: Words, view: CoalitionView) -> Table:
    """The value of every set; without rows where there are too many to read."""
    found = sets_data(view.answer)
    rows = [
        (set_name(words, row["members"]), *figures(row, ("value", "sharing", "tail")))
        for row in (found if len(found) <= MOST_SETS else [])
    ]
    columns = ("set", "value", "sharing", "tail")
    return coalition_table(words, "sets", columns, rows, columns[1:])
