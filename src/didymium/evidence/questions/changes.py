"""What changes around a day: parts of rules that enter into force, are suspended, or end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.questions.deadlines import Force, force_on


@dataclass(frozen=True)
class Change:
    """A day on which the state of a part of a rule becomes another one, as far as sources say."""

    day: dt.date
    rule: Rule
    part: Part
    before: Force
    after: Force


def changes_near(rules: Sequence[Rule], day: dt.date, days: int) -> list[Change]:
    """Return the changes of state within so many days of a day, in the order of time; those of one rule and
    day with the same states are told once, by their first part.
    """
    found: dict[tuple[dt.date, str, str, str], Change] = {}
    for rule in rules:
        for part in rule.part:
            for change in _changes_of(rule, part):
                if abs((change.day - day).days) <= days:
                    key = (change.day, rule.rule, change.before.state, change.after.state)
                    found.setdefault(key, change)
    return sorted(found.values(), key=lambda change: (change.day, change.rule.rule))


def _changes_of(rule: Rule, part: Part) -> list[Change]:
    """Return every change of a part: where an interval begins, and where the last known one ends."""
    days = {interval.from_ for interval in part.interval}
    days |= {
        interval.until + dt.timedelta(days=1) for interval in part.interval if interval.until is not None
    }
    changes = []
    for first in sorted(days):
        before = force_on(part.interval, first - dt.timedelta(days=1))
        after = force_on(part.interval, first)
        if before.state != after.state:
            changes.append(Change(first, rule, part, before, after))
    return changes
