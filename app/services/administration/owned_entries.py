"""What an organisation's owners read: its entries of the policy, a group a page, each with what was said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from app.domain.changes import APPROVE, ENTRIES_APPROVED, ENTRIES_OBJECTED, ENTRIES_ON_PAPER, OF_ENTRIES, Change
from app.domain.entry_approvals import Advice, OwnersWord
from app.domain.errors import InvalidInput, UnknownEntry
from app.domain.identity import Actor
from app.domain.ports import Work
from app.services.administration.approved_entries import said_of_entries
from app.services.administration.entries import NO_ENTRY, called, digests_in_force, entries_in
from app.services.administration.entry_subjects import WHY_AFTER_ALL
from app.services.administration.propose_change import ALL_OPEN, propose_change
from app.services.administration.refusing import refused
from app.services.disclosure.duties import ADVISES_ON_POLICY, OWNS_POLICY, has_duty
from app.services.runtime import PolicyInForce, Runtime
from policies.engine.digests import BASIS

SHARED, OWN, BASES = "shared", "own", "bases"
A_PAGE: Final = 8
OF_LAW: Final = 4
"""So many entries are read on one page; of legal bases, which take more words, so many."""
READS: Final = (OWNS_POLICY, ADVISES_ON_POLICY)
OBJECTED_MEANWHILE: Final = (
    "Objected to since you read this: {}. Nothing was proposed. The rest can be approved without it; approving what is"
    " objected to is an act of its own."
)
NOT_FOLLOWED: Final = "The data protection officer advises against it. Say why it is approved all the same."


@dataclass(frozen=True, slots=True)
class OwnedEntry:
    """One entry, what was last said of it as it reads now, and the change that waits to say something of it."""

    kind: str
    key: str
    digest: str
    said: OwnersWord | None
    waits: Change | None

    @property
    def approved(self) -> bool:
        """Whether it is approved as it reads now."""
        return self.said is not None and self.said.approved

    @property
    def proposed(self) -> bool:
        """Whether a change waits that approves it."""
        return self.waits is not None and self.waits.what in APPROVE

    @property
    def objected(self) -> bool:
        """Whether an objection stands to it as it reads now."""
        return self.said is not None and not self.said.approved

    @property
    def wanted(self) -> bool:
        """Whether approving the page takes it in: what is objected to, or waits already, it does not.

        A paper that waits holds up nothing: what is approved on the page meanwhile is left out of what it does.
        """
        on_page = self.waits is not None and self.waits.what == ENTRIES_APPROVED
        return self.said is None and not on_page


@dataclass(frozen=True, slots=True)
class Group:
    """So many entries as one page shows, of one part of the policy; `place` counts the part's pages from one."""

    part: str
    place: int
    entries: Sequence[OwnedEntry]
    advice: Sequence[Advice]

    @property
    def open(self) -> Sequence[OwnedEntry]:
        """Those that are not approved as they read now."""
        return [one for one in self.entries if not one.approved]

    @property
    def against(self) -> bool:
        """Whether what was advised last of it says not to approve."""
        return bool(self.advice) and self.advice[0].against


def list_groups(runtime: Runtime, actor: Actor) -> Sequence[Group]:
    """All that the actor's organisation approves. Raises NotFound, after logging it, for whoever reads none of it."""
    if not any(has_duty(runtime.policy.release, actor, one) for one in READS):
        refused(runtime, actor, "list_entries")
    with runtime.database.work(actor.organisation_id) as work:
        return tuple(_groups(runtime, work, actor))


def see_group(runtime: Runtime, actor: Actor, part: str, place: int) -> tuple[Group, Mapping[str, str]]:
    """One of them, and the names of those who said something of it by their ids. Raises NotFound, after logging it."""
    found = next((one for one in list_groups(runtime, actor) if (one.part, one.place) == (part, place)), None)
    if found is None:
        refused(runtime, actor, "see_entries")
    by = {one.said.by for one in found.entries if one.said} | {one.by_id for one in found.advice}
    with runtime.database.work(actor.organisation_id) as work:
        return found, {str(id_): one.display_name for id_, one in work.identity.people(by).items()}


def approve_group(runtime: Runtime, actor: Actor, group: Group, digests: Sequence[str], why: str) -> Change:
    """Propose to approve those of a group that were read (`digests`), to be signed on the change's page.

    The change that does it already, where one waits.
    Raises as `propose_change`; InvalidInput where the advice is against it and no reason is given; UnknownEntry where
    something was objected to meanwhile: that is approved by an act of its own.
    """
    _none_objected(runtime, group, digests)
    if group.against and not why.strip():
        raise InvalidInput({"why": NOT_FOLLOWED})
    for one in group.entries:
        on_page = one.waits if one.waits and one.waits.what == ENTRIES_APPROVED else None
        if on_page and {named for _, _, named in entries_in(on_page.body)} == set(digests):
            return on_page
    return _propose(runtime, actor, ENTRIES_APPROVED, group, digests, why)


def approve_after_all(runtime: Runtime, actor: Actor, group: Group, digests: Sequence[str], why: str) -> Change:
    """Propose to approve these of a group although an owner objected to them, with a reason.

    Raises as `propose_change`; InvalidInput where no reason is given.
    """
    if not why.strip():
        raise InvalidInput({"why": WHY_AFTER_ALL} if digests else {"entries": NO_ENTRY, "why": WHY_AFTER_ALL})
    return _propose(runtime, actor, ENTRIES_APPROVED, group, digests, why)


def object_to(runtime: Runtime, actor: Actor, group: Group, digests: Sequence[str], why: str) -> Change:
    """Propose to object to these, with a reason. Raises as `propose_change`."""
    return _propose(runtime, actor, ENTRIES_OBJECTED, group, digests, why)


def part_of(policy: PolicyInForce, kind: str, key: str) -> str:
    """Which part of the policy an entry is in: its record at a hub; at a partner its own, what all return, or bases."""
    if kind == BASIS:
        return BASES
    field = policy.release.catalogue[key]
    return (SHARED if field.shared else OWN) if field.record == "return" else field.record


def _groups(runtime: Runtime, work: Work, actor: Actor) -> Iterator[Group]:
    policy, here = runtime.policy, actor.organisation_id
    said = said_of_entries(runtime, work, here)
    waiting: dict[str, Change] = {}
    found_open = work.changes.open_in(here, ALL_OPEN, sorted(OF_ENTRIES))
    for change in sorted(found_open, key=lambda one: one.what != ENTRIES_ON_PAPER):  # a paper gives way to the pages
        waiting |= {digest: change for _, _, digest in entries_in(change.body)}
    advice = work.approvals.advice_of(here)
    found = [
        OwnedEntry(kind, key, digest, said.get(digest), waiting.get(digest))
        for (kind, key), digest in digests_in_force(policy, actor.organisation_kind).items()
    ]
    for part, entries in groupby(found, key=lambda one: part_of(policy, one.kind, one.key)):
        all_of_it = list(entries)
        a_page = OF_LAW if part == BASES else A_PAGE
        for place, start in enumerate(range(0, len(all_of_it), a_page), start=1):
            shown = all_of_it[start : start + a_page]
            digests = {one.digest for one in shown}
            yield Group(part, place, shown, [one for one in advice if not digests.isdisjoint(one.digests)])


def _propose(runtime: Runtime, actor: Actor, what: str, group: Group, digests: Sequence[str], why: str) -> Change:
    asked = {"entries": [_named(group, one) for one in digests], "why": why}
    return propose_change(runtime, actor, what, actor.organisation_id, asked)


def _none_objected(runtime: Runtime, group: Group, digests: Sequence[str]) -> None:
    """Raise UnknownEntry, by name, for what was objected to since the page was read."""
    release = runtime.policy.release
    against = [called(release, one.kind, one.key) for one in group.entries if one.objected and one.digest in digests]
    if against:
        raise UnknownEntry(OBJECTED_MEANWHILE.format(", ".join(against)))


def _named(group: Group, digest: str) -> list[str]:
    """Kind, key and digest of what was read; of what is not there any more, so that proposing refuses it."""
    found = next((one for one in group.entries if one.digest == digest), None)
    return ["", "", digest] if found is None else [found.kind, found.key, digest]
