"""What a reference price is asked for: whose use, whose supply, which share, which return, which year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from didymium.case.case import Case
from didymium.case.names import Target, names_of
from didymium.case.usual import usual
from didymium.files.problems import InputError, Problem
from didymium.files.suggestion import did_you_mean

DEFAULT_CLUB = "partners"
DEFAULT_SUPPLIERS = "market_economies"
DEFAULT_SHARE = 0.5
DEFAULT_RETURN = 0.1
DEFAULT_YEAR = 2030
LONGEST_VIEW = 30
"""Years after the base year for which growth may still be carried on."""


class Joint(StrEnum):
    """How the cost of a plant is laid on its joint products."""

    VALUE = "value"
    """By-products are subtracted, joint products share the rest in proportion to their worth: the prices of
    all of them together cover the cost."""
    CREDIT = "credit"
    """All others are subtracted, at base-year prices: the price of this one alone covers the rest."""


class Use(StrEnum):
    """What counts as members' use of a material."""

    PLANTS = "plants"
    """What sectors and plants of members take."""
    EMBODIED = "embodied"
    """What sectors of members take, and what is inside all that they use, wherever it was made."""


@dataclass(frozen=True)
class Terms:
    """The terms of one question. ``members`` use, ``suppliers`` make; both are regions in the order of the
    case.
    """

    club: str
    members: tuple[str, ...]
    suppliers: tuple[str, ...]
    exporter: str
    share: float = DEFAULT_SHARE
    required_return: float = DEFAULT_RETURN
    year: int = DEFAULT_YEAR
    existing_only: bool = False
    joint: Joint = Joint.VALUE
    use: Use = Use.PLANTS

    @property
    def day(self) -> dt.date:
        """Day on which plants and recipes are looked at: the last of the year."""
        return dt.date(self.year, 12, 31)


def make_terms(
    case: Case,
    *,
    club: str | None = None,
    suppliers: tuple[str, ...] = (),
    exporter: str = "",
    share: float = DEFAULT_SHARE,
    required_return: float = DEFAULT_RETURN,
    year: int = DEFAULT_YEAR,
    existing_only: bool = False,
    joint: str = Joint.VALUE,
    use: str = Use.PLANTS,
) -> Terms:
    """Check the terms against a case and return them.

    Without ``club`` the members are those of ``partners``, without ``suppliers`` the makers are those of
    ``market_economies``; a case without these clubs takes every region that is in a club. Without
    ``exporter`` it is the case's usual one; it never counts as a maker.

    Raises:
        InputError: With every term that cannot be, named by its option.
    """
    exporter = exporter or usual(case).exporter
    problems = _bounds(case, share, required_return, year)
    problems += [*_choice(joint, Joint, "--joint"), *_choice(use, Use, "--use")]
    problems += _names(case, ((club,) if club else ()), "--club") + _names(case, suppliers, "--suppliers")
    problems += _regions(case, exporter)
    if not club and not case.clubs:
        remedy = "name regions or a club with --club, or fill clubs.csv"
        problems.append(Problem("clubs.csv", "names no members whose use could be met", remedy=remedy))
    if problems:
        raise InputError(problems)
    day = dt.date(year, 12, 31)
    members = _members(case, (club,) if club else (), DEFAULT_CLUB, day)
    makers = [region for region in _members(case, suppliers, DEFAULT_SUPPLIERS, day) if region != exporter]
    chosen = club or (DEFAULT_CLUB if DEFAULT_CLUB in case.clubs else "all clubs")
    return Terms(
        club=chosen,
        members=members,
        suppliers=tuple(makers),
        exporter=exporter,
        share=share,
        required_return=required_return,
        year=year,
        existing_only=existing_only,
        joint=Joint(joint),
        use=Use(use),
    )


def asked_materials(case: Case, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the materials that names (materials or groups) stand for, in the order of the case.

    Raises:
        InputError: With every name that is neither.
    """
    found = names_of(case)
    target = Target.MATERIAL_OR_GROUP
    problems = [
        problem
        for name in names
        if name != "all" and (problem := found.problem(target, name, "--material", None, None))
    ]
    if problems:
        raise InputError(problems)
    wanted = {material for name in names for material in case.materials_of(name)}
    return tuple(row.material for row in case.materials if row.material in wanted)


def _bounds(case: Case, share: float, required_return: float, year: int) -> list[Problem]:
    first, last = case.settings.base_year, case.settings.base_year + LONGEST_VIEW
    problems = []
    if not 0 < share <= 1:
        problems.append(
            Problem("--share", "is not a share above 0 and up to 1", value=f"{share:g}", remedy="write 0.5")
        )
    if not 0 <= required_return < 1:
        remedy = "write 0.10 for ten per cent a year"
        problems.append(
            Problem(
                "--return", "is not a return from 0 to below 1", value=f"{required_return:g}", remedy=remedy
            )
        )
    if not first <= year <= last:
        remedy = f"choose a year from {first}, the base year, to {last}"
        problems.append(Problem("--year", "is out of sight", value=str(year), remedy=remedy))
    return problems


def _choice(value: str, choices: type[StrEnum], option: str) -> list[Problem]:
    if value in list(choices):
        return []
    return [Problem(option, "is no choice", value=value, remedy=f"choose {' or '.join(choices)}")]


def _names(case: Case, names: tuple[str, ...], option: str) -> list[Problem]:
    found = names_of(case)
    checked = (found.problem(Target.REGION_OR_CLUB, name, option, None, None) for name in names)
    return [problem for problem in checked if problem]


def _regions(case: Case, exporter: str) -> list[Problem]:
    known = [row.region for row in case.regions]
    if exporter in known:
        return []
    remedy = did_you_mean(exporter, known)
    return [Problem("--exporter", "is not in regions.csv", value=exporter, remedy=remedy)]


def _members(case: Case, names: tuple[str, ...], default: str, day: dt.date) -> tuple[str, ...]:
    clubs = names or ((default,) if default in case.clubs else tuple(case.clubs))
    chosen = {region for name in clubs for region in case.regions_of(name, day)}
    return tuple(row.region for row in case.regions if row.region in chosen)
