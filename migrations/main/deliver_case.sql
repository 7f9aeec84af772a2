-- Written as deliver_inbox does.
CREATE FUNCTION deliver_case(given jsonb) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = public, pg_temp AS $$
DECLARE
    acting text := coalesce(current_setting('app.organisation', true), '');
    one case_entry := jsonb_populate_record(NULL::case_entry, given);
BEGIN
    PERFORM set_config('app.organisation', one.organisation_id::text, true);
    INSERT INTO case_entry SELECT one.*
        ON CONFLICT (organisation_id, file_id) DO UPDATE SET reference = one.reference, rating = one.rating,
            state = one.state, subjects = one.subjects, asked = one.asked, answered = one.answered,
            next_due_at = one.next_due_at, started_at = one.started_at, closed_at = one.closed_at,
            held_at = one.held_at, due_at = one.due_at, next_paused_at = one.next_paused_at,
            board_about = one.board_about, board_since = one.board_since, board_due_at = one.board_due_at;
    PERFORM set_config('app.organisation', acting, true);
END $$
