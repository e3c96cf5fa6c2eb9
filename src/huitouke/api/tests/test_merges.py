"""Merges over the API."""

import pytest


@pytest.fixture
def pair(group, guest_of):
    return guest_of(group.main, name="张伟", mobile="13812345678"), guest_of(group.main, name="ZHANG WEI")


def test_guests_become_one_are_opened_by_either_id_and_part_again(pair, mei, as_caller):
    one, other = pair
    api = as_caller(mei)
    base = f"/guests/{one.id}"
    preview = api.get(f"{base}/merge-preview?other={other.id}").json()
    assert (preview["name"], preview["other_names"]) == ("张伟", ["ZHANG WEI"])
    sent = {"guests": [str(other.id)], "version": preview["version"], "reason": "同一证件"}
    done = api.post(f"{base}/merge", sent).json()
    assert done["guest"] == str(one.id)
    assert api.get(f"/guests/{other.id}").json()["id"] == str(one.id)
    [merge] = api.get(f"{base}/merges").json()["items"]
    assert (merge["id"], merge["reason"], merge["withdrawn_at"]) == (done["merges"][0], "同一证件", None)
    back = f"/merges/{merge['id']}"
    foreseen = api.get(f"{back}/preview").json()
    assert foreseen["other"] == str(other.id)
    taken = api.post(f"{back}/take-back", {"version": foreseen["version"]}).json()
    assert taken == {"guest": str(one.id), "other": str(other.id)}
    assert api.get(f"/guests/{other.id}").json()["name"] == "ZHANG WEI"
    again = api.post(f"{back}/take-back", {})
    assert (again.status_code, again.json()["code"]) == (409, "merge_withdrawn")


def test_who_has_not_the_right_merges_nobody(pair, alma, as_caller, refuses_to_write):
    one, other = pair
    api = as_caller(alma)
    with refuses_to_write():
        answer = api.post(f"/guests/{one.id}/merge", {"guests": [str(other.id)]})
    assert (answer.status_code, answer.json()["code"]) == (403, "right_missing")
