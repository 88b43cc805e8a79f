"""The OpenAPI document is true: whatever is sent, right or wrong, is answered as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from rival_servers import case_with_rival
from web_servers import close, make_api, make_server

CHECKS: list[Callable[..., Any]] = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    negative_data_rejection, allow_header_conformance,
]  # fmt: skip
BY_MEANING = ("/facts", "/disagreements", "/projects", "/programmes/{member}")
"""Endpoints that refuse words of no meaning and dates that contradict each other, which no schema can say."""
QUICK = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
REAL = {
    "case": "tiny", "table": "plants", "name": "brief", "fact": "epoch_cherry_1912", "source": "report",
    "agreement": "dow_lynas_2026", "path": "prices.csv",
    "member": "JPN", "backtest": "japan_2026", "rival": "digger", "policy": "stocks",
}  # fmt: skip

# An archive is bytes, which is what is sent of it.
schemathesis.serializer.alias("application/zip", "application/octet-stream")


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    """Every endpoint, as the document of a server that asks nobody to sign in describes it."""
    folder = tmp_path_factory.mktemp("contract")
    server = make_server(
        folder, case_with_rival(folder), public_url="http://testserver", solves_per_minute=100_000
    )
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", make_api(server))
    yield [found.ok() for found in schema.get_all_operations()]
    close(server)


def _hold(operation: Any, mode: GenerationMode, names: dict[str, str]) -> None:
    """Send what fits an endpoint, or what does not; ``names`` are real ones for its path."""
    checks = list(CHECKS)
    if operation.method == "get" and operation.path not in BY_MEANING:
        checks.append(positive_data_acceptance)

    @QUICK
    @given(case=operation.as_strategy(generation_mode=mode))
    def held(case: Any) -> None:
        case.path_parameters = {
            name: names.get(name, value) for name, value in (case.path_parameters or {}).items()
        }
        case.call_and_validate(checks=checks)

    held()


def _takes_anything(operation: Any) -> bool:
    return any(operation.iter_parameters()) or bool(operation.body)


def test_what_fits_is_answered_as_documented(operations: list[Any]) -> None:
    """Requests that the document allows."""
    for operation in operations:
        _hold(operation, GenerationMode.POSITIVE, {})


def test_what_does_not_fit_is_refused_as_documented(operations: list[Any]) -> None:
    """Requests that the document forbids: other types, other media types, unknown keys, out of bounds."""
    for operation in operations:
        if _takes_anything(operation):
            _hold(operation, GenerationMode.NEGATIVE, {})


def test_real_names_are_answered_as_documented(operations: list[Any]) -> None:
    """Of things that are there the answers have the content that is documented."""
    for operation in operations:
        if operation.method == "get" and "{" in operation.path:
            _hold(operation, GenerationMode.POSITIVE, REAL)
