"""Compare the rows that administrators' commands wrote with the leaves that name them, both ways.

An organisation, membership, provider, account, key or policy release that is put into the database, edited or taken
away beside the commands lets somebody in or misleads everybody, and no leaf that fits it can be signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from uuid import UUID

from app.domain.administered import AdministeredRow, RowName
from app.domain.log_entry import StoredLeaf
from app.domain.ports import Work
from app.services.disclosure.naming_rows import NAMES_ROWS, NamedRows, digest_of_row
from app.services.governance.check_changes import ChangesCheck
from app.services.governance.problems import Problem
from crypto.errors import VerificationError

NEEDS_MEMBERSHIP = "identity"
"""Of this table a first sign-in makes rows: accounts that give access to nothing until a membership is approved, whose
entry names them. A role by a group is its account’s alone."""

MADE_ANEW = "partnership"
"""Rows of this table may stand again after they have ended, once an entry names them anew; no others do."""

STANDS_AGAIN = "stands again, and an entry says that it has ended."
OUT_OF_USE = "is out of use, and no entry says so."


class Labelled(Protocol):
    """What policy calls a role."""

    @property
    def label(self) -> str: ...


class AdministeredCheck:
    """Collects what leaves name, and then compares it with every such row. One for the whole verification."""

    def __init__(self, work: Work, named: NamedRows, roles: Mapping[str, Labelled], changes: ChangesCheck) -> None:
        self._work = work
        self._roles = roles
        self._changes = changes
        self._named = named
        self._digests: dict[RowName, str] = {}
        self._notes: dict[RowName, object] = {}
        self._ended: set[RowName] = set()
        self._unsigned: list[str] = []

    def look_at(self, leaf: StoredLeaf, body: Mapping[str, Any]) -> None:
        """Take in what a leaf names; leaves come in the order they were written."""
        if leaf.kind not in NAMES_ROWS:
            return
        try:
            named = self._named.of(leaf, body)
        except VerificationError:
            told = f"Entry number {leaf.index} ({leaf.kind}) is not signed by this exchange"
            self._unsigned.append(Problem(f"{told}: no command of it wrote this."))
            return
        self._changes.look_at(body, named)
        for name, digest in named.items():
            if digest is None:
                self._ended.add(name)
            else:
                self._digests[name] = digest
                self._notes[name] = body["rows"]
                if name[0] == MADE_ANEW:
                    self._ended.discard(name)

    def problems(self) -> Iterator[str]:
        """What is wrong, a sentence for each row, by its kind and id."""
        yield from self._unsigned
        rows = {row.name: row for row in self._work.governance.administered()}
        given = [row.columns for row in rows.values() if row.name[0] == "membership" and not row.columns["mapping_id"]]
        members = {one["person_id"] for one in given}
        for name, row in rows.items():
            by_group = row.name[0] == "membership" and row.columns["mapping_id"]
            if told := self._of_group(row, rows) if by_group else self._misfit(row, members):
                yield Problem(f"The row {name[1]} of {name[0]} {told}{self._about(row)}", *_whose(row))
        for table, key in self._digests.keys() - rows.keys():
            yield f"The row {key} of {table} is gone: the log names it, and no command takes one away."

    def _about(self, row: AdministeredRow) -> str:
        """Whose membership it is, in words; nothing of other rows, whose ids are all there is to say."""
        if row.name[0] != "membership":
            return ""
        person, at = (UUID(str(row.columns[name])) for name in ("person_id", "organisation_id"))
        people, organisations = self._work.identity.people([person]), self._work.identity.organisations_of({at})
        who = people[person].display_name if person in people else "Somebody who is not in the directory"
        where = organisations[at].name if at in organisations else "an organisation that is not there"
        role = str(row.columns["role"])
        return f" It is {who}’s at {where}, as {self._roles[role].label if role in self._roles else role}."

    def _of_group(self, role: AdministeredRow, rows: Mapping[RowName, AdministeredRow]) -> str | None:
        """Of a role that a group gives: an entry names the group, and each sign-in says who is in by it."""
        group = rows.get(("group_mapping", str(role.columns["mapping_id"])))
        if group is not None and _is_of(role, group) and (role.ended or not group.ended):
            return None
        return "came by no group that lets anybody in so."

    def _misfit(self, row: AdministeredRow, members: set[str]) -> str | None:
        logged = self._digests.get(row.name)
        if logged is None:
            if row.name[0] == NEEDS_MEMBERSHIP and row.columns["person_id"] not in members:
                return None
            return "is named by no entry: it was put there without the exchange's commands."
        if row.ended != (row.name in self._ended):
            return OUT_OF_USE if row.ended else STANDS_AGAIN
        if logged != digest_of_row(row):
            return "is not as its entry names it: it was changed without the exchange's commands."
        if row.note is not None and row.note != self._notes[row.name]:
            return "does not carry what its entry signed, so that nobody believes it: have it said anew."
        return None


def _is_of(role: AdministeredRow, group: AdministeredRow) -> bool:
    return all(role.columns[one] == group.columns[one] for one in ("organisation_id", "role", "mapped_group"))


def _whose(row: AdministeredRow) -> tuple[UUID, ...]:
    """The organisation a row is about; none of a row of the installation itself."""
    own = row.name[1] if row.name[0] == "organisation" else row.columns.get("organisation_id")
    return (UUID(str(own)),) if own else ()
