"""A hub of which a group of its own sign-in may come in as collators: two of its administrators have signed that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.changes import Change
from app.services.administration.propose_group import propose_end_of_group, propose_group
from app.services.identity.register_provider import read_groups_of
from app.services.messages.run_jobs import run_jobs
from tests.identity.arriving import Arriving
from tests.services.administering import Office, office

GROUP = "mash-collators"


@dataclass
class Grouped:
    """The exchange, its hub's administrators, and the mapping."""

    arriving: Arriving
    here: Office
    mapping: UUID

    def comes(
        self, subject: str = "gwen", groups: Sequence[str] = (GROUP,), browser: FlaskClient | None = None, **more: Any
    ) -> TestResponse:
        """Sign in, with what the token says of groups."""
        return self.arriving.sign_in(subject, browser, groups=list(groups), **more)

    def roles(self) -> list[tuple[str, str, bool]]:
        """Name, role and whether it stands, of every role by a group."""
        return [
            (str(name), str(role), bool(stands))
            for name, role, stands in self.here.exchange.rows(
                "SELECT display_name, role, ended_at IS NULL FROM membership JOIN person ON person.id = person_id"
                " WHERE mapping_id IS NOT NULL ORDER BY membership.created_at, display_name"
            )
        ]

    def followed(self) -> list[str]:
        """What entries say of who came in or is out, in order."""
        query = "SELECT convert_from(leaf, 'UTF8') FROM log_leaf WHERE kind = 'group_followed' ORDER BY log, idx"
        leaves = [str(leaf) for (leaf,) in self.here.exchange.rows(query)]
        return ["joined" if "joined_by_group" in leaf else "left" for leaf in leaves]

    def ends(self) -> None:
        """One administrator signs that the group lets nobody in any more."""
        change = propose_end_of_group(self.here.exchange.runtime, self.here.ada.actor, self.mapping)
        self.here.ada.signs(change)
        assert (self.here.applied(), self.here.outcome(change)) == (1, "applied")

    def worked(self) -> None:
        """The worker does what waits."""
        run_jobs(self.here.exchange.runtime)


def mapped(here: Office, provider: UUID, group: str = GROUP, role: str = "hub_collator") -> Change:
    """Two sign that a group comes in, and it is so an hour later."""
    change = propose_group(here.exchange.runtime, here.ada.actor, provider, group, role)
    here.ada.signs(change)
    here.ben.signs(change)
    assert (here.applied_in_an_hour(), here.outcome(change)) == (1, "applied")
    return change


def grouped(arriving: Arriving) -> Grouped:
    """The hub there is, with three administrators who have begun, and the group."""
    base = arriving.people.base
    read_groups_of(base.admin, "town", "groups")
    with base.runtime.database.work(None) as work:
        [hub] = work.identity.organisations("hub")
    here = office(base, at=hub)
    return Grouped(arriving, here, mapped(here, arriving.provider.id).id)
