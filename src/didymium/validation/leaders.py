"""Textbook games of leaders who know how the other side will answer, found anew by the market and by the
search of the rival's best reply.

Curves are cut into steps, and the top of an aim is flat: a figure counts as found within the steps stated
beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from didymium.case.case import Case
from didymium.decisions.rival.playing import play
from didymium.decisions.rival.replies import Answering
from didymium.decisions.rival.results import NONE
from didymium.decisions.rival.schema import Rival
from didymium.market.base_year import BaseYear
from didymium.market.structure import Options
from didymium.scenario.path import Path, route_flows
from didymium.scenario.run import run_scenario
from didymium.validation.comparison import Comparison
from didymium.validation.problems.oligopoly import GOOD, MARKET, WHY
from didymium.validation.problems.sellers import MONTHS, sellers

JANUARY, FEBRUARY = dt.date(2025, 1, 1), dt.date(2025, 2, 1)
FINE = Options(linear_steps=400)
"""Steps of 0.3 dollars per kg on the use."""
PRICE_WITHIN, TONNES_WITHIN = 1.0, 2.0
"""Two or three steps, and what they are worth in tonnes at the flat top of an aim."""
STACKELBERG = "von Stackelberg 1934, Marktform und Gleichgewicht"
FORCHHEIMER = "Forchheimer 1908, Theoretisches zum unvollständigen Monopole"
BRANDER = "Brander and Spencer 1984, Trade warfare: tariffs and cartels"
_TITLES = {"title_en": WHY, "title_ko": WHY, "title_ja": WHY}


def stackelberg() -> list[Comparison]:
    """A leader sells half of 90, the follower, a firm of Cournot's, a quarter, at 52.5."""
    case = sellers([(30.0, 30.0), (30.0, 30.0)], know_their_weight=["firm_2"])
    path = _answered(case, _rival(_licences(), conduct="conjectural_variation"))
    return [
        _tonnes("stackelberg", "leader", 45.0, _sold(path, "firm_1"), STACKELBERG),
        _tonnes("stackelberg", "follower", 22.5, _sold(path, "firm_2"), STACKELBERG),
        _price("stackelberg", 52.5, path, STACKELBERG),
    ]


def dominant_firm() -> list[Comparison]:
    """A firm whose cost is 20 + q/2, before a fringe that supplies P − 60, sells 46.67 at 66.67."""
    case = sellers([(20.0, 520.0)], has_fringe=True)
    path = _answered(case, _rival(_licences()))
    return [
        _tonnes("dominant_firm", "leader", 140.0 / 3.0, _sold(path, "firm_1"), FORCHHEIMER),
        _price("dominant_firm", 200.0 / 3.0, path, FORCHHEIMER),
    ]


def optimal_tariff() -> list[Comparison]:
    """Against a monopolist of cost 30 the best tariff is a third of 90, which it answers with a margin of as
    much.
    """
    case, levels = sellers([(30.0, 30.0)]), (10.0, 20.0, 30.0, 40.0, 50.0)
    rival = _rival(_tax(), policies=[_tariff(level) for level in levels])
    game = play(case, BaseYear(), rival, options=FINE, crosswise=False)
    stands = game.best_against_reply
    best = 0.0 if stands == NONE else float(stands.removeprefix("tariff_"))
    margin = game.reply_to("tariff_30").move["tax.specific_usd_per_kg"]
    return [
        Comparison("game", "optimal_tariff", "tariff", 30.0, best, "usd_per_kg", 0, BRANDER),
        _within("optimal_tariff", "margin", 30.0, margin, "usd_per_kg", 2 * PRICE_WITHIN, BRANDER),
    ]


def _answered(case: Case, rival: Rival) -> Path:
    """Return what happens once the leader has moved as is best for it."""
    reply = Answering(case, BaseYear(), rival, FINE).best_reply("nothing")
    return run_scenario(case, BaseYear(), reply.scenario, options=FINE).path


def _rival(
    lever: Mapping[str, Any], *, policies: list[dict[str, Any]] | None = None, conduct: str = "price_taking"
) -> Rival:
    """Return the first firm as the rival of the market: it moves in February and wants its income."""
    return Rival.model_validate({
        **_TITLES, "regions": ("firm_1",), "club": MARKET, "moves_on": FEBRUARY, "begin": JANUARY,
        "profile": MONTHS, "conduct": conduct, "aim": {"income": 1.0, "source": WHY}, "lever": (lever,),
        "policy": tuple(policies or [{"name": "nothing_more", **_TITLES}]),
    })  # fmt: skip


def _licences() -> dict[str, Any]:
    figures = {"volume_share": {"steps": 5, "between": True}}
    return {**_exports("restriction", "licences"), **figures}


def _tax() -> dict[str, Any]:
    figures = {"specific_usd_per_kg": {"most": 90.0, "steps": 7, "between": True}}
    return {**_exports("export_tax", "tax"), **figures}


def _exports(kind: str, name: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "origin": "firm_1", "materials": (GOOD,), "source": WHY, **_TITLES}


def _tariff(usd_per_kg: float) -> dict[str, Any]:
    entry = {
        "kind": "tariff", "club": MARKET, "materials": (GOOD,), "specific_usd_per_kg": usd_per_kg,
        "from": FEBRUARY, "source": WHY,
    }  # fmt: skip
    return {"name": f"tariff_{usd_per_kg:g}", "instrument": (entry,), **_TITLES}


def _sold(path: Path, seller: str) -> float:
    """Return what a seller ships in the last month, as tonnes a year."""
    routes = path.market.structure.routes
    mine = [row.origin == seller for row in routes]
    years = path.market.structure.periods.years[-1]
    return float(route_flows(path.market, path.tonnes)[np.array(mine), -1].sum() / years)


def _tonnes(subject: str, item: str, known: float, found: float, source: str) -> Comparison:
    return _within(subject, item, known, found, "t_per_year", TONNES_WITHIN, source)


def _price(subject: str, known: float, path: Path, source: str) -> Comparison:
    found = float(path.duals[path.market.structure.node_index[MARKET, GOOD], -1])
    return _within(subject, "price", known, found, "usd_per_kg", PRICE_WITHIN, source)


def _within(
    subject: str, item: str, known: float, found: float, unit: str, within: float, source: str
) -> Comparison:
    agrees = abs(found - known) <= within
    return Comparison("game", subject, item, known, found, unit, 2, source, "steps", agrees)
