"""People, their sessions and tokens, saved scenarios, jobs, and who did what: what the web server keeps."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
NAMES = ("users", "sessions", "tokens", "saved_scenarios", "jobs", "audit")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "users",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("subject", sa.String(400), unique=True),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column(
            "user",
            sa.String(200),
            sa.ForeignKey("users.name", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("seen", sa.String(32), nullable=False),
        sa.Column("expires", sa.String(32), nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column(
            "user",
            sa.String(200),
            sa.ForeignKey("users.name", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("used", sa.String(32)),
        sa.Column("expires", sa.String(32), nullable=False),
    )
    op.create_table(
        "saved_scenarios",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False, index=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("case_name", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False, index=True),
        sa.Column("case_name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("started", sa.String(32)),
        sa.Column("finished", sa.String(32)),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("server", sa.String(16)),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False, index=True),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in reversed(NAMES):
        op.drop_table(name)
