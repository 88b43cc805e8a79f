"""Time to survive and to recover as rows and as data."""

from __future__ import annotations

import pytest

from didymium.decisions.allocation.outage import RiskNode
from didymium.decisions.response.metrics import NodeRisk
from didymium.decisions.response.recovery import Recovery
from didymium.locale import LANGUAGES
from didymium.views.response.data import node_data
from didymium.views.response.nodes_table import nodes_table
from didymium.views.wording import words_for
from response_view_cases import june_view

CHINA = NodeRisk(
    RiskNode("supplier", "CHN", "magnet_high_temp"), Recovery(365, "assumed"), impact_usd=2.4e9, cost_usd=1e6,
    survive_days=84.0, fails_first=("ev_traction", "JPN", "magnet_high_temp"), first_loss_day=28.0,
)  # fmt: skip
PASSAGE = NodeRisk(
    RiskNode("passage", "malacca"), Recovery(30, "assumed"), impact_usd=0.0, cost_usd=0.0,
    survive_days=None, fails_first=None, first_loss_day=None,
)  # fmt: skip


def test_the_gap_is_recovery_less_survival() -> None:
    """365 days to recover less 84 to survive leave 281 of loss; what is always survived has no gap."""
    table = nodes_table(words_for(june_view().response.case), (CHINA, PASSAGE))
    assert table.rows[0][2:6] == ("365 days, assumed", "84 days", "281 days", "2,400")
    assert table.rows[1][3:] == ("–", "–", "–", "–")
    assert node_data(CHINA)["gap_days"] == 281.0
    assert node_data(PASSAGE)["gap_days"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_said_in_every_language(lang: str) -> None:
    table = nodes_table(words_for(june_view().response.case, lang), (CHINA, PASSAGE))
    assert "response." not in "".join(
        [table.title, *table.headers, *(cell for row in table.rows for cell in row)]
    )
