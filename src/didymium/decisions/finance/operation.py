"""What a project earns and spends while it runs, as the market sees it, before capital, tax and finance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.finance.problems import refuse

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Operation:
    """What a project earns and spends while it runs at full capacity from the first year on; D draws, Y
    calendar years.

    Money is in real US dollars of the case's currency year. The cash flow ramps it up and ends it: what
    stands in a year before the first product or after the project's life counts for nothing.
    """

    years: NDArray[np.int64]
    """Calendar years, first that of the case's decision, without gaps; shape (Y,)."""
    sold_kg: Mapping[str, Floats]
    """What is sold at full capacity by product, kg a year; each of shape (D, Y)."""
    price_usd_per_kg: Mapping[str, Floats]
    """Price of each product, and of each name in ``contained_kg``, in the plant's own region; each of shape
    (D, Y)."""
    bought_usd: Floats
    """Materials bought; shape (D, Y)."""
    operating_usd: Floats
    """Operating cost without the materials bought; shape (D, Y)."""
    contained_kg: Mapping[str, Floats]
    """What is sold holds so much of an element or a reference product that a floor may be set on, where it is
    not itself a product; kg a year, each of shape (D, Y)."""
    scenario: tuple[str, ...]
    """Name of the price scenario of each draw; length D."""

    @property
    def draws(self) -> int:
        """D."""
        return len(self.scenario)

    @property
    def market_usd(self) -> Floats:
        """What the products are worth at full capacity, a year; shape (D, Y)."""
        worth = [kg * self.price_usd_per_kg[product] for product, kg in self.sold_kg.items()]
        return np.asarray(sum(worth, np.zeros((self.draws, len(self.years)))))

    def kg_of(self, material: str) -> Floats:
        """Return how much of a product, or of what products contain, is sold at full capacity.

        Raises:
            FinanceError: If it is neither.
        """
        for quantities in (self.sold_kg, self.contained_kg):
            if material in quantities:
                return quantities[material]
        known = ", ".join(sorted({*self.sold_kg, *self.contained_kg}))
        refuse([f"the project sells no {material} (it sells {known})"])
        raise AssertionError(material)


def check_operation(operation: Operation) -> None:
    """See that an operation is whole.

    Raises:
        FinanceError: With everything that is wrong with it.
    """
    refuse(_problems(operation))


def _problems(operation: Operation) -> Iterator[str]:
    years, shape = operation.years, (operation.draws, len(operation.years))
    if 0 in shape:
        yield "the operation has no year or no draw: nothing can be said of the project"
    if len(years) > 1 and np.any(np.diff(years) != 1):
        yield "the years of the operation have gaps: give every year once, in order"
    if not operation.sold_kg:
        yield "the operation sells nothing: name at least one product"
    priced = {*operation.sold_kg, *operation.contained_kg}
    for name in sorted(priced - set(operation.price_usd_per_kg)):
        yield f"{name} has no price"
    tables = {
        **{f"sold kg of {name}": table for name, table in operation.sold_kg.items()},
        **{f"price of {name}": table for name, table in operation.price_usd_per_kg.items()},
        **{f"contained kg of {name}": table for name, table in operation.contained_kg.items()},
        "materials bought": operation.bought_usd,
        "operating cost": operation.operating_usd,
    }
    for name, table in tables.items():
        if np.shape(table) != shape:
            yield f"{name} has the shape {np.shape(table)}, not {shape} (draws, years)"
        elif not np.all(np.isfinite(table)):
            yield f"{name} is not a number in some year of some draw"


def held_until(operation: Operation, last_year: int) -> Operation:
    """Return the operation with its last year repeated until a later one; the same if it reaches so far."""
    more = last_year - int(operation.years[-1])
    if more <= 0:
        return operation

    def longer(table: Floats) -> Floats:
        return np.concatenate([table, np.repeat(table[:, -1:], more, axis=1)], axis=1)

    years = np.arange(int(operation.years[0]), last_year + 1, dtype=np.int64)
    return replace(
        operation,
        years=years,
        sold_kg={name: longer(table) for name, table in operation.sold_kg.items()},
        price_usd_per_kg={name: longer(table) for name, table in operation.price_usd_per_kg.items()},
        bought_usd=longer(operation.bought_usd),
        operating_usd=longer(operation.operating_usd),
        contained_kg={name: longer(table) for name, table in operation.contained_kg.items()},
    )


def choose_draws(operation: Operation, rows: NDArray[np.int64]) -> Operation:
    """Return the operation of some draws, in the order given; a draw may come more than once."""
    return replace(
        operation,
        sold_kg={name: table[rows] for name, table in operation.sold_kg.items()},
        price_usd_per_kg={name: table[rows] for name, table in operation.price_usd_per_kg.items()},
        bought_usd=operation.bought_usd[rows],
        operating_usd=operation.operating_usd[rows],
        contained_kg={name: table[rows] for name, table in operation.contained_kg.items()},
        scenario=tuple(operation.scenario[row] for row in rows),
    )


def spread_over(operation: Operation, draws: int) -> Operation:
    """Return the operation with its price scenarios repeated in turn until there are so many draws, so that
    each meets several draws of cost and time.

    Raises:
        FinanceError: If fewer draws are asked for than there are scenarios: some would be lost.
    """
    if draws < operation.draws:
        refuse(
            [f"{draws} draws are fewer than the {operation.draws} price scenarios: ask for at least as many"]
        )
    return choose_draws(operation, np.arange(draws, dtype=np.int64) % operation.draws)


def scale_prices(operation: Operation, factor: Floats) -> Operation:
    """Return the operation with the prices of what it sells multiplied by a factor of each draw, (D,)."""
    return replace(
        operation,
        price_usd_per_kg={
            name: table * factor[:, None] for name, table in operation.price_usd_per_kg.items()
        },
    )
