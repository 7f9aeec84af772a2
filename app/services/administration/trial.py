"""A sign-in is tried before it goes live: somebody signs in there, is told what came, and gets no session by it.

What was typed, what is pinned and what a trial waits for are kept by the browser alone, under a mark of the
installation's key (HMAC-SHA-256) for whoever tries it: nothing of it is in the database until it is proposed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from app.domain.changes import PROVIDER_REGISTERED
from app.domain.errors import InvalidInput, WrongState
from app.domain.identity import Actor, IdentityProvider, ProvenIdentity, SignInRefused
from app.domain.short_words import short_words
from app.services.administration.refusing import refused, require_administrator
from app.services.identity.finish_sign_in import NOT_FINISHED, SignInAnswer
from app.services.identity.make_partnership import HUB
from app.services.identity.register_provider import CLAIM, KEY, as_offered
from app.services.identity.start_sign_in import ATTEMPT_LIMIT
from app.services.identity.tokens import new_token
from app.services.runtime import Runtime
from crypto.canonical import canonical

LABEL: Final = b"prx/trial/v1\n"
STARTED, TRIED = "started", "tried"
"""What a mark stands over: a trial that waits for its answer, and one that has been answered."""
PROPOSE_WITHIN: Final = timedelta(hours=1)
NO_TRIAL: Final = "no_attempt"
"""The reason where an answer is of none: nothing that their side could put right."""
NOT_YOURS: Final = "This trial was not started by you in this browser, or its time is over. Try it again."
LONGEST: Final = 300
LABEL_OF_DOMAIN: Final = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN: Final = re.compile(rf"(?:{LABEL_OF_DOMAIN}\.)+{LABEL_OF_DOMAIN}")
MOST_DOMAINS: Final = 20


@dataclass(frozen=True, slots=True)
class StartedTrial:
    """Where to send the browser, and what it keeps until it is back."""

    address: str
    kept: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came, and what it can be proposed with."""

    provider: Mapping[str, Any]
    proven: ProvenIdentity
    kept: str


def require_of_hub(runtime: Runtime, actor: Actor, action: str) -> None:
    """Raises NotFound, after logging it, for whoever administers no hub."""
    require_administrator(runtime, actor, action)
    if actor.organisation_kind != HUB:
        refused(runtime, actor, action)


def start_trial(runtime: Runtime, actor: Actor, typed: Mapping[str, str], return_to: str) -> StartedTrial:
    """Ask a provider what it signs with, and where to send the browser to try it; `return_to` ends before its key.

    Raises InvalidInput naming what is wrong, or why it was not believed; NotFound, after logging the refusal, for
    whoever administers no hub.
    """
    require_of_hub(runtime, actor, PROVIDER_REGISTERED)
    provider, domains = _checked(runtime, typed)
    provider = as_offered(runtime, provider)
    now = runtime.clock.now()
    state, nonce, verifier = new_token(), new_token(), new_token()
    there = f"{return_to}/{provider.key}"
    address = runtime.providers.sign_in_address(
        provider, return_to=there, state=state, nonce=nonce, verifier=verifier, now=now
    )
    waits = {"state": state, "nonce": nonce, "verifier": verifier}
    said = {
        "id": str(provider.id),
        "key": provider.key,
        "name": provider.name,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "client_authentication": provider.client_authentication,
        "algorithms": list(provider.algorithms),
        "groups_claim": provider.groups_claim,
        "domains": list(domains),
    }
    return StartedTrial(address, _marked(runtime, actor.person_id, STARTED, {**waits, "provider": said}))


def is_trial(runtime: Runtime, kept: str | None, provider_key: str, state: str) -> bool:
    """Whether an answer is of the trial that this browser keeps: it is for no sign-in then."""
    said = _read(runtime, kept or "", STARTED)
    if said is None:
        return False
    return (said["provider"]["key"], said["state"]) == (provider_key, state)


def finish_trial(runtime: Runtime, actor: Actor, kept: str, answer: SignInAnswer, return_to: str) -> Tried:
    """Check the answer as a sign-in would, and say what came. Nobody is signed in, and no account is recorded.

    Raises SignInRefused, IdentityProviderUnavailable; NotFound, after logging the refusal, for whoever administers no
    hub.
    """
    require_of_hub(runtime, actor, PROVIDER_REGISTERED)
    now = runtime.clock.now()
    said = _theirs(runtime, actor, kept, STARTED, ATTEMPT_LIMIT)
    if said is None or not hmac.compare_digest(said["state"].encode(), answer.state.encode()):
        raise SignInRefused(NO_TRIAL, NOT_YOURS)
    provider = provider_of(said["provider"], now)
    with runtime.providers.turn(provider):
        runtime.providers.require_issuer(provider, answer.issuer, now)
        if answer.error is not None or not answer.code:
            raise SignInRefused("refused_by_provider", NOT_FINISHED)
        proven = runtime.providers.finish(
            provider,
            return_to=f"{return_to}/{provider.key}",
            code=answer.code,
            issuer=answer.issuer,
            nonce=said["nonce"],
            verifier=said["verifier"],
            now=now,
        )
    came = {
        "subject": proven.subject,
        "name": proven.display_name,
        "email": proven.email,
        "ways": list(proven.ways),
        "groups": list(proven.groups),
        "at": now.replace(microsecond=0).isoformat(),
    }
    return Tried(
        said["provider"],
        proven,
        _marked(runtime, actor.person_id, TRIED, {"provider": said["provider"], "came": came}),
    )


def tried_by(runtime: Runtime, actor: Actor, kept: str) -> Mapping[str, Any]:
    """The provider and what came, of a trial of the last hour. Raises WrongState for another's, and for none."""
    said = _theirs(runtime, actor, kept, TRIED, PROPOSE_WITHIN)
    if said is None:
        raise WrongState(NOT_YOURS)
    return {"provider": said["provider"], "came": said["came"]}


def provider_of(said: Mapping[str, Any], now: datetime, strong: Sequence[str] = ()) -> IdentityProvider:
    """The provider that a trial or a change speaks of."""
    return IdentityProvider(
        id=UUID(said["id"]),
        key=said["key"],
        name=said["name"],
        issuer=said["issuer"],
        client_id=said["client_id"],
        created_at=now,
        client_authentication=said["client_authentication"],
        algorithms=tuple(said["algorithms"]),
        groups_claim=said["groups_claim"],
        strong=tuple(strong),
    )


def _checked(runtime: Runtime, typed: Mapping[str, str]) -> tuple[IdentityProvider, Sequence[str]]:
    wrong: dict[str, str] = {}
    key, issuer, client, claim = (typed[name].strip() for name in ("key", "issuer", "client_id", "groups_claim"))
    domains = typed["domains"].lower().replace(",", " ").split()
    name = ""
    try:
        name = short_words("name", typed["name"], "Name")
    except InvalidInput as mistyped:
        wrong |= mistyped.errors
    if not KEY.fullmatch(key):
        wrong["key"] = "Key: use up to 40 small letters, digits and hyphens."
    for field, value, label in (("issuer", issuer, "Address"), ("client_id", client, "Client")):
        if not value or len(value) > LONGEST or not value.isascii() or not value.isprintable() or " " in value:
            wrong[field] = f"{label}: copy it as their side gives it, without spaces."
    if issuer and not issuer.startswith("https://"):
        wrong["issuer"] = "Address: it begins with https:// and ends before /.well-known."
    if claim and not CLAIM.fullmatch(claim):
        wrong["groups_claim"] = "Name one claim, such as groups, or leave it empty."
    if not domains or len(domains) > MOST_DOMAINS or not all(DOMAIN.fullmatch(one) for one in domains):
        wrong["domains"] = f"Give the e-mail domains that lead to it, at most {MOST_DOMAINS}, such as council.example."
    if not wrong:
        with runtime.database.work(None) as work:
            taken = work.identity.taken(key, domains)
        if key in taken:
            wrong["key"] = "A sign-in has or had this key. Choose another."
        if gone := sorted(taken - {key}):
            wrong["domains"] = f"{', '.join(gone)} leads or led to another sign-in."
    if wrong:
        raise InvalidInput(wrong)
    made = IdentityProvider(uuid4(), key, name, issuer, client, runtime.clock.now(), groups_claim=claim or None)
    return made, sorted(set(domains))


def _marked(runtime: Runtime, by: UUID, what: str, said: Mapping[str, Any]) -> str:
    text = canonical({**said, "by": str(by), "what": what, "since": runtime.clock.now().isoformat()})
    mark = hmac.new(runtime.session_key, LABEL + text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mark + text).decode()


def _read(runtime: Runtime, kept: str, what: str) -> Mapping[str, Any] | None:
    """What was marked as this; None for anything else that a browser may send."""
    try:
        whole = base64.urlsafe_b64decode(kept.encode("ascii"))
    except ValueError:
        return None
    mark, text = whole[:32], whole[32:]
    if not hmac.compare_digest(mark, hmac.new(runtime.session_key, LABEL + text, hashlib.sha256).digest()):
        return None
    said: dict[str, Any] = json.loads(text)
    return said if said["what"] == what else None


def _theirs(runtime: Runtime, actor: Actor, kept: str, what: str, within: timedelta) -> Mapping[str, Any] | None:
    said = _read(runtime, kept, what)
    if said is None or said["by"] != str(actor.person_id):
        return None
    return said if runtime.clock.now() < datetime.fromisoformat(said["since"]) + within else None
