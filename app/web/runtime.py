"""The runtime of the application that is answering, for every door alike."""

from __future__ import annotations

from typing import cast

from flask import current_app

from app.services.runtime import Runtime


def runtime() -> Runtime:
    """What `create_app` was given or built; needs a request under way."""
    return cast("Runtime", current_app.extensions["runtime"])
