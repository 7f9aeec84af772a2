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

COUNTS_UP = """
    CREATE FUNCTION counts_up() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        NEW.turn := OLD.turn;
        IF to_jsonb(NEW) - 'named' - TG_ARGV[0] IS DISTINCT FROM to_jsonb(OLD) - 'named' - TG_ARGV[0]
            OR (to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL AND to_jsonb(NEW) ->> TG_ARGV[0] IS NULL)
        THEN
            NEW.turn := OLD.turn + 1;
        END IF;
        RETURN NEW;
    END $$
"""
"""What an entry signed of a row is of one turn: whoever puts back what it said before, or takes its end back, is in a
later one, of which nobody has signed anything.
"""
TURNS = {"organisation": "retired_at", "identity_provider": "retired_at", "partnership": "ended_at"}
TURNED = (
    COUNTS_UP,
    *(
        f"CREATE TRIGGER counts_up BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION counts_up('{column}')"
        for table, column in TURNS.items()
    ),
)
UNTURNED = (*(f"DROP TRIGGER counts_up ON {table}" for table in TURNS), "DROP FUNCTION counts_up()")
