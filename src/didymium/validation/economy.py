"""Published examples of input–output analysis and of goods in use, and published orders of magnitude."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from didymium.calibration.calibrate import calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.indicators.disruption.run import disruptions
from didymium.indicators.disruption.summary import against_published
from didymium.indicators.in_use.cohorts import YearsInUse, follow
from didymium.indicators.in_use.published import beside_published
from didymium.indicators.in_use.stocks import in_use
from didymium.indicators.input_output.models import ghosh_inverse, leontief_inverse, output_for
from didymium.indicators.input_output.table import InputOutputTable
from didymium.validation.comparison import Comparison

MILLER_BLAIR = "Miller and Blair 2009, Input–Output Analysis, chapter 2; tests of pymrio"
ODYM = "tests of ODYM (IndEcol), dynamic stock model"
SURVEY = "Nassar and others 2025 (OFR 2025-1047) and 2024 (OFR 2024-1057), US Geological Survey"
CASE = "japan_us_magnets"
DISRUPTED = (CASE, "allied_minerals")
_SECTORS = ("agriculture", "manufacturing")
_CONTENTS_CHANGED = frozenset({"dysprosium", "terbium"})
"""Elements of which magnets of the past held more than those of today."""


def miller_blair() -> list[Comparison]:
    """The two-sector economy of Miller and Blair: Leontief's and Ghosh's inverse, output for a new demand."""
    table = InputOutputTable(
        "Miller and Blair", _SECTORS, np.array([[150.0, 500.0], [200.0, 100.0]]),
        {"final_demand": np.array([350.0, 1700.0])}, {"value_added": np.array([650.0, 1400.0])},
    )  # fmt: skip
    known = {
        "leontief": ([[1.25412541, 0.330033], [0.2640264, 1.12211221]], leontief_inverse(table), 6),
        "ghosh": ([[1.25412541, 0.66006601], [0.1320132, 1.12211221]], ghosh_inverse(table), 6),
        "new_output": ([[1247.5, 1841.6]], output_for(table, np.array([600.0, 1500.0]))[None, :], 1),
    }
    return [
        Comparison(
            "input_output", "miller_blair", f"{item}:{_place(published, row, column)}", value,
            float(ours[row, column]), "1", digits, MILLER_BLAIR,
        )
        for item, (published, ours, digits) in known.items()
        for row, values in enumerate(published)
        for column, value in enumerate(values)
    ]  # fmt: skip


def cohorts() -> list[Comparison]:
    """One to ten goods enter in ten years: all leave after five, or by a normal lifetime of 5 ± 1.5 years."""
    inflow = np.arange(1.0, 11.0)[:, None]
    years = range(2001, 2011)
    fixed = follow("example", years, inflow, YearsInUse("fixed", 5.0), enters="end")
    normal = follow("example", years, inflow, YearsInUse("normal", 5.0, 1.5), enters="end")
    left = (0.99957094, 0.996169619, 0.977249868, 0.90878878, 0.747507462, 0.5)
    outflow, stock = (0, 0, 0, 0, 0, 1, 2, 3, 4, 5), (1, 3, 6, 10, 15, 20, 25, 30, 35, 40)
    known = [
        *((f"outflow:{n + 1}", value, fixed.outflow[n, 0], 6) for n, value in enumerate(outflow)),
        *((f"stock:{n + 1}", value, fixed.stock[n, 0], 6) for n, value in enumerate(stock)),
        *((f"survival:{n}", value, normal.stock_by_cohort[n, 0, 0], 8) for n, value in enumerate(left)),
    ]
    return [
        Comparison("in_use", "odym", item, float(published), float(ours), "1", digits, ODYM)
        for item, published, ours, digits in known
    ]


def goods_in_use() -> list[Comparison]:
    """What others estimated to be in use, entering use or recyclable, beside the bundled case's, kt of
    metal.
    """
    case = read_case(CASE)
    return [
        Comparison(
            "in_use", "magnets_in_use", f"{row['measure']}_{row['year']}_{row['region']}:{row['material']}",
            row["published_t"] / 1000.0, row["computed_t"] / 1000.0, "kt", 2, _title(case, row["source"]),
            _reason(row["material"]),
        )
        for row in beside_published(case, in_use(case)).iter_rows(named=True)
    ]  # fmt: skip


def survey() -> list[Comparison]:
    """What the worst year without a country's exports costs the United States, beside the Survey's largest
    scenario: our reconstruction against theirs, million US dollars.
    """
    found = []
    for name in DISRUPTED:
        case = read_case(name)
        stops = disruptions(case, calibrate(case).base, "USA")
        found += against_published(stops, name).to_dicts()
    return [
        Comparison(
            "indicator", "usgs_2025", f"stop.{row['origin']}:{row['commodity']}", row["published_usd"] / 1e6,
            row["ours_usd"] / 1e6, "million_usd", 0, SURVEY, "reconstruction",
        )
        for row in sorted(found, key=lambda row: -row["published_usd"])
    ]  # fmt: skip


def _place(published: Sequence[Sequence[float]], row: int, column: int) -> str:
    """Return where a figure stands: its row and column, or its number in a list."""
    return f"{row + 1}.{column + 1}" if len(published) > 1 else str(column + 1)


def _title(case: Case, source: str) -> str:
    assert case.evidence is not None
    return case.evidence.sources[source].title


def _reason(material: str) -> str:
    return "old_contents" if material in _CONTENTS_CHANGED else "in_use_assumed"
