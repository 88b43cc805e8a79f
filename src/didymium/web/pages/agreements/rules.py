"""Rules on a day: the state of every part, with the source that says so."""

from __future__ import annotations

from didymium.evidence.agreements import Rule
from didymium.evidence.questions.deadlines import Force, rule_on
from didymium.views.evidence.agreements_view import rule_table
from didymium.web.look.html import Tag, link
from didymium.web.look.tables import Cell, Row, linked_table
from didymium.web.look.visit import Visit
from didymium.web.pages.agreements.asked import EVIDENCE, Asked

IN_FORCE = "in_force"


def show_rules(visit: Visit, asked: Asked) -> None:
    """Draw the rules issued by the day, the newest first, each with its parts."""
    words = visit.words
    rules = [rule for rule in visit.speaker.evidence.rules.values() if rule.issued <= asked.day]
    states = [force.state for rule in rules for _, force in rule_on(rule, asked.day)]
    counts = {"count": states.count(IN_FORCE), "total": len(states)}
    day = words("say.as_of_day", date=words.date(asked.day))
    Tag("p", f"{day} {words('web.agreements.in_force', **counts)}", role="status")
    only = visit.query.get("only") == IN_FORCE
    key = "all" if only else "only_in_force"
    link(words(f"web.agreements.{key}"), _address(visit, asked, "" if only else IN_FORCE), "button small")
    for rule in sorted(rules, key=lambda rule: (rule.issued, rule.rule), reverse=True):
        parts = rule_on(rule, asked.day)
        if not only or any(force.state == IN_FORCE for _, force in parts):
            _rule(visit, asked, rule, [force for _, force in parts])


def _address(visit: Visit, asked: Asked, only: str) -> str:
    return asked.address(visit, view="rules", only=only)


def _rule(visit: Visit, asked: Asked, rule: Rule, forces: list[Force]) -> None:
    words, speaker = visit.words, visit.speaker
    Tag("h2", rule.title.in_language(visit.language), classes="quantity")
    issuer = speaker.name(rule.issuer)
    Tag("p", f"{issuer}, {words.date(rule.issued)} · {rule.rule}", classes="quiet")
    table = rule_table(speaker, rule, asked.day)
    rows: list[Row] = []
    for row, (part, force) in zip(table.rows, rule_on(rule, asked.day), strict=True):
        interval = force.interval or part.interval[0]
        source = visit.address(EVIDENCE, source=interval.source)
        rows.append((*row[:-1], Cell(speaker.source(interval.source), source, interval.locator)))
    linked_table(rule.title.in_language(visit.language), table.headers, rows, tight={3, 4})
    if rule.note is not None:
        Tag("p", rule.note.in_language(visit.language), classes="quiet")
