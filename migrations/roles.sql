-- The roles that databases and migrations name. Made again, each is made as it should be; passwords stay.
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT * FROM (VALUES
        ('prx_owner', 'owns both databases and migrates them; nothing logs in as it but flask setup migrate'),
        ('prx_app', 'web servers and workers, in both databases; owns nothing'),
        ('prx_admin', 'administrators'' commands, in the main database'),
        ('prx_destroyer', 'the command that erases a file, in the key store'),
        ('prx_backup', 'the command that copies both databases; sees every row, writes none')
    ) AS wanted (name, does)
    LOOP
        IF EXISTS (SELECT FROM pg_roles WHERE rolname = one.name) THEN
            RAISE NOTICE 'role %: there already', one.name;
        ELSE
            EXECUTE format('CREATE ROLE %I', one.name);
            RAISE NOTICE 'role %: made', one.name;
        END IF;
        EXECUTE format('ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', one.name);
        EXECUTE format('COMMENT ON ROLE %I IS %L', one.name, one.does);
    END LOOP;
    ALTER ROLE prx_backup BYPASSRLS;  -- without it pg_dump fails on rows that row-level security keeps
END
$$;
