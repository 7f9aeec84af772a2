"""What must hold of the law in the files: nothing rests on what is not in force, and no purpose leads nowhere."""

from __future__ import annotations

from policies.engine import vocabulary
from policies.engine.errors import PolicyError
from policies.engine.release import LegalBasis, PolicyRelease

LAW = "legal_bases.toml"


def check_statements(release: PolicyRelease) -> None:
    """Refuse a legal basis that requires what nothing of its act states: nobody could rely on it.

    To answer, it is stated in the return; for all that the hub gives, in a statement that is made for the basis.
    """
    fields = release.catalogue
    words = [fields[key] for one in release.statements.values() if one.for_basis for key in one.words]
    said = {act: {word for one in words for word in one.states} for act in vocabulary.ACTS}
    said["return"] = {word for one in fields.stating("return") for word in one.states}
    for basis in release.legal_bases.values():
        for act in basis.acts:
            missing = [one for one in basis.requires if one not in said[act] and one not in vocabulary.STANDING]
            if missing:
                says = f'"{missing[0]}" is stated by nothing in a {act}.'
                raise PolicyError(LAW, f"legal_basis.{basis.key}.requires", says)


def check_in_force(release: PolicyRelease) -> None:
    """Refuse a basis that begins before law it rests on, and one that cites prospective law beside law in force."""
    for basis in release.legal_bases.values():
        for ident in basis.rests_on:
            one = release.provisions[ident]
            if basis.in_force_from is not None and not one.in_force(basis.in_force_from):
                since = "has no starting date" if one.prospective else f"begins on {one.in_force_from}"
                raise PolicyError(
                    LAW, _cites(basis, ident), f'"{ident}" {since}, and the basis on {basis.in_force_from}.'
                )
        prospective = {ident for ident in basis.gateways if release.provisions[ident].prospective}
        if prospective and prospective != set(basis.gateways):
            ident = min(prospective)
            raise PolicyError(LAW, _cites(basis, ident), f'"{ident}" is prospective, and stands beside law in force.')


def check_grounds(release: PolicyRelease) -> None:
    """Refuse a provision that no basis rests on and that does not say why; a bar says so by itself."""
    cited = {ident for basis in release.legal_bases.values() for ident in basis.rests_on}
    for ident, one in release.provisions.items():
        where = f"provision.{ident}.no_ground"
        if ident in cited and one.no_ground is not None:
            raise PolicyError(LAW, where, "stands there, and a legal basis rests on it.")
        if ident not in cited and one.no_ground is None and one.type != "bar":
            raise PolicyError(LAW, where, "is missing: no legal basis rests on it, and nothing says why.")


def check_purposes(release: PolicyRelease) -> None:
    """Refuse a purpose for whose kinds of subject a hub could not ask, or some kind of organisation not handle it."""
    for purpose in release.purposes.values():
        if purpose.blocked is not None:
            continue
        if stray := sorted(set(purpose.one_of) - set(purpose.subjects)):
            raise PolicyError("purposes.toml", f"purpose.{purpose.key}.one_of", f'"{stray[0]}" is not in subjects.')
        for subject in purpose.subjects:
            for kind in release.organisations.values():
                asks = kind.key == vocabulary.HUB
                if not any(
                    _leads(one, kind.key, kind.in_law, purpose.key, subject, asks=asks)
                    for one in release.legal_bases.values()
                ):
                    what = "to ask" if asks else "to handle a request"
                    says = f'"{subject}": {kind.key} has no legal basis {what} for it.'
                    raise PolicyError("purposes.toml", f"purpose.{purpose.key}.subjects", says)


def check_reach(release: PolicyRelease) -> None:
    """Refuse a basis for a purpose that the exchange is no route for, or about whom none of its purposes is."""
    for basis in release.legal_bases.values():
        for key in basis.purposes:
            if release.purposes[key].blocked is not None:
                raise PolicyError(LAW, f"legal_basis.{basis.key}.purposes", f'"{key}" has no route here.')
        about = {one for key in basis.purposes for one in release.purposes[key].subjects}
        if stray := sorted(set(basis.subjects) - about):
            says = f'"{stray[0]}": none of its purposes is about such a subject.'
            raise PolicyError(LAW, f"legal_basis.{basis.key}.subjects", says)


def _leads(basis: LegalBasis, kind: str, in_law: frozenset[str], purpose: str, subject: str, *, asks: bool) -> bool:
    open_to = kind in basis.available_to and in_law.issuperset(basis.holds) and in_law.isdisjoint(basis.lacks)
    fits = purpose in basis.purposes and subject in basis.subjects and basis.in_force_from is not None
    return open_to and fits and (("request" in basis.acts) if asks else not basis.discloses)


def _cites(basis: LegalBasis, ident: str) -> str:
    lists = {"conditions": basis.conditions, "gateways": basis.gateways, "lawful_basis": (basis.lawful_basis,)}
    key = next((name for name, cited in lists.items() if ident in cited), "criminal_condition")
    return f"legal_basis.{basis.key}.{key}"
