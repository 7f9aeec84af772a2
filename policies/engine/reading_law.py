"""Reads `legal_bases.toml`: the provisions of law, and the bundles of them an organisation may rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from policies.engine import vocabulary
from policies.engine.reading import KEY, Table
from policies.engine.release import LegalBasis, Provision


def read_provision(table: Table) -> Provision:
    """Read one `[[provision]]`."""
    return Provision(
        id=table.text("id"),
        citation=table.text("citation"),
        who=table.text("who"),
        subject=table.text("subject"),
        conditions=table.text("conditions"),
        type=table.word("type", vocabulary.PROVISION_TYPES),
        status=table.text("status"),
        source=table.optional("source", table.text),
        in_force_from=table.optional("in_force_from", table.day),
        prospective=table.flag("prospective", default=False),
        no_ground=table.optional("no_ground", table.text),
    )


def basis_reader(
    provisions: Mapping[str, Provision], organisations: Iterable[str], purposes: Iterable[str]
) -> Callable[[Table], LegalBasis]:
    """Return the reader of one `[[legal_basis]]`, which may cite only known provisions."""
    kinds, known_purposes = tuple(organisations), tuple(purposes)

    def read(table: Table) -> LegalBasis:
        def provision(key: str) -> str:
            return table.word(key, provisions)

        basis = LegalBasis(
            key=table.matching("key", KEY, "a key such as public_task_child"),
            label=table.text("label"),
            lawful_basis=provision("lawful_basis"),
            conditions=table.words("conditions", provisions),
            criminal_condition=table.optional("criminal_condition", provision),
            gateways=table.words("gateways", provisions),
            confidentiality=table.optional("confidentiality", provision),
            regime=table.word("regime", vocabulary.REGIMES),
            available_to=table.some_words("available_to", kinds),
            holds=table.words("holds", vocabulary.IN_LAW),
            lacks=table.words("lacks", vocabulary.IN_LAW),
            subjects=table.some_words("subjects", vocabulary.SUBJECTS),
            purposes=table.some_words("purposes", known_purposes),
            acts=table.some_words("acts", vocabulary.ACTS),
            requires=table.words("requires", vocabulary.REQUIREMENTS),
            discloses=table.flag("discloses", default=True),
            exceptional=table.flag("exceptional", default=False),
            in_force_from=table.optional("in_force_from", table.day),
            in_force_to=table.optional("in_force_to", table.day),
            prefill_for=table.words("prefill_for", kinds),
        )
        if table.today:
            _check(table, basis)
        return basis

    return read


def _check(table: Table, basis: LegalBasis) -> None:
    stray = sorted(set(basis.prefill_for) - set(basis.available_to))
    if stray:
        raise table.fault("prefill_for", f'"{stray[0]}" is not in available_to.')
    both = sorted(set(basis.holds) & set(basis.lacks))
    if both:
        raise table.fault("lacks", f'"{both[0]}" is already in holds.')
    if basis.in_force_from and basis.in_force_to and basis.in_force_to < basis.in_force_from:
        raise table.fault("in_force_to", "is before in_force_from.")
