"""Chromium for tests: found on the machine, started without a network of its own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.programs import FLAGS, find_chromium, find_node


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A headless browser, closed at the end. A missing one fails the test and says how to get one."""
    # Playwright brings a Node.js of its own, which wants a library that a bare machine lacks.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", find_node())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a file; a process has one at a time."""
    with a_browser() as found:
        yield found


@contextmanager
def served(app: Flask, port: int = 0) -> Iterator[str]:
    """The application on a loopback port, a free one unless it is named; gives its address."""

    def read_whole(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # Werkzeug's server does not close an answer where the browser has gone on: a static file would stay open.
        answer = app(environ, start_response)
        try:
            return list(answer)
        finally:
            getattr(answer, "close", lambda: None)()

    server = make_server("127.0.0.1", port, read_whole, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
