"""What must hold between the files: every name used in one is defined in another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policies.engine import vocabulary
from policies.engine.catalogue import Catalogue, Field
from policies.engine.errors import PolicyError, did_you_mean
from policies.engine.masks import apply_mask, registered
from policies.engine.organisations import Organisation
from policies.engine.release import Mask, Reason, Rule
from policies.engine.roles import Role


def check_keys(keys: Mapping[str, Iterable[str]]) -> None:
    """Refuse keys that mean something else in facts, and a policy without the hub."""
    for name, known in keys.items():
        for key in known:
            if key in (vocabulary.UNKNOWN, vocabulary.NO_ROLE):
                raise PolicyError(f"{name}s.toml", key, "is a word the engine keeps for itself.")
    if vocabulary.HUB not in keys["organisation"]:
        raise PolicyError("organisations.toml", vocabulary.HUB, "is missing: the hub is an organisation too.")


def check_reasons(reasons: Mapping[str, Reason]) -> None:
    """Refuse a policy that does not word the reasons the engine gives by itself."""
    for code in vocabulary.BUILT_IN_REASONS:
        if code not in reasons:
            raise PolicyError("reasons.toml", code, "is missing: the engine gives this reason by itself.")


def check_masks(masks: Mapping[str, Mask], catalogue: Catalogue) -> None:
    """Refuse masks without a function, examples that no longer hold, unsuitable masks, and places without one."""
    for mask in masks.values():
        if mask.id not in registered():
            raise PolicyError("masks.toml", mask.id, f"has no function.{did_you_mean(mask.id, registered())}")
        for example in mask.examples:
            given = apply_mask(mask.id, example.given)
            if given != example.expect:
                raise PolicyError("masks.toml", mask.id, f"{example.given!r} gives {given!r}, not {example.expect!r}.")
    for field in catalogue.values():
        where = f"field.{field.key}.mask"
        if field.mask is None:
            if vocabulary.PLACES & set(field.tags):
                raise PolicyError(field.file, where, "is missing: a place of somebody protected is shown in part.")
            continue
        if field.mask not in masks:
            known = did_you_mean(field.mask, masks)
            raise PolicyError(field.file, where, f'"{field.mask}" is not a known value.{known}')
        if field.type not in masks[field.mask].field_types:
            raise PolicyError(field.file, where, f'"{field.mask}" does not mask a field of type {field.type}.')


def check_tags(catalogue: Catalogue) -> None:
    """Refuse a field that takes a person, a place, free words or a number to find people by, and does not say so."""
    for field in catalogue.values():
        taken = [field.type, field.check, *(word for one in field.columns for word in (one.type, one.check))]
        for word in (one for one in taken if one is not None):
            tag = vocabulary.TELLS.get(word)
            if tag is not None and tag not in field.tags:
                raise PolicyError(field.file, f"field.{field.key}.tags", f'must hold "{tag}": it takes a {word}.')


def check_rest(catalogue: Catalogue) -> None:
    """Refuse a field that “nothing found for the rest” would answer, and that keeps somebody safe or is no item."""
    for field in catalogue.values():
        if not field.rest:
            continue
        where = f"field.{field.key}.rest"
        if field.record != "return" or field.shared:
            raise PolicyError(field.file, where, "goes: only an item of a return is answered so.")
        if field.protects:
            raise PolicyError(field.file, where, "goes: a value of it protects somebody, and is answered by itself.")
        if kept := sorted(vocabulary.NEVER_THE_REST.intersection(field.tags)):
            raise PolicyError(field.file, where, f'goes: what is "{kept[0]}" is answered by itself.')


def check_audiences(catalogue: Catalogue, rules: Iterable[Rule]) -> None:
    """Refuse a field whose audience names a role that a cap keeps from opening anything: it would go to nobody."""
    shut: set[str] = set()
    for rule in rules:
        whatever = set(rule.when) == {"action", "role"} and rule.fields is None and not rule.lifted_by
        if (
            whatever
            and rule.kind == "cap"
            and rule.level is vocabulary.Level.WITHHELD
            and "open" in rule.when["action"]
        ):
            shut |= rule.when["role"]
    for field in catalogue.values():
        for name in ("audience", "gist_audience"):
            if lost := sorted(shut.intersection(getattr(field, name))):
                raise PolicyError(field.file, f"field.{field.key}.{name}", f'"{lost[0]}" never opens anything.')


def check_duties(roles: Mapping[str, Role], organisations: Mapping[str, Organisation], catalogue: Catalogue) -> None:
    """Refuse a hub where nobody may decide, and a second person who is asked for where no role may be one."""
    if not _may(roles, vocabulary.HUB, vocabulary.DECIDE):
        raise PolicyError("roles.toml", "may", f'gives nobody at the hub "{vocabulary.DECIDE}".')
    asked = [("organisations.toml", f"organisation.{one.key}", one.key, one.approval) for one in organisations.values()]
    asked += [(one.file, f"field.{one.key}", one.organisation, one.approval or "none") for one in catalogue.values()]
    for file, where, kind, approval in asked:
        if approval != "none" and not _may(roles, kind, vocabulary.APPROVE[approval]):
            says = f'asks for "{approval}", and no role of {kind} may "{vocabulary.APPROVE[approval]}".'
            raise PolicyError(file, f"{where}.approval", says)


def check_answers(roles: Mapping[str, Role], organisations: Mapping[str, Organisation]) -> None:
    """Refuse answers that a role is said to read which reads no case, and those that nobody who decides reads."""
    readers = {
        one.key
        for one in roles.values()
        if vocabulary.HUB in one.organisations and vocabulary.READ in one.may and one.reads_as is None
    }
    for organisation in organisations.values():
        where = f"organisation.{organisation.key}.answers_read_by"
        for key in organisation.answers_read_by:
            if key not in readers:
                known = did_you_mean(key, readers)
                raise PolicyError("organisations.toml", where, f'"{key}" is no role that reads cases.{known}')
        if organisation.answers_read_by and not any(
            vocabulary.DECIDE in roles[key].may for key in organisation.answers_read_by
        ):
            raise PolicyError("organisations.toml", where, "names nobody who decides: its answers would reach nobody.")


def _may(roles: Mapping[str, Role], kind: str, word: str) -> bool:
    return any(kind in role.organisations and word in role.may for role in roles.values())


def check_carriage(organisations: Mapping[str, Organisation], catalogue: Catalogue) -> None:
    """Refuse carriage lists that name no request field, or name one twice, and identifiers a request never carries."""
    requested = {field.key for field in catalogue.values() if field.record == "request"}
    for organisation in organisations.values():
        if never := set(organisation.never_about) & {*organisation.suggests, *organisation.suggests_alleged}:
            where = f"organisation.{organisation.key}.never_about"
            raise PolicyError("organisations.toml", where, f'"{min(never)}" is suggested, too.')
        told: set[str] = set()
        for name in ("request_must", "request_if_held", "request_may", "request_one_of", "identifiers"):
            where = f"organisation.{organisation.key}.{name}"
            for key in getattr(organisation, name):
                if key not in requested:
                    known = did_you_mean(key, requested)
                    raise PolicyError("organisations.toml", where, f'"{key}" is not a request field.{known}')
                carries = name in ("request_must", "request_if_held", "request_may")
                if carries and key in told:
                    raise PolicyError("organisations.toml", where, f'"{key}" is carried by another list already.')
                if name in ("request_must", "request_if_held") and _names_people(catalogue[key]):
                    told_only = f'"{key}" names people beside whoever is asked about: it goes where it is ticked alone.'
                    raise PolicyError("organisations.toml", where, f"{told_only} Move it to request_may.")
                if not carries and key not in told:
                    raise PolicyError("organisations.toml", where, f'"{key}" is never carried to it.')
                told |= {key} if carries else set()
        _check_reasons_to_send(organisation, catalogue)


def _names_people(field: Field) -> bool:
    """Whether it names somebody: a person itself, or in each row a relation or a line of the household."""
    return "person" in {field.type, *(column.type for column in field.columns)}


def _check_reasons_to_send(organisation: Organisation, catalogue: Catalogue) -> None:
    """What stops a request, and what a person chooses to send, says what the partner lacks without it."""
    chosen = [key for key in organisation.request_may if catalogue[key].from_case is not None]
    for field in (catalogue[key] for key in (*organisation.request_must, *chosen)):
        if field.without is None:
            says = f"is missing: what does {organisation.key} lack that is not sent it?"
            raise PolicyError(field.file, f"field.{field.key}.without", says)


def check_readers(organisations: Mapping[str, Organisation], roles: Mapping[str, Role], catalogue: Catalogue) -> None:
    """Refuse what a request must carry to a kind of organisation where nobody may read it."""
    for organisation in organisations.values():
        theirs = {role.key for role in roles.values() if organisation.key in role.organisations}
        for field in (catalogue[key] for key in organisation.request_must):
            if theirs.isdisjoint(field.audience):
                where = f"field.{field.key}.audience"
                raise PolicyError(field.file, where, f"names no role of {organisation.key}, which must be sent it.")
