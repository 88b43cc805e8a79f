"""The table of time to survive and to recover of every node."""

from __future__ import annotations

from collections.abc import Sequence

from didymium.decisions.allocation.outage import RiskNode
from didymium.decisions.response.metrics import NodeRisk
from didymium.views.response.finding_tables import lost
from didymium.views.response.tables import response_table
from didymium.views.result_tables import Table
from didymium.views.wording import Words


def nodes_table(words: Words, risks: Sequence[NodeRisk]) -> Table:
    """Return time to survive, to recover, their gap and the loss of each node, the largest loss first."""
    rows = [
        (
            words(f"response.node.{risk.node.kind}"),
            node_name(words, risk.node),
            words(f"response.recovery.{risk.recovery.basis}", days=words.days(risk.recovery.days)),
            "–" if risk.survive_days is None else words.days(risk.survive_days),
            "–" if risk.gap_days is None else words.days(max(risk.gap_days, 0.0)),
            lost(risk.impact_usd),
            _first(words, risk),
        )
        for risk in risks
    ]
    columns = ("kind", "node", "recover", "survive", "gap", "impact", "fails_first")
    note = words("response.say.metrics_note")
    return response_table(words, "metrics", columns, rows, ("survive", "gap", "impact"), note)


def node_name(words: Words, node: RiskNode) -> str:
    """Return the name of a node."""
    if node.kind == "plant":
        return words.plant(node.name)
    if node.kind == "supplier":
        return words("response.firm", who=words.material(node.material), region=words.region(node.name))
    return node.name.replace("_", " ")


def _first(words: Words, risk: NodeRisk) -> str:
    if risk.fails_first is None:
        return "–"
    sector, region, _ = risk.fails_first
    return words("response.firm", who=words.sector(sector), region=words.region(region))
