CREATE FUNCTION log_append(given jsonb, asked_at timestamptz)
RETURNS TABLE (log integer, idx bigint, placed_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    one record;
    logs integer[];
    misfiled boolean;
    asked_here timestamptz := prx_now();
    leaf_log integer;
    leaf_idx bigint;
    leaf_at timestamptz;
    leaf_bytes bytea;
    node_level smallint;
    node_idx bigint;
    node_hash bytea;
BEGIN
    IF abs(extract(epoch FROM asked_at - asked_here)) > 5 THEN
        RAISE EXCEPTION USING ERRCODE = 'PRX01', MESSAGE = format(
            'This server''s clock shows %s and the database''s shows %s, %s seconds apart',
            to_char(asked_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            to_char(asked_here AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            round(abs(extract(epoch FROM asked_at - asked_here)), 1));
    END IF;
    -- The commit waits for no disk, as others would wait with it; a flush follows.
    PERFORM set_config('synchronous_commit', 'off', true);
    -- While nobody waits for us: which log each leaf belongs to, and whether each is a leaf, with the id it is filed
    -- under, and no member twice.
    SELECT array_agg(
            CASE  -- each answered from an index
                WHEN leaf.log IS NOT NULL THEN (SELECT id FROM log WHERE id = leaf.log)
                WHEN leaf.hub IS NULL AND leaf.other IS NULL THEN (SELECT id FROM log WHERE hub_id IS NULL)
                ELSE (SELECT id FROM log WHERE hub_id = leaf.hub AND other_id = leaf.other) END
            ORDER BY leaf.place),
        bool_or((body ->> 'id', body ->> 'k', body ->> 'at') IS DISTINCT FROM (leaf.id::text, '0', '0')
            OR (SELECT count(*) <> count(DISTINCT name) FROM json_object_keys(body) AS name))
        INTO logs, misfiled
        FROM ROWS FROM (
                jsonb_to_recordset(given)
                    AS (id uuid, log integer, hub uuid, other uuid, before bytea, middle bytea, after bytea)
            ) WITH ORDINALITY AS leaf (id, log, hub, other, before, middle, after, place),
            convert_from(before || '"at": 0'::bytea || middle || '"k": 0'::bytea || after, 'UTF8') AS spelled,
            LATERAL (SELECT spelled::json) AS whole (body);
    IF misfiled THEN
        RAISE EXCEPTION USING ERRCODE = 'PRX03', MESSAGE = 'A leaf says other than what it is filed under';
    END IF;
    IF array_position(logs, NULL) IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'PRX02', MESSAGE = (
            SELECT format('There is no log of %s and %s', coalesce(hub, 'nobody'), coalesce(other, 'nobody'))
            FROM (SELECT given #>> ARRAY[place, 'hub'], given #>> ARRAY[place, 'other']
                  FROM cast(array_position(logs, NULL) - 1 AS text) AS place) AS lacking (hub, other));
    END IF;
    -- Then each log's turn, always in the order of their numbers.
    IF array_length(logs, 1) = 1 THEN
        PERFORM pg_advisory_xact_lock(72368321, logs[1]);
    ELSE
        PERFORM pg_advisory_xact_lock(72368321, turn.log)
            FROM (SELECT DISTINCT wanted AS log FROM unnest(logs) AS wanted ORDER BY 1) AS turn;
    END IF;
    FOR one IN
        SELECT leaf.* FROM ROWS FROM (
            jsonb_to_recordset(given)
                AS (id uuid, kind text, before bytea, middle bytea, after bytea, detail jsonb)
        ) WITH ORDINALITY AS leaf (id, kind, before, middle, after, detail, place)
        ORDER BY leaf.place
    LOOP
        leaf_log := logs[one.place];
        -- Who is logged in, and not whose rights the function runs with.
        IF one.kind IN ('administered', 'key_changed', 'policy_released', 'origin_started') THEN
            IF NOT pg_has_role(session_user, 'prx_admin', 'MEMBER') THEN
                RAISE EXCEPTION 'only an administrator''s command records that kind of act'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
        ELSIF EXISTS (SELECT FROM log_stop WHERE log_id = leaf_log) THEN  -- found changed: it discloses nothing
            RAISE EXCEPTION USING ERRCODE = 'PRX04', MESSAGE = (
                SELECT string_agg(label, ' ' ORDER BY id) FROM log JOIN log_stop ON log_id = id WHERE id = ANY (logs));
        END IF;
        leaf_idx := NULL;
        SELECT last.idx + 1, last.at INTO leaf_idx, leaf_at
            FROM log_leaf AS last WHERE last.log = leaf_log ORDER BY last.idx DESC LIMIT 1;
        leaf_idx := coalesce(leaf_idx, 0);
        leaf_at := greatest(leaf_at, date_trunc('milliseconds', prx_now()));
        -- Canonical JSON sorts members by name: "at" stands before "k".
        leaf_bytes := one.before
            || convert_to(to_char(leaf_at AT TIME ZONE 'UTC', '"\"at\":\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'UTF8')
            || one.middle || convert_to('"k":' || to_json(one.kind)::text, 'UTF8') || one.after;
        INSERT INTO log_leaf (log, idx, id, kind, at, leaf)
            VALUES (leaf_log, leaf_idx, one.id, one.kind, leaf_at, leaf_bytes);
        -- RFC 6962 section 2.1: every node that this leaf completes. A neighbour that is missing is an error.
        node_level := 0;
        node_idx := leaf_idx;
        node_hash := sha256('\x00'::bytea || leaf_bytes);
        LOOP
            INSERT INTO log_node (log, level, idx, hash) VALUES (leaf_log, node_level, node_idx, node_hash);
            EXIT WHEN node_idx & 1 = 0;
            SELECT sha256('\x01'::bytea || neighbour.hash || node_hash) INTO STRICT node_hash
                FROM log_node AS neighbour
                WHERE neighbour.log = leaf_log AND neighbour.level = node_level AND neighbour.idx = node_idx - 1;
            node_level := node_level + 1;
            node_idx := node_idx >> 1;
        END LOOP;
        IF one.detail IS NOT NULL THEN
            INSERT INTO log_detail
                SELECT detail.*
                FROM jsonb_build_object(
                        'id', one.id, 'kind', one.kind, 'log', leaf_log, 'idx', leaf_idx, 'at', leaf_at) AS placed,
                    jsonb_populate_record(cast(NULL AS log_detail), one.detail || placed) AS detail;
        END IF;
        log := leaf_log;
        idx := leaf_idx;
        placed_at := leaf_at;
        RETURN NEXT;
    END LOOP;
END $$
