"""What treasuries take off the cost of production: a tax credit on it, and grants to capital."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from didymium.scenario.draft import Draft
from didymium.scenario.instruments.rates import Charge, Grant
from didymium.scenario.instruments.schema import CapitalGrant, TaxCredit
from didymium.scenario.instruments.scope import in_force, makers_of, members_of, output_columns
from didymium.scenario.names import expand_materials

Floats = NDArray[np.float64]


def enact_tax_credit(draft: Draft, number: int, credit: TaxCredit) -> None:
    """Pay a share of what each plant's production costs without the materials bought."""
    structure = draft.structure
    members = members_of(structure.case, credit.club, credit)
    share = _share_over_time(draft, credit)
    done: set[str] = set()
    for material in sorted(expand_materials(structure.case, credit.materials)):
        plants = [
            plant
            for plant in makers_of(structure, material, credit.plants, members)
            if plant.region in members and plant.plant not in done
        ]
        done |= {plant.plant for plant in plants}
        for plant in plants:
            columns, _ = output_columns(draft.market, [plant], material)
            charge = Charge(
                "tax credit", columns, np.full(columns.shape, -plant.cost_usd_per_kg),
                ((plant.region, "producers"),) * len(columns), ((plant.region, "treasuries"),) * len(columns),
            )  # fmt: skip
            draft.charge(number, f"tax credit of {plant.plant}", material, charge, share)


def enact_grant(draft: Draft, number: int, grant: CapitalGrant) -> None:
    """Pay a grant on its first day, in equal parts to its plants; one paid before the run is left out."""
    structure = draft.structure
    period = structure.periods.index_of(grant.from_)
    if grant.from_ < structure.periods.bounds[0] or period >= len(structure.periods):
        return
    regions = [plant.region for plant in structure.case.plants if plant.plant in grant.plants]
    for region in regions:
        usd = grant.usd_million * 1e6 / len(regions)
        payer = (grant.payer or region, "treasuries")
        draft.grants.append(Grant(number, period, usd, payer, (region, "producers")))


def _share_over_time(draft: Draft, credit: TaxCredit) -> Floats:
    """Return the share of cost that is paid back in each period, the mean over its days; shape (T,)."""
    periods = draft.structure.periods
    share = np.full(len(periods), credit.share)
    for phase in credit.phase:
        later = periods.share_within(phase.from_, None)
        share = share * (1.0 - later) + phase.share * later
    return np.asarray(share * in_force(credit, periods))
