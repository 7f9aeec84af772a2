"""Every planted fault is refused when the policy is loaded, and the refusal names the file and the key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policies.engine.errors import PolicyError
from policies.engine.loading import load_release, read_release
from tests.policies.small_policy import SMALL, changed, copied

FIELDS, ENVELOPE, REQUEST = "fields/lantern.toml", "fields/envelope.toml", "fields/request.toml"
CAPS, PERMITS, STATEMENTS = "rules/caps.toml", "rules/permits.toml", "statements.toml"
ORGANISATIONS, LAW, MASKS, CANNOT_BE = "organisations.toml", "legal_bases.toml", "masks.toml", "feasible.toml"
MUST = 'request_must = ["request_name"]'
IDENTIFIERS = 'identifiers = ["request_name"]'
LANTERN = "organisation.lantern"
ANOTHER_PERIOD = """
[[period]]
keep_for = "P5Y"
label = "Nothing"
because = "Nothing is kept for it."
source = "Made up."

[end]
period = 3
"""
SMALL_FILES = json.loads(load_release(SMALL).canonical)["files"]

PLANTED = [
    (FIELDS, 'label = "Band"', 'lable = "Band"', "field.lantern_band.lable"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nsensitivity = 3', "field.lantern_band.sensitivity"),
    (FIELDS, 'label = "Band"', 'label = "  "', "field.lantern_band.label"),
    (FIELDS, 'type = "choice"', 'type = "chioce"', "field.lantern_band.type"),
    (FIELDS, 'category = "special"', 'category = "secret"', "field.lantern_worry.category"),
    (FIELDS, '"third_party"', '"third_parties"', "field.lantern_worry.tags"),
    (FIELDS, '["desk", "chief"]', '["desk", "cheif"]', "field.lantern_seen.audience"),
    (FIELDS, '["desk", "chief"]', "[]", "field.lantern_seen.audience"),
    (FIELDS, '["desk", "chief"]', '["desk", "desk"]', "field.lantern_seen.audience"),
    (FIELDS, '["desk", "chief"]', '"desk"', "field.lantern_seen.audience"),
    (FIELDS, 'key = "lantern_seen"', 'key = "Lantern seen"', "field[1].key"),
    (FIELDS, 'key = "lantern_seen"', 'key = "torch_seen"', "field.torch_seen.key"),
    (FIELDS, 'key = "lantern_seen"', 'key = "lantern_band"', "field.lantern_band.key"),
    (FIELDS, 'key = "lantern_seen"\n', "", "field[1].key"),
    (FIELDS, 'keep_for = "P1Y"', 'keep_for = "a year"', "field.lantern_worry.keep_for"),
    (FIELDS, 'keep_for = "P1Y"', 'keep_for = "P"', "field.lantern_worry.keep_for"),
    (FIELDS, 'keep_for = "P1Y"', 'keep_for = "P2Y"', "field.lantern_worry.keep_for"),
    ("retention.toml", "[end]\nperiod = 2", ANOTHER_PERIOD, "period.P5Y"),
    ("retention.toml", 'source = "Made up."', "", "period.P90D.source"),
    ("retention.toml", "case = 60", "case = 29", "access.days_after_closing.case"),
    ("retention.toml", "return = 30, ", "", "access.days_after_closing.return"),
    (FIELDS, "max_length = 200", 'max_length = "200"', "field.lantern_worry.max_length"),
    (FIELDS, "max_length = 200", 'check = "nhs_nmber"', "field.lantern_worry.check"),
    (FIELDS, 'label = "Band"', 'label = "Band"\npast = true', "field.lantern_band.past"),
    (FIELDS, "max_length = 200", 'check = "partial_date"', "field.lantern_worry.check"),
    (FIELDS, 'label = "Band"', 'label = "Band"\ncheck = "nhs_number"', "field.lantern_band.check"),
    (FIELDS, "max_length = 200", "max_length = 3", "field.lantern_worry.example"),
    (FIELDS, 'gist = "required"', 'gist = "optional"', "field.lantern_worry.gist"),
    (FIELDS, 'gist = "required"\n', "", "field.lantern_worry.gist"),
    (FIELDS, 'gist_audience = ["desk"]', 'gist_audience = ["chief"]', "field.lantern_worry.gist_audience"),
    (FIELDS, 'mask = "postcode_area"', 'mask = "postcode_distrct"', "field.lantern_address.mask"),
    (FIELDS, 'mask = "postcode_area"', 'mask = "initials"', "field.lantern_address.mask"),
    (FIELDS, 'mask = "postcode_area"\n', "", "field.lantern_address.mask"),
    (FIELDS, 'label = "Band"', 'label = "Band"\napproval = "boss"', "field.lantern_band.approval"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nrequired = true', "field.lantern_band.required"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nrequired = "yes"', "field.lantern_band.required"),
    (FIELDS, "in_force_from = 2026-01-01", 'in_force_from = "soon"', "field.lantern_band.in_force_from"),
    (FIELDS, 'label = "Band"', 'label = "Band"\napproved_by = "Madeup"', "field.lantern_band.approved_by"),
    (FIELDS, 'example = "low"', 'example = "lowest"', "field.lantern_band.example"),
    (FIELDS, 'example = "low"\n', "", "field.lantern_band.example"),
    (FIELDS, 'low = "Low", ', 'Low = "Low", ', "field.lantern_band.options"),
    (FIELDS, 'low = "Low", ', "low = 1, ", "field.lantern_band.options"),
    (FIELDS, '{ low = "Low", high = "High", middling = "Middling" }', '["low"]', "field.lantern_band.options"),
    (FIELDS, '{ low = "Low", high = "High", middling = "Middling" }', "{}", "field.lantern_band.options"),
    (FIELDS, 'label = "Visits"', 'label = "Visits"\noptions = { a = "A" }', "field.lantern_visits.options"),
    (FIELDS, 'type = "rows"', 'type = "text"', "field.lantern_visits.columns"),
    (FIELDS, 'label = "Band"', 'label = "Band"\ncolumns = "on"', "field.lantern_band.columns"),
    (FIELDS, '{ key = "on"', '{ key = "kind"', "field.lantern_visits.columns[2].key"),
    (FIELDS, 'label = "Date", type = "date"', 'label = "Date", type = "rows"', "field.lantern_visits.columns[1].type"),
    (FIELDS, 'type = "date"', 'type = "date", width = 3', "field.lantern_visits.columns[1].width"),
    (FIELDS, 'organisation = "lantern"', 'organisation = "lanterns"', "organisation"),
    (FIELDS, 'organisation = "lantern"', "", "organisation"),
    (FIELDS, 'record = "return"', 'record = "returns"', "record"),
    (FIELDS, 'record = "return"', 'record = "return"\nversion = 2', "version"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nsubjects = ["cat"]', "field.lantern_band.subjects"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nprotects = ["lowest"]', "field.lantern_band.protects"),
    (FIELDS, 'label = "Address"', 'label = "Address"\nprotects = ["x"]', "field.lantern_address.protects"),
    (FIELDS, 'label = "Band"', 'label = "Band"\nfrom_case = "case_name"', "field.lantern_band.from_case"),
    (REQUEST, '"answerer"]\nmask', "]\nmask", "field.request_name.audience"),
    (REQUEST, 'from_case = "case_name"', 'from_case = "case_nmae"', "field.request_name.from_case"),
    (REQUEST, 'label = "House"', 'label = "House"\nfrom_case = "case_born"', "field.request_house.from_case"),
    (ORGANISATIONS, MUST, 'request_must = ["request_nmae"]', f"{LANTERN}.request_must"),
    (ORGANISATIONS, MUST, 'request_must = ["lantern_seen"]', f"{LANTERN}.request_must"),
    (ORGANISATIONS, '["request_house"]', '["request_name"]', f"{LANTERN}.request_may"),
    (ORGANISATIONS, IDENTIFIERS, 'identifiers = ["request_allegation"]', f"{LANTERN}.identifiers"),
    (ORGANISATIONS, 'approval = "manager"', 'approval = "manager"\nanswers_read_by = ["answerer"]',
     f"{LANTERN}.answers_read_by"),
    (ORGANISATIONS, 'approval = "manager"', 'approval = "managers"', f"{LANTERN}.approval"),
    (ORGANISATIONS, '"section_11"', '"section_12"', "organisation.hub.in_law"),
    (LAW, 'regime = "part_3"', 'regime = "part_3"\nholds = ["section_12"]', "legal_basis.agreement.holds"),
    (LAW, 'regime = "part_3"', 'regime = "part_3"\nholds = ["section_11"]\nlacks = ["section_11"]',
     "legal_basis.agreement.lacks"),
    (STATEMENTS, "concerns = {}", 'concerns = { case_nmae = ["x"] }', "protection.concerns.case_nmae"),
    (STATEMENTS, "concerns = {}", "concerns = {}\nconcern = {}", "protection.concern"),
    (STATEMENTS, "purposes = []", 'purposes = ["safty"]', "protection.purposes"),
    ("roles.toml", 'key = "reader"', 'key = "none"', "none"),
    ("roles.toml", 'key = "reader"', 'key = "desk"', "role.desk.key"),
    ("roles.toml", '["lantern"]', '["lantren"]', "role.answerer.organisations"),
    ("roles.toml", ', "decide"', "", "may"),
    ("roles.toml", ', "approve_as_manager"', ', "approve"', "role.answerer.may"),
    ("purposes.toml", '["manager_decision"]', '["manager_decison"]', "purpose.safety.before_sending"),
    (LAW, 'lawful_basis = "MADEUP-1"', 'lawful_basis = "MADEUP-2"', "legal_basis.public_task.lawful_basis"),
    (LAW, 'requires = ["necessity_note"]', 'requires = ["a_note"]', "legal_basis.public_task.requires"),
    (LAW, '["necessity_note"]', '["necessity_note", "consent_record"]', "legal_basis.public_task.requires"),
    (ENVELOPE, 'states = ["necessity_note"]', 'states = ["a_note"]', "field.return_why.states"),
    (LAW, 'prefill_for = ["lantern"]', 'prefill_for = ["hub", "lantern"]\nnote = "x"', "legal_basis.public_task.note"),
    (LAW, 'available_to = ["hub", "lantern"]', 'available_to = ["hub"]', "legal_basis.public_task.prefill_for"),
    (LAW, "in_force_to = 2030-12-31", "in_force_to = 2019-12-31", "legal_basis.public_task.in_force_to"),
    (LAW, 'type = "duty"', 'type = "duty"\napproved_by = "Madeup"', "provision.MADEUP-1.approved_by"),
    (LAW, 'type = "duty"', 'type = "duties"', "provision.MADEUP-1.type"),
    ("purposes.toml", 'subjects = ["child"]', 'subjects = ["child", "adult"]', "purpose.other.subjects"),
    ("purposes.toml", 'subjects = ["child", "adult"]', 'subjects = ["child", "address"]', "purpose.safety.subjects"),
    (LAW, 'status = "to be verified"', 'status = "x"\nprospective = true', "legal_basis.public_task.gateways"),
    (LAW, 'status = "to be verified"', 'status = "x"\nin_force_from = 2021-01-01', "legal_basis.public_task.gateways"),
    (LAW, 'status = "to be verified"', 'status = "x"\nno_ground = "None."', "provision.MADEUP-1.no_ground"),
    ("purposes.toml", 'subjects = ["child"]', 'subjects = ["child"]\none_of = ["adult"]', "purpose.other.one_of"),
    (MASKS, 'expect = "NE area"', 'expect = "NF area"', "postcode_area"),
    (MASKS, 'id = "initials"', 'id = "initial"', "initial"),
    (MASKS, '{ given = "elsewhere" }', '{ gave = "elsewhere" }', "mask.postcode_area.examples[2].given"),
    (MASKS, '{ given = "elsewhere" }', '"elsewhere"', "mask.postcode_area.examples[2]"),
    ("obligations.toml", 'phase = "after"', 'phase = "later"', "obligation.tell_chief.phase"),
    ("reasons.toml", 'code = "no_permit"', 'code = "no_permits"', "no_permit"),
    ("reasons.toml", 'recipient = "Not shared."\n', "", "reason.permitted.recipient"),
    (CAPS, 'id = "protected"', 'id = "conflict"', "cap.conflict.id"),
    (PERMITS, 'id = "own-return"', 'id = "protected"', "permit.protected.id"),
    (CAPS, 'level = "withheld"', 'level = "full"', "cap.conflict.level"),
    (CAPS, 'level = "withheld"', 'level = "hidden"', "cap.conflict.level"),
    (CAPS, 'lifted_by = ["share_now"]', 'lifted_by = ["share_later"]', "cap.desk-narrative.lifted_by"),
    (CAPS, "lifted_by = []\n", "", "cap.protected.lifted_by"),
    (CAPS, 'reason = "locations"', 'reason = "location"', "cap.protected.reason"),
    (CAPS, 'oblige = ["tell_chief"]', 'oblige = ["tell_cheif"]', "cap.protected.oblige"),
    (CAPS, 'because = "No."\n', "", "cap.conflict.because"),
    (CAPS, 'role = ["desk"]', 'roles = ["desk"]', "cap.desk-narrative.when.roles"),
    (CAPS, 'role = ["desk"]', 'role = ["dsek"]', "cap.desk-narrative.when.role"),
    (CAPS, 'protection = ["protected"]', 'protection = ["protectd"]', "cap.protected.when.protection"),
    (CAPS, 'protection = ["protected"]', 'protection = ["protected"]\nhour = ["9"]', "cap.protected.when.hour"),
    (CAPS, '{ any = ["location"], none = ["source"] }', "{}", "cap.protected.when.tag"),
    (CAPS, '{ any = ["location"], none = ["source"] }', '{ all = ["location"] }', "cap.protected.when.tag"),
    (CAPS, '{ any = ["location"], none = ["source"] }', '{ any = ["locations"] }', "cap.protected.when.tag.any"),
    (CAPS, '{ not = ["release"] }', '{ not = ["release", "open", "reveal", "match"] }', "cap.conflict.when.action"),
    (CAPS, '{ not = ["release"] }', '{ not = ["release"], or = ["open"] }', "cap.conflict.when.action.or"),
    (PERMITS, 'level = "gist"', 'level = "withheld"', "permit.gist-to-hub.level"),
    (PERMITS, 'level = "gist"', 'level = "gist"\nlifted_by = []', "permit.gist-to-hub.lifted_by"),
    (PERMITS, 'standing = ["author"]', 'standing = ["unknown"]', "permit.own-return.when.standing"),
    (PERMITS, 'field = ["lantern_address"]', 'field = ["lantern_adress"]', "permit.reveal.when.field"),
    (PERMITS, '{ not = ["criminal"] }', '["criminal", "odd"]', "permit.product.when.category"),
    (PERMITS, 'level = "masked"', 'level = "masked"\nallow = true', "permit.product.allow"),
    (CANNOT_BE, 'because = "Only the hub asks."', 'because = "x"\nlevel = "full"', "impossible.lantern"),
    (CANNOT_BE, "[[impossible]]", "permit = 1\n[[impossible]]", "permit"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "key"), PLANTED)
def test_planted_fault_is_refused_by_name(tmp_path: Path, file: str, old: str, new: str, key: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        load_release(changed(tmp_path, file, old, new))
    assert (refusal.value.file, refusal.value.key[: len(key)]) == (file, key)
    assert str(refusal.value).startswith(f"{refusal.value.file}: {refusal.value.key}: ")


@pytest.mark.parametrize(
    ("file", "old", "new", "nearest"),
    [
        (FIELDS, '"third_party"', '"third_parties"', "third_party"),
        (FIELDS, 'type = "choice"', 'type = "chioce"', "choice"),
        ("roles.toml", 'code = "DK"', 'coed = "DK"', "code"),
        (CAPS, 'role = ["desk"]', 'rolle = ["desk"]', "role"),
    ],
)
def test_the_nearest_known_word_is_suggested(tmp_path: Path, file: str, old: str, new: str, nearest: str) -> None:
    with pytest.raises(PolicyError, match=f'Did you mean "{nearest}"'):
        load_release(changed(tmp_path, file, old, new))


def test_a_second_person_is_not_asked_for_where_nobody_may_be_one(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match='no role of lantern may "approve_as_manager"') as refusal:
        load_release(changed(tmp_path, "roles.toml", ', "approve_as_manager"', ""))
    assert (refusal.value.file, refusal.value.key) == (ORGANISATIONS, f"{LANTERN}.approval")


@pytest.mark.parametrize("level", ["gist", "masked"])
def test_a_rule_cannot_name_a_level_its_field_has_no_rendition_for(tmp_path: Path, level: str) -> None:
    folder = changed(tmp_path, PERMITS, 'field = ["lantern_address"]', 'field = ["lantern_band"]')
    text = (folder / PERMITS).read_text(encoding="utf-8")
    start = text.index('id = "reveal"')
    (folder / PERMITS).write_text(text[:start] + text[start:].replace('"full"', f'"{level}"', 1), encoding="utf-8")
    with pytest.raises(PolicyError, match=f"lantern_band.*no {level} rendition") as refusal:
        load_release(folder)
    assert refusal.value.key == "permit.reveal.when.field"


def test_a_file_that_is_missing_strange_or_not_toml_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "organisation.toml").write_text("", encoding="utf-8")
    with pytest.raises(PolicyError, match=r'organisation.toml: is not a file.*"organisations.toml"'):
        load_release(folder)
    (folder / "organisation.toml").unlink()
    (folder / "masks.toml").write_text("[[mask]\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"masks.toml: is not TOML"):
        load_release(folder)
    (folder / "masks.toml").unlink()
    with pytest.raises(PolicyError, match=r"masks.toml: is missing"):
        load_release(folder)


def test_a_policy_without_fields_or_with_tables_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    page = 'organisation = "lantern"\nrecord = "return"\nfield = {}\n[end]\n{}'
    (folder / FIELDS).write_text(page.format('["a"]', "field = 1"), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"field\[1\]: must be a table"):
        load_release(folder)
    files = {**SMALL_FILES, FIELDS: {"organisation": "lantern", "record": "return", "field": "a"}}
    with pytest.raises(PolicyError, match="field: must be an array of tables"):
        read_release(files)
    with pytest.raises(PolicyError, match="there is no field"):
        read_release({name: content for name, content in SMALL_FILES.items() if not name.startswith("fields/")})


@pytest.mark.parametrize(("was", "key"), [("hub", "hubs"), ("lantern", "unknown"), ("lantern", "none")])
def test_a_policy_without_the_hub_or_with_a_key_the_engine_keeps_is_refused(was: str, key: str) -> None:
    files = json.loads(json.dumps(SMALL_FILES))
    kinds = files[ORGANISATIONS]["organisation"]
    next(one for one in kinds if one["key"] == was)["key"] = key
    with pytest.raises(PolicyError, match=f"^organisations.toml: {was if key == 'hubs' else key}: "):
        read_release(files)


def test_prospective_law_does_not_stand_beside_law_in_force(tmp_path: Path) -> None:
    beside = 'gateways = ["MADEUP-1", "MADEUP-2"]'
    copy = changed(tmp_path, LAW, 'regime = "part_3"', f'{beside}\nregime = "part_3"')
    prospective = (
        '[[provision]]\nid = "MADEUP-2"\ncitation = "C"\nwho = "any"\nsubject = "child"\nconditions = "none"\n'
    )
    text = (copy / LAW).read_text(encoding="utf-8").replace("provision = 1\n", "provision = 2\n")
    (copy / LAW).write_text(f'{prospective}type = "duty"\nstatus = "x"\nprospective = true\n\n{text}', encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load_release(copy)
    assert (refused.value.file, refused.value.key) == (LAW, "legal_basis.agreement.gateways")
