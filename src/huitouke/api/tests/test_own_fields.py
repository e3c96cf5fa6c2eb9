"""Own fields and code tables over the API."""

import pytest

from huitouke.hotels.models import CodeEntry
from huitouke.kernel.models import CustomFieldDefinition

PET = {
    "subject": "guest",
    "code": "pet",
    "kind": "choice",
    "labels": {"zh": "宠物", "en": "Pet"},
    "choices": ["狗 | Dog", "猫 | Cat"],
}


@pytest.fixture
def api(as_caller, bruno):
    return as_caller(bruno)


def test_a_field_is_added_changed_and_closed(api, as_caller, alma):
    made = api.post("/own-fields", PET)
    assert made.status_code == 201
    field = made.json()
    assert [each["code"] for each in field["choices"]] == ["dog", "cat"]
    path = f"/own-fields/{field['id']}"
    assert api.patch(path, {"is_required": True}).json() == {**field, "is_required": True}
    fewer = api.patch(path, {"choices": ["狗 | Dog"]}).json()["choices"]
    assert [(each["code"], each["is_closed"]) for each in fewer] == [("dog", False), ("cat", True)]
    assert api.patch(path, {"is_closed": True}).json()["is_closed"]
    clerk = as_caller(alma)
    assert clerk.get("/own-fields").json()["items"] == []
    [line] = clerk.get("/own-fields?subject=guest&include_closed=true").json()["items"]
    assert line["code"] == "pet"
    assert clerk.get("/own-fields?subject=company&include_closed=true").json()["items"] == []


def test_what_an_own_field_cannot_be_is_refused_by_field(api, as_caller, alma, refuses_to_write):
    clerk = as_caller(alma)
    with refuses_to_write():
        assert clerk.post("/own-fields", PET).status_code == 403
        wrong = api.post("/own-fields", {**PET, "kind": "poem", "subject": "room", "labels": {}})
        assert set(wrong.json()["fields"]) == {"kind", "subject", "zh"}
    assert not CustomFieldDefinition.objects.exists()


def test_a_program_keeps_a_code_table_of_the_hotels_own(api, as_caller, alma, refuses_to_write):
    assert api.post("/code-tables", {"code": "pillow", "labels": {"zh": "枕头"}}).status_code == 201
    for code, word in (("down", "羽绒枕"), ("buckwheat", "荞麦枕")):
        assert (
            api.post("/code-tables/pillow/codes", {"code": code, "labels": {"zh": word}}).status_code == 201
        )
    path = "/code-tables/pillow/codes/buckwheat"
    told = api.patch(path, {"labels": {"zh": "荞麦壳枕"}, "move": -1}).json()
    assert (told["label"], told["sort"]) == ("荞麦壳枕", 0)
    clerk = as_caller(alma)
    assert [each["code"] for each in clerk.get("/code-tables/pillow").json()["items"]] == [
        "buckwheat",
        "down",
    ]
    [line] = [each for each in clerk.get("/code-tables").json()["items"] if each["code"] == "pillow"]
    assert (line["is_own"], line["offered"], line["takes_own"]) == (True, 2, True)
    assert api.patch(path, {"is_closed": True}).json()["is_closed"]
    assert [each["code"] for each in clerk.get("/code-tables/pillow").json()["items"]] == ["down"]
    with refuses_to_write():
        assert clerk.patch(path, {"is_closed": False}).status_code == 403
        assert api.patch("/code-tables/pillow/codes/none", {"is_closed": True}).status_code == 404
        assert api.post("/code-tables/none/codes", {"code": "a", "labels": {"zh": "甲"}}).status_code == 404


def test_a_table_that_follows_a_standard_takes_no_own_codes(api, refuses_to_write):
    with refuses_to_write():
        told = api.post("/code-tables/country/codes", {"code": "ZZ", "labels": {"zh": "某国"}})
    assert (told.status_code, told.json()["code"]) == (422, "code_invalid")
    assert not CodeEntry.objects.filter(code="ZZ").exists()
