"""What is shown of the response on the bundled case, worked out once for the tests that look at it."""

from __future__ import annotations

from functools import cache

from didymium.decisions.response.answering import answer_of
from didymium.views.response.view import ResponseView
from response_cases import june_response


@cache
def june_view() -> ResponseView:
    """Return the answer of 1 June 2025 for Japan, the United States and Korea."""
    return ResponseView(answer_of(june_response()))
