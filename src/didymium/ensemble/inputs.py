"""The uncertain inputs of a case, and a case and a scenario with other values of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from didymium.case.case import Case
from didymium.case.checks.at import problem_at
from didymium.case.checks.uncertain import SCENARIO_TABLES
from didymium.case.distributions import Distribution, read_distribution
from didymium.case.schema import Uncertain
from didymium.case.selection import Selection, read_selection
from didymium.ensemble.sampling.quantiles import quantile
from didymium.files.columns import Column, ColumnKind, columns_of
from didymium.files.problems import InputError, Problem
from didymium.scenario.schema import Approval, Scenario

Model = TypeVar("Model", bound=BaseModel)

NO_MARKET = frozenset({
    *("plant_costs", "cost_advantages", "observed", "history", "contents", "stock_terms"),
    *("projects", "project_stakes", "exchange_rates", "deposits", "deposit_elements"),
    *("lifetimes", "use_history", "use_places", "market_units"),
})  # fmt: skip
"""Tables that no market reads: their figures move reference prices and comparisons, not scenarios."""
DATES = "dates"
APPROVED = "approval.volume_share"
TAILS = (0.001, 0.999)
"""Quantiles at which an input is tried before anything runs."""


@dataclass(frozen=True)
class Input:
    """An uncertain input: its row, its distribution, and what it selects."""

    row: Uncertain
    distribution: Distribution
    selection: Selection

    @property
    def name(self) -> str:
        """Its name."""
        return self.row.input

    @property
    def in_scenario(self) -> bool:
        """Whether it stands in the scenario and not in the case."""
        return self.row.table in SCENARIO_TABLES

    @property
    def stated(self) -> float | None:
        """The value that leaves the figure as it is; None for one that takes the place of figures."""
        return {"factor": 1.0, "add": 0.0}.get(self.row.change)

    @property
    def ends(self) -> tuple[float, float]:
        """Values beyond which hardly any draw lies."""
        return float(quantile(self.distribution, TAILS[0])), float(quantile(self.distribution, TAILS[1]))

    @property
    def limits(self) -> tuple[float, float]:
        """Values that a draw never leaves; of a distribution without end, those that one in a billion
        does.
        """
        numbers, values = self.distribution.numbers, self.distribution.values
        if values:
            return min(values), max(values)
        low, high = (float(quantile(self.distribution, share)) for share in (1e-9, 1.0 - 1e-9))
        return numbers.get("low", low), numbers.get("high", high)


@dataclass(frozen=True)
class Inputs:
    """The inputs that move something in a scenario, in the order of the case, and the names of the others."""

    moving: tuple[Input, ...]
    idle: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs that move something."""
        return tuple(item.name for item in self.moving)


def inputs_of(case: Case, scenario: Scenario, only: Iterable[str] | None = None) -> Inputs:
    """Return the uncertain inputs of a case as they concern a scenario, all or those named.

    Raises:
        InputError: If an input's values are impossible for the figures that they would change.
    """
    wanted = None if only is None else set(only)
    rows = [row for row in case.uncertain if wanted is None or row.input in wanted]
    found = [input_of(case, row) for row in rows]
    moving = tuple(item for item in found if _moves(case, scenario, item))
    problems = [problem for item in moving for problem in _impossible(case, scenario, item)]
    if problems:
        raise InputError(problems)
    return Inputs(moving, tuple(item.name for item in found if item not in moving))


def case_inputs(case: Case, only: Iterable[str] | None = None) -> tuple[Input, ...]:
    """Return the uncertain inputs that stand in the case itself, all or those named, for questions without a
    scenario.
    """
    wanted = None if only is None else set(only)
    found = (input_of(case, row) for row in case.uncertain if wanted is None or row.input in wanted)
    return tuple(item for item in found if not item.in_scenario)


def changed(
    case: Case, scenario: Scenario, inputs: Sequence[Input], values: Sequence[float]
) -> tuple[Case, Scenario]:
    """Return the case and the scenario with each input at its value; what no input moves is the same
    object.
    """
    for item, value in zip(inputs, values, strict=True):
        if item.in_scenario:
            scenario = _changed_scenario(scenario, item, value)
        else:
            case = _changed_case(case, item, value)
    return case, scenario


def input_of(case: Case, row: Uncertain) -> Input:
    """Return the input of a row.

    Raises:
        DistributionError, ValueError: If its distribution or its selection is malformed.
    """
    return Input(row, read_distribution(row.distribution, row.parameters), read_selection(case, row.rows))


def _changed_case(case: Case, item: Input, value: float) -> Case:
    if item.row.table == "case":
        return replace(case, settings=_with_figure(case.settings, item.row.column, item, value))
    rows = tuple(
        _with_figure(row, item.row.column, item, value) if item.selection.takes(row) else row
        for row in case.tables[item.row.table]
    )
    return replace(case, tables={**case.tables, item.row.table: rows})


def _changed_scenario(scenario: Scenario, item: Input, value: float) -> Scenario:
    entries = tuple(
        _changed_entry(entry, item, value) if item.selection.takes(entry) else entry
        for entry in getattr(scenario, item.row.table)
    )
    return scenario.model_copy(update={item.row.table: entries})


def _changed_entry(entry: Any, item: Input, value: float) -> Any:
    if item.row.column == DATES:
        return moved(entry, dt.timedelta(days=round(value)))
    if item.row.column == APPROVED:
        approvals = tuple(_with_share(approval, item, value) for approval in getattr(entry, "approval", ()))
        return entry.model_copy(update={"approval": approvals}) if approvals else entry
    return _with_figure(entry, item.row.column, item, value)


def moved(entry: Any, by: dt.timedelta) -> Any:
    """Return an entry with all its dates moved by as many days."""
    dates = {
        name: day + by
        for name in ("from_", "until", "announced")
        if (day := getattr(entry, name, None)) is not None
    }
    if getattr(entry, "approval", ()):
        dates["approval"] = tuple(
            approval.model_copy(
                update={
                    "from_": approval.from_ + by,
                    "known_from": approval.known_from + by if approval.known_from else None,
                }
            )
            for approval in entry.approval
        )
    return entry.model_copy(update=dates)


def _with_share(approval: Approval, item: Input, value: float) -> Approval:
    share = approval.rate if approval.volume_share is None else approval.volume_share
    return approval.model_copy(update={"volume_share": min(max(_new(share, item, value), 0.0), 1.0)})


def _with_figure(row: Model, header: str, item: Input, value: float) -> Model:
    """Return a row with one figure changed, kept within the bounds that the column allows; one that is blank
    stays blank unless the value takes its place.
    """
    column = _column(type(row), header)
    if column is None:
        return row
    old = getattr(row, column.attribute)
    if old is None and item.row.change != "set":
        return row
    if column.kind is ColumnKind.DATE:
        return row.model_copy(update={column.attribute: old + dt.timedelta(days=round(value))})
    new = _new(0.0 if old is None else float(old), item, value)
    if column.minimum is not None:
        new = max(new, float(column.minimum))
    if column.maximum is not None:
        new = min(new, float(column.maximum))
    return row.model_copy(update={column.attribute: round(new) if column.kind is ColumnKind.INTEGER else new})


def _new(old: float, item: Input, value: float) -> float:
    return {"set": value, "factor": old * value, "add": old + value}[item.row.change]


def _column(model: type[BaseModel], header: str) -> Column | None:
    return next((column for column in columns_of(model) if column.name == header), None)


def _moves(case: Case, scenario: Scenario, item: Input) -> bool:
    """Say whether an input changes anything: its entries may not be in this scenario, and not every table
    is read by the market.
    """
    if not item.in_scenario:
        return item.row.table not in NO_MARKET
    tried = [float(quantile(item.distribution, share)) for share in (0.1, 0.5, 0.9)]
    return any(_changed_scenario(scenario, item, value) != scenario for value in tried)


def _impossible(case: Case, scenario: Scenario, item: Input) -> list[Problem]:
    """Try the tails of an input on every figure that it changes."""
    for share in TAILS:
        value = float(quantile(item.distribution, share))
        try:
            there, then = changed(case, scenario, [item], [value])
            for row in _changed_rows(case, there, scenario, then, item):
                type(row).model_validate(row.model_dump(by_alias=True))
        except (ValueError, OverflowError) as error:
            said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
            message = f"draws {value:.4g}, which {item.row.table} {item.row.column} cannot be ({said})"
            return [problem_at(case, item.row, message, "parameters", item.row.parameters)]
    return []


def _changed_rows(
    before: Case, after: Case, scenario: Scenario, then: Scenario, item: Input
) -> Iterable[BaseModel]:
    if item.in_scenario:
        old, new = getattr(scenario, item.row.table), getattr(then, item.row.table)
    elif item.row.table == "case":
        old, new = (before.settings,), (after.settings,)
    else:
        old, new = before.tables[item.row.table], after.tables[item.row.table]
    return [one for one, other in zip(new, old, strict=True) if one is not other]
