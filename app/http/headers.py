"""Security headers of every answer. There is no setting that turns one off."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, request

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HSTS = "max-age=63072000; includeSubDomains"
_YEAR = "public, max-age=31536000, immutable"


def content_security_policy(form_targets: Iterable[str] = ()) -> str:
    """Own files only, nothing inline. `form_targets` are origins a form's answer may redirect to (sign-out)."""
    directives = dict(_POLICY)
    directives["form-action"] = " ".join([directives["form-action"], *form_targets])
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def register_headers(app: Flask, *, https: bool, form_targets: Iterable[str] = ()) -> None:
    """Sets the headers on every answer, errors included.

    `https` adds HSTS (RFC 6797). `form_targets` names the identity providers' origins, because Chromium applies
    form-action to redirects as well. Everything but static files is `no-store`: a shared desk keeps no copy.
    """
    policy = content_security_policy(form_targets)

    def set_headers(response: Response) -> Response:
        for name, value in _ALWAYS.items():
            response.headers[name] = value
        response.headers["Content-Security-Policy"] = policy
        if https:
            response.headers["Strict-Transport-Security"] = _HSTS
        static = request.endpoint == "static" and response.status_code in {200, 304}
        # Only an address that names the content's hash may be kept for a year.
        if static and request.args.get("v"):
            response.headers["Cache-Control"] = _YEAR
        else:
            response.headers["Cache-Control"] = "no-cache" if static else "no-store"
        return response

    app.after_request(set_headers)
