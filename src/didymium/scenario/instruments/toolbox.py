"""Every kind of instrument by its parts: what it adds to a program, what it changes in it, which events it
amounts to, and whom it alarms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from didymium.case.case import Case
from didymium.market.additions import Addition
from didymium.market.base_year import BaseYear
from didymium.scenario.draft import Draft
from didymium.scenario.instruments import (
    border,
    costs,
    lanes,
    procurement,
    purchases,
    rules,
    shared_stock,
    stock_release,
    supports,
)
from didymium.scenario.instruments.schema import (
    CapitalGrant,
    CollectionTarget,
    ContractForDifference,
    DependenceCap,
    ExportLimit,
    Instrument,
    MinimumProcurementPrice,
    Offtake,
    PriceFloor,
    PriceGapSubsidy,
    PriorityAllocation,
    ProcurementRule,
    ProductionSubsidy,
    PublicPurchase,
    SharedStock,
    StockObligation,
    StockRelease,
    Tariff,
    TaxCredit,
)
from didymium.scenario.instruments.scope import members_of
from didymium.scenario.instruments.stacking import add_joint_limits
from didymium.scenario.names import expand_materials
from didymium.scenario.schema import Event, ExportRestriction, ProjectBuild

Numbered = tuple[int, Instrument]
"""An instrument with its place in the scenario, counted from 1."""


def numbered(instruments: Iterable[Instrument]) -> tuple[Numbered, ...]:
    """Number the instruments of a scenario, floors turned into the instruments that hold them."""
    return tuple((number, primitive(entry)) for number, entry in enumerate(instruments, start=1))


def primitive(entry: Instrument) -> Instrument:
    """Return a floor that is held otherwise than at the border as the instrument that holds it."""
    if not isinstance(entry, PriceFloor) or entry.enforcement == "border_levy":
        return entry
    shared = {
        "title": entry.title,
        "source": entry.source,
        "from": entry.from_,
        "until": entry.until,
        "announced": entry.announced,
        "end_known_from": entry.end_known_from,
        "club": entry.club,
        "material": entry.material,
    }
    model, terms = _HELD_BY[entry.enforcement]
    return model.model_validate({**shared, **terms(entry.floor_usd_per_kg)})


_HELD_BY: dict[
    str,
    tuple[
        type[ContractForDifference | PublicPurchase | MinimumProcurementPrice],
        Callable[[float], dict[str, object]],
    ],
] = {
    "contract": (
        ContractForDifference,
        lambda price: {"kind": "contract_for_difference", "strike_usd_per_kg": price},
    ),
    "purchase": (
        PublicPurchase,
        lambda price: {"kind": "public_purchase", "holder": "floor_agency", "price_usd_per_kg": price},
    ),
    "minimum_procurement": (
        MinimumProcurementPrice,
        lambda price: {"kind": "minimum_procurement_price", "price_usd_per_kg": price, "buyers_share": 1.0},
    ),
}
"""Which instrument holds a floor by each way of enforcement, and its terms at a price."""

_ADDITIONS: dict[type[Any], Callable[[Any, int], Addition | None]] = {
    Tariff: border.add_quota,
    ContractForDifference: supports.add_support,
    Offtake: supports.add_support,
    PriceGapSubsidy: supports.add_support,
    MinimumProcurementPrice: supports.add_support,
    ProductionSubsidy: supports.add_support,
    PublicPurchase: purchases.add_purchase,
    StockObligation: rules.add_stock_obligation,
    DependenceCap: rules.add_dependence_cap,
    CollectionTarget: rules.add_collection_target,
    ProcurementRule: lanes.add_lane,
    SharedStock: shared_stock.add_shared_stock,
    StockRelease: stock_release.add_stock_release,
}

_CHANGES: dict[type[Any], Callable[[Draft, int, Any], None]] = {
    Tariff: border.enact_tariff,
    ContractForDifference: supports.enact_support,
    Offtake: supports.enact_support,
    PriceGapSubsidy: supports.enact_support,
    MinimumProcurementPrice: procurement.enact_procurement,
    ProductionSubsidy: supports.enact_support,
    PublicPurchase: purchases.enact_purchase,
    TaxCredit: costs.enact_tax_credit,
    CapitalGrant: costs.enact_grant,
    StockObligation: rules.enact_stock_obligation,
    DependenceCap: rules.enact_dependence_cap,
    CollectionTarget: rules.enact_collection_target,
    PriorityAllocation: rules.enact_priority,
    ProcurementRule: lanes.enact_lane,
    SharedStock: shared_stock.enact_shared_stock,
    StockRelease: stock_release.enact_stock_release,
}


_RAISE_LAST_RESORT: dict[type[Any], int] = {
    PriorityAllocation: 0,
    PublicPurchase: 1,
    ContractForDifference: 1,
    Offtake: 1,
    PriceGapSubsidy: 1,
    MinimumProcurementPrice: 1,
    ProductionSubsidy: 1,
}
"""When the kinds that raise the cost of last resort are enacted; all others after them."""


def additions_of(instruments: Sequence[Instrument]) -> list[Addition]:
    """Return what the instruments of a scenario add to its program."""
    found = []
    for number, entry in numbered(instruments):
        make = _ADDITIONS.get(type(entry))
        addition = make(entry, number) if make else None
        if addition is not None:
            found.append(addition)
    contracts = [(n, e) for n, e in numbered(instruments) if isinstance(e, ContractForDifference | Offtake)]
    return [*found, add_joint_limits(contracts)] if len(contracts) > 1 else found


def shapes_program(entry: Instrument) -> bool:
    """Return whether an instrument adds columns or rows to a program, beside changing what is there."""
    return type(primitive(entry)) in _ADDITIONS


def enact(draft: Draft, instruments: Sequence[Numbered]) -> None:
    """Let the known instruments change a draft; their order does not matter, but that priorities come first,
    then what buys and supports: they raise the cost of last resort, which bounds the prices that others
    follow.
    """
    floors = [(number, entry) for number, entry in instruments if isinstance(entry, PriceFloor)]
    for number, entry in sorted(instruments, key=lambda item: _RAISE_LAST_RESORT.get(type(item[1]), 2)):
        if isinstance(entry, PriceFloor):
            border.enact_levy(draft, number, entry, floors)
        elif type(entry) in _CHANGES:
            _CHANGES[type(entry)](draft, number, entry)


def events_of(case: Case, instruments: Iterable[Numbered]) -> tuple[Event, ...]:
    """Return the events that instruments amount to: plants built because of a grant, exports held back."""
    found: list[Event] = []
    for _, entry in instruments:
        if isinstance(entry, CapitalGrant) and built_by(case, entry):
            found.append(_build(entry, built_by(case, entry)))
        if isinstance(entry, ExportLimit):
            members = members_of(case, entry.club, entry)
            outside = tuple(row.region for row in case.regions if row.region not in members)
            found += [_limit(entry, origin, outside) for origin in sorted(members)]
    return tuple(found)


def built_by(case: Case, entry: CapitalGrant) -> tuple[str, ...]:
    """Return the planned plants that a grant builds."""
    planned = {row.plant for row in case.plants if row.status in ("planned", "closed")}
    return tuple(plant for plant in entry.plants if plant in planned)


def _build(entry: CapitalGrant, plants: tuple[str, ...]) -> ProjectBuild:
    return ProjectBuild.model_validate(
        {
            "kind": "project_build",
            "plants": plants,
            "from": entry.operating_from or entry.from_,
            "announced": entry.known_from,
            "source": entry.source,
        }
    )


def _limit(entry: ExportLimit, origin: str, outside: tuple[str, ...]) -> ExportRestriction:
    return ExportRestriction.model_validate(
        {
            "kind": "export_restriction",
            "origin": origin,
            "materials": entry.materials,
            "destinations": outside,
            "volume_share": entry.volume_share,
            "from": entry.from_,
            "until": entry.until,
            "announced": entry.announced,
            "source": entry.source,
        }
    )


def alarming(case: Case, base: BaseYear, entry: Instrument) -> set[str]:
    """Return the materials that an instrument makes dearer or scarcer for members' buyers."""
    if isinstance(entry, Tariff):
        raises = entry.ad_valorem > 0 or entry.specific_usd_per_kg > 0
        return expand_materials(case, entry.materials) if raises else set()
    if isinstance(entry, ProcurementRule | DependenceCap):
        return expand_materials(case, entry.materials)
    if isinstance(entry, PriceFloor | PublicPurchase):
        price = entry.floor_usd_per_kg if isinstance(entry, PriceFloor) else entry.price_usd_per_kg
        nodes = [(region, entry.material) for region in members_of(case, entry.club, entry)]
        usual = [base.price[node] for node in nodes if node in base.price]
        return {entry.material} if usual and price > min(usual) else set()
    return set()


def sectors_apart(instruments: Iterable[Instrument]) -> frozenset[str]:
    """Return the sectors that instruments name and whose demands need columns of their own."""
    found: set[str] = set()
    for entry in instruments:
        if isinstance(entry, PriorityAllocation):
            found.update(entry.sectors)
        if isinstance(entry, ProcurementRule):
            found |= lanes.restricted_sectors(entry)
    return frozenset(found)
