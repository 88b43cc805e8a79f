"""Names, figures and dates of facts in the words of a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from didymium.case.case import Case
from didymium.evidence.evidence import Evidence
from didymium.evidence.reading import shared_evidence
from didymium.views.wording import Words, number, words_for

Row = Mapping[str, Any]
_USD = "money_usd"
_MYRIAD = ((1e12, "trillion"), (1e8, "billion"), (1e4, "million"), (1.0, "plain"))
_SCALES = {
    "en": ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1.0, "plain")),
    "ko": _MYRIAD,
    "ja": _MYRIAD,
}
"""Sizes at which money takes another word; the message ids keep the English names."""


@dataclass(frozen=True)
class Speaker:
    """Says evidence in a language."""

    words: Words
    evidence: Evidence

    @property
    def language(self) -> str:
        """Language of names: English for what has no other."""
        return self.words.language if self.words.language in ("ko", "ja") else "en"

    def name(self, identifier: str) -> str:
        """Name of a subject, country, material, agreement or rule."""
        return self.evidence.name(identifier, self.language)

    def names(self, identifiers: tuple[str, ...] | list[str]) -> str:
        """Names as a list."""
        return self.words("list.comma").join(self.name(identifier) for identifier in identifiers)

    def measure(self, identifier: str) -> str:
        """Name of a measure."""
        return str(getattr(self.evidence.measures[identifier], f"name_{self.language}"))

    def source(self, identifier: str) -> str:
        """Title of a source."""
        return self.evidence.sources[identifier].title

    def unit(self, identifier: str) -> str:
        """Symbol of a unit."""
        return str(getattr(self.evidence.units[identifier], f"symbol_{self.language}"))

    def about(self, row: Row) -> str:
        """Say what a fact is about, besides its subject: measure, material, stage, partner."""
        parts = [self.measure(row["measure"])]
        if row["material"]:
            parts.append(self.name(row["material"]))
        if row["stage"]:
            parts.append(self.stage(row["stage"]))
        if row["region"]:
            parts.append(self.name(row["region"]))
        if row["partner"]:
            arrow = "→" if str(row["measure"]).startswith("export") else "←"
            parts.append(f"{arrow} {self.name(row['partner'])}")
        if row["basis"]:
            parts.append(self.basis(row["basis"]))
        if row["detail"]:
            parts.append(row["detail"].replace("_", " "))
        return " · ".join(parts)

    def basis(self, basis: str) -> str:
        """Say what a tonne or a share is counted in."""
        return self.words(f"basis.{basis}")

    def stage(self, stage: str) -> str:
        """Name of a stage of the chain."""
        known = f"stage.{stage}"
        return self.words(known) if known in self.words.catalogue.messages else stage

    def value(self, row: Row) -> str:
        """Say the value of a fact with its unit and range."""
        if row["dimension"] == "name":
            return self.name(row["value"])
        if row["number"] is None:
            return self.phrase(str(row["value"]))
        return self._ranged(row, self.figure(row["value"], row["unit"]))

    def figure(self, value: str, unit: str) -> str:
        """Say a number as the source prints it, with thousands separated, and its unit."""
        # A year is a date, not an amount: no comma.
        text, symbol = value if unit == "date" else _separated(value), self.unit(unit)
        if self.evidence.units[unit].dimension == _USD:
            return self._printed_usd(float(value) * self.evidence.units[unit].factor, 10)
        near = self.language in ("ko", "ja") and symbol[:1] > "\u2fff"
        return f"{text}{symbol}" if near else f"{text} {symbol}".strip()

    def phrase(self, text: str) -> str:
        """Say words of a fact or a correction."""
        return self.evidence.phrase(text, self.language)

    def _ranged(self, row: Row, text: str) -> str:
        low, high, value = row["low"], row["high"], row["number"]
        if low is None and high is None:
            return text
        if low is not None and high is not None and low < high:
            first, last = (self.figure(f"{end:.10g}", row["unit"]) for end in (low, high))
            ends = self.words("word.range", low=first, high=last)
            return ends if _is_middle(low, high, value) else f"{text} ({ends})"
        if high is not None and high == value and low is None:
            return self.words("word.at_most", value=text)
        if low is not None and low == value and high is None:
            return self.words("word.at_least", value=text)
        return text

    def usd(self, dollars: float) -> str:
        """Say an amount of US dollars, four significant digits."""
        return self._printed_usd(dollars, 4)

    def _printed_usd(self, dollars: float, digits: int) -> str:
        scales = _SCALES[self.language]
        size, name = next((scale for scale in scales if abs(dollars) >= scale[0]), scales[-1])
        return self.words(f"money.{name}", number=_separated(f"{dollars / size:.{digits}g}"))

    def base(self, value: float, row: Row) -> str:
        """Say a number given in base units in the unit of a fact."""
        factor = self.evidence.units[row["unit"]].factor
        return self.figure(f"{value / factor:.6g}", row["unit"])

    def confidence(self, row: Row) -> str:
        """Say how near the source is, and what to know before using the figure."""
        kind = self.words(f"source_kind.{self.evidence.sources[row['source']].kind}")
        return self.words("list.comma").join([kind, *self.warnings(row)])

    def warnings(self, row: Row) -> list[str]:
        """Say the usage warnings of a fact."""
        return [self.words(f"warning.{word}") for word in str(row["warnings"]).split()]

    def date(self, row: Row) -> str:
        """Say the date of a fact, and of the term that it speaks of."""
        return f"{row['as_of']} → {row['until']}" if row["until"] else str(row["as_of"])


def speaker_for(case: Case, language: str = "en") -> Speaker:
    """Return a speaker of a case's evidence in a language."""
    return Speaker(words_for(case, language), case.evidence or shared_evidence())


def percent(share: float) -> str:
    """Say a share in per cent."""
    return f"{number(share * 100, 3)} %"


def _is_middle(low: float, high: float, value: float) -> bool:
    return abs(value - (low + high) / 2) <= 1e-9 * max(1.0, abs(value))


def _separated(text: str) -> str:
    """Put commas between thousands of a number as printed."""
    whole, point, decimals = text.partition(".")
    if "e" in text.lower() or not whole.lstrip("+-").isdigit():
        return text
    sign = whole[: len(whole) - len(whole.lstrip("+-"))]
    digits = whole.lstrip("+-")
    return f"{sign}{int(digits):,}{point}{decimals}"
