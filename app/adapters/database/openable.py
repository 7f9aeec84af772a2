"""What the gate must know of a record before it decides, in one query: record, request, grant and keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from app.adapters.database.erasures import erased_of, erased_where
from app.adapters.database.fixed import fixed
from app.adapters.database.tables import files, identity, keys
from app.adapters.database.tables import records as t
from app.domain.ports import Openable, Said
from app.domain.records import OrganisationKey, Record, StoredGrant, TenantKey
from app.domain.research import ResearchRequest

_coded = t.record.alias("coded")


def _newest_said(code: str) -> ColumnElement[str]:
    """What the latest statement that says this code says of it."""
    latest = (_coded.c.released_at.desc(), _coded.c.version.desc())
    said = func.array_agg(aggregate_order_by(_coded.c.codes[code].astext, *latest))
    return said.filter(_coded.c.codes.has_key(code))[1]


_case_of = func.coalesce(files.file.c.case_id, files.file.c.id)
_organisation_wrap = keys.tenant_key.alias("organisation_wrap")
_file_wrap = keys.tenant_key.alias("file_wrap")
_newest, _later, _author_grant = t.record.alias("newest"), t.record.alias("later"), t.key_grant.alias("own")
_said = (  # only the hub is told more than a record says of itself
    select(
        *_newest.c,
        _author_grant.c.sealed,
        select(_later.c.id)
        .where(_later.c.file_id == _newest.c.file_id, _later.c.supersedes == _newest.c.id)
        .correlate(_newest)
        .exists()
        .label("followed"),
    )
    .select_from(_newest)
    .outerjoin(
        _author_grant,
        (_author_grant.c.record_id == _newest.c.id) & (_author_grant.c.organisation_id == _newest.c.author_id),
    )
    .where(files.file.c.tenant_id == bindparam("organisation"))
    .where(_newest.c.file_id == _case_of, _newest.c.kind == "case", _newest.c.subject_id == t.record.c.subject_id)
    .where(_newest.c.what.is_(None))
    .order_by(_newest.c.version.desc(), _author_grant.c.granted_at.desc())
    .limit(1)
    .correlate(files.file, t.record)
    .lateral("said")
)
_stands = (  # how its case stands, which is for the hub alone to know
    select(
        _newest_said("rating").label("rating"),
        func.max(_coded.c.released_at).filter(_coded.c.codes["state"].astext == "closed").label("closed_at"),
        _newest_said("state").label("state"),
        _newest_said("hold").label("hold"),
    )
    .where(files.file.c.tenant_id == bindparam("organisation"))
    .where(_coded.c.file_id == _case_of, _coded.c.kind == "case", _coded.c.what.is_not(None), _coded.c.codes != {})
    .correlate(files.file)
    .lateral("stands")
)

_PARTS = {
    "record": t.record,
    "request": files.research_request,
    "grant": t.key_grant,
    "key": keys.organisation_key,
    "said": _said,
}

OPENABLE = fixed(
    select(
        *(column.label(f"{part}__{column.name}") for part, table in _PARTS.items() for column in table.c),
        files.file.c.tenant_id,
        identity.organisation.c.kind.label("author_kind"),
        _case_of.label("case_id"),
        *_stands.c,
        erased_where(files.erasure.c.file_id.in_([files.file.c.id, _case_of])).label("erased"),
        _organisation_wrap.c.version.label("organisation_wrap_version"),
        _organisation_wrap.c.wrapped.label("organisation_wrap"),
        _file_wrap.c.version.label("file_wrap_version"),
        _file_wrap.c.wrapped.label("file_wrap"),
    )
    .select_from(t.record)
    .join(files.file, files.file.c.id == t.record.c.file_id)
    .join(identity.organisation, identity.organisation.c.id == t.record.c.author_id)
    .join(_file_wrap, (_file_wrap.c.organisation_id == files.file.c.tenant_id) & (_file_wrap.c.purpose == "file"))
    .outerjoin(files.research_request, files.research_request.c.file_id == files.file.c.id)
    .outerjoin(
        t.key_grant,
        (t.key_grant.c.record_id == t.record.c.id) & (t.key_grant.c.organisation_id == bindparam("organisation")),
    )
    .outerjoin(keys.organisation_key, keys.organisation_key.c.kid == t.key_grant.c.kid)
    .outerjoin(
        _organisation_wrap,
        (_organisation_wrap.c.organisation_id == keys.organisation_key.c.organisation_id)
        & (_organisation_wrap.c.purpose == "organisation"),
    )
    .outerjoin(_said, true())
    .outerjoin(_stands, true())
    .where(t.record.c.id == func.any(bindparam("records")))
    # An organisation that has changed its key may have a grant under either: one row a record, the key in use first.
    .ext(distinct_on(t.record.c.id))
    .order_by(
        t.record.c.id,
        keys.organisation_key.c.kid.is_(None),
        keys.organisation_key.c.revoked_at.is_not(None),
        t.key_grant.c.granted_at.desc(),
        _organisation_wrap.c.version.desc(),
        _file_wrap.c.version.desc(),
    )
)


def openable_of(row: dict[str, Any]) -> Openable:
    """A row of `OPENABLE` as the gate knows it."""
    parts: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for label in [label for label in row if "__" in label]:
        part, column = label.split("__", 1)
        parts[part][column] = row.pop(label)
    key, said = parts["key"], _said_of(parts["said"])
    return Openable(
        record=Record(**parts["record"]),
        tenant_id=row["tenant_id"],
        author_kind=row["author_kind"],
        case_id=row["case_id"],
        rating=row["rating"],
        closed_at=row["closed_at"] if row["state"] == "closed" else None,
        held=row["hold"] == "held",
        request=ResearchRequest(**parts["request"]) if parts["request"]["file_id"] else None,
        said=said,
        said_now=said.record.protection if said else None,
        grant=StoredGrant(**parts["grant"]) if parts["grant"]["record_id"] else None,
        organisation_key=OrganisationKey(key["kid"], key["organisation_id"], key["public"], key["private_wrapped"])
        if key["kid"]
        else None,
        organisation_wrap=TenantKey(
            key["organisation_id"], "organisation", row["organisation_wrap_version"], row["organisation_wrap"]
        )
        if key["kid"]
        else None,
        file_wrap=TenantKey(row["tenant_id"], "file", row["file_wrap_version"], row["file_wrap"]),
        erased=erased_of(row["erased"]),
    )


def _said_of(row: dict[str, Any]) -> Said | None:
    if row["id"] is None:
        return None
    sealed, followed = row.pop("sealed"), row.pop("followed")
    return Said(Record(**row), None if sealed is None else bytes(sealed), followed)
