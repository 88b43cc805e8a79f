"""The command line that gives the same numbers as the page."""

from __future__ import annotations

import shlex

from didymium.decisions.stockpile.request import StockpileRequest
from didymium.web.server import Server

FLAGS = ("size", "stages", "pool", "release", "check", "shortfall")


def command_of(server: Server, request: StockpileRequest) -> str:
    """Return the command that answers a question."""
    parts = ["didymium", "stockpile", server.case_argument]
    parts += [f"--{part}" for part in FLAGS if part in request.parts]
    parts += ["--members", ",".join(request.members)] if request.members else []
    for one in request.scenarios:
        parts += ["--scenario", one.name if one.weight == 1 else f"{one.name}={one.weight:.15g}"]
    parts += ["--days", str(request.days), *_asked(request)]
    parts += ["--sharing", request.sharing_rule, "--price-move", f"{request.price_move:.15g}"]
    if "buy" in request.parts:
        parts += ["--buy", str(request.buy_months)]
    if request.capital_rate is not None:
        parts += ["--capital-rate", f"{request.capital_rate:.15g}"]
    if request.draws:
        parts += ["--draws", str(request.draws), "--seed", str(request.seed)]
    if server.overlay_argument is not None:
        parts += ["--overlay", server.overlay_argument]
    return shlex.join([*parts, "--out", "out/stockpile"])


def _asked(request: StockpileRequest) -> list[str]:
    """Return the options that say what is asked of stocks."""
    if request.ask.startswith("served"):
        chance = ["--chance", f"{request.chance:.15g}"] if request.ask == "served_but_for" else []
        return ["--serve", ",".join(request.sectors), *chance]
    share = f"{request.share_of_loss:.15g}"
    if request.ask == "tail":
        return ["--tail", share, "--alpha", f"{request.alpha:.15g}"]
    return ["--bound-loss", share]
