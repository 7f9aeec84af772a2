"""What a newer version leaves behind that takes away what older code needs."""

TAKES_AWAY = (
    "CREATE OR REPLACE FUNCTION oldest_served() RETURNS text LANGUAGE sql AS $$ SELECT '9999' $$; "
    "UPDATE alembic_version SET version_num = '9999'"
)
