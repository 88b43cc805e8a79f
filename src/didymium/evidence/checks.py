"""Whether words, agreements and rules refer to what there is, and their dates run forward."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any, TypeVar

from didymium.evidence.agreements import Agreement, Interval, Rule
from didymium.evidence.countries import country_codes
from didymium.evidence.deal_checks import deal_problems
from didymium.evidence.evidence import Evidence
from didymium.evidence.facts import Sum
from didymium.evidence.product_checks import product_problems
from didymium.evidence.rule_test_checks import shipment_problems
from didymium.files.problems import Problem
from didymium.files.suggestion import did_you_mean

Row = dict[str, Any]
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
Known = Set[tuple[str, str]]
"""Things that were checked before, by table and identifier."""

_Thing = TypeVar("_Thing")


def _new(table: Mapping[str, _Thing], name: str, known: Known) -> list[tuple[str, _Thing]]:
    return [(identifier, row) for identifier, row in table.items() if (name, identifier) not in known]


def word_problems(evidence: Evidence, known: Known) -> Iterator[Problem]:
    """Find groups, owners and fields that no table has, and names used twice."""
    for identifier, subject in _new(evidence.subjects, "subjects", known):
        owners = {*evidence.subjects, *evidence.agreements, *evidence.rules, *country_codes()}
        if subject.part_of and subject.part_of not in owners:
            yield _problem(evidence, "subjects", identifier, "part_of", subject.part_of, owners)
        if identifier in country_codes():
            file, row = evidence.places["subjects", identifier]
            remedy = "countries need no row: their names are known"
            yield Problem(file, "is the code of a country", row, "subject", identifier, remedy)
    for identifier, material in _new(evidence.materials, "materials", known):
        if material.part_of and material.part_of not in evidence.materials:
            yield _problem(evidence, "materials", identifier, "part_of", material.part_of, evidence.materials)
        for element in material.elements.split():
            if element not in evidence.materials:
                yield _problem(evidence, "materials", identifier, "elements", element, evidence.materials)
    for identifier, alias in _new(evidence.aliases, "aliases", known):
        names = {
            *evidence.subjects,
            *evidence.materials,
            *evidence.measures,
            *evidence.names,
            *country_codes(),
        }
        if alias.stands_for not in names:
            yield _problem(evidence, "aliases", identifier, "stands_for", alias.stands_for, names)
    for identifier, area in _new(evidence.areas, "areas", known):
        if area.field not in evidence.areas or evidence.areas[area.field].field != area.field:
            fields = {name for name, row in evidence.areas.items() if row.field == name}
            yield _problem(evidence, "areas", identifier, "field", area.field, fields)


def text_problems(evidence: Evidence, known: Known, today: dt.date) -> Iterator[Problem]:
    """Find references of agreements and rules to nothing, and intervals that overlap or run backwards."""
    for _, agreement in _new(evidence.agreements, "agreements", known):
        yield from _agreement_problems(evidence, agreement)
        yield from _agreement_times(evidence, agreement, today)
    for _, rule in _new(evidence.rules, "rules", known):
        yield from _rule_problems(evidence, rule)


def _agreement_problems(evidence: Evidence, agreement: Agreement) -> Iterator[Problem]:
    check = _References(evidence, "agreements", agreement.agreement)
    subjects = {*evidence.subjects, *country_codes()}
    texts = {*evidence.agreements, *evidence.rules, *evidence.subjects}
    yield from check("parties", agreement.parties, subjects)
    yield from check("part_of", [agreement.part_of] if agreement.part_of else [], texts)
    yield from check("source", agreement.source, evidence.sources)
    yield from check("projects", agreement.projects, subjects)
    yield from _interval_problems(check, "force", agreement.force)
    numbers: set[str] = set()
    for provision in agreement.provision:
        place = f"provision {provision.number}"
        if provision.number in numbers:
            yield check.problem(f"{place} number", provision.number, "stands twice", "number each once")
        numbers.add(provision.number)
        yield from check(f"{place} area", [provision.area], evidence.areas)
        yield from check(f"{place} by", provision.by, subjects)
        yield from check(f"{place} stated_by", provision.stated_by, subjects)
        yield from check(f"{place} source", [provision.source], evidence.sources)
        yield from check(f"{place} facts", provision.facts, evidence.fact_ids)
        if provision.due is not None:
            given = [provision.due.date, provision.due.days, provision.due.months, provision.due.working_days]
            if sum(value is not None for value in given) != 1:
                remedy = "give one of date, days, months, working_days"
                yield check.problem(f"{place} due", None, "needs exactly one way to count", remedy)
        for state in provision.state:
            yield from check(f"{place} state source", [state.source], evidence.sources)
            yield from check(f"{place} state facts", state.facts, evidence.fact_ids)


def _agreement_times(evidence: Evidence, agreement: Agreement, today: dt.date) -> Iterator[Problem]:
    """Find what happened before the signing or has not happened yet, and days that nobody can mean."""
    check = _References(evidence, "agreements", agreement.agreement)
    for provision in agreement.provision:
        place = f"provision {provision.number}"
        due = provision.due
        day = None if due is None else due.date
        if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            remedy = f"write a day between {_FIRST_YEAR} and {_LAST_YEAR}"
            yield check.problem(f"{place} due date", str(day), "is no believable day", remedy)
        for state in provision.state:
            if state.on < agreement.signed:
                yield check.problem(f"{place} state on", str(state.on), "lies before the signing", None)
            if state.on > today:
                remedy = "a state is what has happened; a day to come is a due date"
                yield check.problem(f"{place} state on", str(state.on), "lies in the future", remedy)


def _rule_problems(evidence: Evidence, rule: Rule) -> Iterator[Problem]:
    check = _References(evidence, "rules", rule.rule)
    subjects = {*evidence.subjects, *country_codes()}
    yield from check("issuer", [rule.issuer], subjects)
    yield from check(
        "basis",
        [rule.basis] if rule.basis else [],
        {*evidence.rules, *evidence.subjects, *evidence.agreements},
    )
    yield from check("source", rule.source, evidence.sources)
    for part in rule.part:
        place = f"part {part.part}"
        yield from check(f"{place} materials", part.materials, {*evidence.materials, *evidence.names})
        yield from check(f"{place} destinations", part.destinations, subjects)
        yield from check(f"{place} facts", part.facts, evidence.fact_ids)
        yield from _interval_problems(check, place, part.interval)
        yield from deal_problems(evidence, rule, part, check)
        yield from product_problems(evidence, part, check)
        yield from shipment_problems(evidence, rule, part, check)


class _References:
    """Checks the references of one text and words their problems."""

    def __init__(self, evidence: Evidence, table: str, identifier: str) -> None:
        self.evidence, self.table, self.identifier = evidence, table, identifier

    def __call__(self, column: str, words: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
        names = known if isinstance(known, (set, frozenset, dict)) else set(known)
        for word in words:
            if word not in names:
                yield self.problem(column, word, "is unknown", did_you_mean(word, names, limit=0))

    def problem(self, column: str, value: str | None, message: str, remedy: str | None) -> Problem:
        file, _ = self.evidence.places[self.table, self.identifier]
        return Problem(file, message, None, column, value, remedy)


def _interval_problems(check: _References, place: str, intervals: tuple[Interval, ...]) -> Iterator[Problem]:
    previous: Interval | None = None
    for interval in intervals:
        yield from check(f"{place} source", [interval.source], check.evidence.sources)
        if interval.until is not None and interval.until < interval.from_:
            remedy = "exchange from and until"
            yield check.problem(f"{place} until", str(interval.until), "lies before from", remedy)
        if previous is not None and (previous.until is None or interval.from_ <= previous.until):
            remedy = "end the interval before the day on which the next one begins"
            yield check.problem(f"{place} from", str(interval.from_), "lies in the interval before", remedy)
        previous = interval


def _problem(
    evidence: Evidence, table: str, identifier: str, column: str, value: str, known: Iterable[str]
) -> Problem:
    file, row = evidence.places[table, identifier]
    return Problem(file, "is unknown", row, column, value, did_you_mean(value, list(known), limit=0))


def sum_problems(evidence: Evidence, known: Known) -> Iterator[Problem]:
    """Find sums of unknown facts, of words, of several dimensions, or written without what they need."""
    new = [row for _, row in _new(evidence.sums, "sums", known)]
    facts = {row["fact"]: row for row in evidence.facts.iter_rows(named=True)} if new else {}
    for row in new:
        file, number = evidence.places["sums", row.sum]
        for column, names in (("total", [row.total]), ("parts", row.parts.replace("/", " ").split())):
            for name in names:
                if name not in facts:
                    yield Problem(
                        file, "is no fact", number, column, name, did_you_mean(name, facts, limit=0)
                    )
                elif facts[name]["base"] is None:
                    yield Problem(file, "is no number", number, column, name, "sums need figures")
        if row.source not in evidence.sources:
            remedy = did_you_mean(row.source, evidence.sources, limit=0)
            yield Problem(file, "is not in sources.csv", number, "source", row.source, remedy)
        numerator, slash, denominator = (part.strip() for part in row.parts.partition("/"))
        complete = bool(numerator) and bool(slash) == bool(denominator)
        if (row.relation == "is_share_of") != bool(slash) or not complete or "/" in denominator:
            remedy = 'write "part part / whole" for is_share_of, and no "/" otherwise'
            yield Problem(file, "does not fit the relation", number, "parts", row.parts, remedy)
            continue
        parts = [[facts[name] for name in side.split() if name in facts] for side in (numerator, denominator)]
        if row.total in facts:
            yield from _sum_dimensions(row, (file, number), facts[row.total], *parts)


def _sum_dimensions(
    row: Sum, place: tuple[str, int], total: Row, numerator: list[Row], denominator: list[Row]
) -> Iterator[Problem]:
    """Find sums of different things: parts add up to their own kind; a share is of its own kind, while a rate
    (yen per US dollar, yen a year) may be a quotient of two.
    """
    own = {fact["dimension"] for fact in numerator}
    of = {fact["dimension"] for fact in denominator}
    is_rate = row.relation == "is_share_of" and total["dimension"] not in ("share", "ratio")
    wanted = own if row.relation == "is_share_of" else {total["dimension"]}
    if len(own) > 1 or own - wanted or (of and of != own and not is_rate):
        one = "one dimension" if row.relation == "is_share_of" else "the total's dimension"
        remedy = f"use facts of {one}"
        yield Problem(place[0], "mixes dimensions", place[1], "parts", row.parts, remedy)
    if denominator and sum(fact["base"] or 0.0 for fact in denominator) == 0:
        yield Problem(place[0], "divides by nothing", place[1], "parts", row.parts, "the whole is zero")
