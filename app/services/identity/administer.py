"""The entry of an act of administration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.administered import RowName
from app.domain.log_entry import Entry
from app.domain.ports import Work
from app.services.disclosure.naming_rows import name_rows
from app.services.runtime import Runtime


def administered(
    runtime: Runtime,
    work: Work,
    what: str,
    names: Sequence[RowName],
    *,
    to_id: UUID | None = None,
    ended: bool = False,
    said: Mapping[str, str] | None = None,
    entry_id: UUID | None = None,
) -> Entry:
    """Build the entry: `what` is the act's code, `names` the rows it wrote (stored already), `to_id` whom it concerns.

    What else there is to say of it, in codes and ids, is `said`; `entry_id` where the rows name it. Raises NotFound
    when one of the rows is not there, KeysUnavailable.
    """
    return Entry(
        id=entry_id,
        kind="administered",
        to_id=to_id,
        policy_release=runtime.policy.number,
        policy_digest=runtime.policy.release.digest,
        extra={**(said or {}), "what": what, **name_rows(runtime, work, "administered", names, ended=ended)},
    )
