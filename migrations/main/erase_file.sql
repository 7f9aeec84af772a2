CREATE FUNCTION erase_file(wanted uuid)
RETURNS TABLE (tenant_id uuid, erased_at timestamptz, newly boolean, held boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    -- Wait for whoever opens it, adds to it or saves a draft of it; what comes after that is refused by the trigger.
    PERFORM FROM file WHERE id = wanted FOR UPDATE;
    PERFORM FROM record WHERE file_id = wanted ORDER BY id FOR UPDATE;
    -- A case that is held keeps its own file and those of its requests; what was begun before it was held is done.
    held := coalesce((
        SELECT said.codes ->> 'hold' = 'held'
            FROM record said JOIN file ON said.file_id = coalesce(file.case_id, file.id)
            WHERE file.id = wanted AND said.kind = 'case' AND said.codes ? 'hold'
            ORDER BY said.released_at DESC, said.version DESC LIMIT 1
    ), false) AND NOT EXISTS (SELECT FROM erasure WHERE file_id = wanted) AND NOT EXISTS (
        -- A hold on a made-up case ends with its rehearsal: nobody is left there who could end it.
        SELECT FROM file JOIN organisation AS twin ON twin.id = file.tenant_id
            WHERE file.id = wanted AND twin.rehearsal_of IS NOT NULL AND twin.retired_at IS NOT NULL
    );
    IF held THEN
        RETURN QUERY SELECT file.tenant_id, NULL::timestamptz, false, held FROM file WHERE file.id = wanted;
        RETURN;
    END IF;
    INSERT INTO erasure (file_id, at) SELECT id, date_trunc('milliseconds', prx_now()) FROM file WHERE id = wanted
        ON CONFLICT DO NOTHING;
    newly := FOUND;
    DELETE FROM asking_draft WHERE file_id = wanted;
    RETURN QUERY SELECT file.tenant_id, erasure.at, newly, held
        FROM file JOIN erasure ON erasure.file_id = file.id WHERE file.id = wanted;
END $$
