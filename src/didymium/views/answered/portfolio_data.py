"""Portfolios held against a rival that answers, as plain data."""

from __future__ import annotations

from didymium.decisions.portfolio.answer import HeldPortfolios
from didymium.views.answered.replies import Record, reply_record, rival_record


def answered_data(held: HeldPortfolios) -> Record:
    """Return what becomes of each portfolio as nested lists and numbers."""
    return {
        **rival_record(held.rival, held.dials),
        "stands": held.stands,
        "best_after": held.best_after.name,
        "alike_usd_million": held.alike_usd_million,
        "portfolios": [
            {
                "portfolio": one.name,
                "projects": list(one.before.names),
                "year": one.year,
                "weighed_before_usd_million": one.before.risk.weighed_usd_million,
                "weighed_after_usd_million": one.after.risk.weighed_usd_million,
                "expected_before_usd_million": one.before.risk.expected_usd_million,
                "expected_after_usd_million": one.after.risk.expected_usd_million,
                "objective_before_usd_million": one.objective_before_usd_million,
                "objective_after_usd_million": one.objective_after_usd_million,
                "reply": reply_record(one.reply),
            }
            for one in held.portfolios
        ],
    }
