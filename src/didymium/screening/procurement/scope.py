"""Whom and what a test of a rule is about: is this product within it?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from didymium.evidence.countries import country_codes
from didymium.evidence.evidence import Evidence
from didymium.evidence.product_tests import ProductTest
from didymium.screening.answer import Holds, Said
from didymium.screening.procurement.product import Product


@dataclass(frozen=True)
class Checked:
    """One condition of a test, with the sentence that says how it came out."""

    holds: Holds
    said: Said


def scope_checks(evidence: Evidence, test: ProductTest, product: Product) -> Iterator[Checked]:
    """Return whether a product is what a test is about, condition by condition."""
    if (test.scope == "market") is not product.is_market:
        yield Checked(Holds.NO, Said(f"screen.product.scope.{test.scope}"))
    if test.buyers:
        fields: dict[str, object] = {"buyers": test.buyers, "buyer": product.buyer}
        yield _checked(_among(product.buyer, test.buyers), "buyer", fields)
    if test.kinds:
        fields = {"kinds": test.kinds, "kind": product.kind or ""}
        yield _checked(_among(product.kind or "", test.kinds), "kind", fields)
    listed = materials_of(evidence, test)
    if listed:
        fields = {"materials": listed, "material": product.material}
        yield _checked(is_of(evidence, product.material, listed), "material", fields)
    if test.begun_from is not None or test.begun_until is not None:
        fields = {"begun": product.begun or "", "first": test.begun_from, "last": test.begun_until or ""}
        yield _checked(_in_years(product.begun, test), "begun", fields)


def _checked(holds: Holds, what: str, fields: Mapping[str, object]) -> Checked:
    return Checked(holds, Said(f"screen.product.{what}.{holds.value}", fields))


def _among(word: str, words: Iterable[str]) -> Holds:
    if not word:
        return Holds.UNKNOWN
    return Holds.YES if word in words else Holds.NO


def _in_years(year: int | None, test: ProductTest) -> Holds:
    if year is None:
        return Holds.UNKNOWN
    first, last = test.begun_from, test.begun_until
    return Holds.YES if (first is None or year >= first) and (last is None or year <= last) else Holds.NO


def materials_of(evidence: Evidence, test: ProductTest) -> tuple[str, ...]:
    """Return the materials that a test names, itself or by a list."""
    if test.listed_in is None:
        return test.materials
    facts = evidence.facts.filter((pl.col("subject") == test.listed_in) & (pl.col("measure") == "listed"))
    return (*test.materials, *sorted(set(facts["value"].to_list())))


def is_of(evidence: Evidence, material: str, listed: Iterable[str]) -> Holds:
    """Return whether a material is one of those listed: itself or by what it is part of.

    A wider one than is listed (rare-earth magnets, where NdFeB magnets are) may or may not be, as may one
    that the evidence does not know.
    """
    if material not in evidence.materials:
        return Holds.UNKNOWN
    names = set(listed)
    if names.intersection(_with_wider(evidence, material)):
        return Holds.YES
    wider = {name for one in names for name in _with_wider(evidence, one)}
    return Holds.UNKNOWN if material in wider else Holds.NO


def _with_wider(evidence: Evidence, material: str) -> list[str]:
    found: list[str] = []
    while material and material not in found:
        found.append(material)
        known = evidence.materials.get(material)
        material = known.part_of if known else ""
    return found


def countries_of(evidence: Evidence, names: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the countries that some names stand for, and the groups whose members no fact gives."""
    found: set[str] = set()
    unknown: list[str] = []
    members = evidence.facts.filter(evidence.facts["measure"] == "members")
    for name in names:
        rows = members.filter(members["subject"] == name)["value"].to_list()
        countries = set(rows) & country_codes()
        if name in country_codes():
            found.add(name)
        elif countries:
            found |= {name, *countries}
        else:
            unknown.append(name)
    return frozenset(found), tuple(unknown)
