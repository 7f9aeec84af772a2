"""Sealing a record: a box for every rendition of every field, and a key grant for each organisation policy names."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from app.domain.answers import NOTHING_SAID, VALUE, Answer, mark_of, plain
from app.domain.log_entry import Touched
from app.domain.records import Box, OrganisationKey, Record, StoredGrant
from app.services.disclosure.facts import fit_of, place_in
from app.services.disclosure.grant_at_rest import Form, GrantAtRest, at_rest
from app.services.runtime import PolicyInForce
from crypto.organisation_keys import load_public
from crypto.places import FieldPlace, GrantPlace
from crypto.sealing import GrantEntry, box_digest, issue_grant, new_field_key, seal_field
from crypto.wrapping import seal_bytes
from policies.engine.masks import apply_mask
from policies.engine.reach import renditions_in_reach

NOTHING = NOTHING_SAID.encoded()


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be sealed: an answer for each field, and the gists the author typed for others to see.

    `held` is what others get instead of an answer, because words of it are held back.
    """

    answers: Mapping[str, Answer]
    gists: Mapping[str, str]
    held: Mapping[str, Answer] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Content({len(self.answers)} answers, …)"


@dataclass(frozen=True, slots=True)
class Recipient:
    """An organisation a record is released to, how it stands towards the record, and its key."""

    organisation: UUID
    kind: str
    standing: str
    key: OrganisationKey


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed record ready to be stored, and what each recipient was given.

    `answered` are the boxes that hold an answer, None where all do; `said` is each answer's mark, by field.
    """

    record: Record
    boxes: tuple[Box, ...]
    answered: frozenset[Form] | None
    said: Mapping[str, str]
    grants: tuple[StoredGrant, ...]
    given: Mapping[UUID, tuple[Touched, ...]]
    grant_digests: Mapping[UUID, str]


def seal(
    policy: PolicyInForce,
    tenant: UUID,
    file_key: bytes,
    record: Record,
    author_kind: str,
    content: Content,
    recipients: Sequence[Recipient],
    at: datetime,
) -> Sealed:
    """Seal `content` as `record` and grant each recipient the renditions it could reach (law 4), the author all.

    A return is sealed in the whole form of its author's kind: its boxes, grants and leaf are the same whatever it says.
    `policy` is the author's own, as it may rely on it: nobody else is granted anything under another.
    """
    form = form_of(policy, author_kind) if record.kind == "return" else None
    entries, boxes, answered = new_boxes(policy, tenant, record, content, form)
    listed = frozenset(answered) if form is not None else None
    fields = list(dict.fromkeys(entry.field for entry in entries))
    grants, given, digests = [], {}, {}
    for recipient in recipients:
        reach = _reach(policy, record, author_kind, recipient, fields)
        if recipient.standing != "author":
            reach = {**reach, **{key: frozenset({"gist"}) for key in content.held if reach.get(key)}}
        wanted = [entry for entry in entries if entry.rendition in reach[entry.field]]
        if not wanted and recipient.standing != "author":
            continue  # the author's grant also seals the facts of a record that says something in codes alone
        grant, digest = grant_to(policy, tenant, file_key, record, recipient, wanted, at, boxes=boxes, answered=listed)
        grants.append(grant)
        digests[recipient.organisation] = digest
        given[recipient.organisation] = tuple(
            Touched(record.id, entry.field, entry.rendition, entry.version) for entry in wanted
        )
    said = {key: mark_of(answer) for key, answer in content.answers.items()}
    return Sealed(record, tuple(boxes), listed, said, tuple(grants), given, digests)


def grant_to(
    policy: PolicyInForce,
    tenant: UUID,
    file_key: bytes,
    record: Record,
    recipient: Recipient,
    entries: Sequence[GrantEntry],
    at: datetime,
    *,
    boxes: Collection[Box] = (),
    answered: Collection[Form] | None = None,
) -> tuple[StoredGrant, str]:
    """One organisation's key grant to these boxes, sealed at rest under the file's key, and the digest of the JWE.

    Of all the record's `boxes`, `answered` hold something, None for all of them. `record` must be as it is stored: its
    facts are bound to the grant.
    """
    place = GrantPlace(tenant, record.file_id, record.id, record.author_id, recipient.organisation)
    jwe = issue_grant(load_public(recipient.key.public), place, entries)
    stored = at_rest(jwe, [(box.field, box.rendition) for box in boxes], answered)
    grant = StoredGrant(
        record_id=record.id,
        organisation_id=recipient.organisation,
        kid=recipient.key.kid,
        version=record.version,
        sealed=seal_bytes(file_key, stored, GrantAtRest(place, record)),
        policy_release=policy.number,
        granted_at=at,
    )
    return grant, hashlib.sha256(jwe.encode()).hexdigest()


def new_boxes(
    policy: PolicyInForce,
    tenant: UUID,
    record: Record,
    content: Content,
    form: Mapping[str, Sequence[str]] | None = None,
) -> tuple[list[GrantEntry], list[Box], list[Form]]:
    """A box, with a key of its own, for every rendition of every answer; and which of them hold one.

    With a `form` (renditions by field), a box as well for each of its renditions that there is nothing to say in.
    What a return that is sent does not say of passing an answer on, policy says for its field.
    """
    entries, boxes, answered = [], [], []
    for name in dict.fromkeys((*(form or ()), *content.answers)):
        answer = content.answers.get(name)
        if answer and answer.onward is None and (record.kind, record.state) == ("return", "released"):
            answer = replace(answer, onward=policy.release.catalogue[name].onward)
        shown = dict(_renditions(policy, name, answer, content.gists.get(name))) if answer else {}
        if name in content.held:
            shown["gist"] = content.held[name]
        answered += [(name, rendition) for rendition in shown]
        for rendition in dict.fromkeys((*(form or {}).get(name, ()), *shown)):
            key = new_field_key()
            place = FieldPlace(tenant, record.file_id, record.id, name, rendition, record.version, record.author_id)
            box = seal_field(key, shown[rendition].encoded() if rendition in shown else NOTHING, place)
            entries.append(GrantEntry(name, rendition, record.version, key, box_digest(box)))
            boxes.append(Box(name, rendition, record.version, box))
    return entries, boxes, answered


def form_of(policy: PolicyInForce, author_kind: str) -> Mapping[str, Sequence[str]]:
    """All that a return of this kind of organisation could say: the renditions of each of its fields."""
    return {field.key: field.renditions for field in policy.release.catalogue.fields_for("return", author_kind)}


def _renditions(policy: PolicyInForce, field: str, answer: Answer, gist: str | None) -> Sequence[tuple[str, Answer]]:
    """The forms of one answer. A masked one carries no note and no ground: free text may say what the mask hides."""
    forms = [("full", answer)]
    mask = policy.release.catalogue[field].mask
    if mask is not None:
        value = apply_mask(mask, answer.value) if answer.kind == VALUE else None
        if answer.kind != VALUE or value is not None:
            forms.append(("masked", replace(answer, value=value, note=None, ground=None)))
    if gist:
        forms.append(("gist", replace(plain(gist), onward=answer.onward)))
    return forms


def _reach(
    policy: PolicyInForce, record: Record, author_kind: str, recipient: Recipient, fields: Sequence[str]
) -> Mapping[str, frozenset[str]]:
    if recipient.standing == "author":
        return dict.fromkeys(fields, frozenset({"full", "masked", "gist"}))
    if policy.relied_by != record.author_id:
        raise LookupError(f"{record.author_id} releases under a policy that is not its own: use `as_relied`")
    return renditions_in_reach(
        policy.compiled,
        record=record.kind,
        standing=recipient.standing,
        organisation=recipient.kind,
        purpose=record.purpose,
        subject=record.subject_kind,
        basis_fit=fit_of(policy, record, author_kind),
        protection=record.protection,
        place=place_in(record),
        fields=fields,
    )
