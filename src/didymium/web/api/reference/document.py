"""The OpenAPI document of the API."""

from __future__ import annotations

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from didymium.decisions.alliance.request import CoalitionRequest
from didymium.decisions.stockpile.request import StockpileRequest
from didymium.scenario.schema import Scenario
from didymium.web.api.projects import FinanceOrder, PortfolioOrder
from didymium.web.api.responding import RespondOrder, UpdateOrder
from didymium.web.api.solving import SolveOrder
from didymium.web.engine.indicators.question import IndicatorsQuestion
from didymium.web.engine.rival.question import RivalQuestion
from didymium.web.engine.screening.export import ExportQuestion
from didymium.web.engine.screening.origin import OriginQuestion
from didymium.web.engine.screening.ownership import OwnersQuestion
from didymium.web.engine.screening.sale import SaleQuestion
from didymium.web.engine.screening.trace import TraceQuestion
from didymium.web.jobs.requests import EnsembleRequest, SolveRequest
from didymium.web.lab.settings import LabSettings
from didymium.web.problem import ProblemDetails

POSTED: tuple[type[BaseModel], ...] = (
    Scenario, LabSettings, SolveOrder, RespondOrder, UpdateOrder, StockpileRequest, FinanceOrder,
    PortfolioOrder, CoalitionRequest, ExportQuestion, OwnersQuestion, OriginQuestion, SaleQuestion,
    TraceQuestion, IndicatorsQuestion, RivalQuestion, SolveRequest, EnsembleRequest, ProblemDetails,
)  # fmt: skip
"""Models that endpoints read or answer with by themselves, so that FastAPI does not see them."""
PLACE = "#/components/schemas/{model}"
DESCRIPTION = """\
What the pages do, for programs: the case, its scenarios, solves with the numbers of the command line, jobs,
and the evidence. Models, names and messages are those of the files and of `didymium … --json`.

Whoever must sign in sends a token: `Authorization: Bearer …`. Lists come by the page (`offset`, `limit`); the
`Link` header leads to the next. Every refusal is `application/problem+json` (RFC 9457) and lists everything
that is wrong at once.\
"""


def openapi_document(app: FastAPI, root: str) -> dict[str, Any]:
    """Return the OpenAPI document of the application that serves the API below a path."""
    document = get_openapi(
        title="didymium",
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        servers=[{"url": root}],
        separate_input_output_schemas=False,
    )
    _, definitions = models_json_schema([(model, "validation") for model in POSTED], ref_template=PLACE)
    answered = document["components"]["schemas"]
    schemas = {**answered, **_parted(definitions["$defs"], answered)}
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    # A server without accounts asks for no token.
    document["security"] = [{}, {"token": []}]
    for path in document["paths"].values():
        for operation in path.values():
            _tidy(operation)
    return document


def _parted(posted: dict[str, Any], answered: dict[str, Any]) -> dict[str, Any]:
    """Return the models that are posted; one below them that shares its name with another one of an answer is
    called otherwise, so that neither stands for both.
    """
    whole = {model.__name__ for model in POSTED}
    others = [name for name in posted if name in answered and name not in whole]
    shared = [name for name in others if _keys(posted[name]) != _keys(answered[name])]
    text = json.dumps(posted)
    for name in shared:
        text = text.replace(f'"{PLACE.format(model=name)}"', f'"{PLACE.format(model=f"{name}Posted")}"')
    found: dict[str, Any] = json.loads(text)
    return {f"{name}Posted" if name in shared else name: schema for name, schema in found.items()}


def _keys(schema: dict[str, Any]) -> set[str]:
    return set(schema.get("properties", ()))


def _tidy(operation: dict[str, Any]) -> None:
    """Take as summary the first sentence of the text, which is the endpoint's own."""
    text = operation.get("description", "")
    summary, _, rest = text.partition("\n\n")
    operation["summary"] = " ".join(summary.split()).rstrip(".")
    operation["description"] = rest.strip()
    if not operation["description"]:
        del operation["description"]
    operation["responses"] = dict(sorted(operation["responses"].items()))
