"""What it costs to keep a tonne in stock for a year, and how long goods are under way in plants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from didymium.case.case import Case
from didymium.case.schema import Process, StockTerms
from didymium.files.problems import InputError, Problem

KG_PER_T = 1000.0


@dataclass(frozen=True)
class HoldingCost:
    """What a tonne costs that is kept for a year, US dollars, in parts."""

    capital_usd_per_t_year: float
    """Return that the money bound in it would earn elsewhere."""
    quality_usd_per_t_year: float
    """Value lost while it lies."""
    rotation_usd_per_t_year: float
    """Value lost on selling old goods and buying new ones, spread over the shelf life."""
    storage_usd_per_t_year: float
    """Warehouse, handling and insurance."""

    @property
    def usd_per_t_year(self) -> float:
        """All parts together."""
        return (
            self.capital_usd_per_t_year
            + self.quality_usd_per_t_year
            + self.rotation_usd_per_t_year
            + self.storage_usd_per_t_year
        )


@dataclass(frozen=True)
class TermsBook:
    """The terms of stocks of a case, found by material or by process: a material's own row, else its
    stage's.
    """

    case: Case

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str | None], StockTerms]:
        return {(row.stage, row.material): row for row in self.case.stock_terms}

    @cached_property
    def _stages(self) -> Mapping[str, str]:
        return {row.material: row.stage for row in self.case.materials}

    def find(self, material: str) -> StockTerms | None:
        """Return the terms of a material; None where the case states none for it or its stage."""
        stage = self._stages.get(material, "")
        return self._rows.get((stage, material)) or self._rows.get((stage, None))

    def of(self, material: str) -> StockTerms:
        """Return the terms of a material.

        Raises:
            InputError: If the material is unknown or the case states no terms for it or its stage.
        """
        found = self.find(material)
        if found is None:
            raise InputError([self._missing(material)])
        return found

    def of_process(self, process: Process) -> StockTerms | None:
        """Return the terms of what is under way in plants of a process: the row of its reference material if
        that is of the process's stage, else the row of the stage; None without one.
        """
        own = self._rows.get((process.stage, process.reference_material))
        return own or self._rows.get((process.stage, None))

    def release_lead_days(self, material: str) -> float:
        """Return days from a declared emergency to the first tonne of a material out of a public stock.

        Raises:
            InputError: If the case does not state them.
        """
        return self._stated(self.of(material), material, "release_lead_days")

    def work_in_process_days(self, material: str) -> float:
        """Return days for which goods are under way in the plants of a material's stage, where it is made.

        Raises:
            InputError: If the case does not state them.
        """
        return self._stated(self.of(material), material, "work_in_process_days")

    def _stated(self, row: StockTerms, material: str, column: str) -> float:
        days: float | None = getattr(row, column)
        if days is None:
            file, number = self.case.places.get(("stock_terms", row.identity), (row.file, None))
            raise InputError(
                [
                    Problem(
                        file, f"is blank, but is needed for {material}", number, column, remedy="fill it in"
                    )
                ]
            )
        return days

    def _missing(self, material: str) -> Problem:
        stage = self._stages.get(material)
        if stage is None:
            remedy = "name a material of materials.csv"
            return Problem("stock_terms.csv", "is no material of the case", value=material, remedy=remedy)
        message = f"has no row for {material}, nor for its stage, {stage}"
        remedy = f"add a row with stage {stage} that says what keeping it costs"
        return Problem("stock_terms.csv", message, remedy=remedy)


def holding_cost_usd_per_t_year(
    case: Case, base_price_usd_per_kg: float, material: str, capital_rate: float | None = None
) -> HoldingCost:
    """Return what it costs to keep a tonne of a material for a year.

    Price × (capital rate + quality loss + rotation cost / shelf life) + storage. ``capital_rate`` is a share
    a year; None: the case's discount rate.

    Raises:
        InputError: If the case states no terms for the material or its stage, or the price or the rate is
            negative.
    """
    rate = case.settings.discount_rate if capital_rate is None else capital_rate
    problems = [
        Problem("stock_terms.csv", f"is below 0, the {name} used for {material}", value=f"{value:.10g}")
        for name, value in (("price", base_price_usd_per_kg), ("capital rate", rate))
        if value < 0
    ]
    if problems:
        raise InputError(problems)
    row = TermsBook(case).of(material)
    worth = base_price_usd_per_kg * KG_PER_T
    return HoldingCost(
        worth * rate,
        worth * row.quality_loss_per_year,
        worth * _rotation_per_year(row),
        row.storage_usd_per_t_year,
    )


def _rotation_per_year(row: StockTerms) -> float:
    """Return the share of value that rotation costs a year; goods that keep are not rotated."""
    if row.shelf_life_years is None or row.rotation_cost_share is None:
        return 0.0
    return row.rotation_cost_share / row.shelf_life_years
