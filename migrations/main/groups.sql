-- Roles that come by a group of somebody's own sign-in: the application makes and ends such a role by these two alone.

CREATE FUNCTION join_by_group(mapping uuid, account uuid, at timestamptz) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of group_mapping;
    proposer uuid;
    who uuid;
    made uuid;
BEGIN
    SELECT one.* INTO of FROM group_mapping AS one JOIN organisation ON organisation.id = one.organisation_id
        WHERE one.id = mapping AND one.ended_at IS NULL AND organisation.retired_at IS NULL;
    SELECT proposed_by INTO proposer FROM change WHERE id = of.id;
    SELECT person_id INTO who FROM identity WHERE id = account AND provider_id = of.provider_id;
    IF proposer IS NULL OR who IS NULL OR EXISTS (SELECT FROM signature WHERE change_id = of.id AND person_id = who)
        OR EXISTS (SELECT FROM membership WHERE person_id = who AND mapping_id = mapping
            AND ended_at IS NOT NULL AND NOT left_group) THEN
        RETURN NULL;
    END IF;
    INSERT INTO membership (id, person_id, organisation_id, role, created_at, approved_by, approved_at, mapped_group,
            mapping_id, account_id, said_at)
        VALUES (gen_random_uuid(), who, of.organisation_id, of.role, at, proposer, at, of.mapped_group,
            of.id, account, at)
        ON CONFLICT (person_id, organisation_id, role) WHERE ended_at IS NULL
        DO UPDATE SET said_at = at WHERE membership.mapping_id = mapping AND membership.account_id = account
        RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION leave_group(left_membership uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE membership SET ended_at = at, left_group = true
        WHERE id = left_membership AND mapping_id IS NOT NULL AND ended_at IS NULL AND suspended_at IS NULL;
    RETURN FOUND;
END $$;
