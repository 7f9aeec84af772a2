CREATE FUNCTION sealed_under(wanted uuid)
RETURNS TABLE (log integer, kind text, key text, digest text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
    SELECT part.log, part.kind, part.key, encode(sha256(convert_to(part.said, 'UTF8')), 'hex')
    FROM (
        SELECT NULL::integer, 'record', id::text, jsonb_strip_nulls(to_jsonb(record))::text
            FROM record WHERE file_id = wanted
        UNION ALL
        SELECT NULL, 'field_box', held.record_id::text,
                string_agg(jsonb_strip_nulls(to_jsonb(held))::text, E'\n' ORDER BY held.field, held.rendition, held.version)
            FROM field_box AS held JOIN record ON record.id = held.record_id
            WHERE record.file_id = wanted GROUP BY held.record_id
        UNION ALL
        SELECT NULL, 'key_grant', concat_ws('/', entitled.record_id, entitled.organisation_id),
                string_agg(jsonb_strip_nulls(to_jsonb(entitled))::text, E'\n' ORDER BY entitled::text)
            FROM key_grant AS entitled JOIN record ON record.id = entitled.record_id
            WHERE record.file_id = wanted GROUP BY entitled.record_id, entitled.organisation_id
        UNION ALL
        SELECT NULL, 'file_event', concat_ws('/', file_id, seq), jsonb_strip_nulls(to_jsonb(file_event))::text
            FROM file_event WHERE file_id = wanted
        UNION ALL
        SELECT log_detail.log, 'log_detail', id::text, jsonb_strip_nulls(to_jsonb(log_detail))::text
            FROM log_detail WHERE sealed_under = 'file:' || wanted
    ) AS part (log, kind, key, said)
    ORDER BY part.kind, part.key
$$
