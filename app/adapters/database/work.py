"""Transactions. READ COMMITTED; the gate commits without waiting and then flushes, everyone else waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.errors import InsufficientPrivilege
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.adapters.database import flush
from app.adapters.database.answering import NOT_WRITABLE, answering, cause_of
from app.adapters.database.asking import SqlAskingRows
from app.adapters.database.believed import believing
from app.adapters.database.changes import SqlChangeRows
from app.adapters.database.clock_settings import SqlClockSettings
from app.adapters.database.confirmed import confirmed
from app.adapters.database.digests import SqlDigestRows
from app.adapters.database.duty import SqlDutyRows
from app.adapters.database.ended import SqlEndedRows
from app.adapters.database.entry_approvals import SqlApprovalRows
from app.adapters.database.erasures import SqlErasureRows
from app.adapters.database.events import SqlEventRows
from app.adapters.database.files import SqlFileRows
from app.adapters.database.finding import SqlFindingRows
from app.adapters.database.fixed import fixed
from app.adapters.database.governance import SqlGovernanceRows
from app.adapters.database.groups import SqlGroupRows
from app.adapters.database.identity import IdentityRows
from app.adapters.database.invitations import SqlInvitationRows
from app.adapters.database.jobs import SqlJobRows
from app.adapters.database.key_rows import SqlKeyRows
from app.adapters.database.lists import SqlListRows
from app.adapters.database.log import SqlLogRows
from app.adapters.database.log_stops import SqlLogStops
from app.adapters.database.migrate import MAIN, standing_of
from app.adapters.database.partnerships import SqlPartnershipRows
from app.adapters.database.passkeys import SqlPasskeyRows
from app.adapters.database.policy import SqlPolicyRows
from app.adapters.database.records import SqlRecordRows
from app.adapters.database.room import LONGER, room_of
from app.adapters.database.silence import hang_up_on_silence
from app.adapters.database.slips import SqlSlipRows
from app.adapters.database.standby import standby_of
from app.domain import ports
from app.domain.administered import Belief, nothing_believed
from app.domain.entry_approvals import ApprovalRows
from app.domain.errors import CommitUncertain, LogUnavailable
from app.domain.groups import GroupRows
from app.domain.ports_asking import AskingRows
from app.domain.ports_changes import ChangeRows, InvitationRows, PasskeyRows
from app.domain.ports_clocks import ClockSettingRows
from app.domain.ports_duty import DutyRows
from app.domain.ports_erasures import ErasureRows
from app.domain.ports_events import EventRows
from app.domain.ports_finding import FindingRows
from app.domain.ports_governance import GovernanceRows
from app.domain.ports_identity import IdentityRepository
from app.domain.ports_jobs import DigestRows, EndedRows, JobRows
from app.domain.ports_lists import ListRows
from app.domain.ports_log import LogRows, LogStops
from app.domain.ports_partnerships import PartnershipRows
from app.domain.ports_slips import SlipRows
from app.domain.serving import Room

UNHURRIED = fixed(text("SET LOCAL idle_in_transaction_session_timeout TO 0"))
UNFLUSHED = fixed(text("SET LOCAL synchronous_commit TO OFF"))


class SqlWork:
    """One transaction as one organisation."""

    def __init__(self, connection: Connection, organisation: UUID | None) -> None:
        self._db = connection
        self.committed = False
        self.files: ports.FileRows = SqlFileRows(connection)
        self.events: EventRows = SqlEventRows(connection)
        self.erasures: ErasureRows = SqlErasureRows(connection)
        self.records: ports.RecordRows = SqlRecordRows(connection)
        self.asking: AskingRows = SqlAskingRows(connection)
        self.slips: SlipRows = SqlSlipRows(connection)
        self.lists: ListRows = SqlListRows(connection, organisation)
        self.finding: FindingRows = SqlFindingRows(connection, organisation)
        self._log = SqlLogRows(connection)
        self.log: LogRows = self._log
        self.stops: LogStops = SqlLogStops(connection)
        self.keys: ports.KeyRows = SqlKeyRows(connection)
        self.jobs: JobRows = SqlJobRows(connection)
        self.digests: DigestRows = SqlDigestRows(connection)
        self.ended: EndedRows = SqlEndedRows(connection)
        self.policy: ports.PolicyRows = SqlPolicyRows(connection)
        self.duty: DutyRows = SqlDutyRows(connection)
        self.governance: GovernanceRows = SqlGovernanceRows(connection)
        self.identity: IdentityRepository = IdentityRows(connection)
        self.clocks: ClockSettingRows = SqlClockSettings(connection)
        self.changes: ChangeRows = SqlChangeRows(connection)
        self.approvals: ApprovalRows = SqlApprovalRows(connection)
        self.passkeys: PasskeyRows = SqlPasskeyRows(connection)
        self.invitations: InvitationRows = SqlInvitationRows(connection)
        self.partnerships: PartnershipRows = SqlPartnershipRows(connection)
        self.groups: GroupRows = SqlGroupRows(connection)

    def commit(self) -> None:
        """Commit, and wait until it is durable, on the standby too where there is one to wait for.

        Raises CommitUncertain when somebody ended that wait: it is committed here, and perhaps nowhere else.
        """
        unflushed = self._log.has_the_turn
        with self._given_up_on_failure(), confirmed(self._db):
            self._end()
        if unflushed:
            self.flush()

    def commit_unflushed(self) -> None:
        """Commit without waiting for the disk. Locks are gone after it; `flush` must follow before any acknowledging.

        Raises CommitUncertain when the answer was lost.
        """
        try:
            with self._given_up_on_failure():
                if not self._log.has_the_turn:  # whoever has it waits for no disk already
                    self._db.execute(UNFLUSHED)
                self._end()
        except (psycopg.Error, DBAPIError) as failure:  # the driver's errors come as they are when the server is lost
            raise CommitUncertain("The log's commit was not answered.") from failure

    def flush(self) -> None:
        """A tiny transaction whose own durable commit carries everything before it (group commit).

        Raises CommitUncertain when the answer was lost.
        """
        try:
            with self._given_up_on_failure(), confirmed(self._db):
                flush.flush_to_disk(self._driver)
        except (psycopg.Error, SQLAlchemyError) as failure:
            raise CommitUncertain("The log's flush was not answered.") from failure

    def allow_pauses(self) -> None:
        """Let this transaction be silent for as long as its work takes: it holds no lock that others wait for."""
        self._db.execute(UNHURRIED)

    def _end(self) -> None:
        self._log.has_the_turn = False
        self._db.commit()
        self.committed = True

    @property
    def _driver(self) -> psycopg.Connection[Any]:
        return cast("psycopg.Connection[Any]", self._db.connection.dbapi_connection)

    @contextmanager
    def _given_up_on_failure(self) -> Iterator[None]:
        """Never use a connection again whose commit was not answered: in the pool it could hold the log's lock."""
        try:
            yield
        except BaseException:
            self._db.invalidate()
            raise


class SqlDatabase:
    """Opens transactions on one engine, whose rows of administrators are believed by `belief`."""

    def __init__(self, engine: Engine, belief: Belief = nothing_believed) -> None:
        self._engine = believing(engine, belief)
        self._refused = False

    @contextmanager
    def work(self, organisation: UUID | None) -> Iterator[SqlWork]:
        """One transaction, seeing the list rows of `organisation` only; leaving without commit rolls back."""
        with self._noticed(), answering(), self._engine.connect() as connection:
            work = SqlWork(connection, organisation)
            try:
                yield work
            finally:
                _roll_back(connection)
                self._refused = self._refused and not work.committed

    def ping(self) -> None:
        """Raise DatabaseUnavailable unless the database answers."""
        with answering(), self._engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def takes_rows(self) -> bool:
        """Whether rows can be written: once one was refused, it is tried until one is. Raises DatabaseUnavailable."""
        if not self._refused:
            return True
        try:
            with answering(), self._engine.connect() as connection:
                connection.execute(LONGER)
                _roll_back(connection)
        except LogUnavailable as refused:
            if not isinstance(cause_of(refused), InsufficientPrivilege):  # to make temporary tables: that says nothing
                return False
        self._refused = False
        return True

    @contextmanager
    def _noticed(self) -> Iterator[None]:
        try:
            yield
        except LogUnavailable as failure:
            self._refused = self._refused or isinstance(cause_of(failure), NOT_WRITABLE)
            raise

    def hang_up_on_silence(self) -> None:
        """From now on, hold no connection for longer than a page may, whatever the server does."""
        hang_up_on_silence(self._engine)

    def standby(self) -> str:
        """What kind of standby there is, as `standby_of` says. Raises DatabaseUnavailable."""
        with answering(), self._engine.connect() as connection:
            return standby_of(connection)

    def room(self) -> Room:
        """How many connections it takes. Raises DatabaseUnavailable."""
        with answering(), self._engine.connect() as connection:
            return room_of(connection)

    def schema(self) -> str:
        """CURRENT, BEHIND or AHEAD of the newest schema that this version knows. Raises DatabaseUnavailable."""
        with answering(), self._engine.connect() as connection:
            return standing_of(connection, MAIN)

    def may_administer(self) -> bool:
        """Whether the role that logs in may give anybody a membership. Raises DatabaseUnavailable."""
        with answering(), self._engine.connect() as connection:
            return bool(connection.exec_driver_sql("SELECT has_table_privilege('membership', 'INSERT')").scalar_one())

    def close(self) -> None:
        """Give all connections back to the server, at the end of a run."""
        self._engine.dispose()


def _roll_back(connection: Connection) -> None:
    """Undo what was not committed, but not as psycopg does: that forgets every statement it has prepared."""
    if not connection.invalidated:
        protocol = cast("psycopg.Connection[Any]", connection.connection.dbapi_connection).pgconn
        if protocol.transaction_status == TransactionStatus.INTRANS:
            protocol.exec_(b"ROLLBACK")  # should it fail, SQLAlchemy finds the transaction open and ends it
