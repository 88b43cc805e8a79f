"""The results of an ensemble, finished or not, as tables that DuckDB reads in place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from didymium.catalogue.database import local_catalogue
from didymium.ensemble.running.catalogue import EnsembleCatalogue
from didymium.ensemble.running.folder import CATALOGUE, DRAWS, FolderError, read_definition, result_file
from didymium.ensemble.running.parts import joined


class Results:
    """The tables of an ensemble in a folder; use as a context manager.

    ``definition`` says what the ensemble is, ``answered`` lists the scenarios with an answer (0 is the one as
    stated), ``failed`` counts those without.
    """

    def __init__(self, folder: Path, catalogue_url: str | None = None) -> None:
        """Open a folder.

        Raises:
            FolderError: If it holds no ensemble, or its catalogue is elsewhere.
            CatalogueError: If the catalogue cannot be read.
        """
        self.folder = folder
        self.definition = read_definition(folder)
        local = folder / CATALOGUE
        if catalogue_url is None and not local.is_file():
            raise FolderError(f"the catalogue of {folder} is elsewhere: say where with --catalogue")
        with closing(EnsembleCatalogue(catalogue_url or local_catalogue(local))) as catalogue:
            states = catalogue.states(self.definition["key"])
            waiting = [number for number, (state, file) in states.items() if state == "done" and file is None]
            parts = {
                name: catalogue.parts(self.definition["key"], sorted(waiting), name)
                for name in self.definition["tables"]
            }
        self.answered = tuple(sorted(number for number, (state, _) in states.items() if state == "done"))
        self.failed = len(states) - len(self.answered)
        self._connection = duckdb.connect()
        self._connection.execute("SET enable_progress_bar = false")
        files = sorted({file for state, file in states.values() if state == "done" and file is not None})
        try:
            self._make_views(files, parts)
        except duckdb.Error as error:
            raise FolderError(_damaged(folder, error)) from None

    def __enter__(self) -> Results:
        """Return the results themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the files."""
        self._connection.close()

    @property
    def drawn(self) -> tuple[int, ...]:
        """Scenarios with an answer that were drawn, without the one as stated."""
        return tuple(number for number in self.answered if number > 0)

    @property
    def wanted(self) -> int:
        """Number of scenarios drawn, finished or not."""
        return int(self.definition["scenarios"])

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables that the ensemble keeps."""
        return tuple(self.definition["tables"])

    def need(self, table: str) -> None:
        """See that a table was kept, and that some scenario has an answer.

        Raises:
            FolderError: If not.
        """
        if table not in self.tables:
            raise FolderError(
                f"{self.folder} did not keep the table {table} (it kept {', '.join(self.tables)}): "
                f"run it again with --table {table}"
            )
        if not self.answered:
            raise FolderError(f"no scenario in {self.folder} has an answer: there is nothing to ask about")

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> pl.DataFrame:
        """Return the answer to an SQL query over the tables by name, ``draws`` and ``answered``."""
        try:
            table = pl.from_arrow(self._connection.sql(query, params=list(parameters)).to_arrow_table())
        except duckdb.Error as error:
            raise FolderError(_damaged(self.folder, error)) from None
        assert isinstance(table, pl.DataFrame)
        return table

    def _make_views(self, numbers: Sequence[int], parts: dict[str, list[tuple[int, bytes]]]) -> None:
        """Make a view of each table: files that the catalogue knows as gathered, and what waits."""
        for name in self.tables:
            files = [str(result_file(self.folder, name, file)) for file in numbers]
            queries = [f"SELECT * FROM read_parquet({files})"] if files else []
            waiting = joined(parts[name])
            if waiting is not None:
                self._connection.register(f"waiting_{name}", waiting.to_arrow())
                queries.append(f"SELECT * FROM waiting_{name}")
            if queries:
                self._connection.execute(f"CREATE VIEW {name} AS {' UNION ALL '.join(queries)}")
        answered = pl.DataFrame({"scenario": self.answered}, schema={"scenario": pl.Int32})
        self._connection.register("answered", answered.to_arrow())
        draws = str(self.folder / DRAWS)
        self._connection.execute(f"CREATE VIEW draws AS SELECT * FROM read_parquet({[draws]})")


def _damaged(folder: Path, error: Exception) -> str:
    said = str(error).strip().splitlines()[0]
    return f"the results in {folder} are damaged ({said}): give the ensemble command again, which mends them"
