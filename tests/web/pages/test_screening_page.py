"""The page of screening: its answers are the views', and what is a person's own stays with them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

import pytest

from didymium.web.engine.screening.question import LONGEST_TEXT
from didymium.web.look.drawing import stacked
from didymium.web.pages.screening import PAGE, TABS
from didymium.web.pages.screening.export_tab import MOTOR, ExportTab
from didymium.web.pages.screening.packed import FRAGMENT, packed, unpacked
from didymium.web.pages.screening.tab import given_of, own_of, parameters_of
from didymium.web.server import Server
from page_views import Shown, opened, run
from web_servers import close, make_server

MAGNET = "item,material,form,contains,origin\nprivate magnet,ndfeb_magnet,magnet,dysprosium 4,CHN\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = make_server(tmp_path_factory.mktemp("screening"))
    yield made
    close(made)


def arrive(server: Server, query: Mapping[str, str], own: str = "", language: str = "en") -> Shown:
    """Open a part of the page as a browser does that holds something behind the # of the address."""

    async def test() -> Shown:
        async with opened(server, PAGE, query, language=language) as shown:
            (arrival,) = shown.tags("span", id="screening-arrival")
            await shown.send(arrival, "arrive", own)
            return shown

    return run(test)


def test_what_is_behind_the_hash_is_asked(server: Server) -> None:
    """A link gives the same answer again, with the rule and its source."""
    own = packed({"text": MAGNET, "end_user": "Some User"})
    shown = arrive(server, {"view": "export", "as_of": "2025-05-01", "timeline": "none"}, own)
    assert "private magnet" in shown.text
    assert "cn_2025_18" in shown.text
    assert 'href="/evidence?source=' in shown.markup
    assert shown.tags("button", id="screening-json")
    assert not shown.tags("p", role="alert")


def test_first_look_shows_the_worked_example_and_says_so(server: Server) -> None:
    """A visitor sees what the page gives, in the language of the browser, and that it is an example."""
    shown = arrive(server, {"example": "motor", "timeline": "none"}, language="ko")
    words = server.words("ko")
    assert words("web.screening.is_example_export") in shown.text
    assert words("screen.export.section.verdict") in shown.text


def test_a_link_without_the_bill_says_so(server: Server) -> None:
    """Settings alone are no question: no example is taken for somebody's own bill."""
    shown = arrive(server, {"view": "export", "as_of": "2025-05-01"})
    assert server.words("en")("web.screening.paste_again") in shown.text
    assert not shown.tags("button", id="screening-json")


def test_everything_wrong_is_said_at_once(server: Server) -> None:
    """Countries, shares and the bill are named together."""
    bill = "item,part_of\na,nothing\n"
    own = packed({"text": bill, "end_user_country": "Nowhere", "owners": "40-30"})
    shown = arrive(server, {"view": "export", "as_of": "2025-05-01", "destination": "Jpan"}, own)
    (alert,) = shown.tags("p", role="alert")
    assert all(word in (alert._text or "") for word in ("Jpan", "Nowhere", "40-30", "nothing"))


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.name)
def test_what_is_ones_own_is_never_told_to_a_server(tab: ExportTab) -> None:
    """Of a filled form the address tells neither the pasted text nor the private fields, and together with
    what stands behind its # it leads back to the same form.
    """
    given = {name: f"my {name}" for name in tab.fields}
    told, own = parameters_of(tab, given), own_of(tab, given, MOTOR)
    assert not any(f"my {name}" in urlencode(told) for name in tab.private)
    assert set(told) == {"view", *tab.fields} - set(tab.private)
    back = given_of(tab, told) | {
        name: text for name, text in unpacked(packed(own)).items() if name != "text"
    }
    assert back == given


def test_blank_fields_come_back_blank() -> None:
    """What is ticked or filled at first and was taken away stays away."""
    tab = ExportTab()
    given = dict.fromkeys(tab.fields, "")
    assert given_of(tab, parameters_of(tab, given)) == given


@pytest.mark.parametrize(
    "fragment",
    [
        "", "own=", "own=%%%", "own=YQ", "text=abc", f"{FRAGMENT}{'A' * 9_000}",
        FRAGMENT + base64.urlsafe_b64encode(zlib.compress(b"[" * 500_000)).decode(),
        FRAGMENT + base64.urlsafe_b64encode(zlib.compress(b'{"text":' * 90_000)).decode(),
        FRAGMENT + base64.urlsafe_b64encode(zlib.compress(b" " * (4 * LONGEST_TEXT + 1))).decode(),
        FRAGMENT + base64.urlsafe_b64encode(zlib.compress(json.dumps({"text": 1}).encode())).decode(),
    ],
    ids=range(10),
)  # fmt: skip
def test_links_that_are_none_hold_nothing(fragment: str) -> None:
    """Broken, hostile or overgrown links are as good as none."""
    assert unpacked(fragment) == {}


def test_a_long_bill_is_in_no_link() -> None:
    """Text that does not shrink below what a link takes is left out whole, never cut."""
    text = "".join(chr(0x4E00 + place * 7919 % 20_000) for place in range(9_000))
    assert packed({"text": text}) == ""
    assert unpacked(packed({"text": MOTOR})) == {"text": MOTOR}


def test_numbers_of_a_drawing_name_their_table() -> None:
    """Tables of the same columns stand below each other; others are left out."""
    from didymium.views.result_tables import Table

    one = Table("one", ("day", "day"), (("1", "2"),))
    found = stacked([one, Table("two", ("day", "day"), (("3", "4"),)), Table("else", ("x",), (("5",),))])
    assert found.rows() == [("one", "1", "2"), ("two", "3", "4")]
    assert len(set(found.columns)) == 3
