"""What must hold of a role that reads as another does: it reads the same, said once, and works and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.roles import Role
from policies.engine.vocabulary import GET_MAIL, READ

READERS_MAY = (READ, GET_MAIL)


def check_reads_as(roles: Mapping[str, Role]) -> None:
    """Refuse a role that reads as none there is, or that could do more than read."""
    for role in roles.values():
        where = f"role.{role.key}"
        if role.reads_as is None:
            if role.only_rated:
                says = "is for a role that reads as another: one of its own is given by rules."
                raise PolicyError("roles.toml", f"{where}.only_rated", says)
            continue
        _check_other(roles, role, role.reads_as, f"{where}.reads_as")
        if more := [one for one in role.may if one not in READERS_MAY]:
            raise PolicyError("roles.toml", f"{where}.may", f'gives "{more[0]}" to a role that only reads as another.')
        if READ not in role.may:
            raise PolicyError("roles.toml", f"{where}.may", f'"{READ}" is missing: it reads as another does.')


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
