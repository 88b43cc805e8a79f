"""Opening a catalogue (SQLite, or PostgreSQL by URL), and what is read from it and written to it.

A finished scenario is one transaction: its tables and the note that it is done. Killed at any moment, a
catalogue holds a scenario whole or not at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from didymium.ensemble.catalogue.tables import ENSEMBLES, PARTS, SCENARIOS
from didymium.ensemble.running.worker import Solved

MIGRATIONS = Path(__file__).parent / "migrations"
DONE, FAILED = "done", "failed"
MOST_NUMBERS = 500
"""Numbers in one condition; databases allow some thousand."""


class CatalogueError(Exception):
    """Raised when a catalogue cannot be opened, read or written; the message says why and what helps."""


@dataclass(frozen=True)
class Progress:
    """How far an ensemble is: finished scenarios, those of them without an answer, and those of them solved
    cold.
    """

    finished: int
    failed: int
    cold: int
    iterations: int
    seconds: float


class Catalogue:
    """An open catalogue at an SQLAlchemy URL."""

    def __init__(self, url: str | sa.URL) -> None:
        """Open a catalogue, made if it is new, brought up to date if it is old.

        Raises:
            CatalogueError: If the URL is none, the server does not answer, or the file is something else.
        """
        try:
            self._engine = sa.create_engine(_checked(url))
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
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise CatalogueError(f"the catalogue cannot be written: {_reason(error)}") from None

    def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except SQLAlchemyError as error:
            raise CatalogueError(f"the catalogue cannot be read: {_reason(error)}") from None

    def add(self, key: str, folder: Path, definition: Mapping[str, Any]) -> None:
        """Enter an ensemble, unless it is there; its folder is noted anew."""
        row = {
            "key": key,
            "folder": str(folder.resolve()),
            "case_name": definition["case"],
            "scenario_name": definition["scenario"],
            "count": definition["scenarios"],
            "definition": dict(definition),
        }
        with self._writing() as connection:
            known = connection.execute(sa.select(ENSEMBLES.c.key).where(ENSEMBLES.c.key == key)).first()
            if known is None:
                connection.execute(sa.insert(ENSEMBLES).values(**row, created=_now()))
            else:
                there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == key)
                connection.execute(there.values(folder=row["folder"]))

    def forget(self, ensemble: str, numbers: Sequence[int]) -> None:
        """Forget that scenarios were finished: their results are lost. The ensemble is no longer finished."""
        with self._writing() as connection:
            for begin in range(0, len(numbers), MOST_NUMBERS):
                some = numbers[begin : begin + MOST_NUMBERS]
                for table in (PARTS, SCENARIOS):
                    chosen = table.c.ensemble == ensemble, table.c.number.in_(some)
                    connection.execute(sa.delete(table).where(*chosen))
            there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == ensemble)
            connection.execute(there.values(finished=None))

    def take_over(self, before: str, key: str) -> None:
        """Hand what one ensemble has finished to another, which is in the catalogue, and forget the first."""
        with self._writing() as connection:
            for table in (PARTS, SCENARIOS):
                connection.execute(sa.update(table).where(table.c.ensemble == before).values(ensemble=key))
            connection.execute(sa.delete(ENSEMBLES).where(ENSEMBLES.c.key == before))

    def put_back(
        self, ensemble: str, numbers: Sequence[int], parts: Iterable[tuple[int, str, bytes]]
    ) -> None:
        """Let scenarios that were gathered wait again, with their tables as (number, name, Arrow file)."""
        with self._writing() as connection:
            here = SCENARIOS.c.ensemble == ensemble
            connection.execute(
                sa.update(SCENARIOS).where(here, SCENARIOS.c.number.in_(numbers)).values(gathered=None)
            )
            for number, name, content in parts:
                row = {"ensemble": ensemble, "number": number, "name": name, "content": content}
                connection.execute(sa.insert(PARTS).values(**row))

    def unfinished_elsewhere(self, key: str, folder: Path) -> Path | None:
        """Return another folder in which an ensemble was begun and is not finished, or None."""
        query = sa.select(ENSEMBLES.c.folder).where(ENSEMBLES.c.key == key, ENSEMBLES.c.finished.is_(None))
        rows = self._read(query)
        there = Path(rows[0].folder) if rows else None
        return None if there == folder.resolve() else there

    def folder_of(self, key: str) -> Path | None:
        """Return the folder of a finished ensemble, or None."""
        query = sa.select(ENSEMBLES.c.folder).where(ENSEMBLES.c.key == key, ENSEMBLES.c.finished.isnot(None))
        rows = self._read(query)
        return Path(rows[0].folder) if rows else None

    def finish(self, key: str) -> None:
        """Note that an ensemble is finished."""
        with self._writing() as connection:
            there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == key, ENSEMBLES.c.finished.is_(None))
            connection.execute(there.values(finished=_now()))

    def enter(self, ensemble: str, key: str, solved: Solved) -> None:
        """Enter a finished scenario with its tables, whole or not at all."""
        state = FAILED if solved.failure else DONE
        with self._writing() as connection:
            connection.execute(
                sa.insert(SCENARIOS).values(
                    ensemble=ensemble,
                    number=solved.number,
                    key=key,
                    state=state,
                    path=solved.path,
                    solves=solved.solves,
                    iterations=solved.iterations,
                    seconds=solved.seconds,
                    failure=solved.failure,
                )
            )
            if solved.tables:
                parts = [
                    {"ensemble": ensemble, "number": solved.number, "name": name, "content": content}
                    for name, content in solved.tables.items()
                ]
                connection.execute(sa.insert(PARTS), parts)

    def states(self, ensemble: str) -> dict[int, tuple[str, int | None]]:
        """Return the state of every finished scenario and the file into which it was gathered."""
        columns = (SCENARIOS.c.number, SCENARIOS.c.state, SCENARIOS.c.gathered)
        rows = self._read(sa.select(*columns).where(SCENARIOS.c.ensemble == ensemble))
        return {row.number: (row.state, row.gathered) for row in rows}

    def parts(self, ensemble: str, numbers: Sequence[int], name: str) -> list[tuple[int, bytes]]:
        """Return one table of scenarios that wait to be gathered, by number."""
        query = (
            sa.select(PARTS.c.number, PARTS.c.content)
            .where(PARTS.c.ensemble == ensemble, PARTS.c.name == name, PARTS.c.number.in_(numbers))
            .order_by(PARTS.c.number)
        )
        return [(row.number, row.content) for row in self._read(query)]

    def gathered(self, ensemble: str, numbers: Sequence[int], file: int) -> None:
        """Note that scenarios are in a file, and let go of their parts."""
        with self._writing() as connection:
            here = SCENARIOS.c.ensemble == ensemble
            connection.execute(
                sa.update(SCENARIOS).where(here, SCENARIOS.c.number.in_(numbers)).values(gathered=file)
            )
            connection.execute(
                sa.delete(PARTS).where(PARTS.c.ensemble == ensemble, PARTS.c.number.in_(numbers))
            )

    def progress(self, ensemble: str) -> Progress:
        """Return how far an ensemble is."""
        table = SCENARIOS.c
        counts = [
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(sa.case((table.state == FAILED, 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(sa.case((table.path == "cold", 1), else_=0)), 0),
            sa.func.coalesce(sa.func.sum(table.iterations), 0),
            sa.func.coalesce(sa.func.sum(table.seconds), 0.0),
        ]
        row = self._read(sa.select(*counts).where(table.ensemble == ensemble))[0]
        return Progress(int(row[0]), int(row[1]), int(row[2]), int(row[3]), float(row[4]))

    def failures(self, ensemble: str, limit: int = 20) -> list[tuple[int, str]]:
        """Return scenarios without an answer, with the reason."""
        table = SCENARIOS.c
        query = sa.select(table.number, table.failure).where(
            table.ensemble == ensemble, table.state == FAILED
        )
        return [(row.number, row.failure) for row in self._read(query.order_by(table.number).limit(limit))]


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


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
