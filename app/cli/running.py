"""What commands run on: the ports, checked only as far as the command can bear, and errors in plain words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import click
from flask import current_app
from rich.console import Console
from rich.progress import Progress

from app.domain.errors import ExchangeError, InvalidInput
from app.domain.ports_keys import KeyRotation
from app.services.runtime import Runtime
from app.setting_names import ADMIN, DESTROYER
from app.setting_up import require_logins
from app.settings import Settings, for_administration, for_erasing, from_environment
from app.wiring import build_runtime, checked_runtime, serving_runtime, started_runtime
from app.wiring_keys import build_rotation
from crypto.printing import one_line

P = ParamSpec("P")
RUNTIME = "runtime"
ADMINISTRATION = "administration"
ERASING = "erasing"
"""The application's extensions that hold the runtimes its commands were given, if they were given any."""


def plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Have a command end in a sentence and exit code 1 for everything the exchange itself refuses."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except ExchangeError as failure:
            raise refusal(failure) from failure

    return told


def refusal(failure: ExchangeError | click.ClickException) -> click.ClickException:
    """What is refused, as sentences with exit code 1; what click itself refuses stays as it is."""
    if isinstance(failure, click.ClickException):
        return failure
    if isinstance(failure, InvalidInput):
        return click.ClickException(
            _shown("\n".join(f"{typed(name)}: {text}" for name, text in failure.errors.items()))
        )
    return click.ClickException(_shown(failure.message or failure.code))


def typed(name: str) -> str:
    """What somebody typed or left out, as they know it: an option by its dashes, an argument in capitals."""
    one = next((one for one in click.get_current_context().command.params if one.name == name), None)
    if isinstance(one, click.Option):
        return one.opts[0]
    return name if one is None else name.upper()


def tell(text: str, *, err: bool = False) -> None:
    """Print a sentence. What it quotes of the database or a file cannot act on the terminal: it is escaped."""
    click.echo(_shown(text), err=err)


def hand_out(text: str) -> None:
    """Print a receipt, checkpoint or key as it is, to be kept in a file.

    None of ours holds anything that is not printable, and escaped it would be another: such a one is refused.
    """
    if _shown(text) != text:
        raise click.ClickException("This holds characters that nothing in the log has: it was changed. Nothing shown.")
    click.echo(text, nl=False)


def listed(problems: Iterable[str]) -> str:
    """Sentences below each other, none of which can pass for two."""
    return "\n".join(f"  {one_line(one)}" for one in problems)


def _shown(text: str) -> str:
    return "\n".join(one_line(line) for line in text.split("\n"))


def unchecked() -> Runtime:
    """The ports as they are, for commands that must run on a log that does not fit. Raises RefusesToStart."""
    return _given(RUNTIME) or build_runtime(from_environment())


def working() -> Runtime:
    """The ports of an installation that is fit to serve; nothing is recorded by starting. Raises RefusesToStart."""
    return _given(RUNTIME) or serving_runtime(from_environment())


def administering() -> Runtime:
    """The ports as the administering role, of an installation that is fit to serve. Raises RefusesToStart."""
    return _given(ADMINISTRATION) or started_runtime(_administration())


def erasing() -> Runtime:
    """The same, and the key store as the role that destroys keys. Raises RefusesToStart."""
    return _given(ERASING) or started_runtime(_erasing())


def rotating(*, files: bool = False) -> tuple[Runtime, KeyRotation]:
    """The ports as the administering role, and what exchanges keys; of `files` too, as the role that destroys keys.

    Raises RefusesToStart.
    """
    settings = _administration()
    writing = _erasing().keystore_url if files else settings.keystore_url
    return administering(), build_rotation(settings, writing)


def releasing() -> Runtime:
    """The same, whichever policy is in force. Raises RefusesToStart."""
    return _given(ADMINISTRATION) or checked_runtime(_administration())


def resuming() -> Runtime:
    """The same, on a log that does not fit. Raises RefusesToStart."""
    return _given(ADMINISTRATION) or build_runtime(_administration())


@contextmanager
def shown_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to tell how far it is; drawn on the terminal, and on standard error only, so output stays clean."""
    with Progress(transient=True, console=Console(file=sys.stderr)) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def _administration() -> Settings:
    """The settings of whoever administers, once their address leads to the role that may."""
    settings = for_administration()
    require_logins({ADMIN: settings.database_url})
    return settings


def _erasing() -> Settings:
    settings = for_erasing()
    require_logins({ADMIN: settings.database_url, DESTROYER: settings.keystore_url})
    return settings


def _given(which: str) -> Runtime | None:
    found: Runtime | None = current_app.extensions.get(which)
    return found
