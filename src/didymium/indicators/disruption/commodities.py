"""What is disrupted: commodities of the Survey as materials of a case; published figures; probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, TypeVar

from pydantic import Field

from didymium.case.case import Case
from didymium.files.problems import InputError
from didymium.files.row import Row
from didymium.files.suggestion import did_you_mean
from didymium.files.table_file import parse_table

RowType = TypeVar("RowType", bound=Row)
Part = Annotated[float, Field(ge=0, le=1)]


class CommodityRow(Row):
    """The materials of a case that stand for a commodity of the Survey."""

    file = "commodities.csv"
    key = ("commodity", "case")

    commodity: str
    """Name of the commodity."""
    case: str
    """Case whose materials stand for it."""
    materials: str
    """Materials that a stop holds back, separated by spaces, that whose price is told first."""
    usgs_minerals: str
    """Minerals of the Survey that it is, separated by ``|``."""
    source: str
    """Why these."""


class Published(Row):
    """A net decrease of the gross domestic product of the United States that the Survey published."""

    file = "published.csv"
    key = ("report", "scenario", "mineral")

    report: str
    """Open-File Report."""
    scenario: str
    """Scenario of the figure."""
    mineral: str
    """Mineral of the Survey."""
    net_decrease_usd_million: float
    """Net decrease, millions of US dollars; the middle of a range."""
    low_usd_million: float | None = None
    """Lower end of the range, where one is published."""
    high_usd_million: float | None = None
    """Upper end of the range."""
    price_multiple_above: float | None = None
    """Price after by price before, or what it is above."""
    source: str
    """Source id."""


class ProbabilityRow(Row):
    """How likely it is that a country stops its exports of a commodity for a year."""

    file = "probabilities.csv"
    key = ("commodity", "origin")

    commodity: str
    """The commodity."""
    origin: str
    """The country."""
    probability_low: Part
    """Least probability that agrees with what is published."""
    probability_high: Part
    """Largest probability that agrees with it."""
    source: str
    """Where it comes from."""


class UnknownDisruption(ValueError):
    """Raised for materials, countries, regions or figures that cannot be, with all of them in its text."""


@dataclass(frozen=True)
class Commodity:
    """What a stop holds back: materials of a case under one name; the price of the first is told."""

    name: str
    materials: tuple[str, ...]


def commodities_of(case: Case, names: Sequence[str] | None = None) -> tuple[Commodity, ...]:
    """Return what is disrupted: commodities, groups of materials or materials by name; if None all
    commodities that the case has materials for, else its critical materials, else all.

    Raises:
        UnknownDisruption: With every name that is none of them.
    """
    listed = listed_commodities(case.settings.name)
    if names is None:
        critical = case.settings.critical_materials or tuple(row.material for row in case.materials)
        return listed or tuple(Commodity(name, (name,)) for name in critical)
    known = {row.name: row for row in listed}
    materials = {row.material for row in case.materials}
    said = [
        f'"{name}" is no commodity, group or material '
        f"({did_you_mean(name, [*known, *case.groups, *materials], limit=0) or 'see materials.csv'})"
        for name in names
        if name not in known and name not in case.groups and name not in materials
    ]
    if said:
        raise UnknownDisruption("\n".join(said))
    return tuple(known.get(name) or Commodity(name, case.materials_of(name)) for name in dict.fromkeys(names))


def listed_commodities(case: str) -> tuple[Commodity, ...]:
    """Return the commodities of the Survey that a case has materials for."""
    return tuple(
        Commodity(row.commodity, tuple(row.materials.split()))
        for row in _rows(CommodityRow)
        if row.case == case
    )


def published_minerals(case: str) -> Mapping[str, tuple[str, ...]]:
    """Return the Survey's minerals of each commodity of a case."""
    return {
        row.commodity: tuple(row.usgs_minerals.split("|")) for row in _rows(CommodityRow) if row.case == case
    }


def published() -> tuple[Published, ...]:
    """Return the Survey's figures that ship."""
    return _rows(Published)


def published_probability(commodity: str, origin: str) -> ProbabilityRow | None:
    """Return what is published, or follows from it, of the probability of a stop; None if nothing does."""
    rows = {(row.commodity, row.origin): row for row in probabilities()}
    return rows.get((commodity, origin))


def probabilities() -> tuple[ProbabilityRow, ...]:
    """Return every probability that ships."""
    return _rows(ProbabilityRow)


@cache
def _rows(model: type[RowType]) -> tuple[RowType, ...]:
    folder = resources.files("didymium.indicators.disruption") / "data"
    found = parse_table((folder / model.file).read_bytes(), model.file, model, model.key)
    if found.problems:
        raise InputError(found.problems)
    return tuple(row for _, row in found.rows)
