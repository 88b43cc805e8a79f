"""Numbers, dates, names and lists in words, rounded to what a reader can use."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from didymium.case.case import Case
from didymium.locale import Catalogue, catalogue

KG_PER_T = 1000.0
DAYS_PER_YEAR = 365.0
LONG = 0.995e6
"""Quantities from here on are said in millions: ``1 million t``."""
_SHORT_SCALE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_WITH_ARTICLE = ("United ", "Rest of", "Netherlands", "Philippines")
_MYRIAD_SCALE = ((1e12, "trillion"), (1e8, "billion"), (1e4, "million"))
"""Korean and Japanese count in powers of ten thousand; the message ids keep the English names."""


@dataclass(frozen=True)
class Words:
    """Says things of a case in a language."""

    catalogue: Catalogue
    case: Case

    @property
    def language(self) -> str:
        """Language code."""
        return self.catalogue.language

    def __call__(self, message: str, **fields: object) -> str:
        """Return a message of the catalogue."""
        return self.catalogue.text(message, **fields)

    def sentence(self, message: str, **fields: object) -> str:
        """Return a message with its first letter in upper case."""
        text = self(message, **fields)
        return text[:1].upper() + text[1:]

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        suffix = self.language if self.language in ("ko", "ja") else "en"
        names: dict[tuple[str, str], str] = {}
        names.update({("region", row.region): getattr(row, f"name_{suffix}") for row in self.case.regions})
        names.update(
            {("material", row.material): getattr(row, f"name_{suffix}") for row in self.case.materials}
        )
        names.update({("sector", row.sector): getattr(row, f"name_{suffix}") for row in self.case.sectors})
        names.update({("plant", row.plant): row.name_en for row in self.case.plants})
        return names

    def region(self, code: str) -> str:
        """Name of a region, as in a table."""
        return self._names.get(("region", code)) or code

    def material(self, code: str) -> str:
        """Name of a material or a group, as in a table."""
        stage = f"stage.{code}"
        known = self.catalogue.messages.get(stage) and self(stage)
        return self._names.get(("material", code)) or known or code.replace("_", " ")

    def sector(self, code: str) -> str:
        """Name of a sector, as in a table."""
        return self._names.get(("sector", code)) or code.replace("_", " ")

    def plant(self, code: str) -> str:
        """Name of a plant."""
        return self._names.get(("plant", code)) or code.replace("_", " ")

    def place(self, code: str) -> str:
        """Name of a region inside a sentence."""
        name = self.region(code)
        return f"the {name}" if self.language == "en" and name.startswith(_WITH_ARTICLE) else name

    def inside(self, name: str) -> str:
        """Return a name as it stands inside a sentence.

        English lowers its first letter, unless another letter of it is a capital.
        """
        lowered = name[:1].lower() + name[1:]
        return lowered if self.language == "en" and lowered == name.lower() else name

    def series(self, code: str) -> str:
        """Name of a series of observed.csv: what goes from where to where."""
        row = next((row for row in self.case.observed if row.series == code), None)
        if row is None:
            return code.replace("_", " ")
        places = [self.region(name) for name in row.destinations.split()] or [self("word.world")]
        what = self.material(row.material)
        return f"{what[:1].upper()}{what[1:]}, {self.region(row.origin)} → {', '.join(places)}"

    def made(self, count: float, sector: str) -> str:
        """Say how many units of a sector's product, with the catalogue's word for it where there is one."""
        row = next((row for row in self.case.sectors if row.sector == sector), None)
        message = f"made.{(row.unit_en if row else '').replace(' ', '_')}"
        known = message if message in self.catalogue.messages else "made.other"
        return self(known, number=self._count(count), unit=(row and row.unit_in(self.language)) or "?")

    def unit(self, sector: str) -> str:
        """Name a unit of a sector's product."""
        row = next((row for row in self.case.sectors if row.sector == sector), None)
        return (row and row.unit_in(self.language)) or self.sector(sector)

    def goods(self, name: str, tonnes: float) -> str:
        """Say a quantity of a material, or of a group, and what it is of."""
        return self("unit.goods", quantity=self.quantity(name, tonnes), material=self.goods_name(name))

    def goods_name(self, name: str) -> str:
        """Name a material, or a group, inside a sentence as goods that there are many of; blank: goods."""
        message = f"goods.{name or 'any'}"
        known = message in self.catalogue.messages
        return self(message) if known else self.inside(self.material(name))

    def listed(self, items: Sequence[str]) -> str:
        """Join items as a list in a sentence."""
        if len(items) < 2:
            return "".join(items)
        form = "list.two" if len(items) == 2 else "list.many"
        return self(form, first=self("list.comma").join(items[:-1]), last=items[-1])

    def tonnes(self, tonnes: float) -> str:
        """Say a mass: kilograms below a tonne, millions where it is long, two significant digits."""
        if 0 < abs(tonnes) < 1:
            return self("unit.kg", number=number(tonnes * 1000, 2))
        return self("unit.t", number=self._count(tonnes))

    def quantity(self, material: str, tonnes: float) -> str:
        """Say a quantity of a material, or of a group, in the unit in which it is read."""
        unit = self.case.unit_read(material, "quantity")
        if unit is None:
            return self.tonnes(tonnes)
        count = self._count(tonnes * KG_PER_T / unit.kg_per_unit)
        return self("unit.of", number=count, unit=unit.unit_in(self.language))

    def flow(self, material: str, t_per_year: float) -> str:
        """Say a flow of a material, or of a group, over the time over which it is read."""
        unit = self.case.unit_read(material, "quantity")
        if unit is None or unit.per != "day":
            return self("unit.a_year", quantity=self.quantity(material, t_per_year))
        return self("unit.a_day", quantity=self.quantity(material, t_per_year / DAYS_PER_YEAR))

    def in_units(self, reads: Literal["price", "quantity"], materials: Iterable[str]) -> bool:
        """Say whether prices or quantities of any of these materials are read in a unit of their own."""
        return any(self.case.unit_read(material, reads) for material in materials)

    def _count(self, value: float) -> str:
        """Write a number, in millions and more where it is long."""
        for scale, word in self._scales:
            if abs(value) >= max(0.995 * scale, LONG):
                return self(f"scale.{word}", number=number(value / scale, 2))
        return number(value, 2)

    @property
    def _scales(self) -> tuple[tuple[float, str], ...]:
        return _MYRIAD_SCALE if self.language in ("ko", "ja") else _SHORT_SCALE

    def percent(self, share: float, digits: int = 2) -> str:
        """Say a share in per cent; never 100 % of something unless it is all of it."""
        value = share * 100
        if 99 < value < 100:
            return self("unit.percent", number="99" if value < 99.95 else "100")
        return self("unit.percent", number=number(value, digits) if abs(value) >= 1 else number(value, 1))

    def days(self, days: float) -> str:
        """Say a number of days."""
        rounded = round(days)
        return self("unit.day" if rounded == 1 else "unit.days", number=f"{rounded:,}")

    def signed(self, share: float) -> str:
        """Say a deviation in per cent with its sign."""
        return ("+" if share >= 0 else "−") + self.percent(abs(share))

    def about(self, value: float) -> str:
        """Say a bare number, two significant digits."""
        return number(value, 2)

    def price(self, usd_per_kg: float, material: str = "") -> str:
        """Say a price in the unit in which the material is read, per kilogram without one."""
        unit = self.case.unit_read(material, "price")
        if unit is None:
            return self("money.per_kg", number=number(usd_per_kg, 2))
        usd = number(usd_per_kg * unit.kg_per_unit, 2)
        return self("money.per_unit", number=usd, unit=unit.unit_in(self.language))

    def price_unit(self, material: str) -> str:
        """Name the unit in which prices of a material are read: USD/kg, USD/barrel."""
        unit = self.case.unit_read(material, "price")
        return self("money.unit", unit="kg" if unit is None else unit.unit_in(self.language))

    def price_number(self, usd_per_kg: float | None, material: str) -> str:
        """Write a price in the unit that :meth:`price_unit` names, without it."""
        return number(None if usd_per_kg is None else self.price_read(usd_per_kg, material))

    def price_read(self, usd_per_kg: float, material: str) -> float:
        """Return a price in the unit that :meth:`price_unit` names."""
        unit = self.case.unit_read(material, "price")
        return usd_per_kg if unit is None else usd_per_kg * unit.kg_per_unit

    def multiple(self, factor: float) -> str:
        """Write how many times as much, for tables."""
        return self("unit.multiple", number=number(factor, 2))

    def times(self, factor: float) -> str:
        """Say how many times as much, for sentences."""
        return self("unit.times", number=number(factor, 2))

    def money(self, usd: float) -> str:
        """Say an amount of money in the words of the language."""
        for scale, word in self._scales:
            if abs(usd) >= 0.95 * scale:
                return self(f"money.{word}", number=number(usd / scale, 2))
        return self("money.plain", number=number(usd, 2))

    def date(self, day: dt.date | str | None) -> str:
        """Say a day."""
        if day is None:
            return self("word.unknown")
        day = as_date(day)
        return self("date.day", day=day.day, month=self(f"month.{day.month}"), year=day.year)

    def period(self, first: dt.date | str | None, spans: Mapping[dt.date, dt.date] | None = None) -> str:
        """Say a period by its first day: a month, several months, or a year; without ``spans`` the month it
        begins in.
        """
        if first is None:
            return self("word.unknown")
        first = as_date(first)
        last = (spans or {}).get(first, first + dt.timedelta(days=1)) - dt.timedelta(days=1)
        begin = self("date.month", month=self(f"month.{first.month}"), year=first.year)
        if (first.year, first.month) == (last.year, last.month):
            return begin
        if first.year == last.year:
            months = self(f"month.{first.month}"), self(f"month.{last.month}")
            return self("date.quarter", first=months[0], last=months[1], year=first.year)
        end = self("date.month", month=self(f"month.{last.month}"), year=last.year)
        return self("date.months", first=begin, last=end)


def words_for(case: Case, language: str = "en") -> Words:
    """Return the words of a case in a language."""
    return Words(catalogue(language), case)


def as_date(day: dt.date | str) -> dt.date:
    """Return a date from a date or its ISO text."""
    return dt.date.fromisoformat(day) if isinstance(day, str) else day


def rounded(value: float, digits: int = 3) -> float:
    """Round to significant digits."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def number(value: float | None, digits: int = 3) -> str:
    """Write a number with significant digits, thousands set apart and a true minus; an absent one as a
    dash.
    """
    if value is None:
        return "–"
    value = rounded(value, digits)
    if value == 0:
        return "0"
    decimals = max(digits - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{abs(value):,.{decimals}f}"
    if decimals and abs(value) >= 10**digits:
        text = text.rstrip("0").rstrip(".")
    return f"−{text}" if value < 0 else text
