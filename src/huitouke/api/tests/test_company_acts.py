"""What is done with a company beside its own fields, over the API."""

import base64

import pytest

from huitouke.guests.models import CompanyGuest


@pytest.fixture
def api(as_caller, bruno):
    return as_caller(bruno)


@pytest.fixture
def firm(group, company_of):
    return company_of(group.main, name="盛远科技有限公司", phone="02188886666")


@pytest.fixture
def path(firm):
    return f"/companies/{firm.id}"


def test_it_is_found_by_a_scrap(api, as_caller, chiara, firm):
    for scrap in ("盛远", "sykj", "88886666"):
        [line] = api.post("/companies/search", {"text": scrap}).json()["items"]
        assert line["id"] == str(firm.id)
    assert as_caller(chiara).post("/companies/search", {"text": "盛远"}).json() == {"items": []}


def test_it_is_closed_opened_and_shared(api, as_caller, alma, path, refuses_to_write):
    told = api.call("PUT", f"{path}/state", {"is_closed": True, "is_shared": True}).json()
    assert (told["is_closed"], told["is_shared"]) == (True, True)
    told = api.call("PUT", f"{path}/state", {"is_closed": False}).json()
    assert (told["is_closed"], told["is_shared"]) == (False, True)
    clerk = as_caller(alma)
    with refuses_to_write():
        assert clerk.call("PUT", f"{path}/state", {"is_closed": True}).status_code == 403


def test_a_guest_is_put_to_it_taken_off_and_brought_back(api, group, path, guest_of, refuses_to_write):
    guest = guest_of(group.main, name="王建国")
    made = api.post(f"{path}/guests", {"guest": str(guest.id), "role": "leader"})
    assert made.status_code == 201
    assert (made.json()["name"], made.json()["role"]) == ("王建国", "leader")
    assert api.get(f"{path}/guests").json()["items"] == [made.json()]
    with refuses_to_write():
        twice = api.post(f"{path}/guests", {"guest": str(guest.id)})
    assert (twice.status_code, twice.json()["code"]) == (409, "company_guest_linked")
    gone = api.call("DELETE", f"{path}/guests/{made.json()['id']}").json()
    assert not CompanyGuest.objects.exists()
    assert api.post(f"{path}/undo", gone).json() == {"restored": 1}
    assert str(CompanyGuest.objects.get().id) == made.json()["id"]
    again = api.post(f"{path}/undo", gone)
    assert (again.status_code, again.json()["code"]) == (404, "company_part_not_found")


def test_files_are_kept_with_it_under_its_rights(api, as_caller, chiara, path, settings, tmp_path):
    settings.HOME = tmp_path
    body = {"name": "协议.txt", "content": base64.b64encode("协议价 580".encode()).decode()}
    kept = api.post(f"{path}/files", body)
    assert kept.status_code == 201
    assert [each["id"] for each in api.get(f"{path}/files").json()] == [kept.json()["id"]]
    read = api.get(f"/files/{kept.json()['id']}").json()
    assert base64.b64decode(read["content"]).decode() == "协议价 580"
    assert as_caller(chiara).get(f"{path}/files").status_code == 404
    assert as_caller(chiara).get(f"/files/{kept.json()['id']}").status_code == 404
    wrong = api.post(f"{path}/files", {"name": "a", "content": "not base64!"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not_base64")
