"""The endpoints of a development identity provider: discovery, keys, authorize (with PKCE), token, end of session."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from app.demonstration.identity_provider.pages import STYLE, choosing_page, message_page
from app.demonstration.identity_provider.settings import ProviderSettings
from app.demonstration.identity_provider.tokens import TokenIssuer

ASKED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)
CHALLENGE_LENGTH = 43
POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"


def make_provider(settings: ProviderSettings) -> Flask:
    """The provider as a WSGI application. It keeps no cookie: each sign-in chooses again."""
    app = Flask("development_identity_provider", static_folder=None)
    tokens = TokenIssuer(settings)

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        return jsonify(describe(settings))

    @app.get("/jwks")
    def jwks() -> Response:
        return jsonify(tokens.key_set())

    @app.get("/style.css")
    def style() -> Response:
        return Response(STYLE, mimetype="text/css")

    @app.route("/authorize", methods=["GET", "POST"])
    def authorize() -> AnyResponse:
        return authorise(settings, tokens)

    @app.post("/token")
    def token() -> tuple[Response, int]:
        return answer_token(settings, tokens)

    @app.get("/end-session")
    def end_session() -> AnyResponse:
        back = request.args.get("post_logout_redirect_uri", "")
        if back in settings.signed_out_addresses:
            return redirect(back, 303)
        return Response(message_page("Signed out", f"You are signed out at {settings.name}."))

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return app


def authorise(settings: ProviderSettings, tokens: TokenIssuer) -> AnyResponse:
    """GET shows whom one can sign in as; POST is the choice, and leads back with a code."""
    asked = {name: request.values.get(name, "") for name in ASKED}
    if (refusal := refuse(settings, asked)) is not None:
        return refusal
    if request.method != "POST":
        return Response(choosing_page(settings.name, settings.people, asked))
    person = next((one for one in settings.people if one.subject == request.form.get("subject")), None)
    if person is None:
        return send_back(settings, asked, error="access_denied")
    code = tokens.new_code(
        person, return_address=asked["redirect_uri"], nonce=asked["nonce"], challenge=asked["code_challenge"]
    )
    return send_back(settings, asked, code=code)


def answer_token(settings: ProviderSettings, tokens: TokenIssuer) -> tuple[Response, int]:
    """A code and the PKCE verifier for tokens, from the one client."""
    who = request.authorization
    if who is None or who.type != "basic" or not knows(settings, who.username, who.password):
        return jsonify(error="invalid_client"), 401
    answer = None
    if request.form.get("grant_type") == "authorization_code":
        answer = tokens.redeem(
            request.form.get("code", ""),
            return_address=request.form.get("redirect_uri", ""),
            verifier=request.form.get("code_verifier", ""),
        )
    return (jsonify(error="invalid_grant"), 400) if answer is None else (jsonify(answer), 200)


def describe(settings: ProviderSettings) -> dict[str, object]:
    """The provider's metadata (OpenID Connect Discovery 1.0 §3)."""
    return {
        "issuer": settings.issuer,
        "authorization_endpoint": f"{settings.issuer}/authorize",
        "token_endpoint": f"{settings.issuer}/token",
        "jwks_uri": f"{settings.issuer}/jwks",
        "end_session_endpoint": f"{settings.issuer}/end-session",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": True,
    }


def refuse(settings: ProviderSettings, asked: Mapping[str, str]) -> AnyResponse | None:
    """None for a request to sign in that is in order. Nothing is sent to an address that is not registered."""
    if asked["client_id"] != settings.client_id or asked["redirect_uri"] not in settings.return_addresses:
        text = "The exchange that sent you here is not registered with this development identity provider."
        return Response(message_page("This does not fit", text), 400)
    in_order = (
        asked["response_type"] == "code"
        and "openid" in asked["scope"].split()
        and asked["state"]
        and asked["nonce"]
        and asked["code_challenge_method"] == "S256"
        and len(asked["code_challenge"]) == CHALLENGE_LENGTH
    )
    return None if in_order else send_back(settings, asked, error="invalid_request")


def send_back(settings: ProviderSettings, asked: Mapping[str, str], **answer: str) -> AnyResponse:
    """Back to the exchange, naming ourselves (RFC 9207)."""
    query = urlencode({**answer, "state": asked["state"], "iss": settings.issuer})
    return redirect(f"{asked['redirect_uri']}?{query}", 303)


def knows(settings: ProviderSettings, client_id: str | None, secret: str | None) -> bool:
    """Whether these are the credentials of the one client."""
    return client_id == settings.client_id and hmac.compare_digest(
        (secret or "").encode(), settings.client_secret.encode()
    )
