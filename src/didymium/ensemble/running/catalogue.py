"""What the catalogue keeps of ensembles.

A finished scenario is one transaction: its tables and the note that it is done. Killed at any moment, a
catalogue holds a scenario whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from didymium.catalogue.database import Database, now
from didymium.catalogue.tables import ENSEMBLES, PARTS, SCENARIOS
from didymium.ensemble.running.worker import Solved

DONE, FAILED = "done", "failed"
MOST_NUMBERS = 500
"""Numbers in one condition; databases allow some thousand."""


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


class EnsembleCatalogue(Database):
    """An open catalogue, as ensembles use it."""

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
        with self.writing() as connection:
            known = connection.execute(sa.select(ENSEMBLES.c.key).where(ENSEMBLES.c.key == key)).first()
            if known is None:
                connection.execute(sa.insert(ENSEMBLES).values(**row, created=now()))
            else:
                there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == key)
                connection.execute(there.values(folder=row["folder"]))

    def forget(self, ensemble: str, numbers: Sequence[int]) -> None:
        """Forget that scenarios were finished: their results are lost. The ensemble is no longer finished."""
        with self.writing() as connection:
            for begin in range(0, len(numbers), MOST_NUMBERS):
                some = numbers[begin : begin + MOST_NUMBERS]
                for table in (PARTS, SCENARIOS):
                    chosen = table.c.ensemble == ensemble, table.c.number.in_(some)
                    connection.execute(sa.delete(table).where(*chosen))
            there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == ensemble)
            connection.execute(there.values(finished=None))

    def take_over(self, before: str, key: str) -> None:
        """Hand what one ensemble has finished to another, which is in the catalogue, and forget the first."""
        with self.writing() as connection:
            for table in (PARTS, SCENARIOS):
                connection.execute(sa.update(table).where(table.c.ensemble == before).values(ensemble=key))
            connection.execute(sa.delete(ENSEMBLES).where(ENSEMBLES.c.key == before))

    def put_back(
        self, ensemble: str, numbers: Sequence[int], parts: Iterable[tuple[int, str, bytes]]
    ) -> None:
        """Let scenarios that were gathered wait again, with their tables as (number, name, Arrow file)."""
        with self.writing() as connection:
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
        rows = self.read(query)
        there = Path(rows[0].folder) if rows else None
        return None if there == folder.resolve() else there

    def folder_of(self, key: str) -> Path | None:
        """Return the folder of a finished ensemble, or None."""
        query = sa.select(ENSEMBLES.c.folder).where(ENSEMBLES.c.key == key, ENSEMBLES.c.finished.isnot(None))
        rows = self.read(query)
        return Path(rows[0].folder) if rows else None

    def finish(self, key: str) -> None:
        """Note that an ensemble is finished."""
        with self.writing() as connection:
            there = sa.update(ENSEMBLES).where(ENSEMBLES.c.key == key, ENSEMBLES.c.finished.is_(None))
            connection.execute(there.values(finished=now()))

    def enter(self, ensemble: str, key: str, solved: Solved) -> None:
        """Enter a finished scenario with its tables, whole or not at all."""
        state = FAILED if solved.failure else DONE
        with self.writing() as connection:
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
        rows = self.read(sa.select(*columns).where(SCENARIOS.c.ensemble == ensemble))
        return {row.number: (row.state, row.gathered) for row in rows}

    def parts(self, ensemble: str, numbers: Sequence[int], name: str) -> list[tuple[int, bytes]]:
        """Return one table of scenarios that wait to be gathered, by number."""
        query = (
            sa.select(PARTS.c.number, PARTS.c.content)
            .where(PARTS.c.ensemble == ensemble, PARTS.c.name == name, PARTS.c.number.in_(numbers))
            .order_by(PARTS.c.number)
        )
        return [(row.number, row.content) for row in self.read(query)]

    def gathered(self, ensemble: str, numbers: Sequence[int], file: int) -> None:
        """Note that scenarios are in a file, and let go of their parts."""
        with self.writing() as connection:
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
        row = self.read(sa.select(*counts).where(table.ensemble == ensemble))[0]
        return Progress(int(row[0]), int(row[1]), int(row[2]), int(row[3]), float(row[4]))

    def failures(self, ensemble: str, limit: int = 20) -> list[tuple[int, str]]:
        """Return scenarios without an answer, with the reason."""
        table = SCENARIOS.c
        query = sa.select(table.number, table.failure).where(
            table.ensemble == ensemble, table.state == FAILED
        )
        return [(row.number, row.failure) for row in self.read(query.order_by(table.number).limit(limit))]
