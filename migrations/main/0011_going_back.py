"""Going back to an earlier policy is a release of its own: two releases may have the same digest."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("uq_policy_release_digest"), "policy_release", type_="unique")


def downgrade() -> None:
    # Refused by the database where the installation has gone back to an earlier policy: no release is thrown away.
    op.create_unique_constraint(op.f("uq_policy_release_digest"), "policy_release", ["digest"])
