"""Agreements, their promises and deadlines, and rules, on a date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, TextIO

from didymium.evidence.agreements import Agreement, Rule
from didymium.evidence.questions.changes import Change
from didymium.evidence.questions.deadlines import (
    Deadline,
    Force,
    agreement_force,
    deadlines_on,
    rule_on,
)
from didymium.evidence.questions.promises import one_sided
from didymium.views.evidence.speaking import Speaker
from didymium.views.printing import console_for, heading, print_table, say
from didymium.views.result_tables import Table, table_of

_COUNTED = {
    "due": "due",
    "met": "met",
    "met_late": "met",
    "late": "late",
    "lapsed": "late",
    "unknown": "unknown",
}


def print_agreements(
    file: TextIO, speaker: Speaker, agreements: Sequence[Agreement], day: dt.date, *, whole: bool
) -> None:
    """Print agreements as of a day with their deadlines; ``whole`` adds every provision."""
    console, words = console_for(file), speaker.words
    say(console, [words("say.as_of_day", date=words.date(day))])
    table = agreements_table(speaker, agreements, day)
    heading(console, table.title)
    print_table(console, table)
    for agreement in agreements if whole else ():
        heading(console, agreement.title.in_language(speaker.language))
        print_table(console, provisions_table(speaker, agreement))
    deadlines = deadlines_on(agreements, day)
    if deadlines:
        table = deadlines_table(speaker, deadlines)
        heading(console, table.title)
        say(console, [deadline_sentence(speaker, deadlines)])
        print_table(console, table)


def agreements_table(speaker: Speaker, agreements: Sequence[Agreement], day: dt.date) -> Table:
    """Return agreements by date of signing with binding force and state."""
    rows = [
        (
            str(agreement.signed),
            f"{agreement.title.in_language(speaker.language)} [{agreement.agreement}]",
            speaker.names(list(agreement.parties))
            if len(agreement.parties) <= 4
            else f"{len(agreement.parties)}",
            speaker.words(f"binding.{agreement.binding}"),
            state_of(speaker, agreement_force(agreement, day)),
        )
        for agreement in sorted(agreements, key=lambda item: (item.signed, item.agreement))
        if agreement.signed <= day
    ]
    columns = ("signed", "agreement", "parties", "binding", "state")
    return table_of(speaker.words, "title.agreements", columns, rows)


def provisions_table(speaker: Speaker, agreement: Agreement) -> Table:
    """Return the provisions of an agreement."""
    rows = [
        (
            provision.number, provision.title.in_language(speaker.language),
            speaker.names(list(provision.by)) or speaker.words("word.both"),
            speaker.names(list(provision.stated_by)) or speaker.words("word.both"),
            f"{provision.source}, {provision.locator}",
        )
        for provision in agreement.provision
    ]  # fmt: skip
    columns = ("number", "promise", "by", "stated_by", "source")
    return table_of(speaker.words, "title.provisions", columns, rows)


def one_sided_table(speaker: Speaker, agreements: Sequence[Agreement]) -> Table:
    """Return the one-sided claims: who states them, and where we have it from."""
    rows = [
        (
            agreement.title.in_language(speaker.language), provision.number,
            provision.title.in_language(speaker.language), speaker.names(list(provision.stated_by)),
            f"{provision.source}, {provision.locator}",
        )
        for agreement, provision in one_sided(agreements)
    ]  # fmt: skip
    columns = ("agreement", "number", "promise", "stated_by", "source")
    return table_of(speaker.words, "title.one_sided", columns, rows)


def deadlines_table(speaker: Speaker, deadlines: Sequence[Deadline]) -> Table:
    """Return deadlines by day."""
    rows = [
        (
            str(deadline.due),
            f"{deadline.agreement.title.in_language(speaker.language)} {deadline.provision.number}",
            deadline.provision.title.in_language(speaker.language),
            deadline_status(speaker, deadline),
            _last_known(speaker, deadline),
        )
        for deadline in deadlines
    ]
    columns = ("due", "agreement", "promise", "deadline_status", "last_known")
    return table_of(speaker.words, "title.deadlines", columns, rows)


def deadline_sentence(speaker: Speaker, deadlines: Sequence[Deadline]) -> str:
    """Say how many promises are due, met, late and unknown."""
    counts = Counter(_COUNTED[deadline.status] for deadline in deadlines)
    fields = {name: counts[name] for name in ("due", "met", "late", "unknown")}
    return speaker.words("say.deadlines", **fields)


def deadline_status(speaker: Speaker, deadline: Deadline) -> str:
    """Say where a promise stands."""
    words = speaker.words
    status = words(f"deadline.{deadline.status}")
    if deadline.status == "unknown":
        return words("say.unknown_since", date=str(deadline.due + dt.timedelta(days=1)))
    days = words.days(abs(deadline.days))
    message = {
        "due": "say.days_left",
        "met": "say.days_early",
        "late": "say.days_late",
        "met_late": "say.days_late",
    }
    detail = message.get(deadline.status)
    if detail is None or deadline.days == 0:
        return status
    return f"{status} ({words(detail, days=days)})"


def _last_known(speaker: Speaker, deadline: Deadline) -> str:
    if deadline.last is None:
        return ""
    return f"{deadline.last.on}: {deadline.last.what.in_language(speaker.language)}"


def state_of(speaker: Speaker, force: Force) -> str:
    """Say a state on a day; what is unknown, since when."""
    if force.state == "unknown" and force.since is not None:
        return speaker.words("say.unknown_since", date=str(force.since))
    return speaker.words(f"state.{force.state}")


def print_rules(file: TextIO, speaker: Speaker, rules: Sequence[Rule], day: dt.date) -> None:
    """Print what was in force on a day."""
    console, words = console_for(file), speaker.words
    say(console, [words("say.as_of_day", date=words.date(day))])
    for rule in sorted(rules, key=lambda item: (item.issued, item.rule)):
        if rule.issued <= day:
            heading(console, f"{rule.title.in_language(speaker.language)} [{rule.rule}]")
            print_table(console, rule_table(speaker, rule, day))


def rule_table(speaker: Speaker, rule: Rule, day: dt.date) -> Table:
    """Return the state of every part of a rule on a day."""
    rows = []
    for part, force in rule_on(rule, day):
        interval = force.interval or part.interval[0]
        rows.append(
            (
                part.part,
                part.title.in_language(speaker.language),
                state_of(speaker, force),
                str(force.since or "") if force.state != "unknown" else "",
                str(force.until or ""),
                f"{interval.source}, {interval.locator}",
            )
        )
    columns = ("part", "content", "state", "since", "until", "source")
    return table_of(speaker.words, "title.rules", columns, rows)


def changes_table(speaker: Speaker, changes: Sequence[Change]) -> Table:
    """Return what changes in rules, by day."""
    rows = []
    for change in changes:
        interval = change.after.interval or change.before.interval
        rows.append(
            (
                str(change.day),
                change.rule.title.in_language(speaker.language),
                change.part.title.in_language(speaker.language),
                f"{_state(speaker, change.before)} → {_state(speaker, change.after)}",
                f"{interval.source}, {interval.locator}" if interval else "",
            )
        )
    columns = ("date", "rule", "content", "state", "source")
    return table_of(speaker.words, "title.changes", columns, rows)


def _state(speaker: Speaker, force: Force) -> str:
    return speaker.words("word.unknown" if force.state == "unknown" else f"state.{force.state}")


def agreement_record(speaker: Speaker, agreement: Agreement, day: dt.date) -> dict[str, Any]:
    """Return an agreement as plain data, with its state and deadlines on a day."""
    force = agreement_force(agreement, day)
    return {
        **agreement.model_dump(mode="json", by_alias=True, exclude_none=True),
        "title_text": agreement.title.in_language(speaker.language),
        "state": {"state": force.state, "since": force.since, "until": force.until},
        "deadlines": [deadline_record(speaker, item) for item in deadlines_on([agreement], day)],
    }


def deadline_record(speaker: Speaker, deadline: Deadline) -> dict[str, Any]:
    """Return a deadline as plain data."""
    return {
        "agreement": deadline.agreement.agreement,
        "provision": deadline.provision.number,
        "promise": deadline.provision.title.in_language(speaker.language),
        "due": deadline.due,
        "status": deadline.status,
        "days": deadline.days,
        "last_known": None if deadline.last is None else deadline.last.model_dump(mode="json"),
        "source": deadline.provision.source,
        "locator": deadline.provision.locator,
    }


def rule_record(speaker: Speaker, rule: Rule, day: dt.date) -> dict[str, Any]:
    """Return a rule as plain data, with the state of its parts on a day."""
    states = [
        {"part": part.part, "state": force.state, "since": force.since, "until": force.until}
        for part, force in rule_on(rule, day)
    ]
    return {
        **rule.model_dump(mode="json", by_alias=True, exclude_none=True),
        "title_text": rule.title.in_language(speaker.language),
        "states": states,
    }
