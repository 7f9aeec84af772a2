"""Which code may serve on a schema: the oldest revision it must know, said by the database itself.

A revision that only adds leaves it; one that takes away, or changes what something means, replaces it by the newest
revision whose code needs none of that (`migrations/README.md`).
"""

FUNCTION = "CREATE OR REPLACE FUNCTION oldest_served() RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT '{revision}' $$"
