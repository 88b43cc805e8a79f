"""Tables of the independent check: the stocks as sized, in the market, and ten percent less than enough."""

from __future__ import annotations

from didymium.decisions.stocks.trial.recheck import Recheck
from didymium.decisions.stocks.trial.simulation import ServedNeed, Simulation
from didymium.views.result_tables import Table
from didymium.views.stocks.naming import stocks_table, tonnes
from didymium.views.wording import Words, number


def check_table(words: Words, check: Recheck) -> Table:
    """Named sectors in the market without the stocks, with them as planned, with the size that is enough in
    the market, and with ten percent less.
    """
    rows = [_run(words, name, run) for name, run in _runs(check)]
    columns = ("size", "multiple", "served_for", "missing_t", "value_lost")
    right = (columns[1], *columns[3:])
    return stocks_table(words, "check", columns, rows, right, words("stocks.say.check_note"))


def _runs(check: Recheck) -> list[tuple[str, Simulation]]:
    found = [("without", check.without)]
    if check.planned is not None:
        found.append(("planned", check.planned))
    enough = enough_run(check)
    if enough is not None:
        found.append(("enough", enough))
    if check.smaller is not None:
        found.append(("smaller", check.smaller))
    return found


def enough_run(check: Recheck) -> Simulation | None:
    """Return the run with the least size that is enough; None where none is, or nothing is needed."""
    if not check.least_multiple:
        return None
    return next(run for run in check.tried if run.multiple == check.least_multiple)


def _run(words: Words, name: str, run: Simulation) -> tuple[str, ...]:
    days = run.served_days
    return (
        words(f"stocks.run.{name}"),
        words("unit.multiple", number=number(run.multiple)),
        words("stocks.all_days") if days is None else words.days(days),
        tonnes(run.missing_t),
        number(run.lost_musd),
    )


def served_table(words: Words, check: Recheck) -> Table:
    """How long each named sector is served in the market, with the stocks as planned and ten percent less
    than enough.
    """
    planned = check.planned or check.without
    smaller = {} if check.smaller is None else {_key(one): one for one in check.smaller.needs}
    without = {_key(one): one for one in check.without.needs}
    rows = [
        (
            words.region(one.region),
            words.sector(one.sector),
            words.material(one.material),
            *(_days(words, row) for row in (without.get(_key(one)), one, smaller.get(_key(one)))),
            words.percent(min(one.worst_share, 1.0)),
        )
        for one in planned.needs
    ]
    columns = ("member", "sector", "material", "days_without", "days_planned", "days_smaller", "worst_share")
    return stocks_table(words, "served", columns, rows, columns[3:])


def _key(need: ServedNeed) -> tuple[str, str, str]:
    return need.sector, need.region, need.material


def _days(words: Words, need: ServedNeed | None) -> str:
    if need is None:
        return "–"
    return words("stocks.all_days") if need.days is None else words.days(need.days)


def size_check_table(words: Words, check: Recheck) -> Table:
    """The size by the planner and the size that is enough in the market, and what holders sell of it."""
    proof, planner = check.market_proof_t, check.planner
    drawn = {} if check.planned is None else check.planned.drawn_t
    rows = [
        (
            words.region(node[0]),
            words.material(node[1]),
            tonnes(t),
            "–" if proof is None else tonnes(proof[node]),
            "–" if planner is None else tonnes(planner.drawn_t.get(node, 0.0)),
            tonnes(drawn.get(node)),
        )
        for node, t in sorted(check.planned_t.items())
    ]
    columns = ("member", "material", "planned_t", "proof_t", "planner_draws", "market_draws")
    return stocks_table(words, "size_check", columns, rows, columns[2:], words("stocks.say.draw_note"))
