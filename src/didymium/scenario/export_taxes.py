"""Export taxes: what the origin's treasury takes of what leaves, by the same charges and rates as tariffs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from didymium.market.periods import Periods
from didymium.scenario.draft import Draft
from didymium.scenario.instruments.border import ad_valorem_rate
from didymium.scenario.instruments.rates import Charge
from didymium.scenario.instruments.scope import route_columns
from didymium.scenario.names import concerned_routes
from didymium.scenario.schema import Event, ExportTax

Floats = NDArray[np.float64]

NO_INSTRUMENT = 0
"""The number of charges that come from an event: instruments are counted from 1."""


def charge_exports(draft: Draft, events: Sequence[Event]) -> None:
    """Charge the export taxes of events on every route that they concern; the ad valorem part follows the
    market price at the origin, together with all other rates of the run.
    """
    for event in events:
        if isinstance(event, ExportTax):
            _charge(draft, event)


def tax_course(event: ExportTax, periods: Periods) -> tuple[Floats, Floats]:
    """Return the share of the price and the US dollars per kg that leave with each shipment, means over the
    days of each period; shapes (T,).
    """
    days = np.arange(int(periods.ends[-1]))
    by_price, by_mass = np.full(len(days), event.ad_valorem), np.full(len(days), event.specific_usd_per_kg)
    for step in sorted(event.step, key=lambda item: item.from_):
        later = days >= periods.position(step.from_)
        by_price[later], by_mass[later] = step.ad_valorem, step.specific_usd_per_kg
    outside = days < periods.position(event.from_)
    if event.until is not None:
        outside |= days > periods.position(event.until)
    by_price[outside] = by_mass[outside] = 0.0
    starts = periods.starts.astype(int)
    return np.add.reduceat(by_price, starts) / periods.days, np.add.reduceat(by_mass, starts) / periods.days


def _charge(draft: Draft, event: ExportTax) -> None:
    structure = draft.structure
    routes = concerned_routes(structure.case, event, structure.routes)
    by_price, by_mass = tax_course(event, structure.periods)
    for material in sorted({structure.routes[route].material for route in routes}):
        mine = [route for route in routes if structure.routes[route].material == material]
        label = f"export tax of {event.origin} on {material}"
        if np.any(by_mass):
            charge = _charge_on(draft, event, mine, by_mass)
            draft.charge(NO_INSTRUMENT, label, material, charge, np.ones(len(by_mass)))
        if np.any(by_price):
            node = structure.node_index[event.origin, material]
            charge = _charge_on(draft, event, mine, by_price)
            draft.rates.append(ad_valorem_rate(draft, NO_INSTRUMENT, label, material, charge, node))


def _charge_on(draft: Draft, event: ExportTax, routes: Sequence[int], factor: Floats) -> Charge:
    """Return the charge on all columns of some routes, a dollar of the rate; it is due when goods leave."""
    columns, owners = route_columns(draft.market.trade, routes)
    payers = tuple((draft.structure.routes[route].destination, "traders") for route in owners)
    payees = ((event.origin, "treasuries"),) * len(owners)
    return Charge("export tax", columns, np.tile(factor, (len(owners), 1)), payers, payees)
