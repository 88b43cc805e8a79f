"""What a rule's own definitions add to what is known: who is a foreign investor, which sectors are core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from didymium.evidence.deal_tests import DealProperty
from didymium.evidence.evidence import Evidence
from didymium.screening.answer import Finding, Holds, Said, any_of
from didymium.screening.deals.deal import Known
from didymium.screening.deals.findings import TestOnDay, finding_of


@dataclass(frozen=True)
class _Definition:
    """One test that makes a property so."""

    finding: Finding
    closed: bool


def with_definitions(known: Known, tests: Iterable[TestOnDay], evidence: Evidence) -> Known:
    """Return what is known after every definition in force. A definition may rest on another: they are gone
    through until nothing changes, at most once for each.
    """
    classed = [here for here in tests if here.test.effect == "classed"]
    found = known
    for _ in classed:
        after = _once(known, found, classed, evidence)
        if after.properties == found.properties:
            break
        found = after
    return found


def open_definitions(
    known: Known, tests: Iterable[TestOnDay], evidence: Evidence
) -> Mapping[str, tuple[Said, ...]]:
    """Return, for each property that a definition leaves open, what would have to be known to close it."""
    found: dict[str, tuple[Said, ...]] = {}
    for here in tests:
        if here.test.effect != "classed":
            continue
        finding = finding_of(here, known, evidence)
        if finding.bites is Holds.UNKNOWN:
            for name in here.test.implies:
                found[name] = (*found.get(name, ()), *finding.missing, *state_missing(finding))
    return found


def state_missing(finding: Finding) -> tuple[Said, ...]:
    """Return that the state of a part is what has to be known, if no source gives it."""
    if finding.state != "unknown" or finding.holds is Holds.NO:
        return ()
    fields = {"rule": finding.rule, "part": finding.part, "since": finding.since}
    return (Said("screen.deal.missing.state", fields),)


def _once(given: Known, found: Known, classed: Sequence[TestOnDay], evidence: Evidence) -> Known:
    by_property: dict[DealProperty, list[_Definition]] = {}
    for here in classed:
        definition = _Definition(finding_of(here, found, evidence), here.test.closed)
        for name in here.test.implies:
            by_property.setdefault(name, []).append(definition)
    defined = {name: _defined(given, name, definitions) for name, definitions in by_property.items()}
    return replace(found, properties={**given.properties, **defined})


def _defined(given: Known, name: DealProperty, definitions: Sequence[_Definition]) -> Holds:
    """A definition that holds beats what was said; what was said beats one that leaves it open. If nothing
    was said, a property fails only where the definitions in force are all that there are.
    """
    said = given.so(name)
    follows = any_of(definition.finding.bites for definition in definitions)
    if Holds.YES in (follows, said):
        return Holds.YES
    if said is Holds.NO:
        return (
            Holds.UNKNOWN if any(_may_begin(definition.finding) for definition in definitions) else Holds.NO
        )
    complete = any(definition.closed and definition.finding.state == "in_force" for definition in definitions)
    return follows if complete else Holds.UNKNOWN


def _may_begin(finding: Finding) -> bool:
    return finding.holds is Holds.YES and finding.bites is Holds.UNKNOWN
