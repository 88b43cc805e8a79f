"""A server of the small case without accounts, shared by the tests of a module, and somebody who calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asgi_client import TestClient
from didymium.web.server import Server
from web_servers import browser, close, make_api, make_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the small case."""
    made = make_server(tmp_path_factory.mktemp("server"))
    yield made
    close(made)


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[TestClient]:
    """Whoever sits at the machine of the server."""
    with browser(make_api(server)) as found:
        yield found
