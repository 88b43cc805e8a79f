"""An answer about a portfolio as plain data: for JSON, files, charts, pages and the API.

Units are in names, dates are ISO texts, money is real and in millions of US dollars. Every number is one of
the answer; payments by year are the outlays of the supports chosen, put to the years in which they fall.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from didymium.decisions.investment.asking import NO_END
from didymium.decisions.portfolio.answer import Held, Linked, Pair, Portfolio, Risk
from didymium.decisions.portfolio.budgets import BudgetLine
from didymium.decisions.portfolio.model import MARGINAL_COST, Funding
from didymium.decisions.projects.timeline import first_product
from didymium.views.answered.portfolio_data import answered_data
from didymium.views.portfolio.view import PortfolioView, ShockSeen

Record = dict[str, Any]


def portfolio_data(view: PortfolioView) -> Record:
    """Return the answer as nested lists, texts and numbers; a part that was not asked for is None or
    empty.
    """
    answer = view.answer
    return {
        "cases": [case.settings.name for case in view.cases],
        "request": view.request.model_dump(mode="json"),
        "years": [view.horizon.first, view.horizon.last],
        "best": portfolio_record(answer.best),
        "nothing": risk_record(answer.nothing.risk),
        "objective": {
            "lower_usd_million": answer.lower_usd_million,
            "upper_usd_million": answer.upper_usd_million,
            "gap": answer.gap,
        },
        "payments": payment_rows(view),
        "budgets": budget_rows(view),
        "excluded": [{"project": name, "reason": reason} for name, reason in answer.excluded.items()],
        "left": list(view.left),
        "futures": future_rows(view),
        "additions": addition_rows(view),
        "pairs": [_pair(pair) for pair in answer.pairs],
        "near": [{"share": one.share, **portfolio_record(one.portfolio)} for one in answer.near],
        "near_complete": answer.near_complete,
        "regret": regret_rows(view),
        "frontier": [{"factor": one.factor, **portfolio_record(one.portfolio)} for one in answer.frontier],
        "linked": None if answer.linked is None else _linked(answer.linked),
        "held": None if answer.held is None else _held(answer.held),
        "rival": None if answer.answered is None else answered_data(answer.answered),
        "assumed": assumed_figures(view),
    }


def portfolio_record(portfolio: Portfolio) -> Record:
    """Return a portfolio: its projects, what it costs, and what is lost with it."""
    return {
        "projects": [funding_record(item) for item in portfolio.fundings],
        "capital_usd_million": portfolio.capital_usd_million,
        "public_usd_million": portfolio.public_usd_million,
        **risk_record(portfolio.risk),
    }


def risk_record(risk: Risk) -> Record:
    """Return what is lost; a tail that is not defined is None."""
    return {
        "expected_usd_million": risk.expected_usd_million,
        "tail_usd_million": None if math.isnan(risk.tail_usd_million) else risk.tail_usd_million,
        "weighed_usd_million": risk.weighed_usd_million,
    }


def funding_record(item: Funding) -> Record:
    """Return a project chosen: when it is decided, when it makes its first product after the likely lead
    time, and with which support.
    """
    project, backing = item.build.choice.project, item.backing
    return {
        "project": project.project,
        "decided": item.build.decided.isoformat(),
        "first_product": first_product(project, item.build.decided).isoformat(),
        "support": backing.kind,
        "funder": backing.funder or None,
        "paid_usd_million": backing.total_usd_million,
        "present_cost_usd_million": backing.present_cost_usd_million,
        "project_capital_usd_million": item.build.choice.capital_usd_million,
    }


def decision_years(portfolio: Portfolio) -> dict[str, int]:
    """Return the year in which each project of a portfolio is decided."""
    return {item.build.choice.name: item.build.decided.year for item in portfolio.fundings}


def payment_rows(view: PortfolioView) -> list[Record]:
    """Return what each funder pays for each project chosen in each year; years without payment are left
    out.
    """
    return [
        {
            "funder": item.backing.funder,
            "project": item.build.choice.name,
            "year": item.build.decided.year + after,
            "usd_million": paid,
        }
        for item in view.answer.best.fundings
        for after, paid in enumerate(item.backing.usd_million)
        if paid != 0.0
    ]


def payments_by_year(view: PortfolioView) -> Mapping[str, Mapping[int, float]]:
    """Return what each funder pays in each year for all projects, million US dollars."""
    found: dict[str, dict[int, float]] = {}
    for row in payment_rows(view):
        years = found.setdefault(row["funder"], {})
        years[row["year"]] = years.get(row["year"], 0.0) + row["usd_million"]
    return found


def budget_rows(view: PortfolioView) -> list[Record]:
    """Return every ceiling with what the portfolio takes of it."""
    return [{**_line(one.line), "spent_usd_million": one.usd_million} for one in view.answer.spent]


def _line(line: BudgetLine) -> Record:
    return {
        "funders": sorted(line.funders),
        "first_year": line.first_year,
        "last_year": None if line.last_year == NO_END else line.last_year,
        "usd_million": line.usd_million,
    }


def future_rows(view: PortfolioView) -> list[Record]:
    """Return each future with its shocks by case, and what is lost without and with the portfolio."""
    names = [case.settings.name for case in view.cases]
    best, nothing = view.answer.best.risk, view.answer.nothing.risk
    return [
        {
            "future": future,
            "shocks": [_shock(case, seen) for case, seen in zip(names, shocks, strict=True)],
            "without_usd_million": without,
            "with_usd_million": with_,
        }
        for future, shocks, without, with_ in zip(
            view.answer.futures,
            view.shocks,
            nothing.by_future_usd_million,
            best.by_future_usd_million,
            strict=True,
        )
    ]


def _shock(case: str, seen: ShockSeen) -> Record:
    return {
        "case": case,
        "scenario": seen.scenario or None,
        "news": None if seen.news is None else seen.news.isoformat(),
    }


def addition_rows(view: PortfolioView) -> list[Record]:
    """Return what each project chosen avoids alone, and as the last one."""
    return [
        {
            "project": one.project,
            "alone_usd_million": one.alone_usd_million,
            "last_usd_million": one.last_usd_million,
        }
        for one in view.answer.additions
    ]


def _pair(pair: Pair) -> Record:
    return {
        "first": pair.first,
        "second": pair.second,
        "material": pair.material,
        "first_usd_million": pair.first_usd_million,
        "second_usd_million": pair.second_usd_million,
        "both_usd_million": pair.both_usd_million,
        "together_usd_million": pair.together_usd_million,
    }


def regret_rows(view: PortfolioView) -> list[Record]:
    """Return for each portfolio compared what it loses more than the best of them: in each future, and at
    worst.
    """
    regret = view.answer.regret
    return [
        {
            "portfolio": key,
            "projects": list(portfolio.names),
            "worst_usd_million": worst,
            "by_future_usd_million": list(row),
        }
        for (key, portfolio), worst, row in zip(
            view.compared, regret.worst_usd_million, regret.by_future_usd_million, strict=True
        )
    ]


def _linked(linked: Linked) -> Record:
    return {
        "funders": list(linked.funders),
        "less_lost_usd_million": linked.less_lost_usd_million,
        "same_for_usd_million": linked.same_for_usd_million,
        **portfolio_record(linked.portfolio),
    }


def _held(held: Held) -> Record:
    best, greedy, luckiest = held.again_usd_million
    return {
        "best_usd_million": held.best_usd_million,
        "greedy_usd_million": held.greedy_usd_million,
        "greedy": list(held.greedy),
        "random_usd_million": list(held.random_usd_million),
        "beaten_by": held.beaten_by,
        "again": {
            "best_usd_million": best,
            "greedy_usd_million": greedy,
            "best_random_usd_million": luckiest,
        },
    }


def assumed_figures(view: PortfolioView) -> Record:
    """Return what the answer rests on that nobody published, as figures."""
    asked, settings = view.request, view.cases[0].settings
    return {
        "discount_rate": settings.discount_rate,
        "treasury_rate": asked.treasury_rate,
        "marginal_cost_of_public_money": MARGINAL_COST,
        "calm_share": asked.calm_share,
        "first_shock_year": asked.first_shock_year,
        "last_shock_year": asked.last_shock_year,
        "entry_growth": asked.entry_growth,
        "risk_weight": asked.risk_weight,
        "tail_share": asked.tail_share,
        "currency_year": settings.currency_year,
    }


def flat_tables(data: Record) -> Iterator[tuple[str, list[Record]]]:
    """Yield the tables of an answer's data by name, as rows without anything nested."""
    portfolios = [
        ("best", data["best"]),
        *((f"near-{number}", one) for number, one in enumerate(data["near"], start=1)),
        *((f"budget-times-{one['factor']:g}", one) for one in data["frontier"]),
        *([("linked", data["linked"])] if data["linked"] else []),
    ]
    yield "chosen", data["best"]["projects"]
    yield "payments", data["payments"]
    yield "budgets", [{**row, "funders": " ".join(row["funders"])} for row in data["budgets"]]
    yield "excluded", data["excluded"]
    yield "losses_by_future", [_flat_future(row) for row in data["futures"]]
    yield "additions", data["additions"]
    yield "pairs", data["pairs"]
    yield "portfolios", [{"portfolio": name, **_scalars(one)} for name, one in portfolios]
    yield (
        "members_of_portfolios",
        [{"portfolio": name, **row} for name, one in portfolios for row in one["projects"]],
    )
    yield (
        "regret",
        [
            {"portfolio": row["portfolio"], "future": future["future"], "usd_million": value}
            for row in data["regret"]
            for future, value in zip(data["futures"], row["by_future_usd_million"], strict=True)
        ],
    )
    yield "frontier", [_scalars(one) for one in data["frontier"]]
    rival = data["rival"] or {"portfolios": []}
    yield "portfolios_after_reply", [_scalars(one) for one in rival["portfolios"]]
    held = data["held"] or {"random_usd_million": []}
    yield (
        "random",
        [
            {"number": number, "weighed_usd_million": value}
            for number, value in enumerate(held["random_usd_million"], start=1)
        ],
    )


def _flat_future(row: Record) -> Record:
    shocks = [f"{one['case']}: {one['scenario']} {one['news']}" for one in row["shocks"] if one["scenario"]]
    return {**_scalars(row), "shocks": "; ".join(shocks)}


def _scalars(row: Record) -> Record:
    return {name: value for name, value in row.items() if not isinstance(value, list | dict)}
