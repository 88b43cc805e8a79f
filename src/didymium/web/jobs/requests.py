"""What may be asked for as a job: strict models, which the API shows as they are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, TypeAdapter, field_validator, model_validator

from didymium.scenario.entry import STRICT
from didymium.scenario.schema import Scenario

MOST_SCENARIOS = 10_000
"""Scenarios of one ensemble."""
MOST_SECONDS = 6 * 3600
MOST_ENTRIES = 500
"""Events, and instruments, of one scenario."""

Sampling = Literal["latin_hypercube", "monte_carlo", "sobol", "saltelli", "morris"]
TableName = Literal["prices", "shortages", "losses", "stocks", "flows", "output", "accounts", "measures"]
Levels = Annotated[tuple[float, ...], Field(min_length=1, max_length=1000)]
Name = Annotated[str, Field(min_length=1, max_length=100)]


class _Request(BaseModel):
    model_config = STRICT

    title: Annotated[str, Field(max_length=200)] = ""
    """What the job is called in lists; blank: the title of the scenario."""
    scenario: Scenario
    """The scenario, with all that happens in it written out."""
    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = "scenario"
    """Short name of the scenario in the results, such as that of its file."""
    profile: Name | None = None
    """Division of time, one of the case's profiles; ``live`` is quick. Blank: the scenario's own."""
    seconds_limit: Annotated[int, Field(strict=True, ge=1, le=MOST_SECONDS)] = 3600
    """Longest time that the job may run, in seconds."""
    language: Literal["en", "ko", "ja"] = "en"
    """Language of the report among the results."""

    @property
    def shown_title(self) -> str:
        """What lists call it."""
        return (self.title or self.scenario.title or self.name)[:200]

    @field_validator("scenario")
    @classmethod
    def _whole(cls, scenario: Scenario) -> Scenario:
        """Refuse what would have this machine's files read, and what no one has written by hand."""
        if scenario.include:
            raise ValueError("include names files: write the events and instruments out instead")
        if max(len(scenario.event), len(scenario.instrument)) > MOST_ENTRIES:
            raise ValueError(f"holds more than {MOST_ENTRIES} events or instruments")
        return scenario


class SolveRequest(_Request):
    """Solve one scenario and its base run in full, as ``didymium solve`` does."""

    kind: Literal["solve"] = "solve"
    """Kind of job."""


class EnsembleRequest(_Request):
    """Solve a scenario many times with uncertain figures, as ``didymium ensemble`` does."""

    kind: Literal["ensemble"] = "ensemble"
    """Kind of job."""
    count: Annotated[int, Field(strict=True, ge=1, le=MOST_SCENARIOS)] = 200
    """Scenarios to draw; for saltelli and morris base samples or trajectories, each of which takes several
    scenarios."""
    sampling: Sampling = "latin_hypercube"
    """How they are drawn."""
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**63)] = 1
    """The same seed gives the same results."""
    inputs: Annotated[tuple[Name, ...], Field(min_length=1, max_length=1000)] | None = None
    """Inputs of uncertain.csv that vary; blank: all."""
    grid: Annotated[dict[Name, Levels], Field(min_length=1, max_length=20)] | None = None
    """Instead of draws, every combination of these values of inputs."""
    tables: Annotated[tuple[TableName, ...], Field(min_length=1)] | None = None
    """Tables to keep of each scenario; blank: the usual ones."""

    @model_validator(mode="after")
    def _grid_alone(self) -> Self:
        if self.grid is None:
            return self
        if self.inputs is not None:
            raise ValueError("grid names the inputs that vary: leave inputs away")
        points = math.prod(len(levels) for levels in self.grid.values())
        if points > MOST_SCENARIOS:
            raise ValueError(
                f"the grid has {points:,} points, more than {MOST_SCENARIOS:,}: leave levels out"
            )
        return self


JobRequest = Annotated[SolveRequest | EnsembleRequest, Field(discriminator="kind")]
"""Any job, told apart by its ``kind``."""

_READER: TypeAdapter[SolveRequest | EnsembleRequest] = TypeAdapter(JobRequest)


def read_request(data: Mapping[str, Any]) -> SolveRequest | EnsembleRequest:
    """Return the request that plain data states.

    Raises:
        ValidationError: If it states none.
    """
    return _READER.validate_python(data)


def plain_request(request: SolveRequest | EnsembleRequest) -> dict[str, Any]:
    """Return a request as plain data, for JSON."""
    return request.model_dump(mode="json", by_alias=True)
