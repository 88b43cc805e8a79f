"""Every method that a position answers: its name, its unit, what it calls critical, and its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from didymium.indicators.criticality import concentration, geopolrisk
from didymium.indicators.criticality.governance import DIMENSION, EUROPEAN_SCALE, SOURCE, Governance
from didymium.indicators.criticality.import_reliance import import_reliance
from didymium.indicators.criticality.n_minus_one import ENOUGH, n_minus_one
from didymium.indicators.criticality.position import Position
from didymium.indicators.criticality.recycling import end_of_life_input_rate
from didymium.indicators.criticality.substitution import substitution
from didymium.indicators.criticality.supply_risk import CRITICAL as CRITICAL_RISK
from didymium.indicators.criticality.supply_risk import mixed_concentration, supply_risk
from didymium.indicators.criticality.table import ALL_STAGES, IndicatorRow

MOST_UNGOVERNED = 0.1
"""A share of suppliers without governance indicator above which an index weighted with it is not given."""


@dataclass(frozen=True)
class Method:
    """One method: its unit, whether more of it is worse, whom it speaks of, whether of each stage or of the
    whole chain, what it calls critical, and where it comes from.
    """

    name: str
    unit: str
    worse: Literal["higher", "lower"]
    speaks_of: Literal["both", "world", "region"]
    of_each_stage: bool
    threshold: float | None
    reference: str


_EC = "European Commission 2017, doi 10.2873/769526"
_ACT = "Regulation (EU) 2024/1252, article 5"
METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method(
            "largest_supplier",
            "share",
            "higher",
            "both",
            True,
            None,
            "share of the largest country",
        ),
        Method(
            "top_three",
            "share",
            "higher",
            "both",
            True,
            None,
            "share of the three largest",
        ),
        Method("hhi", "index_0_1", "higher", "both", True, None, "Herfindahl 1950, Hirschman 1945"),
        Method("hhi_10000", "index_0_10000", "higher", "both", True, None, "the same, of shares in per cent"),
        Method(
            "hhi_governance",
            "index_0_1",
            "higher",
            "both",
            True,
            None,
            "squares by instability 0 to 1",
        ),
        Method("hhi_eu", "index_0_10", "higher", "both", True, None, _EC),
        Method("n_minus_one", "ratio", "lower", "world", True, ENOUGH, "IEA 2025, definition at second hand"),
        Method("import_reliance", "share", "higher", "region", True, None, "US Geological Survey"),
        Method("geopolrisk", "index_0_1", "higher", "region", True, None, "doi 10.21105/joss.09600"),
        Method("supply_risk", "index_0_10", "higher", "region", True, CRITICAL_RISK, _EC),
        Method("economic_importance", "index_0_10", "higher", "region", False, 2.8, _EC),
        Method("eol_rir", "share", "lower", "both", False, None, "European Commission, EUR 28654"),
        Method("benchmark_mined", "share", "lower", "region", False, 0.10, _ACT),
        Method("benchmark_processed", "share", "lower", "region", False, 0.40, _ACT),
        Method("benchmark_recycled", "share", "lower", "region", False, 0.25, _ACT),
        Method("benchmark_largest_origin", "share", "higher", "region", False, 0.65, _ACT),
    )
}
"""Methods by name, in the order in which they are shown. A value at the threshold or beyond, in the
direction that is worse, is critical; benchmarks are met at the threshold itself."""


class Missing(Exception):
    """Raised by a method that lacks a figure; the text says which."""


@dataclass(frozen=True)
class Found:
    """What a method says of a position."""

    value: float
    inputs: Mapping[str, float | str]
    note: str = ""
    source: str = ""


def rows_of(position: Position, governance: Governance, methods: Iterable[str]) -> Iterator[IndicatorRow]:
    """Return a row for each of the methods that speak of the position, missing ones with the reason."""
    each = position.stage != ALL_STAGES
    for name in methods:
        method = METHODS[name]
        fits = method.speaks_of in ("both", _kind(position)) and method.of_each_stage == each
        if name in _ANSWERS and fits:
            yield row_of(position, name, partial(_ANSWERS[name], position, governance))


def _kind(position: Position) -> str:
    return "world" if position.is_world else "region"


def row_of(position: Position, name: str, answer: Callable[[], Found]) -> IndicatorRow:
    """Return the row of a method: its value, or why there is none."""
    method = METHODS[name]
    try:
        found = answer()
    except (Missing, ValueError) as error:
        return _row(position, method, None, str(error), {}, position.source)
    sources = " ".join(dict.fromkeys(f"{position.source} {found.source}".split()))
    return _row(position, method, found.value, found.note, found.inputs, sources)


def _row(
    position: Position, method: Method, value: float | None, note: str,
    inputs: Mapping[str, float | str], source: str,
) -> IndicatorRow:  # fmt: skip
    return IndicatorRow(
        method=method.name, region=position.region, material_or_element=position.name, stage=position.stage,
        year=position.year, scenario=position.scenario, value=value, unit=method.unit,
        threshold=method.threshold, source=source,
        note="; ".join(part for part in (note, position.note) if part), inputs=inputs,
    )  # fmt: skip


def _supply(position: Position) -> Mapping[str, float]:
    supply = position.sourcing
    if supply is None:
        raise Missing("where supply comes from is not known")
    if sum(supply.values()) <= 0:
        raise Missing("nothing is supplied")
    return supply


def _largest_supplier(position: Position, governance: Governance) -> Found:
    supply = _supply(position)
    name, share = concentration.largest(supply, 1, position.unnamed_t)[0]
    return Found(share, {"supplier": name, "supply_t": _total(position, supply)})


def _top_three(position: Position, governance: Governance) -> Found:
    supply = _supply(position)
    top = concentration.largest(supply, 3, position.unnamed_t)
    return Found(sum(share for _, share in top), dict(top))


def _hhi(position: Position, governance: Governance) -> Found:
    supply = _supply(position)
    value = concentration.herfindahl(supply, position.unnamed_t)
    return Found(value, _suppliers(position, supply), _unnamed_note(position, supply))


def _hhi_10000(position: Position, governance: Governance) -> Found:
    found = _hhi(position, governance)
    return Found(concentration.PER_CENT_SQUARED * found.value, found.inputs, found.note)


def _hhi_governance(position: Position, governance: Governance) -> Found:
    supply = _supply(position)
    weights, note = _weights(position, supply, governance)
    value = concentration.weighted_herfindahl(supply, weights, unnamed=position.unnamed_t)
    plain = concentration.herfindahl(supply, position.unnamed_t)
    return Found(value, {**_suppliers(position, supply), "hhi": plain}, note, SOURCE)


def _hhi_eu(position: Position, governance: Governance) -> Found:
    scope = "world" if position.is_world else "eu"
    value, note = _european(position, _supply(position), position.unnamed_t, governance, scope)
    return Found(value, _suppliers(position, _supply(position)), note, SOURCE)


def _european(
    position: Position, supply: Mapping[str, float], unnamed_t: float, governance: Governance, scope: str
) -> tuple[float, str]:
    """Return the European index of a supply, and what to know of it."""
    weights, note = _weights(position, supply, governance)
    scaled = {name: EUROPEAN_SCALE * weight for name, weight in weights.items()}
    trade = position.trade.get(scope, {})
    of_trade = "trade parameters of 2023" if position.trade else "trade parameter 1 for every country"
    note = "; ".join(part for part in (DIMENSION, of_trade, note) if part)
    return concentration.weighted_herfindahl(supply, scaled, trade, unnamed_t), note


def _weights(
    position: Position, supply: Mapping[str, float], governance: Governance
) -> tuple[dict[str, float], str]:
    weights, unknown = governance.weights(supply, position.year)
    if not unknown:
        return weights, ""
    share = sum(supply[name] for name in unknown) / sum(supply.values())
    if share > MOST_UNGOVERNED:
        raise Missing(f"no governance indicator for {', '.join(unknown)}, {share:.0%} of supply")
    return weights, f"governance of {', '.join(unknown)} not known ({share:.1%} of supply): the middle, 0.5"


def _n_minus_one(position: Position, governance: Governance) -> Found:
    supply, use = _supply(position), position.use
    if use is None:
        raise Missing("who uses how much is not known")
    value, owner = n_minus_one(supply, use)
    taken = {"supply_t": supply[owner], "demand_t": use.get(owner, 0.0)}
    return Found(
        value,
        {
            "taken_away": owner, **{f"largest_{name}": t for name, t in taken.items()},
            "supply_t": sum(supply.values()), "demand_t": sum(use.values()),
        },
    )  # fmt: skip


def _import_reliance(position: Position, governance: Governance) -> Found:
    if position.known_reliance is not None:
        return Found(position.known_reliance, {}, position.reliance_note)
    imports, exports, output = _trade(position)
    return Found(
        import_reliance(output, imports, exports),
        {"output_t": output, "imports_t": imports, "exports_t": exports},
        "without changes of stocks",
    )


def _reliance(position: Position) -> float:
    if position.known_reliance is not None:
        return position.known_reliance
    imports, exports, output = _trade(position)
    return import_reliance(output, imports, exports)


def _trade(position: Position) -> tuple[float, float, float]:
    """Return imports, exports and output in tonnes."""
    if position.imports is None or position.exports_t is None or position.output_t is None:
        raise Missing("output, imports or exports are not known")
    return sum(position.imports.values()), position.exports_t, position.output_t


def _geopolrisk(position: Position, governance: Governance) -> Found:
    made, unnamed_t = position.world, position.world_unnamed_t
    if position.mined is not None:
        made, unnamed_t = position.mined, position.mined_unnamed_t
    if made is None:
        raise Missing("world output by country is not known")
    if position.imports is None or position.output_t is None:
        raise Missing("output or imports are not known")
    weights, unknown = governance.weights(position.imports, position.year)
    hhi = concentration.herfindahl(made, unnamed_t)
    risk = geopolrisk.import_risk(position.imports, weights, position.output_t)
    value = geopolrisk.score(hhi, risk)
    inputs: dict[str, float | str] = {
        "hhi": hhi, "import_risk": risk, "output_t": position.output_t,
        "imports_t": sum(position.imports.values()),
    }  # fmt: skip
    if (price := position.price_usd_per_kg) is not None:
        inputs["price_thousand_usd_per_t"] = price
        inputs["characterisation_factor"] = geopolrisk.characterisation_factor(value, price)
    notes = [f"instability of {', '.join(unknown)} not known: 0.5, as the method has it"] if unknown else []
    notes += ["concentration of mining"] if position.mined is not None else []
    return Found(value, inputs, "; ".join(notes), SOURCE)


def _supply_risk(position: Position, governance: Governance) -> Found:
    index = substitution(position.name)
    if index is None:
        raise Missing("no substitution index of the European Commission")
    if position.recycled_share is None:
        raise Missing("what comes out of old products is not known")
    world, sourcing, note = None, None, ""
    if position.world is not None and sum(position.world.values()) > 0:
        world, note = _european(position, position.world, position.world_unnamed_t, governance, "world")
    if position.sourcing is not None or world is None:
        sourcing, note = _european(position, _supply(position), 0.0, governance, "eu")
    reliance = _reliance(position) if world is not None and sourcing is not None else None
    bracket, basis = mixed_concentration(world, sourcing, reliance)
    recycled = position.recycled_share
    parts = {"hhi_eu_world": world, "hhi_eu_sourcing": sourcing, "import_reliance": reliance}
    inputs: dict[str, float | str] = {"basis": basis, "eol_rir": recycled, "si_sr": index.sr}
    inputs.update({name: value for name, value in parts.items() if value is not None})
    return Found(supply_risk(bracket, recycled, index.sr), inputs, note, f"{SOURCE} ec_crm_2023")


def _eol_rir(position: Position, governance: Governance) -> Found:
    if position.recycled_t is None or position.input_t is None:
        if position.recycled_share is None:
            raise Missing("what comes out of old products is not known")
        return Found(position.recycled_share, {}, "as published")
    value = end_of_life_input_rate(position.recycled_t, position.input_t)
    return Found(value, {"recycled_t": position.recycled_t, "input_t": position.input_t})


def _total(position: Position, supply: Mapping[str, float]) -> float:
    return sum(supply.values()) + position.unnamed_t


def _suppliers(position: Position, supply: Mapping[str, float]) -> dict[str, float | str]:
    return {"suppliers": float(sum(t > 0 for t in supply.values())), "supply_t": _total(position, supply)}


def _unnamed_note(position: Position, supply: Mapping[str, float]) -> str:
    if not position.unnamed_t:
        return ""
    share = position.unnamed_t / _total(position, supply)
    return f"countries that the source does not name ({share:.1%}) add nothing to the squares"


_ANSWERS: Mapping[str, Callable[[Position, Governance], Found]] = {
    "largest_supplier": _largest_supplier,
    "top_three": _top_three,
    "hhi": _hhi,
    "hhi_10000": _hhi_10000,
    "hhi_governance": _hhi_governance,
    "hhi_eu": _hhi_eu,
    "n_minus_one": _n_minus_one,
    "import_reliance": _import_reliance,
    "geopolrisk": _geopolrisk,
    "supply_risk": _supply_risk,
    "eol_rir": _eol_rir,
}
