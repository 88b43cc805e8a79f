"""The materials of a case as goods that a rule can be asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from didymium.case.case import Case
from didymium.case.elements import GROUPS
from didymium.case.schema import Material
from didymium.evidence.evidence import Evidence
from didymium.evidence.questions.querying import Lexicon, UnknownWords
from didymium.evidence.rule_tests import Form
from didymium.screening.export.bill import BillLine
from didymium.screening.export.goods import Good

FORMS: Mapping[str, Form] = {
    "mine": "concentrate",
    "separation": "oxide",
    "metal": "metal",
    "magnet": "magnet",
    "scrap": "scrap",
}
"""Form of what each stage of a case makes; of other stages it is unknown."""


def case_goods(case: Case, evidence: Evidence) -> dict[str, Good]:
    """Return each material of a case as a good.

    What a material holds is in ``contents.csv``, which is taken to be complete for each material that it
    names. A material that is one of the evidence by name is that one.
    """
    names = _element_names(case, evidence)
    held: dict[str, set[str]] = defaultdict(set)
    for row in case.contents:
        held[row.material] |= names.get(row.element, set())
    return {row.material: _good(row, held.get(row.material), evidence) for row in case.materials}


def _element_names(case: Case, evidence: Evidence) -> dict[str, set[str]]:
    """Return the elements of the evidence that each element or group of the case stands for."""
    lexicon = Lexicon(evidence)
    found: dict[str, set[str]] = {}
    for symbol in {row.element for row in case.contents}:
        elements: set[str] = set()
        for part in GROUPS.get(symbol, (symbol,)):
            try:
                meant = lexicon.identifiers([part])
            except UnknownWords:
                continue
            elements |= {name for name in meant if name in evidence.materials}
        found[symbol] = elements
    return found


def _good(row: Material, held: set[str] | None, evidence: Evidence) -> Good:
    material = _material(row, held or set(), evidence)
    inside = frozenset(held or ()) | evidence.elements_of(material)
    mixed = row.stage == "separation" and len(held or ()) > 1
    line = BillLine(item=row.material, material=material, form="compound" if mixed else FORMS.get(row.stage))
    return Good(line, material, "", "", {}, False, inside, nothing_else=held is not None)


def _material(row: Material, held: set[str], evidence: Evidence) -> str:
    if row.material in evidence.materials:
        return row.material
    if row.stage == "magnet":
        return "smco_magnet" if "samarium" in held else "ndfeb_magnet" if "neodymium" in held else ""
    if row.stage == "mine" and held:
        return "rare_earth_concentrate" if "cerium" in held or "yttrium" in held else ""
    return next(iter(held)) if len(held) == 1 else ""
