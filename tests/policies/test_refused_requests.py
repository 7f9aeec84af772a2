"""What a request carries, whom it is about and what it may not say: each planted fault is refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release
from tests.policies.small_policy import changed

REQUEST, ORGANISATIONS = "fields/request.toml", "organisations.toml"
MUST = 'request_must = ["request_name"]'
LANTERN = "organisation.lantern"


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
