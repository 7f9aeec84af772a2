"""Addresses in settings: what is wrong is said, and a password is never said with it."""

from __future__ import annotations

import re
import string
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.addresses import database_address, place_of, role_of, web_address

CANARY = "kanarienvogel"


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgres://a:b@localhost/main", "postgresql+psycopg://a:b@localhost/main"),
        ("postgresql://a@127.0.0.1:5433/main", "postgresql+psycopg://a@127.0.0.1:5433/main"),
        ("postgresql+psycopg://a@/main?host=%2Frun", "postgresql+psycopg://a@/main?host=%2Frun"),
        ("postgresql://a@[::1]/main", "postgresql+psycopg://a@[::1]/main"),
        ("postgresql://a@db.example/x?sslmode=verify-full", "postgresql+psycopg://a@db.example/x?sslmode=verify-full"),
    ],
)
def test_whatever_psql_takes_is_taken(given: str, taken: str) -> None:
    assert database_address(given) == taken


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nonsense", "no address of a PostgreSQL database"),
        ("mysql://a@localhost/main", "no address of a PostgreSQL database"),
        ("postgresql://localhost/main", "not readable"),
        ("postgresql://a:b@localhost", "names no database"),
        ("postgresql://a:b@localhost/main/more", "names no database"),
        ("postgresql://a:b@local host/main", "a space"),
        ("postgresql://a:b@localhost:port/main", "not readable"),
        ("postgresql://a:b@localhost:99999/main", "not readable"),
        ("postgresql://a:b@[::1/main", "not readable"),
        ("postgresql://a:b@db.example/main", "db.example is another machine: add sslmode=verify-full"),
        ("postgresql://a:b@db.example/main?sslmode=require", "add sslmode=verify-full"),
        ("postgresql://a:b@/main?host=%2Frun&host=db.example", "db.example is another machine"),
        ("postgresql://a:b@db.example/main?sslmode=verify-full&sslmode=disable", "add sslmode=verify-full"),
    ],
)
def test_what_is_wrong_with_a_database_address_is_said(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        database_address(text)


def fault_of(text: str) -> str:
    try:
        database_address(text)
    except ValueError as fault:
        return str(fault)
    return ""


@given(st.text(string.printable, max_size=8), st.text(string.printable, max_size=8))
@example("/", "")
@example("@", "")
@example(":", "")
@example("#", "")
@example("?", "")
@example("/", "@")
@example("", "@x:1@")
def test_a_password_is_never_said_however_it_was_typed(before: str, after: str) -> None:
    typed = f"postgresql://prx_app:{before}{CANARY}{after}@db.example/main"
    assert CANARY not in fault_of(typed)
    encoded = f"postgresql://prx_app:{quote(before + CANARY + after, safe='')}@localhost/main"
    assert CANARY not in place_of(database_address(encoded))


def test_a_database_is_named_by_where_it_is_and_who_asks() -> None:
    address = database_address("postgresql://prx_app:secret@db.example:6432/prx?sslmode=verify-full")
    assert place_of(address) == "database prx on db.example, port 6432, as role prx_app"
    assert role_of(address) == "prx_app"
    assert place_of("postgresql+psycopg://a@/b?host=%2Frun") == "database b on /run, port 5432, as role a"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("exchange.example", "with its scheme"),
        ("//exchange.example", "with its scheme"),
        ("ftp://exchange.example", "with its scheme"),
        ("https://", "with its scheme"),
        ("https://exchange.example/mash", "no path"),
        ("https://exchange.example?x=1", "no path"),
        ("https://somebody@exchange.example", "no path"),
        ("https://exchange.example:x", "not readable"),
        ("https://exchange.example two", "a space"),
    ],
)
def test_what_is_wrong_with_a_public_address_is_said(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        web_address(text)


def test_a_public_address_is_scheme_and_host() -> None:
    assert web_address("https://exchange.example/") == "https://exchange.example"
    assert web_address("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
