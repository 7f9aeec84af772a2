"""What must hold of a role that reads as another does: it reads the same, said once, and works and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.release import Purpose
from policies.engine.roles import Role
from policies.engine.statements import StatementKind
from policies.engine.vocabulary import FOLLOW_UP, GET_MAIL, READ

READERS_MAY = (READ, GET_MAIL)
ON_DUTY_MAY = (*READERS_MAY, FOLLOW_UP)


def check_reads_as(roles: Mapping[str, Role]) -> None:
    """Refuse a role that reads as none there is, or that could do more than read."""
    for role in roles.values():
        where = f"role.{role.key}"
        if role.reads_as is None:
            if role.only_rated:
                says = "is for a role that reads as another: one of its own is given by rules."
                raise PolicyError("roles.toml", f"{where}.only_rated", says)
            if role.only_handed_over:
                says = "is for a role that reads as another: one of its own is put on a case."
                raise PolicyError("roles.toml", f"{where}.only_handed_over", says)
            continue
        _check_other(roles, role, role.reads_as, f"{where}.reads_as")
        may = ON_DUTY_MAY if role.only_handed_over else READERS_MAY
        if more := [one for one in role.may if one not in may]:
            raise PolicyError("roles.toml", f"{where}.may", f'gives "{more[0]}" to a role that only reads as another.')
        if READ not in role.may:
            raise PolicyError("roles.toml", f"{where}.may", f'"{READ}" is missing: it reads as another does.')


def check_said_by_readers(
    roles: Mapping[str, Role], statements: Mapping[str, StatementKind], purposes: Mapping[str, Purpose]
) -> None:
    """Refuse that somebody who only reads says what decides anything, stands in clear, or goes to partners."""
    waited_for = {key for one in purposes.values() for key in (*one.before_sending, *one.before_outcome)}
    for kind in statements.values():
        weighty = kind.codes or kind.renew or kind.before_any_request or kind.key in waited_for
        if weighty and (readers := [one for one in kind.who if roles[one].reads_as]):
            says = f'gives it to "{readers[0]}", who only reads as another: this decides something.'
            raise PolicyError("statements.toml", f"statement.{kind.key}.who", says)


def _check_other(roles: Mapping[str, Role], role: Role, other: str, where: str) -> None:
    if other not in roles:
        raise PolicyError("roles.toml", where, f'"{other}" is not a known value.{did_you_mean(other, roles)}')
    whom = roles[other]
    if whom.reads_as is not None:
        raise PolicyError("roles.toml", where, f'"{other}" reads as another itself.')
    if elsewhere := [one for one in role.organisations if one not in whom.organisations]:
        raise PolicyError("roles.toml", where, f'"{other}" is nobody in {elsewhere[0]}.')
    if READ not in whom.may:
        raise PolicyError("roles.toml", where, f'"{other}" reads no case.')
