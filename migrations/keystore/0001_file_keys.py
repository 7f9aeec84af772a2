"""The key store: file keys, wrapped. A database of its own, with short backups.

The application adds and reads keys. Taking one away destroys a file for good: only the owner of the table may.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.adapters.database import standby

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_key",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_version", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_file_key")),
    )
    op.execute("GRANT SELECT, INSERT ON file_key TO prx_app")
    op.execute("GRANT SELECT ON alembic_version TO prx_app")
    op.execute(standby.FUNCTION)
    op.execute(standby.CLOSED)
    op.execute("GRANT EXECUTE ON FUNCTION standby() TO prx_app")


def downgrade() -> None:
    op.execute("DROP FUNCTION standby()")
    op.drop_table("file_key")
