"""Run an ensemble: what is done already is found, what is left is solved, what is finished is kept."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from didymium.catalogue.database import local_catalogue
from didymium.ensemble.running.catalogue import DONE, EnsembleCatalogue, Progress
from didymium.ensemble.running.definition import Definition
from didymium.ensemble.running.folder import (
    CATALOGUE,
    DRAWS,
    FolderError,
    claim,
    drop_results,
    drop_unfinished,
    extended_key,
    file_of,
    free_bytes,
    has_results,
    holds,
    locked,
    numbers_in,
    refuse_strangers,
    split_results,
    write_results,
)
from didymium.ensemble.running.threads import Task
from didymium.ensemble.running.work import Work
from didymium.ensemble.running.worker import Solved

MARGIN = 1.5
"""Room wanted for each byte that the scenarios left will take, from what the first ones took."""
LOOK_AFTER = 10
"""Scenarios solved before the room left is looked at."""


class Executor(Protocol):
    """Whatever solves scenarios: threads here, or a cluster."""

    def solve(self, work: Work, tasks: Sequence[Task], stop: threading.Event) -> Iterator[Solved]:
        """Yield scenarios as they are finished, until ``stop`` is set."""


@dataclass(frozen=True)
class Finished:
    """Where an ensemble lies and how it went: scenarios solved now, found done and left, failures by
    number.
    """

    folder: Path
    solved: int
    found: int
    left: int
    progress: Progress
    failures: tuple[tuple[int, str], ...]


def run_ensemble(
    definition: Definition,
    folder: Path,
    executor: Executor,
    *,
    catalogue_url: str | None = None,
    replace: bool = False,
    advance: Callable[[int], None] = lambda steps: None,
    stop: threading.Event | None = None,
) -> Finished:
    """Solve what is left of an ensemble and write it to a folder.

    Scenario 0, the files as stated, comes first. What is finished stays, however the run ends: solved
    scenarios are entered one by one and gathered into files of a hundred. An ensemble that is finished in
    another folder of the catalogue is found there; one that has the same draws and more after them goes on
    from what the folder holds. ``advance`` is told how many scenarios are done; ``stop``, once set, ends the
    run after what is at work.

    Raises:
        FolderError, CatalogueError, ClusterError: If folder, catalogue or cluster do not allow it.
    """
    refuse_strangers(folder)
    with locked(folder):
        local = local_catalogue(folder / CATALOGUE)
        # Before anything in the folder gives way: another folder may have what is asked for.
        if catalogue_url is not None and (elsewhere := _elsewhere(definition, folder, catalogue_url)):
            return elsewhere
        before = extended_key(folder, definition)
        if before is None:
            claim(folder, definition, replace=replace)
        with closing(EnsembleCatalogue(catalogue_url or local)) as catalogue:
            catalogue.add(definition.key, folder, definition.as_dict())
            if before is not None:
                _go_on_from(before, definition, folder, catalogue)
            return _run(definition, folder, executor, catalogue, advance, stop or threading.Event())


def _go_on_from(before: str, definition: Definition, folder: Path, catalogue: EnsembleCatalogue) -> None:
    """Take over what an ensemble with fewer draws has finished; what its last file holds, which was not full,
    waits to be gathered again.
    """
    catalogue.take_over(before, definition.key)
    last = file_of(len(pl.read_parquet(folder / DRAWS, columns=["scenario"])))
    states = catalogue.states(definition.key)
    numbers = [number for number, (_, file) in states.items() if file == last]
    if has_results(folder, last, definition.work.tables):
        parts = split_results(folder, last, definition.work.tables, numbers)
        catalogue.put_back(definition.key, numbers, parts)
    claim(folder, definition)


def _refuse_two(definition: Definition, folder: Path, catalogue: EnsembleCatalogue) -> None:
    """See that no other folder has the same ensemble under way in a catalogue that several share."""
    there = catalogue.unfinished_elsewhere(definition.key, folder)
    if there is not None and holds(there, definition.key):
        raise FolderError(
            f"{there} has this ensemble under way in the same catalogue: go on there with --out {there}, or "
            "leave --catalogue away"
        )


def _elsewhere(definition: Definition, folder: Path, url: str) -> Finished | None:
    """Return an ensemble that is finished in another folder of a shared catalogue, or None.

    Raises:
        FolderError: If another folder has it under way.
    """
    with closing(EnsembleCatalogue(url)) as catalogue:
        _refuse_two(definition, folder, catalogue)
        there = catalogue.folder_of(definition.key)
        if there is None or there == folder.resolve() or not holds(there, definition.key):
            return None
        states = catalogue.states(definition.key)
        files = {file for state, file in states.values() if state == DONE}
        if not all(n is not None and has_results(there, n, definition.work.tables) for n in files):
            return None
        return _report(definition, there, catalogue, 0)


def _run(
    definition: Definition,
    folder: Path,
    executor: Executor,
    catalogue: EnsembleCatalogue,
    advance: Callable[[int], None],
    stop: threading.Event,
) -> Finished:
    drop_unfinished(folder)
    states = _known_here(definition, folder, catalogue)
    advance(len(states))
    left = [number for number in range(definition.count + 1) if number not in states]
    gatherer = _Gatherer(definition, folder, catalogue, {n: file for n, (_, file) in states.items()})
    gatherer.gather_all()
    solved = 0
    for done in _solving(executor, definition, left, stop):
        catalogue.enter(definition.key, definition.scenario_key(done.number), done)
        solved += 1
        advance(1)
        gatherer.take(done)
        if solved == LOOK_AFTER:
            _check_room(folder, gatherer.bytes, solved, len(left) - solved)
    if solved == len(left):
        catalogue.finish(definition.key)
    return _report(definition, folder, catalogue, solved)


def _known_here(
    definition: Definition, folder: Path, catalogue: EnsembleCatalogue
) -> dict[int, tuple[str, int | None]]:
    """Return the state and file of every finished scenario. A catalogue that serves several folders may know
    scenarios that were gathered elsewhere, or in files that are gone: these are forgotten and solved again.
    """
    states = catalogue.states(definition.key)
    files = {file for state, file in states.values() if state == DONE and file is not None}
    gone = {file for file in files if not has_results(folder, file, definition.work.tables)}
    if not gone:
        return states
    for file in gone:
        drop_results(folder, file, definition.work.tables)
    catalogue.forget(definition.key, [number for number, (_, file) in states.items() if file in gone])
    return {number: known for number, known in states.items() if known[1] not in gone}


def _solving(
    executor: Executor, definition: Definition, left: Sequence[int], stop: threading.Event
) -> Iterator[Solved]:
    if not left:
        return
    values = definition.draws.values
    tasks = [(number, tuple(values[number - 1].tolist()) if number else ()) for number in left]
    solving = executor.solve(definition.work, tasks, stop)
    try:
        yield from solving
    finally:
        close = getattr(solving, "close", None)
        if close is not None:
            close()


@dataclass
class _Gatherer:
    """Turns finished scenarios into files as soon as all of a file are done."""

    definition: Definition
    folder: Path
    catalogue: EnsembleCatalogue
    files: dict[int, int | None]
    """The file of each finished scenario; None while it waits."""
    bytes: int = 0

    def take(self, solved: Solved) -> None:
        self.files[solved.number] = None
        self.bytes += sum(len(content) for content in solved.tables.values())
        self._gather(file_of(solved.number))

    def gather_all(self) -> None:
        """Write files that a killed run left unwritten."""
        for file in sorted({file_of(number) for number, where in self.files.items() if where is None}):
            self._gather(file)

    def _gather(self, file: int) -> None:
        members = numbers_in(file, self.definition.count)
        if not all(number in self.files for number in members):
            return
        key = self.definition.key
        try:
            for name in self.definition.work.tables:
                write_results(self.folder, file, {name: self.catalogue.parts(key, members, name)})
        except OSError as error:
            raise FolderError(_cannot_write(self.folder, error)) from None
        self.catalogue.gathered(key, members, file)
        self.files.update(dict.fromkeys(members, file))


def _check_room(folder: Path, taken: int, scenarios: int, left: int) -> None:
    needed, free = MARGIN * taken / scenarios * left, free_bytes(folder)
    if needed > free:
        raise FolderError(
            f"{left:,} scenarios more need about {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free "
            f"at {folder}: make room, keep fewer --tables, or give another --out. What is finished stays"
        )


def _cannot_write(folder: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return (
            f"the disk of {folder} is full: make room and give the same command again; what is finished stays"
        )
    return f"{folder} cannot be written: {error.strerror or error}"


def _report(definition: Definition, folder: Path, catalogue: EnsembleCatalogue, solved: int) -> Finished:
    progress = catalogue.progress(definition.key)
    failures = tuple(catalogue.failures(definition.key))
    left = definition.count + 1 - progress.finished
    return Finished(folder, solved, progress.finished - solved, left, progress, failures)
