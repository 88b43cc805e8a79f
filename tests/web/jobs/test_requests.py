"""What may be asked for: strict models, and everything wrong with a request said before it waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from didymium.case.reading import read_case
from didymium.ensemble.running.work import TABLES
from didymium.ensemble.sampling.choose import SAMPLINGS
from didymium.web.jobs.requests import (
    EnsembleRequest,
    Sampling,
    SolveRequest,
    TableName,
    plain_request,
    read_request,
)
from didymium.web.jobs.work import check_request
from job_cases import ensemble_request, solve_request, stop


def test_the_choices_are_those_of_the_engine() -> None:
    """The models name them so that nothing heavy is loaded with them."""
    assert set(get_args(Sampling)) == set(SAMPLINGS)
    assert get_args(TableName) == TABLES


def test_plain_data_and_back(job_case: Path) -> None:
    """A request that was kept as JSON is the same request: dates, lists and figures."""
    for request in (
        solve_request(job_case, title="정지", profile="shock"),
        ensemble_request(job_case, 7, grid=None, inputs=("bending",), tables=("prices",)),
        ensemble_request(job_case, 1, grid={"bending": (0.5, 1.0, 1.25)}),
    ):
        assert read_request(plain_request(request)) == request


def test_the_kind_tells_them_apart(job_case: Path) -> None:
    scenario = stop(job_case).model_dump(mode="json", by_alias=True)
    assert isinstance(read_request({"kind": "solve", "scenario": scenario}), SolveRequest)
    assert isinstance(read_request({"kind": "ensemble", "scenario": scenario}), EnsembleRequest)
    with pytest.raises(ValidationError, match="kind"):
        read_request({"kind": "guess", "scenario": scenario})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"count": 0}, "greater than or equal to 1"),
        ({"count": 10_001}, "less than or equal to 10000"),
        ({"count": "12"}, "valid integer"),
        ({"seconds_limit": 6 * 3600 + 1}, "less than or equal to 21600"),
        ({"sampling": "dice"}, "latin_hypercube"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"tables": ["price"]}, "prices"),
        ({"name": "../../etc"}, "match pattern"),
        ({"workers": 64}, "Extra inputs are not permitted"),
        ({"grid": {"bending": [float("nan")]}}, "finite number"),
        ({"grid": {"bending": [1.0]}, "inputs": ["bending"]}, "leave inputs away"),
        ({"grid": {"a": list(range(200)), "b": list(range(200))}}, "40,000 points, more than 10,000"),
    ],
)
def test_limits(job_case: Path, more: dict[str, Any], said: str) -> None:
    """Size, time, choices, names that would be paths, and unknown keys."""
    scenario = stop(job_case).model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError, match=said):
        read_request({"kind": "ensemble", "scenario": scenario, **more})


def test_no_file_of_the_server_is_included(job_case: Path) -> None:
    """``include`` would have the server read its own files."""
    scenario = stop(job_case).model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError, match="write the events and instruments out"):
        read_request({"kind": "solve", "scenario": {**scenario, "include": ["/etc/passwd"]}})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"profile": "live"}, 'request, column profile: "live" is not in case.toml (there are shock)'),
        ({"inputs": ("bendin",)}, '"bendin" is not in uncertain.csv (did you mean "bending"?)'),
        ({"grid": {"bend": (1.0,)}}, 'lever "bend" is no input of uncertain.csv (there are bending)'),
        ({"grid": {"bending": (9.0,)}}, "9 lies outside its range in uncertain.csv, 0.5 to 2"),
        ({"sampling": "sobol", "count": 100}, "a Sobol design needs a power of two, 100 is none"),
        ({"sampling": "saltelli", "count": 8192}, "scenarios, more than 10,000: ask for fewer"),
    ],
)
def test_what_the_case_does_not_allow(job_case: Path, more: dict[str, Any], said: str) -> None:
    """In the words of the command line."""
    request = ensemble_request(job_case, more.pop("count", 4), **more)
    problems = check_request(read_case(job_case), request)
    assert len(problems) == 1
    assert said in str(problems[0])


def test_every_problem_of_a_scenario(job_case: Path) -> None:
    """A region and a material that the case does not have, both at once."""
    found = stop(job_case)
    event = found.event[0].model_copy(update={"origin": "AUT", "materials": ("oxid",)})
    request = solve_request(job_case, scenario=found.model_copy(update={"event": (event,)}))
    said = [str(problem) for problem in check_request(read_case(job_case), request)]
    assert len(said) == 2
    assert any('"AUT"' in text and "origin" in text for text in said)
    assert any('"oxid"' in text and 'did you mean "oxide"?' in text for text in said)


def test_nothing_is_wrong_with_these(job_case: Path) -> None:
    case = read_case(job_case)
    assert check_request(case, solve_request(job_case)) == []
    assert check_request(case, ensemble_request(job_case, 10_000)) == []
