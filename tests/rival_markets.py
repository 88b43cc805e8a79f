"""Markets small enough to solve on paper in which a rival moves, and rival files written in code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from didymium.case.case import Case
from didymium.decisions.rival.replies import Answering
from didymium.decisions.rival.schema import Rival
from didymium.market.base_year import BaseYear
from instrument_cases import FINE, PROFILES, builder
from power_cases import PowerBuilder

WHY = "assumed: test"
MOVES_ON = dt.date(2025, 2, 1)
TITLES = {"title_en": "a", "title_ko": "b", "title_ja": "c"}


def buyer_of_one(choke: float = 120.0, cost: float = 30.0) -> Case:
    """Return a market in which only OUT makes m, at a constant cost, for the use Q = choke − P of CLB."""
    case = builder().source_of("m", "OUT", 1000.0, cost).route("m", "OUT", "CLB").club("alliance", "CLB")
    base = choke - 60.0
    case.demand("u", "CLB", "m", base, curve="linear", elasticity=-60.0 / base, base_price_usd_per_kg=60.0)
    return case.build()


def duopoly_with_a_follower(cost: float = 30.0) -> Case:
    """Return the same use, supplied by OUT, which takes the price, and by FOL, which acts as a Cournot firm,
    both at a constant cost.
    """
    case = PowerBuilder(profiles=PROFILES).club("alliance", "CLB")
    for origin in ("OUT", "FOL"):
        case.source_of("m", origin, 1000.0, cost).route("m", origin, "CLB")
    case.power("FOL", conjecture=1.0)
    return case.demand(
        "u", "CLB", "m", 60.0, curve="linear", elasticity=-1.0, base_price_usd_per_kg=60.0
    ).build()


def tax_lever(most: float, steps: int = 7, **more: object) -> dict[str, object]:
    """Return a lever by which OUT taxes what it sends of m; figures between levels may be tried."""
    return {
        "kind": "export_tax", "name": "tax", "origin": "OUT", "materials": ("m",), "source": WHY, **TITLES,
        "specific_usd_per_kg": {"most": most, "steps": steps, "between": True}, **more,
    }  # fmt: skip


def rival_file(
    levers: Sequence[Mapping[str, object]],
    aim: Mapping[str, object],
    policies: Sequence[Mapping[str, object]] = (),
    **more: object,
) -> Rival:
    """Return a rival OUT against the alliance, who moves a month into a year of three months."""
    policies = policies or [{"name": "something", **TITLES}]
    return Rival.model_validate({
        "regions": ("OUT",), "club": "alliance", "moves_on": MOVES_ON, "begin": dt.date(2025, 1, 1),
        "profile": "three_months", "aim": {"source": WHY, **aim}, "lever": tuple(levers),
        "policy": tuple({**TITLES, **one} for one in policies), **TITLES, **more,
    })  # fmt: skip


def answering(case: Case, rival: Rival) -> Answering:
    """Return what finds the replies, with finely cut curves."""
    return Answering(case, BaseYear(), rival, FINE)


def tariff(usd_per_kg: float) -> dict[str, object]:
    """Return a policy: a tariff of the alliance on m."""
    entry = {
        "kind": "tariff", "club": "alliance", "materials": ("m",), "specific_usd_per_kg": usd_per_kg,
        "from": MOVES_ON, "source": WHY,
    }  # fmt: skip
    return {"name": f"tariff_{usd_per_kg:g}", "instrument": (entry,)}


def restriction_lever(**volume_share: object) -> dict[str, object]:
    """Return a lever by which OUT lets out a share of what it sends of m."""
    return {
        "kind": "restriction", "name": "licences", "origin": "OUT", "materials": ("m",), "source": WHY,
        "volume_share": volume_share, **TITLES,
    }  # fmt: skip
