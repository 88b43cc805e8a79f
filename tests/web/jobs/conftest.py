"""Catalogues for the tests of jobs, in a file and on a server, and the case that they run on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from job_cases import write_job_case
from postgresql_server import postgresql_server


@pytest.fixture(scope="session")
def job_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_job_case(tmp_path_factory.mktemp("case") / "tiny")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql_server() as url:
        yield url


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'catalogue.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, file_url: str) -> str:
    """A new catalogue: a file, or a database of its own on the server."""
    if request.param == "sqlite":
        return file_url
    return new_database(request.getfixturevalue("server"))


@pytest.fixture
def shared_url(server: str) -> str:
    """A new database on the server."""
    return new_database(server)


def new_database(server: str) -> str:
    address, name = sa.make_url(server), f"d{secrets.token_hex(8)}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)
