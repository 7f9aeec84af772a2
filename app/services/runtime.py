"""What every use case is given: ports, policy, clock and plain settings. Built once, in wiring; never global."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.domain.entry_approvals import OwnersWord
from app.domain.passkeys import Passkeys
from app.domain.ports import Clock, Database
from app.domain.ports_jobs import Mail
from app.domain.ports_keys import KeyKeeper
from app.domain.ports_log import CheckpointShelf
from app.domain.ports_sign_in import IdentityProviders
from policies.engine.compiled import CompiledPolicy
from policies.engine.release import PolicyRelease


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """The policy release the exchange runs on, and its number in this installation.

    `newest` is the number of the newest release when this one was found to be in force: the same, unless that cannot be
    relied on. None where a release was given and is kept to, whatever is in force.

    `approvals` is what owners have said of its entries, by organisation, up to the place `approved_to`; None where it
    is not asked, which is everywhere but in production. `relied_by` is whose own the policy is: as that organisation
    may rely on it (`policy_control.as_relied`), without the fields that are `not_in_use` there; `whole` is what it was
    made of. Only such a one seals for others.
    """

    number: int
    release: PolicyRelease
    compiled: CompiledPolicy
    newest: int | None = None
    approvals: Mapping[UUID, Sequence[OwnersWord]] | None = None
    approved_to: int = 0
    relied_by: UUID | None = None
    not_in_use: frozenset[str] = frozenset()
    whole: PolicyInForce | None = field(default=None, repr=False, compare=False)
    seen: dict[tuple[str, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was found before of who sees what: this release will always say the same."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The ports and what the installation is told by its settings."""

    database: Database
    keys: KeyKeeper
    checkpoints: CheckpointShelf
    providers: IdentityProviders
    mail: Mail
    passkeys: Passkeys
    clock: Clock
    policy: PolicyInForce
    session_key: bytes = field(repr=False)
    """What tokens of sessions are hashed under and their rows sealed with; it is in no database."""
    origin: str
    public_address: str
    production: bool
    releases: dict[int, PolicyRelease] = field(default_factory=dict, repr=False, compare=False)
    """Earlier policy releases that were read, by number: they never change, so each is read once."""
