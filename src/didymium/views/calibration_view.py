"""What the calibration did, condensed: facts moved, flows that nobody reports, wedges, losses, prices
against quotes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from didymium.calibration.calibrate import Calibration
from didymium.calibration.equations import Equations
from didymium.calibration.price import Prices, anchors
from didymium.calibration.reconcile import Reconciliation
from didymium.case.case import Case
from didymium.case.schema import PriceQuote
from didymium.files.row import Row
from didymium.views.conjecture_view import above_cournot, conjectures

Record = dict[str, Any]

MOST = 20
"""Rows that each part holds; ``counts`` says of how many."""


def calibration_report(calibration: Calibration, most: int = MOST) -> dict[str, Any]:
    """Condense a calibration as a dictionary that can be written as JSON; confidential rows are left out.

    Keys: ``calibrated``; ``moved`` (reported figures by how far they were moved, in standard deviations),
    ``prior`` (flows that no row and no total states, largest first by share of world use), ``wedges`` (of
    routes in use, by turnover), ``losses`` (plants that need a subsidy), ``quotes`` (base prices against
    quotes, in standard deviations), ``conjectures`` (what exporters with market power believe), ``counts`` of
    each before the cut to ``most`` rows, and of wedges ``above_cournot``.
    """
    reconciliation, prices = calibration.reconciliation, calibration.prices
    if reconciliation is None or prices is None:
        return {
            "calibrated": False,
            **{part: [] for part in ("moved", "prior", "wedges", "losses", "quotes", "conjectures")},
            "counts": {},
        }
    parts = {
        "moved": _moved(reconciliation),
        "prior": _prior(reconciliation),
        "wedges": _wedges(reconciliation, prices),
        "losses": _losses(reconciliation, prices),
        "quotes": _quotes(reconciliation, prices),
        "conjectures": conjectures(calibration),
    }
    counts = {part: len(rows) for part, rows in parts.items()}
    return {
        "calibrated": True,
        **{part: rows[:most] for part, rows in parts.items()},
        "counts": {**counts, "above_cournot": above_cournot(parts["conjectures"])},
    }


def _hidden(case: Case) -> frozenset[str]:
    """Return the labels under which the equations know confidential rows."""
    labels = {
        f"{table} {' '.join(part for part in key if part)}"
        for table, key in case.confidential
        if table != "totals"
    }
    return frozenset(labels | {f"total {key[0]}" for table, key in case.confidential if table == "totals"})


def _shown(case: Case, row: Row) -> bool:
    return not case.is_confidential(row.file.removesuffix(".csv"), row.identity)


def _moved(reconciliation: Reconciliation) -> list[Record]:
    hidden = _hidden(reconciliation.equations.case)
    rows = [
        {
            "label": adjustment.observation.label,
            "place": adjustment.observation.place,
            "stated_t": adjustment.observation.value_t,
            "reconciled_t": adjustment.reconciled_t,
            "deviations": adjustment.deviations,
            "source": adjustment.observation.source,
        }
        for adjustment in reconciliation.adjustments
        if adjustment.observation.label not in hidden
    ]
    return sorted(rows, key=lambda row: (-abs(row["deviations"]), row["label"]))


def _prior(reconciliation: Reconciliation) -> list[Record]:
    equations = reconciliation.equations
    hidden = _hidden(equations.case)
    observed = [observation.columns for observation in equations.observations]
    totalled = set(np.concatenate(observed).tolist()) if observed else set()
    rows = []
    for column in equations.unobserved.tolist():
        flow, label = float(reconciliation.flows_t[column]), equations.label(column)
        if flow > 0 and column not in totalled and label not in hidden:
            rows.append(
                {
                    "label": label,
                    "t_per_year": flow,
                    "share_of_world": flow / float(equations.scale_t[column]),
                }
            )
    return sorted(rows, key=lambda row: (-row["share_of_world"], row["label"]))


def _wedges(reconciliation: Reconciliation, prices: Prices) -> list[Record]:
    equations = reconciliation.equations
    structure, first = equations.structure, equations.offsets[0]
    rows = []
    for position, route in enumerate(structure.routes):
        flow = float(reconciliation.flows_t[first + position])
        price = float(prices.nodes[structure.node_index[route.destination, route.material]])
        if flow > 0 and price > 0 and _shown(equations.case, route):
            wedge = float(prices.wedges[position])
            rows.append(
                {
                    "material": route.material, "origin": route.origin, "destination": route.destination,
                    "t_per_year": flow, "wedge_usd_per_kg": wedge, "share_of_price": wedge / price,
                }
            )  # fmt: skip
    return sorted(
        rows, key=lambda row: (-abs(row["wedge_usd_per_kg"]) * row["t_per_year"], str(row["material"]))
    )


def _losses(reconciliation: Reconciliation, prices: Prices) -> list[Record]:
    plants = reconciliation.equations.structure.plants
    case = reconciliation.equations.case
    rows = [
        {"plant": plant.plant, "region": plant.region, "loss_usd_per_kg": float(loss), "source": plant.source}
        for plant, loss in zip(plants, prices.losses, strict=True)
        if loss > 1e-3 * max(plant.cost_usd_per_kg, 1e-3) and _shown(case, plant)
    ]
    return sorted(rows, key=lambda row: (-float(str(row["loss_usd_per_kg"])), str(row["plant"])))


def _quotes(reconciliation: Reconciliation, prices: Prices) -> list[Record]:
    equations = reconciliation.equations
    rows = [_quote(equations, prices, row) for row in anchors(equations) if _shown(equations.case, row)]
    known = [row for row in rows if row is not None]
    return sorted(known, key=lambda row: (-abs(row["deviations"]), row["material"], row["region"]))


def _quote(equations: Equations, prices: Prices, row: PriceQuote) -> Record | None:
    node = equations.structure.node_index.get((row.region, row.material))
    if node is None:
        return None
    share = row.uncertainty or equations.case.settings.defaults.price_uncertainty
    deviation = max(share * row.price_usd_per_kg, 1e-6)
    price = float(prices.nodes[node])
    return {
        "material": row.material,
        "region": row.region,
        "market": row.market,
        "quote_usd_per_kg": row.price_usd_per_kg,
        "calibrated_usd_per_kg": price,
        "deviations": (price - row.price_usd_per_kg) / deviation,
        "source": row.source,
    }
