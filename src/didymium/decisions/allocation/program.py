"""The best use of what members have and can do, as a linear program.

Least loss over time: Σ discounted (value of what stays missing + cost of what is done), where for every node
draws + arrivals + output of extra runs + what others give up ≥ dispatches + input of extra runs + service.
What is under way or in work spreads over periods by days, as in the market. A planner's program: who owns
what, and at what price it changes hands, is another question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from didymium.decisions.allocation.situation import Need, Node, Situation
from didymium.market.program import Block, Pen, Program

Floats = NDArray[np.float64]

RELUCTANCE = 0.01
"""Taking a kg from a sector counts as so much more than the kg is worth there, so that nobody loses for the
sake of an equal."""
CARRY_USD_PER_KG_YEAR = 0.05
"""Cost of keeping what was shipped or made until it is used: least, so that it settles ties only."""
MILLION_PER_TONNE = 1e-3
"""Million US dollars per tonne, for one US dollar per kg."""

Worth = Callable[[Need], float]
"""What a kg served to a need counts, US dollars."""


@dataclass(frozen=True, eq=False)
class Allocation:
    """The program with its blocks. Columns and rows are in tonnes; the objective is in million US dollars and
    zero where nothing is done.
    """

    situation: Situation
    program: Program
    serve: Block
    give_up: Block
    draw: Block
    run: Block
    ship: Block
    take: Block
    keep: Block
    reserve: Block
    """Draws from stocks whose size is to be decided; one entity for each of ``places``."""
    places: tuple[Node, ...]
    reserve_rows: Block
    """Draws from these by the end of each period; the size of a stock moves their upper side."""
    balance: Block
    """What comes in less what goes out; one entity for each of ``nodes``."""
    nodes: tuple[Node, ...]


def loss_of(need: Need) -> float:
    """Return the value that a sector loses for each kg: what a kg counts if nobody comes first."""
    return need.loss_usd_per_kg


def allocation_program(
    situation: Situation,
    *,
    worth: Worth = loss_of,
    places: Sequence[Node] = (),
    release_from: Floats | None = None,
    more_nodes: Sequence[Node] = (),
) -> Allocation:
    """Write the program.

    Args:
        situation: What members have, need and can do.
        worth: What a kg served counts.
        places: Where stocks lie whose size is decided outside of the program, from nothing up.
        release_from: Share of each period in which these may be drawn; shape (T,); by default all.
        more_nodes: Nodes that need a balance beside those that the situation touches.
    """
    pen = Pen(len(situation.periods))
    nodes = tuple(sorted({*situation.nodes, *places, *more_nodes}))
    index = {node: position for position, node in enumerate(nodes)}
    balance = pen.add_rows(
        "balance", lambda n: f"{nodes[n][1]} {nodes[n][0]}", np.ones(len(nodes)), lower=0.0, upper=np.inf
    )
    writer = _Writer(situation, pen, balance, index)
    serve, give_up = writer.needs(worth)
    draw, run = writer.stocks(), writer.works()
    ship, take = writer.lanes(), writer.offers()
    keep = writer.keep(nodes)
    reserve, rows = writer.reserves(tuple(places), release_from)
    return Allocation(
        situation,
        pen.finish(),
        serve,
        give_up,
        draw,
        run,
        ship,
        take,
        keep,
        reserve,
        tuple(places),
        rows,
        balance,
        nodes,
    )


@dataclass(frozen=True, eq=False)
class _Writer:
    """Writes the columns of each kind of action."""

    situation: Situation
    pen: Pen
    balance: Block
    index: dict[Node, int]

    @property
    def discount(self) -> Floats:
        return self.situation.periods.discount_factors(self.situation.discount_rate)

    def needs(self, worth: Worth) -> tuple[Block, Block]:
        """What is served on top, and what others give up for it."""
        needs = self.situation.needs
        value = np.array([[worth(need)] for need in needs]).reshape(-1, 1)
        serve = self._columns(
            "serve",
            [_said(need.name) for need in needs],
            -value,
            _stack(self, [need.missing_t for need in needs]),
        )
        give = self._columns(
            "give up",
            [_said(need.name) for need in needs],
            value * (1.0 + RELUCTANCE),
            _stack(self, [need.served_t for need in needs]),
        )
        places = [self.index[need.region, need.material] for need in needs]
        self._put(places, serve, -1.0)
        self._put(places, give, 1.0)
        return serve, give

    def stocks(self) -> Block:
        """Draws from known stocks, within what is free by then."""
        stocks = self.situation.stocks
        names = [f"{stock.holder} {stock.region} {stock.material}" for stock in stocks]
        cost = np.array([[stock.worth_usd_per_kg] for stock in stocks]).reshape(-1, 1)
        draw = self._columns("draw", names, cost, _stack(self, [stock.draw_t for stock in stocks]))
        rows = self.pen.add_rows(
            "free",
            lambda n: names[n],
            np.ones(len(stocks)),
            lower=-np.inf,
            upper=_stack(self, [stock.free_t for stock in stocks]),
        )
        self._cumulate(rows, draw)
        self._put([self.index[stock.region, stock.material] for stock in stocks], draw, 1.0)
        return draw

    def works(self) -> Block:
        """Extra runs of plants; what they make comes out later than what they take in."""
        works = self.situation.works
        run = self._columns(
            "run",
            [one.plant for one in works],
            np.array([[one.cost_usd_per_kg] for one in works]).reshape(-1, 1),
            _stack(self, [one.spare_t for one in works]),
        )
        for entity, one in enumerate(works):
            shares = self.situation.periods.arrival_shares(one.delay_days)[:, :-1]
            for material, course in one.recipe.items():
                node = self.index[one.region, material]
                inputs, outputs = np.minimum(course, 0.0), np.maximum(course, 0.0)
                self.pen.put(self.balance.index(node), run.index(entity), inputs)
                self._spread(node, run, entity, shares * outputs[:, None])
        return run

    def lanes(self) -> Block:
        """Shipments between members."""
        lanes = self.situation.lanes
        ship = self._columns(
            "ship",
            [f"{lane.material} {lane.origin} → {lane.destination}" for lane in lanes],
            np.array([[lane.freight_usd_per_kg] for lane in lanes]).reshape(-1, 1),
            np.inf,
        )
        for entity, lane in enumerate(lanes):
            self.pen.put(self.balance.index(self.index[lane.origin, lane.material]), ship.index(entity), -1.0)
            shares = self.situation.periods.arrival_shares(lane.transit_days)[:, :-1]
            self._spread(self.index[lane.destination, lane.material], ship, entity, shares)
        return ship

    def offers(self) -> Block:
        """What comes from outside the alliance."""
        offers = self.situation.offers
        take = self._columns(
            "take",
            [f"{offer.kind} {offer.material} {offer.partner} → {offer.region}" for offer in offers],
            np.array([[offer.cost_usd_per_kg] for offer in offers]).reshape(-1, 1),
            _stack(self, [offer.most_t for offer in offers]),
        )
        for entity, offer in enumerate(offers):
            shares = self.situation.periods.arrival_shares(offer.transit_days)[:, :-1]
            self._spread(self.index[offer.region, offer.material], take, entity, shares)
        self._share_offers(take)
        return take

    def _share_offers(self, take: Block) -> None:
        """Let members share what one seller offers of a material."""
        rivals: dict[tuple[str, str, str], list[int]] = {}
        for entity, offer in enumerate(self.situation.offers):
            rivals.setdefault((offer.kind, offer.material, offer.partner), []).append(entity)
        shared = [
            (f"{material} {partner}", entities)
            for (kind, material, partner), entities in rivals.items()
            if kind == "purchase" and len(entities) > 1
        ]
        rows = self.pen.add_rows(
            "on offer",
            lambda n: shared[n][0],
            np.ones(len(shared)),
            lower=-np.inf,
            upper=_stack(self, [self.situation.offers[entities[0]].most_t for _, entities in shared]),
        )
        for entity, (_, entities) in enumerate(shared):
            self.pen.put(rows.index(entity), take.index(entities), 1.0)

    def keep(self, nodes: Sequence[Node]) -> Block:
        """What is kept from one period for the next."""
        years = self.situation.periods.years
        keep = self._columns(
            "keep",
            [f"{material} {region}" for region, material in nodes],
            CARRY_USD_PER_KG_YEAR * years,
            np.inf,
        )
        entities = np.arange(len(nodes))
        self.pen.put(self.balance.index(entities), keep.index(entities), -1.0)
        self.pen.put(self.balance.index(entities)[:, 1:], keep.index(entities)[:, :-1], 1.0)
        return keep

    def reserves(self, places: tuple[Node, ...], release_from: Floats | None) -> tuple[Block, Block]:
        """Draws from stocks whose size is to be decided: nothing until a decision gives them one."""
        open_share = np.ones(len(self.situation.periods)) if release_from is None else release_from
        price = self.situation.price_usd_per_kg
        names = [f"{material} {region}" for region, material in places]
        reserve = self._columns(
            "reserve",
            names,
            np.array([[price.get(place, 0.0)] for place in places]).reshape(-1, 1),
            np.where(open_share > 0.0, np.inf, 0.0),
        )
        rows = self.pen.add_rows(
            "in reserve", lambda n: names[n], np.ones(len(places)), lower=-np.inf, upper=0.0
        )
        self._cumulate(rows, reserve)
        self._put([self.index[place] for place in places], reserve, 1.0)
        return reserve, rows

    def _columns(self, name: str, labels: list[str], usd_per_kg: Floats, most_t: Floats | float) -> Block:
        return self.pen.add_columns(
            name,
            lambda entity: labels[entity],
            np.ones(len(labels)),
            cost=usd_per_kg * MILLION_PER_TONNE * self.discount,
            upper=most_t,
        )

    def _put(self, nodes: list[int], block: Block, tonnes: float) -> None:
        self.pen.put(self.balance.index(nodes), block.index(np.arange(block.count)), tonnes)

    def _cumulate(self, rows: Block, block: Block) -> None:
        done, until = np.tril_indices(rows.periods)
        entities = np.arange(block.count)[:, None]
        self.pen.put(rows.index(entities, done), block.index(entities, until), 1.0)

    def _spread(self, node: int, block: Block, entity: int, shares: Floats) -> None:
        sent, arrived = np.nonzero(shares)
        self.pen.put(self.balance.index(node, arrived), block.index(entity, sent), shares[sent, arrived])


def _stack(writer: _Writer, rows: list[Floats]) -> Floats:
    return np.array(rows).reshape(len(rows), len(writer.situation.periods))


def _said(name: tuple[str, str, str]) -> str:
    sector, region, material = name
    return f"{sector} {region} {material}"
