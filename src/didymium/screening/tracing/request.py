"""What a trace is asked about, and what the names in it stand for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from didymium.case.case import Case
from didymium.case.elements import GROUPS
from didymium.files.problems import InputError, Problem
from didymium.outcome.tables import Outcome

STAGES = ("mine", "separation", "metal", "magnet")
"""Stages that goods are traced to, in the order of the chain."""
BORDER = "border"
"""Stands beside the stages: where goods came from across the last border, whoever made them."""
ELEMENT_NAMES: Mapping[str, str] = {
    "scandium": "Sc", "yttrium": "Y", "lanthanum": "La", "cerium": "Ce", "praseodymium": "Pr",
    "neodymium": "Nd", "samarium": "Sm", "europium": "Eu", "gadolinium": "Gd", "terbium": "Tb",
    "dysprosium": "Dy", "holmium": "Ho", "erbium": "Er", "thulium": "Tm", "ytterbium": "Yb",
    "lutetium": "Lu", "copper": "Cu", "lithium": "Li", "nickel": "Ni", "cobalt": "Co", "manganese": "Mn",
    "gallium": "Ga", "germanium": "Ge", "tungsten": "W", "antimony": "Sb", "graphite": "C",
}  # fmt: skip
"""English names of elements that cases follow, by which a request may call them."""


class TraceRequest(BaseModel):
    """What to trace: an element in a material that regions use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    material: str
    """A material or a group of materials, ``all`` for all."""
    elements: tuple[str, ...] = ()
    """Symbols or English names; blank: all that the materials hold."""
    regions: tuple[str, ...] = ()
    """Users' regions or clubs; blank: all."""
    sectors: tuple[str, ...] = ()
    """Sectors, each told apart; blank: a region's whole use."""
    begin: dt.date | None = None
    """First day; periods that begin before it are left out; blank: from the start."""
    end: dt.date | None = None
    """Day before which periods must begin; blank: to the end."""
    pairs: tuple[tuple[str, str], ...] = (("mine", "separation"),)
    """Pairs of stages whose regions are wanted together."""


@dataclass(frozen=True)
class Asked:
    """A request with its names resolved."""

    materials: tuple[str, ...]
    elements: tuple[str, ...]
    """As contents.csv names them."""
    counted_as: Mapping[str, str]
    """What was asked for, by the element that it is counted in, where they differ (``Nd`` in ``NdPr``)."""
    regions: tuple[str, ...]
    sectors: tuple[str, ...]
    periods: tuple[dt.date, ...]
    pairs: tuple[tuple[str, str], ...]


def resolve(case: Case, outcome: Outcome, request: TraceRequest) -> Asked:
    """Return what a request asks for in the case's own names.

    Raises:
        InputError: With every name that the case does not know, and where nothing is left to trace.
    """
    problems: list[Problem] = []
    materials = case.materials_of(request.material)
    known = {row.material for row in case.materials}
    _check("material", [one for one in materials if one not in known], known | set(case.groups), problems)
    regions = _regions(case, request.regions, problems)
    sectors = {row.sector for row in case.demands}
    _check("sectors", [one for one in request.sectors if one not in sectors], sectors, problems)
    elements, counted_as = _elements(case, materials, request.elements, problems)
    periods = _periods(outcome, request)
    if not periods:
        problems.append(Problem("begin", "leaves no period of the outcome", value=str(request.begin)))
    for pair in request.pairs:
        wrong = [stage for stage in pair if stage not in STAGES]
        _check("pairs", wrong, set(STAGES), problems)
        if not wrong and pair[0] == pair[1]:
            problems.append(Problem("pairs", "names one stage twice", value=pair[0]))
    if problems:
        raise InputError(problems)
    return Asked(
        materials, elements, counted_as, regions, tuple(dict.fromkeys(request.sectors)), periods,
        tuple(dict.fromkeys(request.pairs)),
    )  # fmt: skip


def _check(field: str, wrong: Iterable[str], known: Iterable[str], problems: list[Problem]) -> None:
    names = ", ".join(sorted(known)[:20])
    problems.extend(
        Problem(field, "is unknown to the case", value=name[:80], remedy=f"one of {names}") for name in wrong
    )


def _regions(case: Case, names: tuple[str, ...], problems: list[Problem]) -> tuple[str, ...]:
    known = {row.region for row in case.regions}
    found = [region for name in names or ("all",) for region in case.regions_of(name)]
    _check("regions", [one for one in found if one not in known], known | set(case.clubs), problems)
    return tuple(dict.fromkeys(found))


def _elements(
    case: Case, materials: tuple[str, ...], names: tuple[str, ...], problems: list[Problem]
) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """Return the elements to follow, and what was asked for where they are counted with others."""
    rows = [row for row in case.contents if row.t_oxide_per_t > 0]
    if not rows:
        problems.append(
            Problem("contents.csv", "says of no material what it holds", remedy="state t_oxide_per_t")
        )
        return (), {}
    held = dict.fromkeys(row.element for row in rows if row.material in materials)
    counted_as: dict[str, str] = {}
    found: dict[str, None] = {}
    for name in names or tuple(held):
        element = _element(name, tuple(held))
        if element is None:
            _check("elements", [name], held or ["none: the material holds no known element"], problems)
            continue
        found[element] = None
        if ELEMENT_NAMES.get(name.lower(), name).lower() != element.lower():
            counted_as[element] = ELEMENT_NAMES.get(name.lower(), name)
    if not names and not held:
        problems.append(Problem("material", "holds no element in contents.csv", value=", ".join(materials)))
    return tuple(found), counted_as


def _element(name: str, held: tuple[str, ...]) -> str | None:
    symbol = ELEMENT_NAMES.get(name.lower(), name)
    by_case = {element.lower(): element for element in held}
    if symbol.lower() in by_case:
        return by_case[symbol.lower()]
    groups = (group for group, members in GROUPS.items() if symbol.title() in members and group in held)
    return next(groups, None)


def _periods(outcome: Outcome, request: TraceRequest) -> tuple[dt.date, ...]:
    days: list[dt.date] = sorted(outcome["served"]["period"].unique())
    return tuple(
        day
        for day in days
        if (request.begin is None or day >= request.begin) and (request.end is None or day < request.end)
    )
