"""People and rights for programs."""

import pytest
from django.test import Client

from huitouke.access.models import ApiToken, Assignment, StaffSession, User
from huitouke.testing.counts import nothing_written
from huitouke.testing.personas import hire


def test_a_login_is_made_changed_closed_and_opened(adam, group, as_caller):
    api = as_caller(adam)
    made = api.post(
        "/users", {"username": "lin", "role": "concierge", "branch": "MAIN", "shift": "night"}
    ).json()
    user = User.objects.get(username="lin")
    assert user.check_password(made["password"])
    assert made["posts"][0]["shift"] == "night"
    changed = api.patch(f"/users/{user.id}", {"display_name": "林", "is_active": False}).json()
    assert (changed["display_name"], changed["is_active"], "password" in changed) == ("林", False, False)
    assert api.patch(f"/users/{user.id}", {"is_active": True}).json()["is_active"]
    listed = {each["username"]: each for each in api.get("/users").json()["items"]}
    assert listed["lin"]["posts"][0]["branch"] == "MAIN"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"role": "king"}, "role"), ({"username": "a b"}, "username"), ({"branch": "MOON"}, "branch")],
)
def test_a_login_that_cannot_be_is_refused_by_field(adam, group, as_caller, wrong, field):
    api = as_caller(adam)
    with nothing_written():
        answer = api.post("/users", {"username": "lin", "role": "concierge", "branch": "MAIN", **wrong})
    assert answer.status_code == 422
    assert field in answer.json()["fields"]


def test_posts_are_given_and_taken(adam, alma, as_caller):
    api = as_caller(adam)
    post = api.post(f"/users/{alma.user.id}/posts", {"role": "duty_manager"})
    assert post.status_code == 201
    assert Assignment.objects.get(id=post.json()["id"]).branch is None
    assert api.call("DELETE", f"/users/{alma.user.id}/posts/{post.json()['id']}").status_code == 204
    own = Assignment.objects.get(user=adam.user)
    assert api.call("DELETE", f"/users/{adam.user.id}/posts/{own.id}").json()["code"] == "own_login"


def test_sign_ins_and_tokens_are_listed_without_their_keys_and_ended(adam, alma, signed_in, as_caller):
    api, page = as_caller(adam), signed_in(alma)
    page.get("/")
    [session] = api.get("/sessions").json()["items"]
    assert set(session) == {"id", "username", "device", "address", "signed_in_at", "last_seen_at"}
    assert api.call("DELETE", f"/sessions/{session['id']}").status_code == 204
    assert not StaffSession.objects.filter(user=alma.user).exists()
    alma.token()
    [token] = [each for each in api.get("/tokens").json()["items"] if each["username"] == "alma"]
    assert api.call("DELETE", f"/tokens/{token['id']}").status_code == 204
    assert ApiToken.objects.get(id=token["id"]).revoked_at is not None


def test_a_token_is_issued_for_a_login_that_one_looks_after_and_for_no_other(
    adam, alma, bruno, group, as_caller
):
    made = as_caller(adam).post(f"/users/{alma.user.id}/tokens", {"purpose": "PMS"})
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['token']}"}
    assert Client().get("/api/v1/me", headers=headers).json()["username"] == "alma"
    assert ApiToken.objects.get(purpose="PMS").user == alma.user
    of_bay = hire("bea", "administrator", group.bay)
    callers = {status: as_caller(person) for person, status in ((of_bay, 404), (bruno, 403))}
    for status, api in callers.items():
        with nothing_written():
            assert api.post(f"/users/{alma.user.id}/tokens", {}).status_code == status
    of_main = as_caller(hire("mo", "administrator", group.main))
    with nothing_written():
        assert of_main.post(f"/users/{adam.user.id}/tokens", {}).status_code == 404


def test_the_group_is_read_as_it_is_drawn(adam, bruno, group, as_caller):
    told = as_caller(adam).get("/organisation").json()
    assert [each["code"] for each in told["legal_entities"]] == ["CN", "HK"]
    assert {each["code"]: each["legal_entity"] for each in told["branches"]} == {
        "MAIN": "CN",
        "LAKE": "CN",
        "BAY": "HK",
    }
    assert as_caller(bruno).get("/organisation").status_code == 403


def test_a_line_of_managers_is_set_and_says_whom_it_reaches(bruno, group, as_caller):
    hire("lao", "assistant_manager", group.main)
    api = as_caller(bruno)
    steps = {"steps": [{"role": "assistant_manager"}, {"username": "bruno"}]}
    told = api.call("PUT", "/branches/MAIN/managers", steps).json()
    assert [step["reaches"] for step in told["steps"]] == [["lao"], ["bruno"]]
    assert api.get("/branches/MAIN/managers").json() == told
    for wrong in ({"role": "king"}, {"username": "nobody"}, {}):
        with nothing_written():
            assert api.call("PUT", "/branches/MAIN/managers", {"steps": [wrong]}).status_code == 422


def test_the_trail_is_turned_by_its_cursor(irene, adam, group, as_caller):
    for number in range(55):
        hire(f"clerk{number}", "concierge", group.main)
    api = as_caller(irene)
    first = api.get("/audit-entries?code=access.user.created").json()
    second = api.get(f"/audit-entries?code=access.user.created&cursor={first['next']}").json()
    ids = [entry["id"] for page in (first, second) for entry in page["items"]]
    assert len(first["items"]) == 50
    assert len(ids) == len(set(ids)) == 57
    assert second["next"] is None
    assert api.get("/audit-entries?username=nobody").json()["items"] == []


@pytest.mark.parametrize(
    "query", ["until=0001-01-01", "until=9999-12-31", "since=9999-12-31", "cursor=x_y", "cursor=9e99_1"]
)
def test_the_trail_stands_any_day_and_any_cursor(irene, as_caller, query):
    assert as_caller(irene).get(f"/audit-entries?{query}").status_code == 200


def test_switches_are_listed_and_an_unknown_one_is_refused(adam, as_caller):
    api = as_caller(adam)
    assert api.get("/switches").status_code == 200
    assert api.call("PUT", "/switches/nonsense", {"is_on": False}).json()["code"] == "switch_not_found"
