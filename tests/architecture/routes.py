"""The application without a database, for looking at its routes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask

from app.domain.key_source import FileKeys
from app.domain.operator_pages import Pages
from app.factory import create_app
from app.services.runtime import PolicyInForce, Runtime
from app.settings import Settings
from policies.engine.compiled import compile_policy
from policies.engine.loading import load_release
from tests.architecture.source import ROOT

NOTHING = cast("Any", None)


class NoClock:
    """A clock nobody should need to look at."""

    def now(self) -> datetime:
        """Some moment."""
        return datetime(2026, 1, 1, tzinfo=UTC)


def routed_app(pages: Pages | None = None) -> Flask:
    """Every door joined, and nothing behind them; `pages` is what the operator has written."""
    release = load_release(ROOT / "policies")
    runtime = Runtime(
        database=NOTHING,
        keys=NOTHING,
        checkpoints=NOTHING,
        providers=NOTHING,
        mail=NOTHING,
        passkeys=NOTHING,
        clock=NoClock(),
        policy=PolicyInForce(1, release, compile_policy(release)),
        session_key=b"",
        origin="madeup.example/log",
        public_address="https://madeup.example",
        production=False,
    )
    settings = Settings(
        production=False,
        database_url="",
        keystore_url="",
        keys=FileKeys(Path()),
        checkpoints=Path(),
        log_origin="madeup.example/log",
        public_address="https://madeup.example",
        emergency_numbers=(("Madeupshire MASH", "01632 960000"),),
        secret="made-up-secret-of-forty-characters-0123456789",
        smtp=("127.0.0.1", 9),
        mail_from="exchange@madeup.example",
        policies=ROOT / "policies",
        provider_secrets={},
        pages=pages or {},
    )
    return create_app(settings, runtime)
