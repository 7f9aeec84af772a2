"""Holding a file off from revocation, and the membership that works on it, in one round trip."""

from __future__ import annotations

from sqlalchemy import text

from app.adapters.database.fixed import fixed

# Whoever holds a file keeps to the plans there are, as `LOCK` of the records does.
HOLD = fixed(
    text("""
    WITH held AS MATERIALIZED (
        SELECT id FROM file WHERE id = :file FOR SHARE
    ), standing AS MATERIALIZED (
        SELECT id FROM membership WHERE id = :membership AND ended_at IS NULL AND suspended_at IS NULL FOR SHARE
    )
    SELECT (SELECT count(*) FROM held) AS files, (SELECT count(*) FROM standing) AS memberships,
           set_config('plan_cache_mode', 'force_generic_plan', true)
""")
)
HOLD_CASE = fixed(
    text("""
    WITH held AS MATERIALIZED (
        SELECT id FROM file WHERE id = :file FOR SHARE
    ), standing AS MATERIALIZED (
        SELECT id FROM membership WHERE id = :membership AND ended_at IS NULL AND suspended_at IS NULL FOR SHARE
    ), locked AS MATERIALIZED (
        SELECT file_id FROM case_file WHERE file_id = :file FOR NO KEY UPDATE
    )
    SELECT (SELECT count(*) FROM held) AS files, (SELECT count(*) FROM standing) AS memberships,
           (SELECT count(*) FROM locked) AS cases,
           set_config('plan_cache_mode', 'force_generic_plan', true)
""")
)
