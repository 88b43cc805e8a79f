"""What methods, places, materials, stages, figures and remarks are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from didymium.indicators.criticality.substitution import ELEMENTS
from didymium.indicators.criticality.table import ALL_STAGES, WORLD
from didymium.views.criticality.asking import evidence_of
from didymium.views.criticality.view import is_critical
from didymium.views.wording import Words, number

MARK = " *"
"""Stands behind a value that its method calls critical."""
_REMARKS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "not_supplied": r"nothing is supplied",
        "not_produced": r"nothing is produced or imported",
        "no_consumption": r"apparent consumption is not positive",
        "no_origin": r"where supply comes from is not known",
        "no_world": r"world output by country is not known",
        "no_output": r"output or imports are not known",
        "no_trade": r"output, imports or exports are not known",
        "no_use": r"who uses how much is not known",
        "no_recycling": r"what comes out of old products is not known",
        "no_substitution": r"no substitution index of the European Commission",
        "no_stage": r"no stage has a value",
        "worst_stage": r"the worst stage",
        "published": r"as published",
        "published_years": r"of (?P<first>\d+) to (?P<last>\d+), as published",
        "no_stocks": r"without changes of stocks",
        "stability": r"political stability alone stands for the mean of six dimensions",
        "trade_parameter": r"trade parameter 1 for every country",
        "trade_published": r"trade parameters of (?P<year>\d+)",
        "no_mine": r"nothing is mined at home",
        "imports_only": r"sourcing is imports alone: what is made at home and stays is not in the tables",
        "of_mines": r"world output is that of mines",
        "covers": r"covers (?P<first>\S+) to (?P<last>\S+) only",
        "not_covered": r"the run does not cover the year",
        "not_met": r"the benchmark is not met",
        "sectors": r"value added of the case's sectors, not of the whole economy",
        "oxide": r"tonnes of oxide; goods are where they are used",
        "unnamed": r"countries that the source does not name \((?P<share>.+)\) add nothing to the squares",
        "middle": r"governance of (?P<names>.+) not known \((?P<share>.+) of supply\): the middle, 0\.5",
        "ungoverned": r"no governance indicator for (?P<names>.+), (?P<share>\S+) of supply",
        "instability": r"instability of (?P<names>.+) not known: 0\.5, as the method has it",
        "of_shares": r"from shares of the largest producers as published",
        "as_union": r"recycling as published for the European Union",
        "of_mining": r"concentration of mining",
        "known_use": r"value added is known for (?P<share>\S+) of use only, not of (?P<names>.+)",
        "left_out": r"(?P<share>\S+) of use, whose value added is not known, left out: (?P<names>.+)",
        "no_value_added": r"value added of (?P<names>.+) is not known",
    }.items()
}  # fmt: skip
"""Remarks of the library that the catalogue can say; others stand as they are."""


def method_name(words: Words, method: str) -> str:
    """Name of a method, as in a table."""
    return words(f"criticality.method.{method}")


def place_name(words: Words, region: str) -> str:
    """Name of a region, a club or the world, as in a table."""
    if region == WORLD:
        return words.sentence("word.world")
    named = words.region(region)
    if named != region:
        return named
    return evidence_of(words.case).name(region, _language(words)).replace("_", " ")


def thing_name(words: Words, name: str) -> str:
    """Name of a material of the case, of an element by its chemical symbol, or of a mineral of the facts."""
    if any(row.material == name for row in words.case.materials):
        return words.material(name)
    evidence, language = evidence_of(words.case), _language(words)
    parts = ELEMENTS.get(name, (name,))
    if len(parts) > 1:
        return name
    named = evidence.name(parts[0], language) if parts[0] in evidence.materials else name.replace("_", " ")
    return f"{named} ({name})" if name in ELEMENTS else named


def short_name(words: Words, name: str) -> str:
    """Name for the points of a chart: of an element or its mineral the chemical symbol."""
    symbols = {parts[0]: symbol for symbol, parts in ELEMENTS.items() if len(parts) == 1}
    return name if name in ELEMENTS else symbols.get(name) or thing_name(words, name)


def stage_name(words: Words, stage: str) -> str:
    """Name of a stage; nothing for what speaks of no stage in particular."""
    label = f"criticality.stage.{stage}"
    if stage == ALL_STAGES:
        return ""
    return words(label) if label in words.catalogue.messages else stage.replace("_", " ")


def scenario_name(words: Words, titles: Mapping[str, str], scenario: str) -> str:
    """Name of a scenario: that of the catalogue for facts and what is published, else its own name."""
    label = f"criticality.scenario.{scenario}"
    if scenario not in titles and label in words.catalogue.messages:
        return words(label)
    return scenario


def figure(words: Words, unit: str, value: float | None) -> str:
    """Write a value with its unit as far as it has one; a missing one as a dash."""
    if value is None:
        return "–"
    if unit == "share":
        return words.percent(value, 3)
    if unit == "t":
        return words.tonnes(value)
    if unit == "usd":
        return words.money(value)
    return number(value)


def marked(words: Words, row: Mapping[str, Any]) -> str:
    """Write the value of a row of the common table, with a mark if its method calls it critical."""
    text = figure(words, row["unit"], row["value"])
    return text + MARK if is_critical(row["method"], row["value"], row["threshold"]) else text


def moved(words: Words, unit: str, change: float) -> str:
    """Write a change with its sign; of shares in percentage points."""
    sign = "+" if change >= 0 else "−"
    if unit == "share":
        return sign + words("criticality.points", number=number(abs(change) * 100, 2))
    return sign + figure(words, unit, abs(change))


def remarks(words: Words, note: str) -> str:
    """Say what the library remarks on a value, in the words of the language as far as it has them."""
    if not note:
        return ""
    whole = one_remark(words, note)
    if whole is not None:
        return whole
    parts = [one_remark(words, part) or part for part in note.split("; ")]
    return words("criticality.remark.between").join(parts)


def one_remark(words: Words, note: str) -> str | None:
    """Say one remark of the library in the words of the catalogue; None if it does not know it."""
    for name, pattern in _REMARKS.items():
        if found := pattern.fullmatch(note):
            fields = {key: _places(words, value) for key, value in found.groupdict().items()}
            return words(f"criticality.remark.{name}", **fields)
    return None


def _places(words: Words, value: str) -> str:
    """Name the regions in a list of codes; what is none stays."""
    return ", ".join(place_name(words, part) for part in value.split(", "))


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, in their order."""
    return tuple(dict.fromkeys(names))


def _language(words: Words) -> str:
    return words.language if words.language in ("ko", "ja") else "en"
