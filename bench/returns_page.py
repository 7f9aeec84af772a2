"""The page of a case's returns twice: through the gate, and from a table that holds the same answers in clear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import psycopg
from flask import Flask
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import Engine, text

from app.adapters.database.files import SqlFileRows
from app.adapters.database.records import SqlRecordRows
from app.demonstration.database import SUPERUSER, Cluster
from app.domain.answers import Answer
from app.domain.records import Record
from app.domain.research import ResearchRequest
from app.http.access import allow
from app.http.current import actor
from app.http.opening import opens
from app.http.page import render_page
from app.services.collation.open_returns import Returned, open_returns
from app.services.disclosure.gate import OpenedRecord, Shown
from app.services.disclosure.permission import HUB_ROLES
from app.services.disclosure.recording import Recorded
from app.web.runtime import runtime
from bench.made_up import MadeUp, MadeUpReturn
from policies.engine.decision import Decision, Facts
from policies.engine.vocabulary import Level

OPENED: Final = "/bench/{case}/opened"
IN_PLAIN: Final = "/bench/{case}/plain"
PAGE: Final = """
{% extends "layout.html" %}
{% from "values/cell.html" import cell %}
{% block title %}Returns{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">Returns</h1>
{% for returned in found %}
<h2 class="govuk-heading-m">{{ returned.request.reference }}</h2>
{% for record in returned.opened %}
<dl class="govuk-summary-list">
  {% for key, shown in record.fields.items() %}
  <div class="govuk-summary-list__row">
    <dt class="govuk-summary-list__key">{{ catalogue[key].label }}</dt>
    <dd class="govuk-summary-list__value">{{ cell(catalogue[key], shown.level.word, shown.answer) }}</dd>
  </div>
  {% endfor %}
</dl>
{% endfor %}
{% endfor %}
{% endblock %}
"""
ANSWERS: Final = text("SELECT record_id, field, rendition, answer FROM plain_answer WHERE record_id = any(:records)")
UNDECIDED: Final = Decision(Level.FULL, (), (), (), "", Facts())


def add_pages(app: Flask, plain_engine: Engine) -> None:
    """Give an application the two pages; the plain one reads through an engine of its own."""
    own = DictLoader({"bench/returns.html": PAGE})
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader]) if app.jinja_env.loader else own

    @opens
    @allow(roles=HUB_ROLES)
    def opened(case: UUID) -> ResponseReturnValue:
        return _page(open_returns(runtime(), actor(), case))

    @opens
    @allow(roles=HUB_ROLES)
    def plain(case: UUID) -> ResponseReturnValue:
        return _page(returns_in_plain(plain_engine, case))

    for name, view in (("opened", opened), ("plain", plain)):
        app.add_url_rule(f"/bench/<uuid:case>/{name}", name, view)


def store_in_plain(cluster: Cluster, made_up: MadeUp, made: MadeUpReturn) -> None:
    """Store what was sealed in clear: a row of the same names for each box there is."""
    where = f"host={cluster.folder} user={SUPERUSER} dbname={made_up.main.name}"
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE plain_answer (record_id uuid, field text, rendition text, version integer, answer text,"
            " PRIMARY KEY (record_id, field, rendition, version))"
        )
        connection.execute("GRANT SELECT ON plain_answer TO prx_app")
        boxes = connection.execute("SELECT field, rendition FROM field_box WHERE record_id = %s", [made.record.id])
        rows = [(made.record.id, field, how, made.answers[field].encoded().decode()) for field, how in boxes]
        connection.cursor().executemany("INSERT INTO plain_answer VALUES (%s, %s, %s, 1, %s)", rows)
        connection.execute("VACUUM ANALYZE")


def returns_in_plain(engine: Engine, case_id: UUID) -> tuple[Returned, ...]:
    """What `open_returns` finds, without policy, log and sealing: three statements and no lock."""
    with engine.connect() as connection:
        records = SqlRecordRows(connection)
        requests = SqlFileRows(connection).requests_of(case_id)
        returns = records.of_files([one.file_id for one in requests], "return")
        current = [one for one in returns if one.state == "released"]
        answers: defaultdict[UUID, dict[str, Shown]] = defaultdict(dict)
        for row in connection.execute(ANSWERS, {"records": [one.id for one in current]}):
            if row.rendition == Level.FULL.word:
                shown = Shown(row.field, Level.FULL, Answer.decoded(row.answer.encode()), UNDECIDED)
                answers[row.record_id][row.field] = shown
    return tuple(
        Returned(
            request, tuple(_opened(one, request, answers) for one in current if one.file_id == request.file_id), ()
        )
        for request in requests
    )


def _opened(record: Record, request: ResearchRequest, answers: Mapping[UUID, dict[str, Shown]]) -> OpenedRecord:
    return OpenedRecord(record, request, answers[record.id], {}, Recorded(record.id, 0, b""))


def _page(found: tuple[Returned, ...]) -> ResponseReturnValue:
    return render_page("bench/returns.html", found=found, catalogue=runtime().policy.release.catalogue)
