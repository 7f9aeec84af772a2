"""What is kept opens, and receipts are checked, with `crypto/README.md` and none of our code."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from psycopg.rows import dict_row
from sqlalchemy import make_url

import crypto
from app.demonstration.database import SUPERUSER
from app.domain.log_entry import KINDS
from app.services.collation.open_collation import open_collation
from app.services.collation.reveal import prepare_reveal
from app.services.governance.prove_entry import prove_entry
from app.services.governance.verifier_keys import verifier_keys
from app.services.intake.open_case import find_case
from app.services.research.asking_draft import save_asking
from tests.conftest import Database
from tests.governance.commands import key_folder
from tests.security import by_the_readme as reader
from tests.services.exchange import Exchange
from tests.services.played import ADDRESS, Answered, answered, ready_case

README = Path(crypto.__file__).with_name("README.md")
WHY = "To visit the child today"
Row = Mapping[str, Any]


class Kept:
    """Rows as they stand, and the root key's file: all that an opener has."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._root = (key_folder(exchange.settings) / "root.key").read_bytes()

    def rows(self, table: str, column: str, value: object, database: Database | None = None) -> Sequence[Row]:
        """The rows of a table that have this value."""
        address = make_url((database or self._exchange.database).owner_url)
        host = str(address.query["host"])
        with psycopg.connect(host=host, user=SUPERUSER, dbname=address.database, row_factory=dict_row) as connection:
            connection.execute("SET TIME ZONE 'UTC'")
            return connection.execute(f"SELECT * FROM {table} WHERE {column} = %s".encode(), [value]).fetchall()

    def tenant_key(self, organisation: UUID, purpose: str, version: int = 1) -> bytes:
        row = next(one for one in self.rows("tenant_key", "organisation_id", organisation)
                   if (one["purpose"], one["version"]) == (purpose, version))  # fmt: skip
        place = reader.wrap_place("tenant", organisation, purpose, version)
        return reader.unwrap(self._root, row["wrapped"], place)

    def file_key(self, file_id: UUID) -> bytes:
        (row,) = self.rows("file_key", "file_id", file_id, self._exchange.keystore)
        tenant_key = self.tenant_key(row["tenant_id"], "file", row["tenant_version"])
        place = reader.wrap_place("file", file_id, "file", row["tenant_version"])
        return reader.unwrap(tenant_key, row["wrapped"], place)

    def opened(
        self, record_id: UUID, organisation: UUID, file_key: bytes | None = None
    ) -> tuple[dict[tuple[str, str], Any], str]:
        """What an organisation's grant to a record opens, by field and rendition, and the grant's own hash."""
        (record,) = self.rows("record", "id", record_id)
        (file,) = self.rows("file", "id", record["file_id"])
        grant = next(one for one in self.rows("key_grant", "record_id", record_id)
                     if one["organisation_id"] == organisation)  # fmt: skip
        (own,) = self.rows("organisation_key", "kid", grant["kid"])
        private = reader.private_key(
            self.tenant_key(organisation, "organisation"), organisation, own["kid"], own["private_wrapped"]
        )
        ids = {"tenant": file["tenant_id"], "file": file["id"], "record": record_id,
               "author": record["author_id"], "organisation": organisation}  # fmt: skip
        jwe = reader.grant_at_rest(
            file_key or self.file_key(file["id"]), grant["sealed"], record, reader.grant_place(*ids.values())
        )
        boxes = {(one["field"], one["rendition"], one["version"]): one["box"]
                 for one in self.rows("field_box", "record_id", record_id)}  # fmt: skip
        entries = reader.open_grant(private, jwe, own["kid"], ids)
        answers = {(one["n"], one["r"]): reader.open_box(one, boxes[one["n"], one["r"], one["ver"]], ids)
                   for one in entries}  # fmt: skip
        return answers, sha256(jwe.encode()).hexdigest()


@pytest.fixture(scope="module")
def played(exchange: Exchange) -> Answered:
    """An answered request about a protected child."""
    return answered(exchange, protected="yes")


def test_the_reader_has_none_of_our_code() -> None:
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in named}
    assert roots <= {*sys.stdlib_module_names, "cryptography"}


def test_the_readme_names_every_kind_of_leaf_and_every_member(exchange: Exchange, played: Answered) -> None:
    told = README.read_text(encoding="utf-8")
    told = told[told.index("**A leaf**") : told.index("**A receipt's openings**")]
    leaves = [json.loads(bytes(leaf)) for (leaf,) in exchange.rows("SELECT leaf FROM log_leaf")]
    assert played.returned.entry.id in {UUID(leaf["id"]) for leaf in leaves}
    assert {name for leaf in leaves for name in (leaf["k"], *leaf) if f"`{name}`" not in told} == set()
    assert {kind for kind in KINDS if f"`{kind}`" not in told} == set()


def test_the_readme_names_every_place_a_key_is_wrapped_for() -> None:
    told = README.read_text(encoding="utf-8")
    places = [found for folder in ("app", "crypto") for path in (README.parents[1] / folder).rglob("*.py")
              for found in re.findall(r'WrapPlace\("(\w+)"', path.read_text(encoding="utf-8"))]  # fmt: skip
    assert set(places) == {"tenant", "file", "organisation", "detail", "log_signing_key", "probe"}
    assert {kind for kind in places if f"`{kind}`" not in told} == set()


def test_boxes_and_grants_open(exchange: Exchange, played: Answered) -> None:
    kept = Kept(exchange)
    hub, partner = exchange.organisation("hub").id, exchange.organisation("housing").id
    theirs, _ = kept.opened(played.record.id, hub)
    own, _ = kept.opened(played.record.id, partner)
    assert theirs["housing_address", "full"] == {
        "answer": "value", "ground": None, "information_date": "2026-01-01", "nature": "fact", "note": None,
        "onward": "ask", "value": ADDRESS,
    }  # fmt: skip
    assert theirs["housing_address", "masked"]["value"] == "ZZ area"
    assert theirs.items() <= own.items()


def test_a_draft_opens(exchange: Exchange) -> None:
    case = ready_case(exchange)
    with exchange.runtime.database.work(None) as work:
        records = [one.id for one in work.records.of_file(case.id, "case")]
    opened = [Kept(exchange).opened(one, exchange.organisation("hub").id)[0] for one in records]
    assert any(one.get(("case_address", "full"), {}).get("value") == ADDRESS for one in opened)


def test_the_sealed_part_of_an_entry_opens_and_the_leaf_commits_to_it(exchange: Exchange, played: Answered) -> None:
    kept = Kept(exchange)
    (detail,) = kept.rows("log_detail", "id", played.returned.entry.id)
    under, _, owner = detail["sealed_under"].partition(":")
    assert under == "file"
    place = reader.wrap_place("detail", detail["id"], "log", 1)
    hidden = json.loads(reader.unseal(kept.file_key(UUID(owner)), detail["sealed"], place))
    salts = {name: reader.b64u(salt) for name, salt in hidden.pop("salts").items()}
    leaf = json.loads(played.returned.entry.leaf)
    codes = {"tenant": str(detail["tenant_id"])} | {name: detail[name] for name in ("role", "level", "rules", "facts")}
    assert reader.opens(leaf["actor"], salts["actor"], str(played.responder.person_id))
    assert reader.opens(leaf["fields"], salts["fields"], hidden["touched"])
    assert reader.opens(leaf["detail"], salts["detail"], codes | {"hidden": hidden})
    assert leaf["n"] == len(hidden["touched"]) > 0
    boxes = {(str(one["record_id"]), one["field"], one["rendition"], one["version"]): sha256(one["box"]).hexdigest()
             for record in {one[0] for one in hidden["touched"]}
             for one in kept.rows("field_box", "record_id", UUID(record))}  # fmt: skip
    assert leaf["boxes"] == reader.digest_of([boxes[tuple(one)] for one in hidden["touched"]])
    records = {UUID(one[0]) for one in hidden["touched"]}
    assert leaf["grants"] == reader.digest_of([kept.opened(one, UUID(leaf["to"]))[1] for one in records])


def test_entries_sealed_under_an_organisation_open(exchange: Exchange, played: Answered) -> None:
    kept = Kept(exchange)
    officer = exchange.person("hub", "ig_officer")
    prove_entry(exchange.runtime, officer, played.returned.entry.id)
    (detail,) = kept.rows("log_detail", "actor_id", officer.person_id)
    under, _, owner = detail["sealed_under"].partition(":")
    assert (under, owner) == ("organisation", str(officer.organisation_id))
    place = reader.wrap_place("detail", detail["id"], "log", 1)
    hidden = json.loads(reader.unseal(kept.tenant_key(UUID(owner), "detail"), detail["sealed"], place))
    assert hidden["reason"] == f"receipt {played.returned.entry.id}"


def test_nothing_of_a_file_opens_without_its_own_key(exchange: Exchange, played: Answered) -> None:
    kept, other = Kept(exchange), answered(exchange)
    foreign = kept.file_key(other.request.file_id)
    with pytest.raises(InvalidTag):
        kept.opened(played.record.id, exchange.organisation("hub").id, foreign)
    (detail,) = kept.rows("log_detail", "id", played.returned.entry.id)
    with pytest.raises(InvalidTag):
        reader.unseal(foreign, detail["sealed"], reader.wrap_place("detail", detail["id"], "log", 1))
    assert kept.opened(other.record.id, exchange.organisation("hub").id)[0]


def test_a_kept_reason_opens(exchange: Exchange, played: Answered) -> None:
    decider = played.case.decider
    open_collation(exchange.runtime, decider, played.case.id)
    opening = prepare_reveal(exchange.runtime, decider, played.record.id, ["housing_address"], WHY)
    kept = Kept(exchange)
    (row,) = kept.rows("reasoned_opening", "id", opening)
    act = {
        "action": row["action"], "expires_at": reader.moment(row["expires_at"]), "fields": row["fields"],
        "id": str(row["id"]), "kind": "reveal", "person": str(row["person_id"]), "record": str(row["record_id"]),
        "role": decider.role, "session": str(decider.session_id),
    }  # fmt: skip
    key = kept.tenant_key(decider.organisation_id, "detail")
    place = b"prx/reason/v1\x00" + reader.canonical(act)
    assert reader.unseal(key, row["reason"], place).decode() == WHY


def test_a_draft_of_asking_opens(exchange: Exchange, played: Answered) -> None:
    case, inputs = played.case, (("partners", str(played.request.partner_id)), ("reason-all", WHY))
    known = find_case(exchange.runtime, case.collator, case.id)
    save_asking(exchange.runtime, case.collator, known, inputs, None)
    kept = Kept(exchange)
    (row,) = kept.rows("asking_draft", "file_id", case.id)
    bound = {name: str(row[name]) for name in ("file_id", "mark", "saved_by")}
    place = b"prx/asking/v1\x00" + reader.canonical({**bound, "saved_at": reader.moment(row["saved_at"])})
    plain = reader.unseal(kept.file_key(case.id), row["sealed"], place)
    assert len(plain) == 4096
    assert json.loads(plain)["inputs"] == [list(one) for one in inputs]
    assert set(json.loads(plain)["stood"]) == {"as_it_stands", "people", "release"}


def test_a_receipt_is_checked(exchange: Exchange, played: Answered) -> None:
    officer = exchange.person("hub", "ig_officer")
    own = prove_entry(exchange.runtime, played.responder, played.returned.entry.id)
    receipt = prove_entry(exchange.runtime, officer, played.returned.entry.id)
    with exchange.runtime.database.work(None) as work:
        log = work.log.log_numbered(played.returned.entry.log)
    verifier = verifier_keys(exchange.runtime, log)[-1]
    leaf = reader.check_receipt(receipt, verifier)
    assert (leaf["k"], leaf["id"]) == ("return_released", str(played.returned.entry.id))
    assert set(json.loads(receipt)["openings"]) == {"actor", "fields", "detail"}
    assert reader.check_receipt(own, verifier) == leaf
    assert set(json.loads(own)["openings"]) == {"actor", "fields"}
    for index in range(0, len(receipt) - 1, 7):
        changed = receipt[:index] + ("A" if receipt[index] != "A" else "B") + receipt[index + 1 :]
        with pytest.raises((ValueError, KeyError)):
            reader.check_receipt(changed, verifier)
