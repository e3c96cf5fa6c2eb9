"""Who may call what: tokens, the table of rights, and what the other legal entity may know."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from huitouke.access.models import ApiToken, User
from huitouke.api.app import api
from huitouke.guests.models import Guest
from huitouke.testing.counts import nothing_written
from huitouke.testing.factories import share


def operations():
    """Every operation of the description as (operation id, method, path with made-up values)."""
    guest_id = "01987c0e-0000-7000-8000-000000000001"
    values = {"{guest_id}": guest_id, "{system}": "opera", "{external_id}": "7", "{table}": "country"}
    for path, methods in api.get_openapi_schema(path_prefix="/")["paths"].items():
        for name, value in values.items():
            path = path.replace(name, value)
        for method, told in methods.items():
            yield told["operationId"], method.upper(), path


OPERATIONS = list(operations())
BODIES = {
    "create_guest": {"name": "王小明"},
    "change_guest": {"fields": {"company": "Acme"}},
    "add_guest_note": {"text": "喜欢安静"},
    "search_guests": {"text": "王小明"},
}


@pytest.mark.parametrize(("operation", "method", "path"), OPERATIONS)
@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer htk_wrong", "Bearer htk_" + "x" * 5000, "Basic YTpi", "htk_x"],
)
def test_every_operation_refuses_without_a_token(stranger, group, operation, method, path, authorization):
    headers = {} if authorization is None else {"Authorization": authorization}
    with nothing_written():
        response = stranger.call(method, path, BODIES.get(operation), **headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "token_missing_or_invalid"


def test_the_table_names_operations_of_the_description():
    """Every operation stands in the table of doors (tests/permissions); this one looks at bodies and codes too."""
    assert set(RIGHTS) <= {operation for operation, _method, _path in OPERATIONS}


@pytest.mark.parametrize("spoil", ["revoked", "left"])
def test_a_token_that_was_taken_back_is_refused(spoil, alma, as_caller):
    caller = as_caller(alma)
    assert caller.get("/me").status_code == 200
    if spoil == "revoked":
        ApiToken.objects.update(revoked_at="2026-01-01T00:00Z")
    else:
        User.objects.filter(id=alma.user.id).update(is_active=False)
    assert caller.get("/me").status_code == 401


def test_a_session_opens_nothing(adam, signed_in):
    assert signed_in(adam).get("/api/v1/me").status_code == 401


def test_a_token_opens_no_page(alma, bearer):
    assert Client().get("/", headers=bearer(alma)).status_code == 302


READS = {"list_guests", "get_guest", "get_guest_by_external_id", "search_guests", "list_guest_history"}
WRITES = {"create_guest", "change_guest", "add_guest_note"}
OPEN = {"list_codes", "list_branches", "get_me"}
# operation -> status by persona: administrator, desk of the branch, guest relations, manager, desk of the
# other entity, auditor, nobody.
PERSONAS = ("adam", "alma", "mei", "bruno", "chiara", "irene", "dario")
RIGHTS = {
    "list_guests": (200, 200, 200, 200, 200, 200, 403),
    "create_guest": (201, 201, 201, 201, 403, 403, 403),
    "get_guest": (200, 200, 200, 200, 404, 200, 403),
    "get_guest_by_external_id": (200, 200, 200, 200, 404, 200, 403),
    "change_guest": (200, 200, 200, 200, 404, 403, 403),
    "list_guest_history": (200, 200, 200, 200, 404, 200, 403),
    "add_guest_note": (201, 201, 201, 201, 404, 403, 403),
    "search_guests": (200, 200, 200, 200, 200, 200, 403),
    "list_codes": (200,) * 7,
    "list_branches": (200,) * 7,
    "get_me": (200,) * 7,
}


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_table_of_rights_holds(persona, request, group, guest_of, as_caller):
    caller = as_caller(request.getfixturevalue(persona))
    for operation, method, path in OPERATIONS:
        if operation not in RIGHTS:
            continue
        guest = guest_of(group.main, name="王小明")
        made_up = path.split("/")
        if "by-external-id" in path:
            path = f"/guests/by-external-id/desk/{external_id_of(guest)}"
        elif "{guest_id}" in _templates()[operation]:
            made_up[2] = str(guest.id)
            path = "/".join(made_up)
        expected = RIGHTS[operation][PERSONAS.index(persona)]
        if expected < 400:
            assert caller.call(method, path, BODIES.get(operation)).status_code == expected, operation
            continue
        with nothing_written():
            response = caller.call(method, path, BODIES.get(operation))
        assert response.status_code == expected, operation
        assert response.json()["code"] == ("right_missing" if expected == 403 else "guest_not_found")


def _templates():
    paths = api.get_openapi_schema(path_prefix="/")["paths"]
    return {told["operationId"]: path for path, methods in paths.items() for told in methods.values()}


def external_id_of(guest):
    from huitouke.intake.models import SourceRecord

    return SourceRecord.objects.get(id=guest.origin_record_id).external_id


def test_a_guest_of_the_other_entity_is_not_told_from_none(group, chiara, guest_of, as_caller):
    theirs = guest_of(group.main, name="王小明", mobile="13812345678")
    own = guest_of(group.bay, name="陈大文", mobile="13912345678")
    caller = as_caller(chiara)
    hidden, none = caller.get(f"/guests/{theirs.id}"), caller.get(f"/guests/{uuid4()}")
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content
    listed = caller.get("/guests").json()
    assert [line["id"] for line in listed["items"]] == [str(own.id)]
    assert listed["count"] == 1
    for scrap in ("王小明", "wangxiaoming", "13812345678", "5678"):
        found = caller.post("/search", {"text": scrap}).json()["items"]
        assert str(theirs.id) not in [line["id"] for line in found]
    by_id = caller.get(f"/guests/by-external-id/desk/{external_id_of(theirs)}")
    assert by_id.content == caller.get("/guests/by-external-id/desk/none").content


def test_consent_to_share_opens_a_guest_to_the_other_entity(group, chiara, guest_of, as_caller):
    guest = share(guest_of(group.main, name="王小明"))
    caller = as_caller(chiara)
    assert caller.get(f"/guests/{guest.id}").status_code == 200
    assert caller.get("/guests").json()["count"] == 1
    assert caller.get(f"/guests/by-external-id/desk/{external_id_of(guest)}").status_code == 200


def test_the_id_of_another_system_does_not_tell_of_a_guest_not_to_be_disclosed(
    group, alma, bruno, guest_of, as_caller
):
    guest = guest_of(group.main, name="王小明")
    path = f"/guests/by-external-id/desk/{external_id_of(guest)}"
    assert as_caller(alma).get(path).status_code == 200
    Guest.objects.filter(id=guest.id).update(is_stay_confidential=True)
    hidden, none = (as_caller(alma).get(each) for each in (path, "/guests/by-external-id/desk/none"))
    assert (hidden.status_code, hidden.content) == (404, none.content)
    assert as_caller(bruno).get(path).status_code == 200


def test_a_desk_creates_guests_in_its_own_branch_only(group, alma, as_caller):
    caller = as_caller(alma)
    with nothing_written():
        response = caller.post("/guests", {"name": "王小明", "branch": "BAY"})
        assert response.status_code == 403
    assert caller.post("/guests", {"name": "王小明"}).status_code == 201


def test_me_tells_rights_and_where_they_hold(group, alma, bruno, dario, as_caller):
    told = as_caller(alma).get("/me").json()
    assert (told["username"], told["name"]) == ("alma", "Alma")
    assert {"right": "guests.edit", "is_group_wide": False, "branches": ["MAIN"]} in told["rights"]
    rights = {right["right"]: right for right in as_caller(bruno).get("/me").json()["rights"]}
    assert rights["guests.export"]["is_group_wide"]
    assert as_caller(dario).get("/me").json()["rights"] == []


def test_branches_are_those_where_guests_may_be_seen(group, alma, bruno, dario, as_caller):
    def codes(persona):
        return [branch["code"] for branch in as_caller(persona).get("/branches").json()["items"]]

    assert codes(alma) == ["MAIN"]
    assert codes(bruno) == ["BAY", "LAKE", "MAIN"]
    assert codes(dario) == []


def test_the_description_is_public_and_no_page_tries_it_out(stranger):
    assert stranger.get("/openapi.json").status_code == 200
    assert stranger.get("/docs").status_code == 404
    assert reverse("api-1:openapi-json") == "/api/v1/openapi.json"
