"""Opens the catalogue of a server."""

from __future__ import annotations

from pathlib import Path

from didymium.catalogue.database import Database, local_catalogue

CATALOGUE = "catalogue.sqlite"


def open_catalogue(state: Path, url: str | None = None) -> Database:
    """Open the catalogue at a URL, or without one the file in a server's state folder, made if it is new.

    Raises:
        CatalogueError: If it cannot be opened.
        OSError: If the folder cannot be made.
    """
    if url is not None:
        return Database(url)
    state.mkdir(parents=True, exist_ok=True)
    file = state / CATALOGUE
    if not file.exists():
        # Hashes of passwords are in it.
        file.touch(mode=0o600)
    return Database(local_catalogue(file))
