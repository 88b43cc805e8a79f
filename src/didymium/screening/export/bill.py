"""A bill of materials: what is shipped, the parts that it is made of, and where each of them comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from didymium.evidence.rule_tests import Form
from didymium.files.problems import InputError, Problem
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import TableFile, parse_table, read_table

MAXIMUM_LINES = 20_000
"""Lines of a bill; more are refused."""
LARGEST_BYTES = 20_000_000
"""Bytes of the file of a bill; a larger one is refused before it is read."""
Amount = Annotated[float, Field(ge=0, le=1e15)]
Value = Annotated[float, Field(gt=0, le=1e15)]
Word = Annotated[str, Field(max_length=200)]
MATERIAL_FORMS = frozenset(
    {"oxide", "compound", "metal", "alloy", "target", "powder", "magnet", "ore", "concentrate", "scrap"}
)
"""Forms in which a good is a material, so that what went into it is used up."""
NONE = "none"
"""What ``contains`` says of a good that holds none of the elements that any rule lists, and ``control_code``
of one that the exporter has checked to be on no list."""


class BillLine(Row):
    """One good: the shipped thing itself, or a part of another one."""

    file = "bill.csv"
    key = ("item",)

    item: Annotated[Word, Field(min_length=1)]
    """Its name in this bill, in any script; each once."""
    part_of: Word = ""
    """The item that it is built into; blank: it is shipped as it is."""
    material: Word = ""
    """What it is: a material of the evidence, in any of its languages (``ndfeb_magnet``, ``dysprosium``);
    blank: unknown, or a finished product of no one material."""
    form: Form | None = None
    """What it is made into; blank: unknown."""
    contains: Annotated[str, Field(max_length=2000)] = ""
    """Elements that it holds and their mass share in per cent, as ``dysprosium 4; terbium 0``; without a
    figure: some; ``none``: none that any rule lists. An element that is not named may be in it."""
    origin: Word = ""
    """Country where it was made; blank: unknown."""
    technology: Word = ""
    """Country whose mining, separation, metal, magnet or recycling technology made it; blank: unknown."""
    quantity: Annotated[float, Field(gt=0, le=1e12)] = 1.0
    """How many of them one of the item above holds, or how many are shipped."""
    value_usd: Value | None = None
    """Value of one, US dollars; blank: unknown, at least that of its parts. Above 0: of a good that is stated
    to be worth nothing no share can be said."""
    mass_kg: Amount | None = None
    """Mass of one, kg; blank: unknown. No rule held here asks for it."""
    control_code: Word = ""
    """Control code of a rule if it is known (``1C905.a``); ``none``: checked to be on no list."""
    tariff_code: Word = ""
    """Tariff code of the exporting country if it is known."""


@dataclass(frozen=True)
class Bill:
    """Lines of a bill of materials in the order of their file."""

    lines: tuple[BillLine, ...]
    file: str = BillLine.file
    rows: tuple[int, ...] = ()
    """Row of each line in its file."""

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Place of each item."""
        return {line.item: place for place, line in enumerate(self.lines)}

    @cached_property
    def parts(self) -> Mapping[int, tuple[int, ...]]:
        """Places of the direct parts of each line that has some."""
        found: dict[int, list[int]] = defaultdict(list)
        for place, line in enumerate(self.lines):
            if line.part_of:
                found[self.index[line.part_of]].append(place)
        return {place: tuple(parts) for place, parts in found.items()}

    @cached_property
    def parts_first(self) -> tuple[int, ...]:
        """Places of all lines, every part before what it is built into."""
        order = [place for place, line in enumerate(self.lines) if not line.part_of]
        for place in order:
            order.extend(self.parts.get(place, ()))
        return tuple(reversed(order))

    def shipped(self, place: int) -> bool:
        """Whether a line is shipped as such, and not inside another."""
        return not self.lines[place].part_of

    @cached_property
    def used_up(self) -> frozenset[int]:
        """Places of what was made into another material: dysprosium in a magnet is no dysprosium metal any
        more, while a magnet in a motor is still a magnet.
        """
        found: set[int] = set()
        for place in reversed(self.parts_first):
            whole = self.index.get(self.lines[place].part_of)
            if whole is not None and (whole in found or self.lines[whole].form in MATERIAL_FORMS):
                found.add(place)
        return frozenset(found)


def read_bill(path: Path, file: str | None = None) -> Bill:
    """Read a bill of materials from a CSV file.

    Raises:
        InputError: With every problem found in it.
    """
    size = path.stat().st_size if path.is_file() else 0
    if size > LARGEST_BYTES:
        message = f"has {size:,} bytes"
        raise InputError([Problem(file or path.name, message, remedy=f"at most {LARGEST_BYTES:,}")])
    return _bill_of(read_table(path, file or path.name, BillLine, BillLine.key))


def parse_bill(content: bytes, file: str = BillLine.file) -> Bill:
    """Read a bill of materials from the bytes of a CSV file, as :func:`read_bill` does."""
    return _bill_of(parse_table(content, file, BillLine, BillLine.key))


def make_bill(lines: Sequence[BillLine], file: str = BillLine.file) -> Bill:
    """Make a bill of lines that did not come from a file.

    Raises:
        InputError: If items are named twice, or parts belong to nothing or to each other in a circle.
    """
    rows = tuple(range(2, len(lines) + 2))
    problems = _tree_problems(file, list(zip(rows, lines, strict=True)))
    if problems:
        raise InputError(problems)
    return Bill(tuple(lines), file, rows)


def _bill_of(table: TableFile[BillLine]) -> Bill:
    problems = list(table.problems)
    if not problems:
        problems = _tree_problems(table.file, table.rows)
    if not problems and not table.rows:
        problems = [Problem(table.file, "has no line", remedy="one line an item, below the header")]
    if problems:
        raise InputError(problems)
    rows, lines = zip(*table.rows, strict=True)
    return Bill(tuple(lines), table.file, tuple(rows))


def _tree_problems(file: str, rows: Sequence[tuple[int, BillLine]]) -> list[Problem]:
    if len(rows) > MAXIMUM_LINES:
        return [Problem(file, f"has {len(rows)} lines", remedy=f"at most {MAXIMUM_LINES:,}")]
    names: dict[str, int] = {}
    problems = []
    for row, line in rows:
        if line.item in names:
            problems.append(Problem(file, f"stands in row {names[line.item]} too", row, "item", line.item))
        names.setdefault(line.item, row)
    for row, line in rows:
        if line.part_of and line.part_of not in names:
            remedy = did_you_mean(line.part_of, names) if len(names) <= 1000 else None
            problems.append(Problem(file, "is no item of the bill", row, "part_of", line.part_of, remedy))
    return problems or _circles(file, rows)


def _circles(file: str, rows: Sequence[tuple[int, BillLine]]) -> list[Problem]:
    """Find items that are parts of themselves: whatever no walk from the shipped items downwards reaches."""
    parts: dict[str, list[str]] = defaultdict(list)
    for _, line in rows:
        parts[line.part_of].append(line.item)
    reached = [*parts[""]]
    for item in reached:
        reached.extend(parts[item])
    seen = set(reached)
    lost = [(row, line) for row, line in rows if line.item not in seen]
    remedy = "an item that is shipped has a blank part_of"
    return [
        Problem(file, "is a part of itself, or of one that is", row, "part_of", line.part_of, remedy)
        for row, line in lost[:100]
    ]
