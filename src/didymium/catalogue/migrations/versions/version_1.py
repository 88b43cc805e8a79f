"""The first version: ensembles, their finished scenarios, and parts that wait to be gathered."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables of the first version."""
    op.create_table(
        "ensembles",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("case_name", sa.Text, nullable=False),
        sa.Column("scenario_name", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.Column("created", sa.String(32), nullable=False),
        sa.Column("finished", sa.String(32)),
    )
    own = "ensembles.key"
    op.create_table(
        "scenarios",
        sa.Column("ensemble", sa.String(64), sa.ForeignKey(own, ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, index=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("path", sa.String(8), nullable=False),
        sa.Column("solves", sa.Integer, nullable=False),
        sa.Column("iterations", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("gathered", sa.Integer),
    )
    op.create_table(
        "parts",
        sa.Column("ensemble", sa.String(64), sa.ForeignKey(own, ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Take the tables away."""
    for name in ("parts", "scenarios", "ensembles"):
        op.drop_table(name)
