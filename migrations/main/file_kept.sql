CREATE FUNCTION file_kept(wanted uuid)
RETURNS TABLE (
    tenant_id uuid, kind text, reference text, partner text, since timestamptz, closed_at timestamptz,
    held_at timestamptz, look_again date, erased_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    -- All that whoever administers reads of a file, by its id alone: what a change says of its end.
    RETURN QUERY SELECT file.tenant_id, file.kind::text, coalesce(asked.reference, own.reference)::text,
            organisation.name::text, file.created_at, closing.at, hold.at, hold.again, erasure.at
        FROM file JOIN case_file own ON own.file_id = coalesce(file.case_id, file.id)
            LEFT JOIN research_request asked ON asked.file_id = file.id
            LEFT JOIN erasure ON erasure.file_id = file.id
            LEFT JOIN organisation ON organisation.id = asked.partner_id
            LEFT JOIN LATERAL (
                SELECT CASE WHEN said.codes ->> 'state' = 'closed' THEN said.released_at END AS at FROM record said
                    WHERE said.file_id = own.file_id AND said.kind = 'case' AND said.codes ? 'state'
                    ORDER BY said.released_at DESC, said.version DESC LIMIT 1
            ) closing ON true
            LEFT JOIN LATERAL (
                SELECT CASE WHEN said.codes ->> 'hold' = 'held' THEN said.released_at END AS at,
                    CASE WHEN said.codes ->> 'hold' = 'held' THEN (said.codes ->> 'look_again')::date END AS again
                    FROM record said
                    WHERE said.file_id = own.file_id AND said.kind = 'case' AND said.codes ? 'hold'
                    ORDER BY said.released_at DESC, said.version DESC LIMIT 1
            ) hold ON true
        WHERE file.id = wanted;
END $$
