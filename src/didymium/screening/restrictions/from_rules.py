"""Make the export restrictions of a scenario from the rules on a day, under a reading of what is unknown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.evidence.agreements import Part, Rule
from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import LicenceTime, ShipmentTest
from didymium.scenario.checks import check_scenario
from didymium.scenario.schema import Approval, Ban, Event, ExportRestriction, Scenario
from didymium.screening.answer import Holds
from didymium.screening.export.goods import Good
from didymium.screening.export.listed import entries_of, match
from didymium.screening.restrictions.case_goods import case_goods
from didymium.screening.restrictions.known_then import part_known_on
from didymium.screening.rules import Reading, force_of, published_on

MILITARY_SECTORS = ("defence", "missiles")
"""Sectors of a case that stand for military users and uses unless others are named."""
_LAST = dt.date.max
_NO_TONNES = "volume_share=assumed: equal to the rate, which counts applications and no tonnes"


@dataclass(frozen=True)
class RestrictionRequest:
    """Which rules of whom become a scenario."""

    origin: str
    """Country whose exports are restricted, ISO 3166-1 alpha-3; a region of the case."""
    as_of: dt.date
    """Day on which the rules are known: later ones are not in it."""
    reading: Reading = "as_known"
    """What follows after the last day that is known. ``as_known``: nothing more is entered."""
    begin: dt.date | None = None
    """First day of the run; None: the case's."""
    military_sectors: tuple[str, ...] = MILITARY_SECTORS
    """Sectors that stand for military users."""


@dataclass(frozen=True)
class LeftOut:
    """A part of a rule that the market cannot hold, and why."""

    rule: str
    part: str
    reason: str
    """``firms``, ``foreign_made``, ``no_material``, ``no_sector``, ``unclear_goods``, ``unknown`` …"""
    materials: tuple[str, ...] = ()


@dataclass(frozen=True)
class RulesScenario:
    """A scenario and what of the rules is not in it."""

    scenario: Scenario
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Span:
    first: dt.date
    last: dt.date
    announced: dt.date
    source: str

    def meet(self, other: _Span) -> _Span | None:
        first, last = max(self.first, other.first), min(self.last, other.last)
        return None if first > last else _Span(first, last, max(self.announced, other.announced), self.source)


def restrictions_from_rules(case: Case, evidence: Evidence, request: RestrictionRequest) -> RulesScenario:
    """Return a scenario with the licences and bans that the rules put on a case's materials.

    Raises:
        ValueError: If the rules put none on any.
    """
    maker = _Maker(case, evidence, request)
    events = tuple(maker.events())
    if not events:
        raise ValueError(
            f"no rule known by {request.as_of} restricts what {request.origin} exports in this case"
        )
    scenario = Scenario(
        title=f"Export rules of {evidence.name(request.origin)} as known on {request.as_of}",
        summary=_summary(request),
        begin=request.begin,
        event=tuple(sorted(events, key=lambda event: (event.from_, event.title))),
    )
    return RulesScenario(scenario, tuple(dict.fromkeys(maker.left_out)))


def _summary(request: RestrictionRequest) -> str:
    after = {
        "as_known": "After the last day that a source gives nothing is entered.",
        "extended": "After the last day that a source gives the last state goes on: assumed.",
        "lapsed": "After the last day that a source gives suspensions end and the rules hold: assumed.",
    }[request.reading]
    return (
        f"Made from the rules known on {request.as_of}. {after} Lists of firms and goods made abroad are not "
        "in it; the sectors named stand for military users."
    )


class _Maker:
    """Makes the events of one request and notes what it leaves out."""

    def __init__(self, case: Case, evidence: Evidence, request: RestrictionRequest) -> None:
        self.case, self.evidence, self.request = case, evidence, request
        self.goods: Mapping[str, Good] = case_goods(case, evidence)
        self.left_out: list[LeftOut] = []

    def events(self) -> Iterator[Event]:
        for rule in self.evidence.rules.values():
            if rule.issuer != self.request.origin or rule.issued > self.request.as_of:
                continue
            for part in rule.part:
                for test in part.shipment:
                    yield from self._of_test(rule, part, test)

    def _of_test(self, rule: Rule, part: Part, test: ShipmentTest) -> Iterator[Event]:
        reason = self._unfit(test)
        if reason:
            self._leave_out(rule, part, reason)
            return
        spans = list(self._spans(rule, part))
        covered: list[tuple[str, _Span]] = []
        for materials, listed in self._materials(rule, part, test):
            within = spans if listed is None else [a for s in spans for o in listed if (a := s.meet(o))]
            for span in within:
                new = tuple(name for name in materials if not _is_covered(name, span, covered))
                covered += [(name, span) for name in new]
                yield from self._events(rule, part, test, new, span)

    def _leave_out(self, rule: Rule, part: Part, reason: str, materials: tuple[str, ...] = ()) -> None:
        self.left_out.append(LeftOut(rule.rule, part.part, reason, materials))

    def _events(
        self, rule: Rule, part: Part, test: ShipmentTest, materials: tuple[str, ...], span: _Span
    ) -> Iterator[Event]:
        """Yield an event unless the case has nothing that it could touch."""
        event = self._event(rule, part, test, materials, span)
        if event is None:
            return
        if check_scenario(self.case, Scenario(title="one event", begin=self.request.begin, event=(event,))):
            self._leave_out(rule, part, "no_effect", materials)
        else:
            yield event

    def _unfit(self, test: ShipmentTest) -> str:
        """Say why the market cannot hold a test; blank if it can."""
        if test.listed_users:
            return "firms"
        if self.request.origin not in test.shipped_from:
            return "foreign_made"
        if test.effect in ("exempt", "strict_review", "case_by_case"):
            return test.effect
        military = test.military_user or bool(test.end_uses)
        if military and not self._sectors():
            return "no_sector"
        return ""

    def _sectors(self) -> tuple[str, ...]:
        known = {row.sector for row in self.case.sectors}
        return tuple(sector for sector in self.request.military_sectors if sector in known)

    def _materials(
        self, rule: Rule, part: Part, test: ShipmentTest
    ) -> Iterator[tuple[tuple[str, ...], list[_Span] | None]]:
        """Return the case's materials that a test touches, each group with the days on which it is listed."""
        if test.items:
            yield self._listed(rule, part, test.items), None
            return
        for other in self.evidence.rules.values():
            if other.issuer != rule.issuer or other.issued > self.request.as_of:
                continue
            for listing in other.part:
                if listing.item:
                    names = tuple(dict.fromkeys(item.item for item in listing.item))
                    yield self._listed(other, listing, names), list(self._spans(other, listing))

    def _listed(self, rule: Rule, part: Part, names: Iterable[str]) -> tuple[str, ...]:
        entries = tuple(entries_of(self.evidence, rule, part, names))
        found = {name: match(good, entries, self.evidence).holds for name, good in self.goods.items()}
        unclear = tuple(name for name, holds in found.items() if holds is Holds.UNKNOWN)
        if unclear:
            self._leave_out(rule, part, "unclear_goods", unclear)
        materials = tuple(name for name, holds in found.items() if holds is Holds.YES)
        if not materials and not unclear:
            self._leave_out(rule, part, "no_material")
        return materials

    def _spans(self, rule: Rule, part: Part) -> Iterator[_Span]:
        """Return the stretches of days on which a part is in force, as the reading has it."""
        known = part_known_on(self.evidence, part, self.request.as_of)
        ends = (interval.until for interval in known.interval)
        days = sorted(
            {interval.from_ for interval in known.interval}
            | {end + dt.timedelta(days=1) for end in ends if end is not None}
        )
        for number, day in enumerate(days):
            force = force_of(known, day, self.request.reading)
            if force.state != "in_force" or force.interval is None:
                continue
            last = days[number + 1] - dt.timedelta(days=1) if number + 1 < len(days) else _LAST
            foreseen = force.interval.from_ <= day <= (force.interval.until or _LAST)
            yield _Span(day, last, min(rule.issued, day) if foreseen else day, force.interval.source)

    def _event(
        self, rule: Rule, part: Part, test: ShipmentTest, materials: Sequence[str], span: _Span
    ) -> Event | None:
        if not materials or not self._in_case(test.destinations):
            return None
        users = self._sectors() if test.military_user or test.end_uses else ()
        common = {
            "title": f"{rule.title.en} ({part.title.en})",
            "origin": self.request.origin,
            "materials": tuple(materials),
            "destinations": self._in_case(test.destinations) if test.destinations else "all",
            "users": users or "all",
            "from": span.first,
            "until": None if span.last == _LAST else span.last,
            "announced": span.announced,
        }
        said = [span.source]
        if users:
            said.append("users=assumed: these sectors stand for military users and uses")
        if test.effect in ("prohibited", "refused_in_principle"):
            return Ban.model_validate({**common, "kind": "ban", "source": "; ".join(said)})
        return self._licence(part, common, said)

    def _in_case(self, destinations: Sequence[str]) -> tuple[str, ...] | str:
        regions = {row.region for row in self.case.regions}
        return "all" if not destinations else tuple(name for name in destinations if name in regions)

    def _licence(self, part: Part, common: Mapping[str, object], said: list[str]) -> ExportRestriction:
        times, borrowed = part.licence, False
        if times is None:
            times, borrowed = self._other_times(), True
        fields: dict[str, object] = {**common, "kind": "export_restriction"}
        if times is not None:
            fields |= self._times(times, said, borrowed)
        else:
            said.append("volume_share=assumed: nothing leaves, no rate of approval is known")
        return ExportRestriction.model_validate({**fields, "source": "; ".join(said)})

    def _times(self, times: LicenceTime, said: list[str], borrowed: bool) -> dict[str, object]:
        fields: dict[str, object] = {}
        like = "as for other licences of the same authority" if borrowed else "the longest time seen"
        if times.observed_longest is not None:
            fields["processing_working_days"] = round(self.evidence.fact(times.observed_longest)["number"])
            said.append(f"processing_working_days=assumed: {like} [{times.observed_longest}]")
        approvals = list(self._approvals(times))
        if borrowed and approvals:
            fields["volume_share"] = approvals[-1].rate
            said.append("volume_share=assumed: as the last rate known for other licences")
        else:
            fields["approval"] = tuple(approvals)
            said.append("volume_share=assumed: nothing leaves before the first reported rate")
        return fields

    def _other_times(self) -> LicenceTime | None:
        """Return what is known of the licences of another part of the same authority, the latest issued."""
        parts = [
            part.licence
            for rule in sorted(self.evidence.rules.values(), key=lambda rule: rule.issued)
            if rule.issuer == self.request.origin and rule.issued <= self.request.as_of
            for part in rule.part
            if part.licence is not None
        ]
        return parts[-1] if parts else None

    def _approvals(self, times: LicenceTime) -> Iterator[Approval]:
        """Return the rates published by the day, without those computed from one firm's counts."""
        rows = [self.evidence.fact(name) for name in times.approval]
        counted = [row for row in rows if "derived" not in str(row["warnings"] or "")]
        for row in sorted(counted, key=lambda row: published_on(self.evidence, row)):
            day = published_on(self.evidence, row)
            if day <= self.request.as_of:
                yield Approval.model_validate(
                    {
                        "from": day,
                        "rate": float(row["number"]) / 100.0,
                        "known_from": day,
                        "source": f"rate={row['fact']}; {_NO_TONNES}",
                    }
                )


def _is_covered(material: str, span: _Span, covered: Sequence[tuple[str, _Span]]) -> bool:
    """Whether the same test bars a material on all these days already."""
    return any(
        name == material and old.first <= span.first and old.last >= span.last for name, old in covered
    )
