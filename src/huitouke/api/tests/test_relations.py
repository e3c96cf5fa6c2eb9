"""Relations of guests over the API."""

import pytest

from huitouke.guests.models import Relation, RelationEnd
from huitouke.kernel import clock


@pytest.fixture
def couple(group, guest_of):
    return guest_of(group.main, name="陈志强"), guest_of(group.main, name="林美玲")


@pytest.fixture
def waiting(couple):
    relation = Relation.objects.create(
        state="suggested", evidence={"phone": 1, "room": 2}, found_at=clock.now()
    )
    for place, guest in enumerate(couple, 1):
        RelationEnd.objects.create(relation=relation, guest=guest, place=place, role="companion")
    return relation


def test_notes_reads_and_takes_off_a_relation(as_caller, alma, couple):
    one, other = couple
    api = as_caller(alma)
    made = api.post(
        f"/guests/{one.id}/relations", {"guest": str(other.id), "role": "partner", "note": "常客"}
    )
    assert made.status_code == 201
    [item] = made.json()["items"]
    assert (item["guest"], item["role"], item["note"]) == (str(other.id), "partner", "常客")
    assert api.get(f"/guests/{other.id}/relations").json()["household"] == [
        {"guest": str(one.id), "name": "陈志强"}
    ]
    again = api.post(f"/guests/{one.id}/relations", {"guest": str(other.id), "role": "partner"})
    assert (again.status_code, again.json()["code"]) == (409, "relation_known")
    assert api.call("DELETE", f"/guests/{one.id}/relations/{item['id']}").status_code == 204
    assert api.call("DELETE", f"/guests/{one.id}/relations/{item['id']}").json()["code"] == "relation_moved"
    assert api.get(f"/guests/{one.id}/relations").json()["items"] == []


def test_answers_a_suggestion(as_caller, alma, couple, waiting):
    one, other = couple
    api = as_caller(alma)
    [item] = api.get(f"/guests/{one.id}/relations").json()["suggested"]
    assert item["evidence"] == {"phone": 1, "room": 2}
    path = f"/guests/{one.id}/relations/{item['id']}"
    refused = api.call("PUT", path, {"answer": "confirmed", "role": "king"})
    assert (refused.status_code, refused.json()["code"]) == (422, "relation_invalid")
    told = api.call("PUT", path, {"answer": "confirmed", "role": "child"}).json()
    assert told["suggested"] == []
    assert told["items"][0]["role"] == "child"
    assert api.get(f"/guests/{other.id}/relations").json()["items"][0]["role"] == "parent"


def test_another_entity_reads_and_writes_nothing(as_caller, chiara, couple, waiting, refuses_to_write):
    one, other = couple
    api = as_caller(chiara)
    with refuses_to_write():
        assert api.get(f"/guests/{one.id}/relations").status_code == 404
        made = api.post(f"/guests/{one.id}/relations", {"guest": str(other.id), "role": "partner"})
        assert made.status_code == 404
        path = f"/guests/{one.id}/relations/{waiting.id}"
        assert api.call("PUT", path, {"answer": "refused"}).json()["code"] == "relation_not_found"
        assert api.call("DELETE", path).json()["code"] == "relation_not_found"
