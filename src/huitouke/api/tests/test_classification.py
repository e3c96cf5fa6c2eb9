"""Guest types and marks over the API."""

import pytest

from huitouke.guests.classification import evaluations_of, types_of
from huitouke.guests.models import GuestType


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国")


def test_keeps_the_list_of_types(as_caller, bruno):
    api = as_caller(bruno)
    made = api.post("/guest-types", {"code": "media", "labels": {"zh": "媒体", "en": "Media"}, "sort": 50})
    assert made.status_code == 201
    assert made.json()["label"] == "媒体"
    assert api.patch("/guest-types/media", {"is_closed": True, "labels": {"en": "Press"}}).json() == {
        "code": "media",
        "label": "Press",
        "labels": {"en": "Press"},
        "sort": 50,
        "is_closed": True,
    }
    assert "media" in [each["code"] for each in api.get("/guest-types").json()["items"]]
    assert api.call("DELETE", "/guest-types/media").status_code == 204
    assert api.call("DELETE", "/guest-types/media").json()["code"] == "guest_type_not_found"


def test_who_may_not_configure_keeps_no_list(as_caller, alma, refuses_to_write):
    api = as_caller(alma)
    count = GuestType.objects.count()
    with refuses_to_write():
        assert api.post("/guest-types", {"code": "media", "labels": {"zh": "媒体"}}).status_code == 403
        assert api.patch("/guest-types/family", {"is_closed": True}).status_code == 403
        assert api.patch("/guest-types/no-such", {"is_closed": True}).status_code == 403
        assert api.call("DELETE", "/guest-types/family").status_code == 403
    assert GuestType.objects.count() == count
    assert not GuestType.objects.get(code="family").is_closed


def test_sets_the_types_of_a_guest_and_narrows_to_them(as_caller, alma, wang):
    api = as_caller(alma)
    told = api.call("PUT", f"/guests/{wang.id}/types", {"types": ["family", "long_stay"]}).json()
    assert [each["code"] for each in told["types"]] == ["family", "long_stay"]
    assert [each["id"] for each in api.get("/guests?guest_type=family").json()["items"]] == [str(wang.id)]
    assert api.get("/guests?guest_type=group").json()["items"] == []
    assert api.call("PUT", f"/guests/{wang.id}/types", {"types": ["nonsense"]}).json()["code"] == (
        "guest_type_invalid"
    )
    assert [each.code for each in types_of(wang)] == ["family", "long_stay"]


def test_gives_marks_and_reads_them(as_caller, alma, wang):
    api = as_caller(alma)
    for value in (2, 5):
        made = api.post(f"/guests/{wang.id}/evaluations", {"scale": "friendliness", "value": value})
    assert made.status_code == 201
    assert made.json()["value"] == 5
    assert [mark["value"] for mark in made.json()["marks"]] == [5, 2]
    told = api.get(f"/guests/{wang.id}/classification").json()
    assert {each["scale"]: each["value"] for each in told["evaluations"]} == {
        "importance": None,
        "friendliness": 5,
        "satisfaction": None,
    }
    refused = api.post(f"/guests/{wang.id}/evaluations", {"scale": "friendliness", "value": 9})
    assert refused.json()["code"] == "evaluation_invalid"


def test_a_mark_is_taken_back_by_who_gave_it(as_caller, alma, mei, wang, refuses_to_write):
    made = as_caller(alma).post(f"/guests/{wang.id}/evaluations", {"scale": "importance", "value": 4})
    path = f"/guests/{wang.id}/evaluations/{made.json()['marks'][0]['id']}"
    colleague = as_caller(mei)
    with refuses_to_write():
        assert colleague.call("DELETE", path).json()["code"] == "evaluation_not_found"
    assert as_caller(alma).call("DELETE", path).status_code == 204
    assert all(scale.now is None for scale in evaluations_of(wang))


def test_another_entity_reads_and_sets_nothing(as_caller, chiara, wang, refuses_to_write):
    api = as_caller(chiara)
    with refuses_to_write():
        assert api.get(f"/guests/{wang.id}/classification").status_code == 404
        assert api.call("PUT", f"/guests/{wang.id}/types", {"types": ["family"]}).status_code == 404
        answer = api.post(f"/guests/{wang.id}/evaluations", {"scale": "importance", "value": 5})
        assert answer.status_code == 404
    assert not types_of(wang)
    assert all(scale.now is None for scale in evaluations_of(wang))
