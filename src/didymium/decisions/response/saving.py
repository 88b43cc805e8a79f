"""A plan as a file that a later one can start from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from didymium.decisions.allocation.coupled import ColumnName, column_names
from didymium.decisions.allocation.plan import LEAST_T, Plan
from didymium.decisions.response.asking import ResponseRequest
from didymium.decisions.response.news import News
from didymium.decisions.response.planning import Response
from didymium.files.problems import InputError, Problem
from didymium.scenario.schema import Scenario

FORMAT = 1
NAME = "plan.json"


@dataclass(frozen=True, eq=False)
class SavedPlan:
    """What a later plan needs of an earlier one. ``columns`` holds the tonnes of what is done, by branch."""

    case: str
    scenario_name: str
    scenario: Scenario
    """The whole scenario, with what is known later."""
    request: ResponseRequest
    news: tuple[News, ...]
    """What has been entered since the first plan."""
    columns: Mapping[str, Mapping[ColumnName, float]]
    chances: Mapping[str, float]
    """Probability of each branch."""


def saved_plan(response: Response, scenario: Scenario, news: tuple[News, ...] = ()) -> SavedPlan:
    """Return what to keep of a response to ``scenario``, in which ``news`` was entered."""
    columns = {branch.course.name: columns_of(branch.together) for branch in response.branches}
    return SavedPlan(
        response.case.settings.name,
        response.scenario_name,
        scenario,
        response.request,
        news,
        columns,
        {branch.course.name: branch.course.probability for branch in response.branches},
    )


def columns_of(plan: Plan) -> dict[ColumnName, float]:
    """Return the tonnes of every column that is not nothing."""
    names = column_names(plan.allocation.program)
    return {name: float(tonnes) for name, tonnes in zip(names, plan.tonnes, strict=True) if tonnes > LEAST_T}


def plan_data(saved: SavedPlan) -> dict[str, Any]:
    """Return a saved plan as plain data, for a file of JSON."""
    return {
        "format": FORMAT,
        "case": saved.case,
        "scenario_name": saved.scenario_name,
        "scenario": saved.scenario.model_dump(mode="json", by_alias=True),
        "request": saved.request.model_dump(mode="json", exclude_unset=True),
        "news": [row.model_dump(mode="json") for row in saved.news],
        "columns": {
            branch: [[*name, tonnes] for name, tonnes in sorted(columns.items())]
            for branch, columns in saved.columns.items()
        },
        "chances": dict(saved.chances),
    }


def read_plan(path: Path) -> SavedPlan:
    """Read a saved plan from its file, or from the folder that holds it.

    Raises:
        InputError: If there is none, or it is not one.
    """
    place = path / NAME if path.is_dir() else path
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError([_refusal(place, f"cannot be read: {error.strerror}")]) from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise InputError([_refusal(place, "is not JSON")]) from None
    return plan_from(data, place.name)


def plan_from(data: Any, name: str) -> SavedPlan:
    """Return a saved plan from plain data; ``name`` is what messages call it.

    Raises:
        InputError: If it is not one.
    """
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError([_refusal(Path(name), f"is no plan of format {FORMAT}")])
    try:
        return SavedPlan(
            str(data["case"]),
            str(data["scenario_name"]),
            Scenario.model_validate_json(json.dumps(data["scenario"])),
            ResponseRequest.model_validate_json(json.dumps(data["request"])),
            tuple(News.model_validate_json(json.dumps(row)) for row in data["news"]),
            {branch: _columns_from(rows) for branch, rows in data["columns"].items()},
            {branch: _amount(data["chances"][branch]) for branch in data["columns"]},
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError([_refusal(Path(name), "is damaged")]) from None


def _columns_from(rows: list[list[Any]]) -> dict[ColumnName, float]:
    return {(str(block), str(label), int(period)): _amount(tonnes) for block, label, period, tonnes in rows}


def _amount(value: Any) -> float:
    """Return a figure of a plan.

    Raises:
        ValueError: If it is none, endless or negative.
    """
    amount = float(value)
    if not 0.0 <= amount < float("inf"):
        raise ValueError(value)
    return amount


def _refusal(place: Path, message: str) -> Problem:
    return Problem(place.name, message, remedy=f"give the folder that respond --out wrote, or its {NAME}")
