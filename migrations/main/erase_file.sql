CREATE FUNCTION erase_file(wanted uuid)
RETURNS TABLE (tenant_id uuid, erased_at timestamptz, newly boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    -- Wait for whoever opens it, adds to it or saves a draft of it; what comes after that is refused by the trigger.
    PERFORM FROM file WHERE id = wanted FOR UPDATE;
    PERFORM FROM record WHERE file_id = wanted ORDER BY id FOR UPDATE;
    INSERT INTO erasure (file_id, at) SELECT id, date_trunc('milliseconds', prx_now()) FROM file WHERE id = wanted
        ON CONFLICT DO NOTHING;
    newly := FOUND;
    DELETE FROM asking_draft WHERE file_id = wanted;
    RETURN QUERY SELECT file.tenant_id, erasure.at, newly
        FROM file JOIN erasure ON erasure.file_id = file.id WHERE file.id = wanted;
END $$
