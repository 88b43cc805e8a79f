"""Serves the reference: made once, the same for everybody."""

from __future__ import annotations

import json
from functools import cache

from fastapi import APIRouter, FastAPI, Request, Response

from didymium.web.api.answers.paging import UNCHANGED, unchanging
from didymium.web.api.answers.parameters import Reader
from didymium.web.api.answers.routes import router_of, text_answer
from didymium.web.api.reference.document import openapi_document
from didymium.web.api.reference.page import content_policy, reference_page


def router_for(app: FastAPI, root: str) -> APIRouter:
    """Return the endpoints that describe an application which serves the API below a path."""
    router = router_of("Reference")

    @cache
    def document() -> bytes:
        return json.dumps(openapi_document(app, root), ensure_ascii=False).encode()

    @cache
    def page() -> bytes:
        return reference_page(json.loads(document()), root).encode()

    @router.get("/openapi.json", response_model=dict[str, object], responses=UNCHANGED)
    async def openapi(request: Request, _: Reader) -> Response:
        """Return this reference as an OpenAPI document."""
        return unchanging(request, document())

    @router.get(
        "/docs", response_class=Response, responses={**text_answer("The page.", "text/html"), **UNCHANGED}
    )
    async def docs(request: Request, _: Reader) -> Response:
        """Return this reference as a page."""
        policy = {"Content-Security-Policy": content_policy()}
        return unchanging(request, page(), policy, "text/html; charset=utf-8")

    return router
