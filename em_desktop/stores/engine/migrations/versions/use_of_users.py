"""How much each user's uploads take, and who brought a content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from em_desktop.stores.engine.schema import Number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is there already counts for nobody."""
    op.add_column(
        "users", sa.Column("used", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("contents", sa.Column("owner_id", Number))
