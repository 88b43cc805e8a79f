"""Screen a shipment on a day: every test of every rule, and what follows from them together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import ContentTest, ShipmentTest
from didymium.screening.answer import Figure, Finding, Holds, Said, all_of, any_of
from didymium.screening.export.bill import NONE
from didymium.screening.export.conditions import Check, good_checks, shipment_checks
from didymium.screening.export.goods import Good
from didymium.screening.export.listed import Match, entries_of, match
from didymium.screening.export.shipment import Shipment
from didymium.screening.export.values import Bounds, content_of, share_of
from didymium.screening.export.verdict import ExportAnswer, Verdict, answer_of
from didymium.screening.rules import PartOnDay, Reading, limit_of, parts_on, turning_days

SHOWN_GOODS = 50
"""Goods of one test that get a finding each; of more, the first ones."""


_FIRST_FORMS = frozenset({"ore", "concentrate", "oxide"})
"""Forms at the beginning: no listed metal, alloy or oxide went into them."""


@dataclass
class Worked:
    """What was worked out of a shipment that holds on every day: which goods lists name, and shares of value.
    Days of one shipment and the same evidence share it.
    """

    matches: dict[tuple[object, ...], Match] = field(default_factory=dict)
    contents: dict[tuple[str, str, str], list[Bounds]] = field(default_factory=dict)


def screen_shipment(
    evidence: Evidence,
    shipment: Shipment,
    day: dt.date,
    reading: Reading = "as_known",
    worked: Worked | None = None,
) -> ExportAnswer:
    """Answer whether a shipment is permitted, needs a licence or is prohibited on a day; of a day before the
    first rule held here nothing is known.
    """
    if day < first_day(evidence):
        return ExportAnswer(day, reading, Verdict.UNKNOWN, Verdict.PERMITTED, Verdict.PROHIBITED, ())
    held = tuple(parts_on(evidence, day, reading))
    screening = _Screening(evidence, shipment, held, Worked() if worked is None else worked)
    return answer_of(screening.findings(), day, reading)


def first_day(evidence: Evidence) -> dt.date:
    """Return the first day of which a rule held here says anything about shipments."""
    days = turning_days(evidence, lambda part: bool(part.shipment or part.item))
    return min(days, default=dt.date.max)


_NOTHING = Check("listed", Holds.NO, Said("screen.export.reason.nothing_touched"))


class _Screening:
    """The tests of one shipment on one day; the matches of goods with lists are worked out once."""

    def __init__(
        self, evidence: Evidence, shipment: Shipment, held: Sequence[PartOnDay], worked: Worked
    ) -> None:
        self.evidence, self.shipment, self.held = evidence, shipment, held
        self.matches, self.contents = worked.matches, worked.contents
        self.commons: dict[int, list[Check]] = {}
        self.untouched: set[tuple[object, ...]] = set()
        self.listings: dict[tuple[str, str], tuple[PartOnDay, ...]] = {}

    def findings(self) -> Iterator[Finding]:
        for held in self.held:
            for number, test in enumerate(held.part.shipment, start=1):
                yield from self._test(held, number, test)

    def _test(self, held: PartOnDay, number: int, test: ShipmentTest) -> Iterator[Finding]:
        """Answer one test: once for the shipment if that settles it, otherwise for each good in question."""
        common = self._common(held, test)
        if all_of(check.holds for check in common) is Holds.NO:
            yield _finding(held, number, test, "", [check for check in common if check.holds is Holds.NO])
            return
        touched = 0
        for place, good in enumerate(self.shipment.goods):
            checks = self._touching(held, number, test, place, good)
            if not checks:
                continue
            checks = [*common, *checks]
            touched += 1
            if touched <= SHOWN_GOODS:
                yield _finding(held, number, test, good.line.item, checks)
        if not touched:
            yield _finding(held, number, test, "", [_NOTHING])

    def _common(self, held: PartOnDay, test: ShipmentTest) -> list[Check]:
        """Return the answers that are the same for every good; each test is asked once."""
        if id(test) not in self.commons:
            self.commons[id(test)] = shipment_checks(test, held, self.shipment, self.evidence, self.held)
        return self.commons[id(test)]

    def _touching(
        self, held: PartOnDay, number: int, test: ShipmentTest, place: int, good: Good
    ) -> list[Check]:
        """Return the answers for one good that a test touches or may touch; nothing for one it leaves alone.

        Goods alike in all that a test asks are alike untouched, so that long bills are quick.
        """
        if place in self.shipment.bill.used_up:
            return []
        alike = (held.rule.rule, held.part.part, number, self.shipment.bill.shipped(place), *_likeness(good))
        key = (*alike, good.origin, good.technology)
        if key in self.untouched:
            return []
        checks = self._good(held, test, place, good)
        if all_of(check.holds for check in checks) is not Holds.NO:
            return checks
        if test.content is None and not test.upon:
            self.untouched.add(key)
        return []

    def _good(self, held: PartOnDay, test: ShipmentTest, place: int, good: Good) -> list[Check]:
        """Return the answers for one good; the costly ones only while nothing has settled it."""
        checks = [*good_checks(test, good), self._listed(held, test, place, good)]
        if test.in_part:
            said = Said("screen.export.missing.test_read_in_part")
            checks.append(Check("wording", Holds.UNKNOWN, said, (said,)))
        if all_of(check.holds for check in checks) is Holds.NO:
            return checks
        if not self.shipment.bill.shipped(place) and test.inside != "counts":
            checks.append(_inside(test, good))
        if test.content is not None:
            checks.append(self._content(held, test, place, good))
        if test.upon:
            checks.append(self._upon(held, test, place, good))
        return checks

    def _listed(self, held: PartOnDay, test: ShipmentTest, place: int, good: Good) -> Check:
        found = self._match(held, test.items, good) if test.items else self._issuer_lists(held, place, good)
        fields = {"item": good.line.item, "material": good.material}
        reason = Said(f"screen.export.reason.listed_{found.holds.value}", fields)
        missing = tuple(Said(said.key, {**said.fields, "item": good.line.item}) for said in found.missing)
        remedy = Said("screen.export.remedy.listed", fields)
        return Check("listed", found.holds, reason, missing, remedy, found.figures)

    def _match(self, held: PartOnDay, names: Iterable[str], good: Good) -> Match:
        named = tuple(names)
        key = (held.rule.rule, named, *_likeness(good))
        if key not in self.matches:
            entries = tuple(entries_of(self.evidence, held.rule, held.part, named))
            self.matches[key] = match(good, entries, self.evidence)
        return self.matches[key]

    def _issuer_lists(self, held: PartOnDay, place: int, good: Good) -> Match:
        """Match a good with all that the issuer lists; its catalogue holds more than the rules here."""
        issuer = held.rule.issuer
        found = self._of_issuer(issuer, "in_force", good)
        if found.holds is Holds.NO:
            found = self._of_issuer(issuer, "unknown", good)
            if found.holds is not Holds.NO:
                return Match(Holds.UNKNOWN, found.missing, found.figures, found.entry)
        checked = good.control_code == NONE
        if found.holds is not Holds.NO or checked or not self.shipment.bill.shipped(place):
            return found
        return Match(Holds.UNKNOWN, (Said("screen.export.missing.catalogue", {"country": issuer}),))

    def _of_issuer(self, issuer: str, state: str, good: Good) -> Match:
        """Match a good with the lists of an issuer that have a state on the day."""
        lists = self._lists(issuer, state)
        key = (tuple((held.rule.rule, held.part.part) for held in lists), *_likeness(good))
        if key not in self.matches:
            entries = tuple(entry for held in lists for entry in held.part.item)
            self.matches[key] = match(good, entries, self.evidence)
        return self.matches[key]

    def _lists(self, issuer: str, state: str) -> tuple[PartOnDay, ...]:
        """Return the parts of an issuer's rules that list goods and have a state on the day."""
        if (issuer, state) not in self.listings:
            self.listings[issuer, state] = tuple(
                held
                for held in self.held
                if held.rule.issuer == issuer and held.force.state == state and held.part.item
            )
        return self.listings[issuer, state]

    def _content(self, held: PartOnDay, test: ShipmentTest, place: int, good: Good) -> Check:
        """Hold the share of value that listed goods of an origin have in a good against the threshold."""
        assert test.content is not None
        asked, value = test.content, self.shipment.values[place]
        low, high = share_of(self._contents(held, asked)[place], value)
        limit = limit_of(self.evidence, asked.from_share)
        figure = Figure(
            "value_share", low, high, limit.unit, limit.value, limit.included, limit.fact, limit.warnings
        )
        fields = {
            "item": good.line.item,
            "country": asked.origin,
            "threshold": limit.value,
            "below_usd": None if value.high is None else value.high * limit.value / 100.0,
        }
        missing = Said("screen.export.missing.value_share", {"item": good.line.item, "country": asked.origin})
        return Check(
            "value_share",
            figure.holds,
            Said(f"screen.export.reason.value_share_{figure.holds.value}", fields),
            (missing,) if figure.holds is Holds.UNKNOWN else (),
            Said("screen.export.remedy.value_share", fields),
            (figure,),
        )

    def _contents(self, held: PartOnDay, asked: ContentTest) -> list[Bounds]:
        """Return the value of the content in question in every good; it is worked out once."""
        key = (held.rule.rule, asked.of_item, asked.origin)
        goods = self.shipment.goods

        def counts(place: int) -> Holds:
            origin = goods[place].origin
            made = Holds.UNKNOWN if not origin else Holds.YES if origin == asked.origin else Holds.NO
            return all_of([made, self._match(held, (asked.of_item,), goods[place]).holds])

        if key not in self.contents:
            bill, values = self.shipment.bill, list(self.shipment.values)
            self.contents[key] = content_of(bill, values, counts, self._may_hide)
        return self.contents[key]

    def _may_hide(self, place: int) -> bool:
        """Whether a good may hold elements that rules list and that none of its parts accounts for."""
        good, evidence = self.shipment.goods[place], self.evidence
        parts = [self.shipment.goods[part] for part in self.shipment.bill.parts.get(place, ())]
        if not parts and good.line.form in _FIRST_FORMS:
            return False
        if not parts:
            return any(good.holds(element, evidence) is not Holds.NO for element in self.listed_elements)
        return any(
            good.holds(element, evidence) is Holds.YES
            and all(part.holds(element, evidence) is Holds.NO for part in parts)
            for element in self.listed_elements
        )

    @cached_property
    def listed_elements(self) -> tuple[str, ...]:
        """Every element that an entry of a rule asks for."""
        found = {element for held in self.held for entry in held.part.item for element in entry.containing}
        return tuple(sorted(found))

    def _upon(self, held: PartOnDay, test: ShipmentTest, place: int, good: Good) -> Check:
        """Return whether a part of the rule that asks for a licence bites on the same good."""
        bites: list[Holds] = []
        missing: list[Said] = []
        for other in self.held:
            if other.rule.rule != held.rule.rule or other.part.part not in test.upon:
                continue
            for licence in other.part.shipment:
                common = self._common(other, licence)
                if all_of(check.holds for check in common) is Holds.NO:
                    continue
                answers = [*common, *self._good(other, licence, place, good)]
                bites.append(_in_force(other, all_of(check.holds for check in answers)))
                if bites[-1] is Holds.UNKNOWN:
                    missing += [said for check in answers for said in check.missing]
        holds = any_of(bites)
        fields = {"item": good.line.item, "parts": test.upon}
        reason = Said(f"screen.export.reason.upon_{holds.value}", fields)
        return Check("upon", holds, reason, tuple(missing) if holds is Holds.UNKNOWN else ())


def _in_force(held: PartOnDay, holds: Holds) -> Holds:
    if held.force.state == "in_force":
        return holds
    return Holds.UNKNOWN if held.force.state == "unknown" and holds is not Holds.NO else Holds.NO


def _inside(test: ShipmentTest, good: Good) -> Check:
    holds = Holds.UNKNOWN if test.inside == "unclear" else Holds.NO
    fields = {"item": good.line.item, "whole": good.line.part_of}
    missing = (Said("screen.export.missing.inside", fields),) if holds is Holds.UNKNOWN else ()
    return Check("inside", holds, Said(f"screen.export.reason.inside_{holds.value}", fields), missing)


def _likeness(good: Good) -> tuple[object, ...]:
    """Return everything about a good that a list may ask: goods alike in it match alike."""
    contains = tuple(sorted(good.contains.items()))
    return (
        good.material,
        good.line.form,
        contains,
        good.contains_none,
        good.inside,
        good.control_code,
    )


def _finding(
    held: PartOnDay, number: int, test: ShipmentTest, about: str, checks: Sequence[Check]
) -> Finding:
    holds = all_of(check.holds for check in checks)
    interval = held.force.interval
    figures = tuple(figure for check in checks for figure in check.figures)
    return Finding(
        rule=held.rule.rule,
        part=held.part.part,
        number=number,
        step=test.step,
        about=about,
        state=held.force.state,
        since=held.force.since,
        until=held.force.until,
        source=interval.source if interval is not None else held.rule.source[0],
        locator=interval.locator if interval is not None else held.rule.locator,
        holds=holds,
        effect=test.effect,
        figures=figures,
        reasons=tuple(check.reason for check in checks if check.holds is holds),
        missing=tuple(said for check in checks if check.holds is Holds.UNKNOWN for said in check.missing),
        remedies=tuple(check.remedy for check in checks if check.remedy is not None)
        if holds is not Holds.NO
        else (),
        exempts=test.upon if test.effect == "exempt" else (),
        warnings=tuple(sorted({warning for figure in figures for warning in figure.warnings})),
    )
