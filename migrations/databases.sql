-- The two databases, as psql's variables `main` and `keystore` name them, and who may connect to each.
SELECT format('CREATE DATABASE %I OWNER prx_owner TEMPLATE template0 ENCODING ''UTF8'' '
              'LOCALE_PROVIDER libc LOCALE ''C''', name)
    FROM (VALUES (:'main'), (:'keystore')) AS wanted (name)
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec
SELECT set_config('prx.main', :'main', false), set_config('prx.keystore', :'keystore', false) \g /dev/null
DO $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT datname, pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, logs_in
        FROM pg_database JOIN (VALUES
            (current_setting('prx.main'), 'prx_app, prx_admin, prx_backup'),
            (current_setting('prx.keystore'), 'prx_app, prx_destroyer, prx_backup')
        ) AS wanted (name, logs_in) ON datname = name
    LOOP
        IF one.owner <> 'prx_owner' OR one.encoding <> 'UTF8' THEN
            RAISE EXCEPTION 'database % was there already: it belongs to % and is in %, not to prx_owner and in UTF8',
                one.datname, one.owner, one.encoding
                USING HINT = 'Choose another name, or drop it if nothing is in it.';
        END IF;
        EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', one.datname);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %s', one.datname, one.logs_in);
        RAISE NOTICE 'database %: there, of prx_owner, for %', one.datname, one.logs_in;
    END LOOP;
END
$$;
-- So that the exchange can tell whether a standby that follows is waited for.
GRANT pg_read_all_stats TO prx_owner;
\pset format unaligned
\pset tuples_only on
SELECT 'Without a password: ' || string_agg(rolname, ', ' ORDER BY rolname) || E'. In psql, \\password NAME asks for one '
       'and sends its hash alone; none is needed where pg_hba.conf lets them in by another way.'
    FROM pg_authid WHERE rolname LIKE 'prx\_%' AND rolcanlogin AND rolpassword IS NULL HAVING count(*) > 0;
