"""A response as plain data: for JSON, files and the API. Units are in the names, dates are ISO."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from didymium.decisions.response.metrics import NodeRisk
from didymium.decisions.response.planning import Branch
from didymium.evidence.sources import Source
from didymium.views.response.changes import update_data
from didymium.views.response.finding_tables import basis_of, chance_sources
from didymium.views.response.findings import Decision, Short
from didymium.views.response.report import cited
from didymium.views.response.tasks import Task
from didymium.views.response.view import ResponseView

Record = dict[str, Any]


def response_data(view: ResponseView, risks: Sequence[NodeRisk] = ()) -> Record:
    """Return a response as nested lists, texts and numbers; ``nodes`` holds what was surveyed."""
    response, answer = view.response, view.answer
    request = response.request
    return {
        "case": response.case.settings.name,
        "scenario": response.scenario_name,
        "as_of": request.as_of.isoformat(),
        "until": response.periods.bounds[-1].isoformat(),
        "days": request.days,
        "members": list(response.members),
        "request": request.model_dump(mode="json"),
        "licences": licences_data(view),
        "branches": [branch_data(branch) for branch in response.branches],
        "savings": savings_data(view),
        "plan": [task_data(task) for task in view.tasks],
        "swaps": [asdict(row) for row in view.swaps],
        "reallocations": [asdict(row) for row in view.reallocations],
        "decisions": [decision_data(row) for row in view.decisions],
        "priorities": [{**asdict(row), "sectors": list(row.sectors)} for row in answer.priorities],
        "vulnerabilities": {
            "single_sources": [asdict(row) for row in answer.single_sources],
            "failing_stages": [asdict(row) for row in answer.failing_stages],
            "failing_sectors": [asdict(row) for row in answer.failing_sectors],
        },
        "short": [short_data(row) for row in view.shorts],
        "mends": [asdict(row) for row in answer.mends],
        "assumed": assumed_data(view),
        "nodes": [node_data(risk) for risk in risks],
        "sources": [source_data(response.case.sources[name]) for name in cited(view)],
        **({} if view.update is None else {"update": update_data(view.update)}),
    }


def source_data(source: Source) -> Record:
    """Return what a source is called and where it is."""
    return source.model_dump(mode="json", include={"source", "title", "publisher", "published", "url"})


def node_data(risk: NodeRisk) -> Record:
    """Return time to survive and to recover of one node."""
    sector, member, material = risk.fails_first or (None, None, None)
    return {
        "kind": risk.node.kind,
        "name": risk.node.name,
        "material": risk.node.material,
        "recover_days": risk.recovery.days,
        "recover_basis": risk.recovery.basis,
        "survive_days": risk.survive_days,
        "gap_days": risk.gap_days,
        "impact_usd": risk.impact_usd,
        "cost_usd": risk.cost_usd,
        "fails_first_sector": sector,
        "fails_first_member": member,
        "fails_first_material": material,
        "first_loss_day": risk.first_loss_day,
    }


def licences_data(view: ResponseView) -> Record:
    """Return what is taken of licences: the day by which it is known, and the chance with its source."""
    licences = view.response.licences
    return {
        "decision": None if licences.decision is None else licences.decision.isoformat(),
        "grant_chance": licences.chance,
        "chance_source": licences.chance_source,
        "chance_sources": chance_sources(view),
        "common_weeks": view.response.common_periods,
    }


def branch_data(branch: Branch) -> Record:
    """Return losses and costs of one course."""
    return {
        "name": branch.course.name,
        "probability": branch.course.probability,
        "loss_if_nobody_acts_usd": branch.missing_usd,
        "loss_apart_usd": float(branch.apart.loss_usd.sum()),
        "cost_apart_usd": branch.apart.cost_usd,
        "loss_together_usd": float(branch.together.loss_usd.sum()),
        "cost_together_usd": branch.together.cost_usd,
    }


def savings_data(view: ResponseView) -> Record:
    """Return what the plan saves in expectation."""
    savings = view.answer.savings
    return {
        **asdict(savings),
        "saved_against_nothing_usd": savings.saved_against_nothing_usd,
        "saved_by_coordination_usd": savings.saved_by_coordination_usd,
    }


def task_data(task: Task) -> Record:
    """Return one row of the delivery plan."""
    return {
        "kind": task.kind,
        "who": task.who,
        "material": task.material,
        "origin": task.origin,
        "destination": task.destination,
        "branch": task.branch,
        "probability": task.probability,
        "from": task.begin.isoformat(),
        "until": task.end.isoformat(),
        "first_arrival": task.first_arrival.isoformat(),
        "arrives_by": task.arrives_by.isoformat(),
        "delay_days": task.delay_days,
        "t": task.t,
        "cost_usd": task.cost_usd,
        "value_usd": task.value_usd,
        "weeks": [{"from": day.isoformat(), "t": t} for day, t in task.weeks],
        "out_of": [{**asdict(origin), "t": t} for origin, t in task.out_of],
    }


def decision_data(decision: Decision) -> Record:
    """Return one decision that is needed."""
    return {**asdict(decision), "by": decision.by.isoformat()}


def short_data(row: Short) -> Record:
    """Return who stays short of what."""
    found = asdict(row)
    return {
        "member": found["member"],
        "sector": found["sector"],
        "material": found["material"],
        "from": row.begin.isoformat(),
        "missing_t": found["missing_t"],
        "loss_usd": found["loss_usd"],
        "worst_missing_share": row.worst_share,
        "expected_loss_usd": row.expected_usd,
    }


def assumed_data(view: ResponseView) -> list[Record]:
    """Return every figure of what members are ready to do: ``asked``, ``assumed``, or of stock_terms.csv."""
    means = view.response.request.means
    return [
        {"name": name, "value": value, "basis": basis_of(means, name)}
        for name, value in means.model_dump(mode="json").items()
    ]


def flat(rows: Sequence[Record]) -> list[Record]:
    """Return rows without what is nested, for tables in files."""
    return [{key: value for key, value in row.items() if not isinstance(value, list | dict)} for row in rows]
