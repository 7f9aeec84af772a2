"""The published form of a return is there for anybody, without signing in, and is a schema."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from tests.web.exchange import HOST, Exchange


@pytest.mark.parametrize("kind", ["housing", "police", "education"])
def test_a_partner_reads_the_schema_of_its_return(exchange: Exchange, kind: str) -> None:
    answer = exchange.app.test_client().get(f"/schemas/return/{kind}.json", base_url=f"https://{HOST}")
    assert (answer.status_code, answer.mimetype) == (200, "application/schema+json")
    schema = answer.get_json(force=True)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["organisation"] == {"const": kind}
    asked = {field.key for field in exchange.runtime.policy.release.catalogue.fields_for("return", kind)}
    assert set(schema["$defs"]) == asked


@pytest.mark.parametrize("kind", ["hub", "nobody", "housing.json"])
def test_a_kind_that_returns_nothing_has_no_schema(exchange: Exchange, kind: str) -> None:
    answer = exchange.app.test_client().get(f"/schemas/return/{kind}.json", base_url=f"https://{HOST}")
    assert answer.status_code == 404
