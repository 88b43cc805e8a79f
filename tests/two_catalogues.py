"""A new catalogue for a test, in a file or on a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa


def new_catalogue(kind: str, tmp_path: Path, server: str | None) -> str:
    """Return the address of an empty catalogue: ``sqlite``, or a database of its own on the server."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.sqlite'}"
    address = sa.make_url(str(server))
    name = f"d{abs(hash(tmp_path)):x}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return address.set(database=name).render_as_string(hide_password=False)
