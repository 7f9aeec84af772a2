"""What a command of administration says: one answer, for people in sentences and with `--json` for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import click
from flask.cli import AppGroup

from app.cli.running import refusal, tell, typed
from app.domain.changes import Change
from app.domain.errors import ExchangeError, InvalidInput
from app.services.runtime import Runtime

USAGE, REFUSED = "usage", "refused"
SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9“])")


@dataclass(frozen=True)
class Answer:
    """What a command did or found: `data` for programs, `says` for people.

    Where `wrong` is said, it is no success: exit code 1, with `error` and `fix` beside the data.
    """

    data: Mapping[str, Any] | Sequence[Any]
    says: str
    wrong: str = ""


class Answering(click.Command):
    """A command whose function returns an `Answer`, and which therefore takes `--json`.

    With it standard output is one JSON object or array, whatever happens. A refusal is an object of `error`, `fix`,
    `code` (as the exchange's errors have it, `usage` for words the command does not know, else `refused`) and `fields`,
    by what was typed; the exit code is 1, or 2 for such words. Without it a refusal is a sentence on standard error.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(
            click.Option(("--json", "as_json"), is_flag=True, help="One JSON object or array, for programs.")
        )

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """What was typed, read: what cannot be is told as it was asked for."""
        with _told(as_json="--json" in args):
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> None:
        """Run it, and print its answer once."""
        as_json = ctx.params.pop("as_json")
        with _told(as_json=as_json):
            answer: Answer = super().invoke(ctx)
            if answer.wrong and not as_json:
                tell(answer.says)
                raise click.ClickException(answer.wrong)
        if not as_json:
            tell(answer.says)
            return
        if answer.wrong and isinstance(answer.data, Mapping):
            _answer({**answer.data, **_parts(answer.wrong), "code": REFUSED, "fields": {}})
            raise click.exceptions.Exit(1)
        _answer(answer.data)


class Administration(AppGroup):
    """A group all of whose commands answer so."""

    command_class = Answering


def listing(rows: Sequence[Mapping[str, Any]], lines: Sequence[str], none: str = "None.") -> Answer:
    """A list that may be empty."""
    return Answer(rows, "\n".join(lines) or none)


def proposed(runtime: Runtime, change: Change) -> Answer:
    """A change that waits for signatures, by the page on which it is signed."""
    page = f"{runtime.public_address}/admin/changes/{change.id}"
    return Answer({"id": str(change.id), "page": page}, page)


@contextmanager
def _told(*, as_json: bool) -> Iterator[None]:
    try:
        yield
    except (ExchangeError, click.ClickException) as failure:
        if as_json:
            _answer(_refused(failure))
            code = failure.exit_code if isinstance(failure, click.ClickException) else 1
            raise click.exceptions.Exit(code) from failure
        raise refusal(failure) from failure


def _refused(failure: ExchangeError | click.ClickException) -> Mapping[str, Any]:
    """A refusal, for programs."""
    if isinstance(failure, InvalidInput):
        fields = {typed(name): text for name, text in failure.errors.items()}
        fix = " ".join(failure.errors.values())
        return {"error": f"Not as it has to be: {', '.join(fields)}.", "fix": fix, "code": failure.code,
                "fields": fields}  # fmt: skip
    if isinstance(failure, ExchangeError):
        return {**_parts(failure.message or failure.code), "code": failure.code, "fields": {}}
    code = USAGE if isinstance(failure, click.UsageError) else REFUSED
    context = failure.ctx if isinstance(failure, click.UsageError) else None
    return {**_parts(failure.format_message(), context), "code": code, "fields": {}}


def _parts(message: str, context: click.Context | None = None) -> Mapping[str, str]:
    """A message's first sentence says what is wrong, and the others how to go on; where none does, help does."""
    error, *rest = SENTENCE_ENDS.split(message, maxsplit=1)
    context = context or click.get_current_context(silent=True)
    path = context.command_path if context else "flask"
    return {"error": error, "fix": rest[0] if rest else f"{path} --help says what it takes."}


def _answer(data: object) -> None:
    tell(json.dumps(data, indent=2))
