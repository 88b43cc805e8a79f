"""Tables of the catalogue."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()

ENSEMBLES = Table(
    "ensembles",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("folder", Text, nullable=False),
    Column("case_name", Text, nullable=False),
    Column("scenario_name", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("definition", JSON, nullable=False),
    Column("created", String(32), nullable=False),
    Column("finished", String(32)),
)
"""One row an ensemble; times are UTC in ISO format."""

SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("ensemble", String(64), ForeignKey("ensembles.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("key", String(64), nullable=False, index=True),
    Column("state", String(8), nullable=False),
    Column("path", String(8), nullable=False),
    Column("solves", Integer, nullable=False),
    Column("iterations", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("failure", Text, nullable=False),
    Column("gathered", Integer),
)
"""One row a finished scenario: ``done`` or ``failed``, how it was solved, and the file it was gathered
into."""

PARTS = Table(
    "parts",
    METADATA,
    Column("ensemble", String(64), ForeignKey("ensembles.key", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", String(32), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Tables of finished scenarios that no file holds yet, as Arrow files."""
