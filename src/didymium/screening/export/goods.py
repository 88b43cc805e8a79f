"""What the goods of a bill are in the words of the evidence: material, country, elements held."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.querying import Lexicon, UnknownWords
from didymium.files.problems import InputError, Problem
from didymium.screening.answer import Holds
from didymium.screening.export.bill import NONE, Bill, BillLine

PURE_FORMS = frozenset({"metal", "oxide"})
"""Forms in which an element stands for itself: whatever else is in them is an impurity."""
SUGGESTED = 50
"""Unknown words of a bill that a likely one is looked up for; of more, the first ones."""
_ROUNDING = 1e-9
_ELEMENT_LIKE = frozenset({"element", "mineral", "fuel"})


@dataclass(frozen=True)
class Good:
    """A line of a bill with its words understood."""

    line: BillLine
    material: str
    """Material of the evidence; blank: unknown."""
    origin: str
    """ISO 3166-1 alpha-3; blank: unknown."""
    technology: str
    """Country of the technology that made it; blank: unknown."""
    contains: Mapping[str, float | None]
    """Elements named in the bill with their mass share in per cent; None: some."""
    contains_none: bool
    """Whether the bill says that it holds no listed element."""
    inside: frozenset[str]
    """Elements that it surely holds: those of its material and of its parts."""
    nothing_else: bool = False
    """Whether it surely holds no element but those."""

    @property
    def control_code(self) -> str:
        """The control code stated for it, as codes are compared; blank: none is stated."""
        return code_key(self.line.control_code)

    def holds(self, element: str, evidence: Evidence) -> Holds:
        """Whether the good holds an element, as far as the bill tells."""
        if element in self.inside:
            return Holds.YES
        if element in self.contains:
            return Holds.NO if self.contains[element] == 0 else Holds.YES
        if self.contains_none or self.nothing_else or self._is_pure(evidence):
            return Holds.NO
        return Holds.UNKNOWN

    def _is_pure(self, evidence: Evidence) -> bool:
        material = evidence.materials.get(self.material)
        return material is not None and material.kind in _ELEMENT_LIKE and self.line.form in PURE_FORMS


def code_key(code: str) -> str:
    """Return what two writings of a control code share: no case, width or spaces.

    >>> code_key(" １Ｃ905.A")
    '1c905.a'
    """
    return "".join(unicodedata.normalize("NFKC", code).casefold().split())


def goods_of(bill: Bill, evidence: Evidence) -> tuple[Good, ...]:
    """Understand the words of a bill.

    Raises:
        InputError: With every word that no table of the evidence has.
    """
    reader = _Reader(bill, evidence)
    goods: dict[int, Good] = {}
    for place in bill.parts_first:
        goods[place] = reader.good(place, [goods[part] for part in bill.parts.get(place, ())])
    if reader.problems:
        raise InputError(sorted(reader.problems, key=lambda problem: problem.row or 0))
    return tuple(goods[place] for place in range(len(bill.lines)))


class _Reader:
    """Reads the words of one bill, each once, and collects what it cannot read."""

    def __init__(self, bill: Bill, evidence: Evidence) -> None:
        self.bill, self.evidence = bill, evidence
        self.problems: list[Problem] = []
        self.known: dict[tuple[str, str], str] = {}
        self.unknown = 0

    @cached_property
    def lexicon(self) -> Lexicon:
        """Every word that the evidence knows; bills of identifiers need none."""
        return Lexicon(self.evidence)

    def good(self, place: int, parts: Iterable[Good]) -> Good:
        """Return a line with its words understood; what nobody knows is among the problems."""
        line = self.bill.lines[place]
        contains, none = self._contains(place, line.contains)
        self._check_code(place, line.control_code)
        material = self.word(place, "material", line.material)
        named = frozenset(element for element, share in contains.items() if share != 0)
        inside = named.union(self.evidence.elements_of(material), *(part.inside for part in parts))
        return Good(
            line,
            material,
            self.word(place, "origin", line.origin),
            self.word(place, "technology", line.technology),
            contains,
            none,
            inside,
            nothing_else=sum(share or 0.0 for share in contains.values()) >= 100.0 - _ROUNDING,
        )

    def word(self, place: int, column: str, text: str) -> str:
        """Return the identifier that a cell names; blank if it is blank or unknown."""
        if not text.strip():
            return ""
        kind = "material" if column in ("material", "contains") else "country"
        key = kind, text
        if key not in self.known:
            self.known[key] = self._look_up(place, column, kind, text)
        return self.known[key]

    def _look_up(self, place: int, column: str, kind: str, text: str) -> str:
        names = self.evidence.materials if kind == "material" else country_codes()
        if text in names:
            return text
        if self.unknown >= SUGGESTED and not self.lexicon.knows(text):
            self._problem(place, column, text, f"is no known {kind}", None)
            return ""
        try:
            found = sorted(self.lexicon.identifiers([text]) & set(names))
        except UnknownWords as error:
            self.unknown += 1
            self._problem(place, column, text, f"is no known {kind}", error.words.get(text))
            return ""
        if len(found) != 1:
            known = f"one of: {', '.join(found)}" if found else None
            self._problem(place, column, text, f"is no one {kind}", known)
            return ""
        return found[0]

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every control code that a rule names, with those that it stands below."""
        parts = (part for rule in self.evidence.rules.values() for part in rule.part)
        named = {code_key(code) for part in parts for item in part.item for code in item.control_codes}
        return frozenset(
            ".".join(code.split(".")[:end]) for code in named for end in range(1, code.count(".") + 2)
        )

    def _check_code(self, place: int, text: str) -> None:
        """Note a code that no rule here names: it says that a good is listed, and none could say by whom."""
        code = code_key(text)
        if code in ("", NONE):
            return
        above = (".".join(code.split(".")[:end]) for end in range(1, code.count(".") + 2))
        if not self.codes.intersection(above):
            message = "is a control code that none of the rules here names"
            remedy = f"leave it blank, or write {NONE} for a good that is on no list"
            self._problem(place, "control_code", text, message, remedy)

    def _contains(self, place: int, text: str) -> tuple[dict[str, float | None], bool]:
        if text.strip().casefold() == NONE:
            return {}, True
        found: dict[str, float | None] = {}
        for part in filter(str.strip, text.replace(",", ";").split(";")):
            name, share = self._share(place, part)
            element = self.word(place, "contains", name)
            if share is not None and not name:
                remedy = "write ; between elements and a point in a figure: dysprosium 0.5; terbium 0"
                self._problem(place, "contains", part.strip(), "is the share of no element", remedy)
            if element in found:
                self._problem(place, "contains", part.strip(), "names an element twice", "each once")
            if element:
                found[element] = share
        if sum(share or 0.0 for share in found.values()) > 100.0 + _ROUNDING:
            self._problem(place, "contains", text, "adds up to more than 100 %", None)
        return found, False

    def _share(self, place: int, part: str) -> tuple[str, float | None]:
        """Split ``dysprosium 4 %`` into the name and the share."""
        words = part.replace("%", " ").split()
        last = words[-1] if words else ""
        if not any(character.isdigit() for character in last):
            return part.strip(), None
        try:
            share = float(last)
        except ValueError:
            share = -1.0
        if not 0.0 <= share <= 100.0:
            self._problem(place, "contains", part.strip(), "is no share", "as: dysprosium 4; terbium 0")
            return "", None
        return " ".join(words[:-1]), share

    def _problem(self, place: int, column: str, value: str, message: str, remedy: str | None) -> None:
        row = self.bill.rows[place] if self.bill.rows else place + 2
        self.problems.append(Problem(self.bill.file, message, row, column, value, remedy))
