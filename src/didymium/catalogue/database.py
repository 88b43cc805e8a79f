"""A database that keeps what must outlive a process: SQLite in a file, or PostgreSQL by URL.

Whoever keeps something here opens a :class:`Database`; what is in the tables is the business of the packages
above.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

MIGRATIONS = Path(__file__).parent / "migrations"


class CatalogueError(Exception):
    """Raised when a catalogue cannot be opened, read or written; the message says why and what helps."""


class Database:
    """An open catalogue at an SQLAlchemy URL. It may be used by many threads."""

    def __init__(self, url: str | sa.URL) -> None:
        """Open a catalogue, made if it is new, brought up to date if it is old.

        Raises:
            CatalogueError: If the URL is none, the server does not answer, or the file is something else.
        """
        try:
            self._engine = sa.create_engine(_checked(url), pool_pre_ping=True)
            if self._engine.dialect.name == "sqlite":
                sa.event.listen(self._engine, "connect", _prepare_sqlite)
            self._upgrade()
        except ModuleNotFoundError as error:
            raise CatalogueError(
                f"{error.name} is not installed, which PostgreSQL needs: pip install 'didymium[postgresql]'"
            ) from None
        except CommandError as error:
            raise CatalogueError(
                f"the catalogue {_shown(url)} was made by a newer version of didymium ({error})"
            ) from None
        except SQLAlchemyError as error:
            raise CatalogueError(f"the catalogue {_shown(url)} cannot be opened: {_reason(error)}") from None

    def check(self) -> None:
        """See whether the database answers.

        Raises:
            CatalogueError: If it does not.
        """
        self.read(sa.select(sa.literal(1)))

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _upgrade(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Hand over a connection whose changes are kept together, or not at all.

        Raises:
            CatalogueError: If the database refuses.
        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise CatalogueError(f"the catalogue cannot be written: {_reason(error)}") from None

    def read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        """Return the rows of a query.

        Raises:
            CatalogueError: If the database refuses.
        """
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except SQLAlchemyError as error:
            raise CatalogueError(f"the catalogue cannot be read: {_reason(error)}") from None


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Let readers go on while one writes, wait for locks, and keep a commit through a crash of the system."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


ADDRESSES = "write sqlite:///FILE or postgresql://USER@HOST/DATABASE"


def local_catalogue(file: Path) -> sa.URL:
    """Return the address of a catalogue in a file."""
    return sa.URL.create("sqlite", database=str(file.resolve()))


def _checked(url: str | sa.URL) -> sa.URL:
    """Return an address with the driver that this project brings for PostgreSQL.

    Raises:
        CatalogueError: If it is none, or of a database that is not served.
    """
    try:
        found = sa.make_url(url.replace("postgres://", "postgresql://", 1) if isinstance(url, str) else url)
    except (ArgumentError, ValueError):
        raise CatalogueError(f'"{url}" is no address of a catalogue: {ADDRESSES}') from None
    backend = found.get_backend_name()
    if backend == "sqlite" and found.database not in (None, "", ":memory:"):
        return found
    if backend == "postgresql":
        return found.set(drivername="postgresql+pg8000")
    raise CatalogueError(f'"{_shown(found)}" cannot be a catalogue: {ADDRESSES}')


def _shown(url: str | sa.URL) -> str:
    """Return an address without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return str(url)


def _reason(error: SQLAlchemyError) -> str:
    """Return what the database said, in its first line."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    told = cause.args[0] if cause.args else ""
    # The driver of PostgreSQL hands over what the server said as fields: M is the message.
    said = str(told["M"]) if isinstance(told, dict) and "M" in told else str(cause)
    return said.strip().splitlines()[0] if said.strip() else type(error).__name__


def now() -> str:
    """Return the time now in UTC, to the second, as the tables keep it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
