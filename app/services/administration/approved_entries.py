"""What an organisation's owners make of entries of the policy: approved, or objected to, as it counts.

A word counts by the entry of the log that names its row, and by its change's signatures. One that does not is not
believed, and neither is anything said before it: what it might have taken back is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.changes import APPROVE, OF_ENTRIES, Change, standing
from app.domain.entry_approvals import EntryApproval, OwnersWord
from app.domain.identity import Organisation
from app.domain.ports import Work
from app.services.administration.entries import digests_in_force, entries_in
from app.services.administration.signed import signatures_that_hold
from app.services.disclosure.naming_rows import named_by
from app.services.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many entries an organisation approves by, and the keys of those that it objects to or has not approved."""

    organisation: Organisation
    entries: int
    objected: Sequence[str]
    not_approved: Sequence[str]


def said_of_entries(runtime: Runtime, work: Work, organisation_id: UUID) -> Mapping[str, OwnersWord]:
    """What an organisation's owners last said of each entry, by the digest of what they read. KeysUnavailable."""
    return {one.digest: one for one in words_of(runtime, work, organisation_id)}


def words_of(runtime: Runtime, work: Work, organisation_id: UUID) -> Sequence[OwnersWord]:
    """All that an organisation's owners have said, as it counts, the first first. KeysUnavailable."""
    return _words(runtime, work, work.approvals.approvals_of([organisation_id])).get(organisation_id, ())


def words_of_these(
    runtime: Runtime, work: Work, organisation_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[OwnersWord]]:
    """The same of these organisations, in as many statements for one as for all. KeysUnavailable."""
    return _words(runtime, work, work.approvals.approvals_of(organisation_ids))


def where_all_stand(runtime: Runtime) -> Sequence[Standing]:
    """Of each organisation that takes part, by name, what its owners have said of the policy in force."""
    with runtime.database.work(None) as work:
        return where_these_stand(runtime, work, [one for one in work.identity.organisations() if one.rehearsal is None])


def where_these_stand(runtime: Runtime, work: Work, here: Sequence[Organisation]) -> Sequence[Standing]:
    """The same of these organisations: as the policy in force has it, where that follows it, and else as it is read, in
    as many statements for one as for all. Raises KeysUnavailable.
    """
    known = runtime.policy.approvals
    if known is None:
        known = _words(runtime, work, work.approvals.approvals_of([one.id for one in here]))
    said = _last(known)
    found = []
    for one in here:
        words, digests = said.get(one.id, {}), digests_in_force(runtime.policy, one.kind)
        against = [key for (_, key), digest in digests.items() if digest in words and not words[digest].approved]
        silent = [key for (_, key), digest in digests.items() if digest not in words]
        found.append(Standing(one, len(digests), against, silent))
    return sorted(found, key=lambda one: one.organisation.name)


def words_of_owners(runtime: Runtime, work: Work) -> Mapping[UUID, Sequence[OwnersWord]]:
    """All that the owners of every organisation have said, as it counts, the first first. KeysUnavailable."""
    return _words(runtime, work, work.approvals.approvals_of())


def _last(words: Mapping[UUID, Sequence[OwnersWord]]) -> Mapping[UUID, Mapping[str, OwnersWord]]:
    return {id_: {one.digest: one for one in said} for id_, said in words.items()}


def _words(runtime: Runtime, work: Work, rows: Sequence[EntryApproval]) -> Mapping[UUID, Sequence[OwnersWord]]:
    """By organisation, the first first. As many statements for one row as for all."""
    changes = work.changes.changes({one.change_id for one in rows}) if rows else {}
    signed = signatures_that_hold(runtime, work, changes.values())
    named = named_by(runtime, work, {(("entry_approval", str(one.id)), one.entry_id) for one in rows})

    def holds(row: EntryApproval, change: Change) -> bool:
        if change.organisation_id != row.organisation_id or change.what not in OF_ENTRIES:
            return False
        by = {one.person_id for one, _ in signed[change.id]}
        return standing(change, by).complete and (("entry_approval", str(row.id)), row.entry_id) in named

    by_organisation: dict[UUID, list[OwnersWord]] = {}
    for row in rows:
        change, found = changes[row.change_id], by_organisation.setdefault(row.organisation_id, [])
        if not holds(row, change):
            found.clear()
            continue
        approved, why, paper = change.what in APPROVE, change.body["why"], change.body.get("paper")
        there = {one.digest for one in found} if paper else ()  # approved on the pages before: nothing of the paper
        found += [
            OwnersWord(what, key, digest, approved, row.at, why, change.proposed_by, paper["owner"] if paper else None)
            for what, key, digest in entries_in(change.body)
            if digest not in there
        ]
    return by_organisation
