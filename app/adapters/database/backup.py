"""What the role of backups may do in either database: read every table there is and will be, and nothing else.

Rows that row-level security keeps from everybody else it sees by its own attribute (BYPASSRLS), which only a superuser
gives: `pg_dump` as the owner fails on them, and a policy for it could be forgotten with the next table.
"""

READS_ALL = (
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO prx_backup",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO prx_backup",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO prx_backup",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO prx_backup",
)
READS_NOTHING = (
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON SEQUENCES FROM prx_backup",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM prx_backup",
    "REVOKE SELECT ON ALL SEQUENCES IN SCHEMA public FROM prx_backup",
    "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM prx_backup",
)
