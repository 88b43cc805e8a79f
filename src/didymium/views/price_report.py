"""Reference prices and the manipulation test as plain data: every figure with what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from didymium.case.case import Case
from didymium.case.figures import filled_figures, row_references
from didymium.case.schema import PriceQuote
from didymium.decisions.reference.advantage import Advantage, advantage
from didymium.decisions.reference.chain import Chain
from didymium.decisions.reference.manipulation import HomeCost, HomeCosts, ManipulationTest
from didymium.decisions.reference.quotes import Gap, gap_to, last_quotes
from didymium.decisions.reference.reference_price import PricedPlant, ReferencePrice, ReferencePrices
from didymium.decisions.reference.terms import Terms, Use
from didymium.evidence.provenance import Kind, reference_for
from didymium.files.row import Row
from didymium.market.base_year import BaseYear

Record = dict[str, Any]


def reference_price_report(case: Case, base: BaseYear, terms: Terms, materials: Sequence[str] = ()) -> Record:
    """Return the reference prices of materials, beside each the last quotes, the gap, the exporter's
    advantage, and the price at which the same share of the use embodied in what members use would be met.

    Raises:
        NoCosts, MaterialLoop: If nothing can be priced.
    """
    prices = ReferencePrices(case, base, terms)
    embodied = ReferencePrices(case, base, replace(terms, use=Use.EMBODIED))
    names = materials or prices.materials()
    rows = [_price(prices, embodied.price(name), prices.price(name)) for name in names]
    used = [case_row for row in rows for case_row in _cost_rows(prices.chain, row)]
    return {
        "case": case.settings.name,
        "currency_year": case.settings.currency_year,
        **({"market_units": case.units_read()} if case.market_units else {}),
        "terms": _terms(terms),
        "prices": rows,
        "advantage_shares": [_shares(row) for row in case.cost_advantages if row.region == terms.exporter],
        "figures": _kinds(used),
        "sources": _sources(case, [*used, *case.cost_advantages, *_quotes(case, names)]),
    }


def manipulation_report(case: Case, base: BaseYear, terms: Terms, materials: Sequence[str] = ()) -> Record:
    """Return the manipulation test of materials: each quote inside the exporter beside the cost of its
    marginal plant.

    Raises:
        NoCosts, MaterialLoop: If nothing can be priced.
    """
    prices = ReferencePrices(case, base, terms)
    home = HomeCosts(prices)
    tests = [home.test(name) for name in materials or home.materials()]
    used: list[Row] = [prices.chain.costs[test.cost.plant.plant] for test in tests if test.cost]
    quotes: list[Row] = [row.quote for test in tests for row in test.quotes]
    return {
        "case": case.settings.name,
        "currency_year": case.settings.currency_year,
        **({"market_units": case.units_read()} if case.market_units else {}),
        "terms": _terms(terms),
        "tests": [_test(test, prices.chain) for test in tests],
        "figures": _kinds(used),
        "sources": _sources(case, [*used, *quotes]),
    }


def _terms(terms: Terms) -> Record:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(terms).items()}


def _price(prices: ReferencePrices, embodied: ReferencePrice, found: ReferencePrice) -> Record:
    chain = prices.chain
    inside, outside = last_quotes(chain.case, found.material, chain.terms.exporter)
    return {
        **_found(found, chain),
        "direct_use_t": found.direct_use_t,
        "indirect_use_t": found.indirect_use_t,
        "plants": [_plant(row, chain) for row in found.plants],
        "idle": [{"plant": plant, "missing": missing} for plant, missing in found.idle],
        "without_cost": list(found.without_cost),
        "inputs_at_base_price": list(found.base_priced),
        "inputs_short": list(found.short_inputs),
        "embodied": _found(embodied, chain),
        "quoted_inside": _gap(gap_to(found.usd_per_kg, inside)),
        "quoted_outside": _gap(gap_to(found.usd_per_kg, outside)),
        "advantage": _advantage(advantage(prices, found)),
    }


def _found(found: ReferencePrice, chain: Chain) -> Record:
    """Return the price of a material, its range and its marginal plant, and the use that it meets."""
    return {
        "material": found.material,
        "stage": chain.stages[found.material],
        "use_t": found.use_t,
        "wanted_t": found.wanted_t,
        "available_t": found.available_t,
        "share_that_can_be_met": found.share_met,
        "missing_t": max(found.wanted_t - found.available_t, 0.0),
        "low_usd_per_kg": found.low_usd_per_kg,
        "usd_per_kg": found.usd_per_kg,
        "high_usd_per_kg": found.high_usd_per_kg,
        "marginal_plant": found.marginal.plant.plant if found.marginal else None,
        "no_price_because": found.reason,
    }


def _plant(row: PricedPlant, chain: Chain) -> Record:
    plant, cost = row.plant, row.cost
    return {
        "plant": plant.plant,
        "name": plant.name_en,
        "region": plant.region,
        "status": plant.status,
        "t_per_year": row.t_per_year,
        "cumulative_t": row.cumulative_t,
        "held_back_by": row.lacking,
        "usd_per_kg": cost.total if cost else None,
        "low_usd_per_kg": row.low_usd_per_kg,
        "high_usd_per_kg": row.high_usd_per_kg,
        "operating_usd_per_kg": cost.operating if cost else None,
        "capital_usd_per_kg": cost.capital if cost else None,
        "inputs_usd_per_kg": cost.inputs if cost else None,
        "by_products_usd_per_kg": cost.credits if cost else None,
        "by_product": cost is None,
        "capital_known": chain.costs[plant.plant].capital_million_usd is not None,
        "assumed": _assumed(chain.costs[plant.plant]),
        "source": chain.costs[plant.plant].source,
    }


def _gap(gap: Gap | None) -> Record | None:
    if gap is None:
        return None
    return {**_quote(gap.quote), "gap_usd_per_kg": gap.gap_usd_per_kg, "gap_share": gap.gap_share}


def _quote(row: PriceQuote) -> Record:
    return {
        "region": row.region,
        "from": row.from_,
        "until": row.until,
        "price_usd_per_kg": row.price_usd_per_kg,
        "market": row.market,
        "source": row.source,
    }


def _advantage(found: Advantage | None) -> Record | None:
    if found is None:
        return None
    return {
        "home_usd_per_kg": found.home_usd_per_kg,
        "gap_usd_per_kg": found.gap_usd_per_kg,
        "shares": found.shares,
        "parts_usd_per_kg": found.parts_usd_per_kg,
    }


def _shares(row: Row) -> Record:
    return row.model_dump()


def _test(test: ManipulationTest, chain: Chain) -> Record:
    return {
        "material": test.material,
        "stage": chain.stages[test.material],
        "cost": _home(test.cost, chain) if test.cost else None,
        "quotes": [
            {
                **_quote(row.quote),
                "margin_usd_per_kg": row.margin_usd_per_kg,
                "margin_with_capital_usd_per_kg": row.margin_with_capital_usd_per_kg,
                "below": row.below,
                "surely_below": row.surely_below,
                "below_with_capital": row.below_with_capital,
            }
            for row in test.quotes
        ],
    }


def _home(cost: HomeCost, chain: Chain) -> Record:
    row = chain.costs[cost.plant.plant]
    return {
        "marginal_plant": cost.plant.plant,
        "low_usd_per_kg": cost.low_usd_per_kg,
        "usd_per_kg": cost.usd_per_kg,
        "high_usd_per_kg": cost.high_usd_per_kg,
        "with_capital_usd_per_kg": cost.with_capital_usd_per_kg,
        "assumed": _assumed(row),
        "source": row.source,
    }


def _cost_rows(chain: Chain, row: Record) -> list[Row]:
    return [chain.costs[plant["plant"]] for plant in row["plants"]]


def _quotes(case: Case, materials: Sequence[str]) -> list[Row]:
    return [row for row in case.prices if row.material in materials]


def _assumed(row: Row) -> list[str]:
    """Return the figures of a row that nobody said but us."""
    return [name for name in filled_figures(row) if _kind(row, name) is Kind.ASSUMED]


def _kind(row: Row, column: str) -> Kind | None:
    reference = reference_for(row_references(row), column)
    return reference.kind if reference else None


def _kinds(rows: Sequence[Row]) -> Record:
    """Count the operating costs and the capital costs of different plants by how they are known."""
    unique = {(type(row).file, row.identity): row for row in rows}.values()
    return {
        "operating": _count(_kind(row, "operating_usd_per_kg") for row in unique),
        "capital": _count(
            _kind(row, "capital_million_usd")
            for row in unique
            if "capital_million_usd" in filled_figures(row)
        ),
    }


def _count(kinds: Iterable[Kind | None]) -> dict[str, int]:
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in Kind}


def _sources(case: Case, rows: Sequence[Row]) -> dict[str, Record]:
    """Return the sources that rows cite: title, publisher, date, address."""
    cited = {source for row in rows for source in case.sources_behind(row_references(row))}
    return {
        name: case.sources[name].model_dump(exclude={"source"})
        for name in sorted(cited)
        if name in case.sources
    }
