"""Security headers stand on every answer, errors and redirects included."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.http.headers import content_security_policy


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/fails/fault", "/fails/database", "/officers"])
def test_headers_of_pages(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "connect-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=")


def test_only_static_files_named_by_content_are_kept(client: FlaskClient) -> None:
    assert client.get("/static/exchange.css?v=1", buffered=True).headers["Cache-Control"].endswith("immutable")
    assert client.get("/static/exchange.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/missing.css?v=1").headers["Cache-Control"] == "no-store"
    assert client.get("/?v=1").headers["Cache-Control"] == "no-store"


def test_form_targets_are_named_one_by_one() -> None:
    assert "form-action 'self' https://sign-in.example" in content_security_policy(["https://sign-in.example"])
