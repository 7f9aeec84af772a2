-- A rehearsal is a hub's twin and twins of its partners. Nothing reaches from one to an organisation that is none of its.

CREATE FUNCTION in_one_rehearsal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE other uuid := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF (SELECT rehearsal_id FROM organisation WHERE id = NEW.hub_id)
        IS DISTINCT FROM (SELECT rehearsal_id FROM organisation WHERE id = coalesce(other, NEW.hub_id)) THEN
        RAISE EXCEPTION 'a rehearsal reaches nobody outside it';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION is_whole_twin() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'an organisation stays the twin that it is, or none';
    END IF;
    IF NOT EXISTS (SELECT FROM organisation WHERE id = NEW.rehearsal_of AND rehearsal_of IS NULL AND kind = NEW.kind) THEN
        RAISE EXCEPTION 'a twin is of a real organisation of its kind';
    END IF;
    IF (NEW.kind = 'hub') <> (NEW.rehearsal_id = NEW.id) OR NEW.kind <> 'hub' AND NOT EXISTS (
        SELECT FROM organisation WHERE id = NEW.rehearsal_id AND rehearsal_id = id) THEN
        RAISE EXCEPTION 'a twin is in the rehearsal of a hub';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER is_whole_twin BEFORE INSERT ON organisation FOR EACH ROW
    WHEN (NEW.rehearsal_of IS NOT NULL OR NEW.rehearsal_id IS NOT NULL) EXECUTE FUNCTION is_whole_twin();
CREATE TRIGGER stays_what_it_is BEFORE UPDATE ON organisation FOR EACH ROW
    WHEN ((OLD.rehearsal_of, OLD.rehearsal_id) IS DISTINCT FROM (NEW.rehearsal_of, NEW.rehearsal_id))
    EXECUTE FUNCTION is_whole_twin();
CREATE TRIGGER in_one_rehearsal BEFORE INSERT OR UPDATE OF hub_id, partner_id ON partnership
    FOR EACH ROW EXECUTE FUNCTION in_one_rehearsal('partner_id');
CREATE TRIGGER in_one_rehearsal BEFORE INSERT OR UPDATE OF hub_id, partner_id ON research_request
    FOR EACH ROW EXECUTE FUNCTION in_one_rehearsal('partner_id');
CREATE TRIGGER in_one_rehearsal BEFORE INSERT OR UPDATE OF hub_id, other_id ON log
    FOR EACH ROW EXECUTE FUNCTION in_one_rehearsal('other_id');

-- What is to be erased with a rehearsal, by ids alone: the role that administers reads no file.
CREATE FUNCTION files_rehearsed(hub uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    SELECT file.id FROM file JOIN organisation twin ON twin.id = file.tenant_id
        WHERE twin.rehearsal_of = hub AND twin.rehearsal_id = twin.id AND twin.retired_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM erasure WHERE erasure.file_id = file.id)
        ORDER BY file.id
$$;
REVOKE ALL ON FUNCTION files_rehearsed(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION files_rehearsed(uuid) TO prx_admin;
