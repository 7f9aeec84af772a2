"""What the application's role may set and not clear, and write and not end, in the database's own words."""

from __future__ import annotations

ONLY_TIGHTENS = """
    IF NOT pg_has_role(session_user, 'prx_admin', 'MEMBER') THEN
        IF OLD.suspended_at IS NOT NULL
            AND (NEW.suspended_at, NEW.suspended_by) IS DISTINCT FROM (OLD.suspended_at, OLD.suspended_by) THEN
            RAISE EXCEPTION 'a suspension is lifted by a change that another person signs';
        END IF;
    END IF;
"""
"""The application suspends, and lifts nothing."""
ONLY_WITHDRAWS = """
    IF NEW.outcome IS DISTINCT FROM 'withdrawn' AND NOT pg_has_role(session_user, 'prx_admin', 'MEMBER') THEN
        RAISE EXCEPTION 'a change is settled by whoever applies it';
    END IF;
"""
"""The application takes a change back, and applies none."""
PROPOSES = "INSERT (id, what, organisation_id, about_id, body, before, digest, proposed_by, proposed_at, closes_at)"
"""The application proposes a change, and says of none how it ended."""
