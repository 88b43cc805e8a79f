"""Language and theme of a visit: what was asked for, what was chosen, what the browser says; never anything
that is not spoken here.
"""

from __future__ import annotations

import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from didymium.locale import LANGUAGES
from didymium.web.look.visit import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, language_of, theme_of


def request(query: str = "", accept: str = "", **cookies: str) -> Request:
    headers = [(b"accept-language", accept.encode("latin-1", "replace"))] if accept else []
    if cookies:
        said = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers.append((b"cookie", said.encode()))
    return Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers}
    )


@pytest.mark.parametrize(
    ("query", "chosen", "accept", "expected"),
    [
        ("lang=ja", "ko", "en", "ja"),
        ("", "ko", "ja", "ko"),
        ("", "", "ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("", "", "fr-FR, ko-KR;q=0.7", "ko"),
        ("", "", "KO", "ko"),
        ("lang=fr", "xx", "de", "en"),
        ("lang=../../etc", "", "", "en"),
        ("lang=fr", "ko", "", "ko"),
        ("", "", "", "en"),
        ("", "", ";;,,-", "en"),
    ],
)
def test_the_first_that_is_spoken_here(query: str, chosen: str, accept: str, expected: str) -> None:
    """The address, then what was chosen before, then the browser in its own order, then English."""
    cookies = {LANGUAGE_COOKIE: chosen} if chosen else {}
    assert language_of(request(query, accept, **cookies)) == expected


@given(
    st.text(st.characters(codec="ascii", exclude_characters="\r\n;,\x00")),
    st.text(st.characters(codec="latin-1")),
)
def test_whatever_is_sent_it_is_one_of_ours(chosen: str, accept: str) -> None:
    assert language_of(request("", accept, **{LANGUAGE_COOKIE: chosen})) in LANGUAGES
    assert theme_of(request("", "", **{THEME_COOKIE: chosen})) in THEMES


@pytest.mark.parametrize(
    ("chosen", "expected"), [("dark", "dark"), ("light", "light"), ("neon", "auto"), ("", "auto")]
)
def test_themes(chosen: str, expected: str) -> None:
    """What was chosen, else as the system has it."""
    assert theme_of(request(**({THEME_COOKIE: chosen} if chosen else {}))) == expected
