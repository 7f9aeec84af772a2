"""What a request carries, whom it is about and what it may not say: each planted fault is refused by its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from policies.engine.checks import check_carriage
from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from tests.policies.small_policy import changed

REQUEST, ORGANISATIONS = "fields/request.toml", "organisations.toml"
MUST = 'request_must = ["request_name"]'
LANTERN = "organisation.lantern"
SHIPPED = Path(__file__).parents[2] / "policies"
HOUSEHOLD, LICENCE_HOLDER = "request_household_adults", "request_licence_holder"
NAMES_PEOPLE = {
    HOUSEHOLD, "request_parents", "request_siblings", "request_children_in_household", "request_relationship_to_child",
    "request_known_associates", LICENCE_HOLDER,
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        (REQUEST, '["desk", "chief", "answerer"]', '["desk", "chief"]', "field.request_name.audience"),
        (ORGANISATIONS, MUST, f'{MUST}\nrequest_if_held = ["request_name"]', f"{LANTERN}.request_if_held"),
        (ORGANISATIONS, MUST, f'{MUST}\nrequest_one_of = ["request_allegation"]', f"{LANTERN}.request_one_of"),
        (REQUEST, 'without = "They cannot search."\n', "", "field.request_name.without"),
        (ORGANISATIONS, MUST, f'{MUST}\nsuggests = ["chidl"]', f"{LANTERN}.suggests"),
        (ORGANISATIONS, MUST, f'{MUST}\nsuggests = ["child"]\nnever_about = ["child"]', f"{LANTERN}.never_about"),
        (ORGANISATIONS, MUST, f'{MUST}\nnot_told_of = ["smok"]', f"{LANTERN}.not_told_of"),
        ("telling.toml", '"put out"]', '"smoke"]', "telling.smoke.words"),
    ],
)
def test_a_request_that_cannot_be_right_is_refused_by_name(
    tmp_path: Path, file: str, old: str, new: str, key: str
) -> None:
    with pytest.raises(PolicyError) as refusal:
        load_release(changed(tmp_path, file, old, new))
    assert (refusal.value.file, refusal.value.key) == (file, key)


def test_whatever_names_people_beside_whom_it_is_about_goes_by_a_tick_alone() -> None:
    release = load_release(SHIPPED)
    for one in release.organisations.values():
        assert not {*one.request_must, *one.request_if_held} & NAMES_PEOPLE
    housing = release.organisations["housing"]
    may = tuple(key for key in housing.request_may if key != HOUSEHOLD)
    assert may != housing.request_may
    unticked = replace(housing, request_may=may)
    for loose in (
        replace(unticked, request_must=(*housing.request_must, HOUSEHOLD)),
        replace(unticked, request_if_held=(*housing.request_if_held, HOUSEHOLD)),
    ):
        with pytest.raises(PolicyError, match="goes where it is ticked alone"):
            check_carriage({"housing": loose}, release.catalogue)
    protection = release.organisations["public_protection"]
    may = tuple(key for key in protection.request_may if key != LICENCE_HOLDER)
    assert may != protection.request_may
    loose = replace(protection, request_may=may, request_if_held=(*protection.request_if_held, LICENCE_HOLDER))
    with pytest.raises(PolicyError, match="goes where it is ticked alone"):
        check_carriage({"public_protection": loose}, release.catalogue)
