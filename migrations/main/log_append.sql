CREATE FUNCTION log_append(given jsonb, asked_at timestamptz, newest_known integer DEFAULT NULL)
RETURNS TABLE (log integer, idx bigint, placed_at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    one jsonb;
    places integer := jsonb_array_length(given);  -- counted from 0, as JSON does
    logs integer[];
    leaf_kind text;
    body json;
    stopped boolean;
    ignored text;  -- an assignment is evaluated at once, where PERFORM would start the executor
    asked_here timestamptz := prx_now();
    leaf_log integer;
    leaf_id uuid;
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
    ignored := set_config('synchronous_commit', 'off', true);
    -- While nobody waits for us: which log each leaf belongs to, and whether each is a leaf, with the id it is filed
    -- under, and no member twice.
    FOR place IN 0 .. places - 1 LOOP
        one := given -> place;
        IF one ->> 'log' IS NOT NULL THEN
            SELECT id INTO leaf_log FROM log WHERE id = (one ->> 'log')::integer;
        ELSIF one ->> 'hub' IS NULL AND one ->> 'other' IS NULL THEN
            SELECT id INTO leaf_log FROM log WHERE hub_id IS NULL;
        ELSE
            SELECT id INTO leaf_log FROM log
                WHERE hub_id = (one ->> 'hub')::uuid AND other_id = (one ->> 'other')::uuid;
        END IF;
        logs[place] := leaf_log;
        leaf_id := one ->> 'id';
        body := convert_from((one ->> 'before')::bytea || '"at": 0'::bytea || (one ->> 'middle')::bytea
            || '"k": 0'::bytea || (one ->> 'after')::bytea, 'UTF8')::json;
        IF body ->> 'id' IS DISTINCT FROM leaf_id::text OR body ->> 'k' IS DISTINCT FROM '0'
            OR body ->> 'at' IS DISTINCT FROM '0'
            OR (SELECT count(*) <> count(DISTINCT name) FROM json_object_keys(body) AS name) THEN
            RAISE EXCEPTION USING ERRCODE = 'PRX03', MESSAGE = 'A leaf says other than what it is filed under';
        END IF;
        IF leaf_log IS NULL THEN
            RAISE EXCEPTION USING ERRCODE = 'PRX02', MESSAGE = format(
                'There is no log of %s and %s', coalesce(one ->> 'hub', 'nobody'), coalesce(one ->> 'other', 'nobody'));
        END IF;
    END LOOP;
    -- What was decided under a policy release is recorded while that is the newest, or not at all: whoever puts another
    -- in force waits for everybody who is past this line, and everybody else for them.
    ignored := pg_advisory_xact_lock_shared(4, 2);
    IF newest_known <> (SELECT max(number) FROM policy_release) THEN
        RAISE EXCEPTION USING ERRCODE = 'PRX05', MESSAGE = 'Another policy release is in force now';
    END IF;
    -- Then each log's turn, always in the order of their numbers.
    IF places = 1 THEN
        ignored := pg_advisory_xact_lock(72368321, leaf_log);
    ELSE
        PERFORM pg_advisory_xact_lock(72368321, turn.log)
            FROM (SELECT DISTINCT wanted AS log FROM unnest(logs) AS wanted ORDER BY 1) AS turn;
    END IF;
    FOR place IN 0 .. places - 1 LOOP
        one := given -> place;
        leaf_log := logs[place];
        leaf_id := one ->> 'id';
        leaf_kind := one ->> 'kind';
        SELECT last.idx + 1, last.at, log_stop.log_id IS NOT NULL INTO leaf_idx, leaf_at, stopped
            FROM (SELECT) AS always
            LEFT JOIN (SELECT idx, at FROM log_leaf WHERE log = leaf_log ORDER BY idx DESC LIMIT 1) AS last ON true
            LEFT JOIN log_stop ON log_stop.log_id = leaf_log;
        -- Who is logged in, and not whose rights the function runs with.
        IF leaf_kind IN ('administered', 'key_changed', 'log_key_replaced', 'policy_released', 'origin_started', 'erased')
        THEN
            IF NOT pg_has_role(session_user, 'prx_admin', 'MEMBER') THEN
                RAISE EXCEPTION 'only an administrator''s command records that kind of act'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
        ELSIF stopped THEN  -- found changed: it discloses nothing
            RAISE EXCEPTION USING ERRCODE = 'PRX04', MESSAGE = (
                SELECT string_agg(label, ' ' ORDER BY id) FROM log JOIN log_stop ON log_id = id WHERE id = ANY (logs));
        END IF;
        leaf_idx := coalesce(leaf_idx, 0);
        leaf_at := greatest(leaf_at, date_trunc('milliseconds', prx_now()));
        -- Canonical JSON sorts members by name: "at" stands before "k".
        leaf_bytes := (one ->> 'before')::bytea
            || convert_to(to_char(leaf_at AT TIME ZONE 'UTC', '"\"at\":\""YYYY-MM-DD"T"HH24:MI:SS.MS"Z\""'), 'UTF8')
            || (one ->> 'middle')::bytea || convert_to('"k":' || to_json(leaf_kind)::text, 'UTF8') || (one ->> 'after')::bytea;
        -- RFC 6962 section 2.1: every node that this leaf completes. A neighbour that is missing is an error.
        node_level := 0;
        node_idx := leaf_idx;
        node_hash := sha256('\x00'::bytea || leaf_bytes);
        WITH leaf AS (
            INSERT INTO log_leaf (log, idx, id, kind, at, leaf)
                VALUES (leaf_log, leaf_idx, leaf_id, leaf_kind, leaf_at, leaf_bytes))
        INSERT INTO log_node (log, level, idx, hash) VALUES (leaf_log, 0, leaf_idx, node_hash);
        WHILE node_idx & 1 = 1 LOOP
            SELECT sha256('\x01'::bytea || neighbour.hash || node_hash) INTO STRICT node_hash
                FROM log_node AS neighbour
                WHERE neighbour.log = leaf_log AND neighbour.level = node_level AND neighbour.idx = node_idx - 1;
            node_level := node_level + 1;
            node_idx := node_idx >> 1;
            INSERT INTO log_node (log, level, idx, hash) VALUES (leaf_log, node_level, node_idx, node_hash);
        END LOOP;
        IF one -> 'detail' <> 'null' THEN
            INSERT INTO log_detail
                SELECT detail.*
                FROM jsonb_build_object(
                        'id', leaf_id, 'kind', leaf_kind, 'log', leaf_log, 'idx', leaf_idx, 'at', leaf_at) AS placed,
                    jsonb_populate_record(cast(NULL AS log_detail), (one -> 'detail') || placed) AS detail;
        END IF;
        log := leaf_log;
        idx := leaf_idx;
        placed_at := leaf_at;
        RETURN NEXT;
    END LOOP;
END $$
