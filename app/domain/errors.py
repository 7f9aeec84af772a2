"""Everything that can go wrong in words of the exchange. One base; the doors map `code` to a status and a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class ExchangeError(Exception):
    """Base of all: `code` is stable and machine-readable, `message` is for the person and names the fix."""

    code = "error"

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.code)
        self.message = message


class NotFound(ExchangeError):
    """It does not exist, or this person may not know that it does: one answer for both (law 5)."""

    code = "not_found"


class NotPermitted(ExchangeError):
    """The person may know of it but not do this. Raised only after the refusal has been logged."""

    code = "not_permitted"


class ConfirmFirst(ExchangeError):
    """An act that needs fresh and strong proof of who does it. Nothing of it was done."""

    code = "confirm_first"


class WrongState(ExchangeError):
    """The thing has moved on: a request already answered, a case already closed."""

    code = "wrong_state"


class UnknownEntry(WrongState):
    """Somebody approves, or objects to, words of the policy that are not those in force: nobody could read them."""

    code = "unknown_entry"


class NoClock(WrongState):
    """A hub has no opening hours or has adopted no profile: no time can be promised. Names what, and who says it."""

    code = "no_clock"


class Stale(ExchangeError):
    """Somebody else changed it first; nothing of this attempt was kept, the draft stands."""

    code = "stale"


class ChangedSincePreview(Stale):
    """What would leave is not what was shown before sending: nothing has left, and it has to be looked at again."""


class HistoryDamaged(ExchangeError):
    """What was recorded in a case is not as it was recorded, so that nothing is built on it. Names the case."""

    code = "history_damaged"


class Erased(ExchangeError):
    """The key of a file was destroyed: nobody opens it again or adds to it. Not trouble, and not damage."""

    code = "erased"

    def __init__(self, at: datetime) -> None:
        day = at.astimezone(LONDON)
        super().__init__(f"It was erased on {day.day} {day:%B %Y}.")
        self.at = at


class InvalidInput(ExchangeError):
    """Input that cannot be accepted. `errors` maps a field name to a sentence that names the fix."""

    code = "invalid_input"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in errors.items()))
        self.errors = dict(errors)


class TooMany(ExchangeError):
    """A rate limit was reached; says when to try again."""

    code = "too_many"


class Unavailable(ExchangeError):
    """A part the exchange stands on does not answer. Nothing was revealed and nothing acknowledged."""

    code = "unavailable"


class DatabaseUnavailable(Unavailable):
    """The database does not answer."""

    code = "database_unavailable"


class LogUnavailable(Unavailable):
    """The disclosure log cannot be written, so nothing is revealed (law 1)."""

    code = "log_unavailable"


class ClocksApart(LogUnavailable):
    """This server's clock is seconds away from the database's, which dates the log; the message names both times."""

    code = "clocks_apart"


class PolicyChanged(LogUnavailable):
    """Another policy release is in force than this was begun under. Nothing of it was done: it begins anew."""

    code = "policy_changed"


class LogChanged(LogUnavailable):
    """A stored log is not what was signed of it, or its leaves do not fit its tree: something was lost or changed."""


class LogStopped(LogChanged):
    """A log was found changed, so nothing of it is shown or sent until it has been mended; `labels` name such logs."""

    code = "log_stopped"

    def __init__(self, message: str, labels: tuple[str, ...]) -> None:
        super().__init__(message)
        self.labels = labels


class KeysUnavailable(Unavailable):
    """The key provider or the key store does not answer."""

    code = "keys_unavailable"


class KeyReplaced(KeysUnavailable):
    """The log's key that this process has was replaced by one that it has not: it signs nothing more."""


class NotAsSealed(KeysUnavailable):
    """A sealed value does not open: it, or what it is bound to, was changed, moved or taken away."""


class IdentityProviderUnavailable(Unavailable):
    """An organisation's own sign-in does not answer, or answers nonsense. For operators, `cause` (a code) and `fix`."""

    code = "identity_provider_unavailable"
    cause = fix = ""


class IdentityProviderBusy(IdentityProviderUnavailable):
    """As many as may are asking an organisation's own sign-in. Nothing was asked and nothing used up."""

    code = "identity_provider_busy"


class RefusesToStart(ExchangeError):
    """Settings, policy, keys or log are not fit to run on; the message names what and the fix."""

    code = "refuses_to_start"


class PartAway(RefusesToStart):
    """A part that the exchange stands on does not answer just now. Its cause is the part's own error."""

    code = "part_away"


class OutOfStep(RefusesToStart):
    """A database, its standby or the policy in force is not what this version runs on: mended without stopping it."""

    code = "out_of_step"


class CommitUncertain(LogUnavailable):
    """The commit was not confirmed: it may be lost, or on one server alone. Only the gate's own retry may find out."""

    code = "commit_uncertain"


class MailUnavailable(Unavailable):
    """The mail server does not take mail; the job is tried again later."""

    code = "mail_unavailable"


class MailboxRefused(MailUnavailable):
    """The mail server does not take mail for one address, and never will; others may be told."""


class NobodyToTell(MailUnavailable):
    """Nobody who must hear of it can be reached by mail; the job is tried again, as somebody may be named."""

    code = "nobody_to_tell"


class BackupFailed(ExchangeError):
    """A backup cannot be made, read or restored; the message names what and the way on."""
