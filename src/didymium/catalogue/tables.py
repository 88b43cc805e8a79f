"""Tables of the catalogue."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
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

USERS = Table(
    "users",
    METADATA,
    Column("name", String(200), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text),
    Column("subject", String(400), unique=True),
    Column("disabled", Boolean, nullable=False),
    Column("created", String(32), nullable=False),
)
"""One row a person: ``role`` is viewer, analyst or admin; ``password_hash`` is of argon2, or null for those
who come through OpenID Connect, whose issuer and subject are in ``subject``."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("user", String(200), ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("created", String(32), nullable=False),
    Column("seen", String(32), nullable=False),
    Column("expires", String(32), nullable=False),
)
"""One row a signed-in browser; ``key`` is the SHA-256 of what its cookie holds."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("user", String(200), ForeignKey("users.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", String(200), nullable=False),
    Column("created", String(32), nullable=False),
    Column("used", String(32)),
    Column("expires", String(32), nullable=False),
)
"""One row a token for the API; ``key`` is its SHA-256."""

SAVED_SCENARIOS = Table(
    "saved_scenarios",
    METADATA,
    Column("key", String(16), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("case_name", String(200), nullable=False),
    Column("content", JSON, nullable=False),
    Column("created", String(32), nullable=False),
)
"""One row a scenario that somebody saved from the page or by the API."""

JOBS = Table(
    "jobs",
    METADATA,
    Column("key", String(16), primary_key=True),
    Column("owner", String(200), nullable=False, index=True),
    Column("case_name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("title", String(200), nullable=False),
    Column("request", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("created", String(32), nullable=False),
    Column("started", String(32)),
    Column("finished", String(32)),
    Column("failure", Text, nullable=False),
    Column("server", String(16)),
    Column("tries", Integer, nullable=False),
)
"""One row a long computation: ``state`` is queued, running, done, failed or cancelled; ``server`` the one
that took it last and has its files, ``tries`` how often it was begun."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("at", String(32), nullable=False, index=True),
    Column("who", String(200), nullable=False),
    Column("role", String(16), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
)
"""One row an act: who ran or changed what, from where, and whether it was ``done`` or ``refused``."""
