"""Whether what is acknowledged outlives the server that acknowledged it: what kind of standby there is."""

from __future__ import annotations

from sqlalchemy import Connection, text

FUNCTION = """
    CREATE FUNCTION standby() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE
            WHEN current_setting('synchronous_standby_names') <> '' THEN
                CASE WHEN bool_or(state IS NULL OR sync_state IN ('sync', 'quorum')) THEN 'synchronous' ELSE 'away' END
            WHEN bool_or(state IS NULL) THEN 'unseen'
            WHEN bool_or(state = 'streaming' AND replay_lsn IS NOT NULL) THEN 'asynchronous'
            ELSE 'none'
        END
        FROM pg_stat_replication
    $$
"""
"""With its owner's rights, as nobody else sees more of who copies the server than that somebody does: `unseen`, unless
the owner is a member of pg_read_all_stats. A backup that is being taken streams as well, but replays nothing.
"""
CLOSED = "REVOKE ALL ON FUNCTION standby() FROM PUBLIC"
STANDBY = text("SELECT standby()")


def standby_of(connection: Connection) -> str:
    """`none`, `synchronous`, `away` where one is waited for that is not there, `asynchronous`, or `unseen`."""
    return str(connection.execute(STANDBY).scalar_one())
