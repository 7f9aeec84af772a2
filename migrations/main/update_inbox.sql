-- Written as deliver_inbox does. Says how many rows it met: fewer than were given when one is in no such list.
CREATE FUNCTION update_inbox(given jsonb) RETURNS integer LANGUAGE plpgsql VOLATILE
SET search_path = public, pg_temp AS $$
DECLARE
    acting text := coalesce(current_setting('app.organisation', true), '');
    one inbox_entry;
    met integer := 0;
BEGIN
    FOR one IN SELECT * FROM jsonb_populate_recordset(NULL::inbox_entry, given) LOOP
        PERFORM set_config('app.organisation', one.organisation_id::text, true);
        UPDATE inbox_entry SET state = one.state, rating = one.rating, due_at = one.due_at,
                claimed_by = one.claimed_by, answered_at = one.answered_at, paused_at = one.paused_at
            WHERE organisation_id = one.organisation_id AND file_id = one.file_id;
        IF FOUND THEN
            met := met + 1;
        END IF;
    END LOOP;
    PERFORM set_config('app.organisation', acting, true);
    RETURN met;
END $$
