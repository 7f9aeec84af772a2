"""`python -m app.demonstration.identity_provider`: one development identity provider until it is stopped."""

from __future__ import annotations

import argparse
import logging
import os
import threading
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from app.demonstration.identity_provider.server import make_provider
from app.demonstration.identity_provider.settings import ProviderSettings, read_people, require_loopback
from app.domain.errors import RefusesToStart

FROM_ENVIRONMENT = "PRX_DEVELOPMENT_CLIENT_SECRET"
READY = "Development identity provider (not real) at "


def main() -> None:
    """Read the command line, listen, say where, and serve."""
    parser = argparse.ArgumentParser(description="A pretended identity provider, for demonstration and tests only.")
    parser.add_argument("--host", default="127.0.0.2")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--name", required=True, help="the agency it pretends to be")
    parser.add_argument("--people", required=True, type=Path, help="JSON list of subject, name, email, about, groups")
    parser.add_argument("--client-id", required=True)
    parser.add_argument("--return-address", required=True, action="append", help="where sign-ins go back to")
    parser.add_argument("--signed-out-address", default=[], action="append", help="where sign-outs go back to")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input does")
    chosen = parser.parse_args()
    secret = os.environ.get(FROM_ENVIRONMENT, "")
    try:
        require_loopback(chosen.host)
        people = read_people(chosen.people)
        if not secret:
            raise RefusesToStart(
                f"{FROM_ENVIRONMENT} is not set: it is the secret the exchange shares with this provider"
            )
    except RefusesToStart as refusal:
        parser.error(refusal.message)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # The issuer is known only once a port is taken; until then nothing is served.
    server = make_server(chosen.host, chosen.port, Flask(__name__), threaded=True)
    issuer = f"http://{chosen.host}:{server.port}"
    server.app = make_provider(
        ProviderSettings(
            name=chosen.name,
            issuer=issuer,
            client_id=chosen.client_id,
            client_secret=secret,
            return_addresses=tuple(chosen.return_address),
            signed_out_addresses=tuple(chosen.signed_out_address),
            people=people,
        )
    )
    if chosen.with_parent:
        threading.Thread(target=stop_with_parent, daemon=True).start()
    print(f"{READY}{issuer}", flush=True)
    server.serve_forever()


def stop_with_parent() -> None:
    """End this process when whoever started it is gone, however that went: its end of the pipe then closes."""
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
