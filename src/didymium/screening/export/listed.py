"""Whether a good is one that a rule lists: every field of an entry must fit; what is unknown stays open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from didymium.evidence.agreements import Part, Rule
from didymium.evidence.evidence import Evidence
from didymium.evidence.rule_tests import Form, ListedItem
from didymium.screening.answer import Figure, Holds, Said, all_of, any_of
from didymium.screening.export.goods import Good, code_key
from didymium.screening.rules import limit_of

_VAGUE = frozenset({"other", "component"})
"""Forms that say little: a good of a listed material may be in a listed form after all."""
_MAY_BE: Mapping[str, frozenset[Form]] = {
    "powder": frozenset({"metal", "alloy", "oxide", "compound"}),
    "scrap": frozenset({"metal", "alloy", "magnet"}),
}
"""Forms that say how a good looks and leave open what it is: a list that names metal may mean its powder."""
_WIDEST = frozenset({"critical_minerals"})
"""Groups so wide that two materials of one have nothing in common."""


@dataclass(frozen=True)
class Match:
    """Whether one good is on one list, and why; it holds for every good that is alike."""

    holds: Holds
    missing: tuple[Said, ...] = ()
    """What would decide it."""
    figures: tuple[Figure, ...] = ()
    entry: ListedItem | None = None
    """The entry that fits, or the first that may."""


def entries_of(evidence: Evidence, rule: Rule, part: Part, names: Iterable[str]) -> Iterator[ListedItem]:
    """Return the entries of the goods that a test names, as ``item`` (of its own rule) or ``rule.item``."""
    for name in names:
        owner, dot, item = name.rpartition(".")
        source = evidence.rules[owner] if dot else rule
        yield from (entry for other in source.part for entry in other.item if entry.item == item)


def match(good: Good, entries: Iterable[ListedItem], evidence: Evidence) -> Match:
    """Return whether a good is among some entries: any of them is enough."""
    found = [_match_one(good, entry, evidence) for entry in entries]
    holds = any_of(one.holds for one in found)
    if holds is Holds.YES:
        return next(one for one in found if one.holds is Holds.YES)
    if holds is Holds.NO:
        return Match(Holds.NO, figures=tuple(figure for one in found for figure in one.figures))
    undecided = [one for one in found if one.holds is Holds.UNKNOWN]
    missing = {(said.key, *map(str, said.fields.values())): said for one in undecided for said in one.missing}
    figures = tuple(figure for one in undecided for figure in one.figures)
    return Match(Holds.UNKNOWN, tuple(missing.values()), figures, undecided[0].entry)


def _match_one(good: Good, entry: ListedItem, evidence: Evidence) -> Match:
    coded = _has_code(good, entry)
    if coded is Holds.YES:
        return Match(Holds.YES, entry=entry)
    checks = [one(good, entry, evidence) for one in (_form, _material, _containing)]
    figures = _purity(good, entry, evidence)
    holds = all_of([*(check for check, _ in checks), *(figure.holds for figure in figures)])
    if holds is Holds.YES and entry.in_part:
        return Match(Holds.UNKNOWN, (Said("screen.export.missing.entry_read_in_part"),), figures, entry)
    if holds is Holds.NO and coded is Holds.UNKNOWN:
        said = Said("screen.export.missing.control_code", {"code": good.line.control_code})
        return Match(Holds.UNKNOWN, (said,), figures, entry)
    if holds is not Holds.UNKNOWN:
        return Match(holds, (), figures, entry)
    missing = [said for check, said in checks if check is Holds.UNKNOWN and said is not None]
    missing += [
        Said("screen.export.missing.purity", {"material": good.material})
        for figure in figures
        if figure.holds is Holds.UNKNOWN
    ]
    return Match(holds, tuple(missing), figures, entry)


def _has_code(good: Good, entry: ListedItem) -> Holds:
    """Whether the control code stated for a good is one of the entry's, or stands below one of them; one that
    an entry's code stands below leaves it open.
    """
    stated = good.control_code
    codes = [code_key(code) for code in entry.control_codes]
    if stated and any(stated == code or stated.startswith(f"{code}.") for code in codes):
        return Holds.YES
    may_be = stated and any(code.startswith(f"{stated}.") for code in codes)
    return Holds.UNKNOWN if may_be else Holds.NO


def _form(good: Good, entry: ListedItem, evidence: Evidence) -> tuple[Holds, Said | None]:
    if not entry.forms:
        return Holds.YES, None
    if good.line.form is None:
        return Holds.UNKNOWN, Said("screen.export.missing.form")
    if good.line.form in entry.forms:
        return Holds.YES, None
    vague = good.line.form in _VAGUE and _names_material(good, entry, evidence)
    if vague or _MAY_BE.get(good.line.form, frozenset()) & set(entry.forms):
        return Holds.UNKNOWN, Said("screen.export.missing.form")
    return Holds.NO, None


def _names_material(good: Good, entry: ListedItem, evidence: Evidence) -> bool:
    """Whether an entry names the material that is stated for a good, or an element of it."""
    if entry.materials:
        return bool({good.material, *evidence.groups_of(good.material)} & set(entry.materials))
    return bool(evidence.elements_of(good.material) & set(entry.containing))


def _material(good: Good, entry: ListedItem, evidence: Evidence) -> tuple[Holds, Said | None]:
    if not entry.materials:
        return Holds.YES, None
    possible = [name for name in entry.materials if _may_be(good, name, evidence)]
    if not possible:
        return Holds.NO, None
    if not good.material:
        return Holds.UNKNOWN, Said("screen.export.missing.material")
    if {good.material, *evidence.groups_of(good.material)} & set(entry.materials):
        return Holds.YES, None
    if any(_could_be(good.material, material, evidence) for material in possible):
        return Holds.UNKNOWN, Said("screen.export.missing.material_closer", {"material": good.material})
    return Holds.NO, None


def _could_be(stated: str, listed: str, evidence: Evidence) -> bool:
    """Whether the stated material may be a listed one: a wider word for it (graphite for artificial graphite,
    rare-earth metals for dysprosium), an element of a mixture (dysprosium for a dysprosium-iron alloy), or a
    mixture that holds it.
    """
    elements, asked = evidence.elements_of(stated), evidence.elements_of(listed)
    if stated in evidence.groups_of(listed) or stated in asked - {listed}:
        return True
    if asked and asked < elements:
        return True
    shared = {stated, *evidence.groups_of(stated)} & set(evidence.groups_of(listed)) - _WIDEST
    return not elements and (bool(shared) or _without_members(stated, evidence))


def _without_members(stated: str, evidence: Evidence) -> bool:
    """Whether a group is one of which the evidence does not say what belongs to it (rare metals)."""
    if evidence.materials[stated].kind != "group":
        return False
    members = (other for other, row in evidence.materials.items() if row.kind != "group")
    return stated in _WIDEST or not any(stated in evidence.groups_of(other) for other in members)


def _may_be(good: Good, material: str, evidence: Evidence) -> bool:
    """Whether what a good is known to lack leaves room for it to be a material."""
    needed = evidence.elements_of(material)
    if any(good.holds(element, evidence) is Holds.NO for element in needed):
        return False
    return bool(needed) or not good.nothing_else


def _containing(good: Good, entry: ListedItem, evidence: Evidence) -> tuple[Holds, Said | None]:
    if not entry.containing:
        return Holds.YES, None
    held = {element: good.holds(element, evidence) for element in entry.containing}
    unknown = tuple(element for element, holds in held.items() if holds is Holds.UNKNOWN)
    return any_of(held.values()), Said("screen.export.missing.contains", {"materials": unknown})


def _purity(good: Good, entry: ListedItem, evidence: Evidence) -> tuple[Figure, ...]:
    if entry.purity is None:
        return ()
    limit = limit_of(evidence, entry.purity)
    stated = good.contains.get(good.material)
    figure = Figure(
        "purity", stated, stated, limit.unit, limit.value, limit.included, limit.fact, limit.warnings
    )
    return (figure,)
