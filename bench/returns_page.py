"""The hub's page of returns once more, with the gate replaced by reading the same answers in clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast
from unittest.mock import patch
from uuid import UUID

import psycopg
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, bindparam, func, select, text

from app.adapters.database.tables import files, records
from app.demonstration.database import SUPERUSER, Cluster
from app.domain.answers import Answer
from app.http.opening import opens
from app.services.collation import open_collation
from app.services.disclosure.gate import OpenedRecord, Shown, open_records
from bench.made_up import MadeUp

OPENED: Final = "/cases/{case}/returns"
IN_PLAIN: Final = "/cases/{case}/returns-in-plain"
VIEW: Final = "hub.returns"
TABLE: Final = """
    CREATE TABLE plain_answer (record_id uuid, field text, rendition text, shown boolean, answer text,
                               PRIMARY KEY (record_id, field, rendition));
    GRANT SELECT ON plain_answer TO prx_app;
    INSERT INTO plain_answer SELECT record_id, field, rendition, false, '' FROM field_box
"""
SHOWN: Final = """
    UPDATE plain_answer SET shown = true, answer = %s WHERE record_id = %s AND field = %s AND rendition = %s
"""
RECORDS: Final = (
    select(records.record, files.research_request)
    .outerjoin(files.research_request, files.research_request.c.file_id == records.record.c.file_id)
    .where(records.record.c.id == func.any(bindparam("records")))
)
ANSWERS: Final = text("SELECT record_id, field, shown, answer FROM plain_answer WHERE record_id = any(:records)")

Seen = Mapping[UUID, OpenedRecord]


def add_plain_page(app: Flask, engine: Engine, seen: dict[UUID, OpenedRecord]) -> None:
    """Give an application the page that decides, logs and unseals nothing; it reads through an engine of its own.

    `seen` is what the gate showed: which fields at which level. Only the answers are not taken from it but read.
    """
    view = app.view_functions[VIEW]

    def read(_runtime: Any, _actor: Any, ids: Sequence[UUID], **_how: Any) -> tuple[OpenedRecord, ...]:
        return _read(engine, ids, seen)

    @opens
    def in_plain(case_id: UUID) -> ResponseReturnValue:
        with patch.object(open_collation, "open_records", read):
            return cast("ResponseReturnValue", view(case_id=case_id))

    vars(in_plain)["access"] = vars(view)["access"]
    app.add_url_rule("/cases/<uuid:case_id>/returns-in-plain", f"{VIEW}_in_plain", in_plain)


def noted(seen: dict[UUID, OpenedRecord]) -> Any:
    """Within this, what the gate shows the hub's page of returns is put into `seen`."""

    def note(*given: Any, **named: Any) -> tuple[OpenedRecord, ...]:
        opened = open_records(*given, **named)
        seen.update((one.record.id, one) for one in opened)
        return opened

    return patch.object(open_collation, "open_records", note)


def store_in_plain(cluster: Cluster, made_up: MadeUp, seen: Seen) -> None:
    """Store in clear what was shown: a row of the same names for each box there is, whether shown or not."""
    where = f"host={cluster.folder} user={SUPERUSER} dbname={made_up.main.name}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(TABLE)
        shown = [one for opened in seen.values() for one in _shown(opened)]
        connection.cursor().executemany(SHOWN, shown)
        connection.execute("VACUUM ANALYZE")


def _shown(opened: OpenedRecord) -> list[tuple[str, UUID, str, str]]:
    return [
        (one.answer.encoded().decode(), opened.record.id, one.field, one.level.word)
        for one in opened.fields.values()
        if one.answer is not None
    ]


def _read(engine: Engine, ids: Sequence[UUID], seen: Seen) -> tuple[OpenedRecord, ...]:
    """Two statements and no lock: the records with their requests, and the answers."""
    with engine.connect() as connection:
        known = {row.id for row in connection.execute(RECORDS, {"records": list(ids)})}
        answers: defaultdict[UUID, dict[str, Answer]] = defaultdict(dict)
        for row in connection.execute(ANSWERS, {"records": list(ids)}):
            if row.shown:
                answers[row.record_id][row.field] = Answer.decoded(row.answer.encode())
    return tuple(_as_seen(seen[one], answers[one]) for one in ids if one in known and one in seen)


def _as_seen(seen: OpenedRecord, answers: Mapping[str, Answer]) -> OpenedRecord:
    fields = {key: Shown(key, one.level, answers.get(key), one.decision) for key, one in seen.fields.items()}
    return replace(seen, fields=fields)
