-- Each row is written as the organisation whose list it is in, so that row-level security holds for every one of them;
-- afterwards whoever acts is who acted before. No role may do more by it than it may by itself.
CREATE FUNCTION deliver_inbox(given jsonb) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = public, pg_temp AS $$
DECLARE
    acting text := coalesce(current_setting('app.organisation', true), '');
    one inbox_entry;
BEGIN
    FOR one IN SELECT * FROM jsonb_populate_recordset(NULL::inbox_entry, given) LOOP
        PERFORM set_config('app.organisation', one.organisation_id::text, true);
        INSERT INTO inbox_entry SELECT one.*;
    END LOOP;
    PERFORM set_config('app.organisation', acting, true);
END $$
