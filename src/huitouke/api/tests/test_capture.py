"""What is asked at each step, over the API."""

from datetime import timedelta

import pytest

from huitouke.capture.models import Capture
from huitouke.guests.models import Guest, RegistrationFact
from huitouke.testing.fixtures import TODAY

pytestmark = pytest.mark.usefixtures("still_clock")


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", mobile="13812342217")


def test_a_program_asks_what_lacks_and_saves_the_answers(as_caller, alma, wang):
    api = as_caller(alma)
    told = api.get(f"/capture/guests/{wang.id}?step=check_in").json()
    assert (told["branch"], told["asks_minor"]) == ("MAIN", False)
    assert told["missing"] == ["document", "birthday", "nationality", "choice_reason"]
    assert not Capture.objects.exists()
    made = api.post(
        f"/capture/guests/{wang.id}/answers",
        {"step": "check_in", "field": "choice_reason", "text": "location"},
    )
    assert made.status_code == 201
    assert made.json()["missing"] == ["document", "birthday", "nationality"]
    assert Guest.objects.get(id=wang.id).choice_reason == "location"
    [line] = api.get("/capture/to-complete?is_mine=true").json()["items"]
    assert (line["guest"], line["step"], line["asked_by"]) == (str(wang.id), "check_in", "Alma")
    shares = api.get("/capture/report").json()
    assert [(share["asked"], share["complete"]) for share in shares["steps"]] == [(1, 0)]
    assert shares["until"] == TODAY.isoformat()
    assert shares["since"] == (TODAY - timedelta(days=6)).isoformat()


def test_a_step_is_noted_once_a_day(as_caller, alma, wang):
    api = as_caller(alma)
    ids = {api.post(f"/capture/guests/{wang.id}/steps", {"step": "visit"}).json()["id"] for _time in range(2)}
    assert len(ids) == 1
    assert Capture.objects.get().step == "visit"


def test_what_no_step_asks_is_refused(as_caller, alma, chiara, wang, refuses_to_write):
    path = f"/capture/guests/{wang.id}"
    for caller, body, status in (
        (alma, {"step": "check_in", "field": "shoe_size", "text": "42"}, 422),
        (alma, {"step": "check_in", "field": "choice_reason", "text": " "}, 422),
        (alma, {"step": "breakfast", "field": "choice_reason", "text": "location"}, 422),
        (alma, {"step": "check_in", "field": "choice_reason", "text": "location", "branch": "BAY"}, 403),
        (alma, {"step": "check_in", "field": "choice_reason", "text": "location", "branch": "MOON"}, 422),
        (chiara, {"step": "check_in", "field": "choice_reason", "text": "location"}, 404),
    ):
        api = as_caller(caller)
        with refuses_to_write():
            assert api.post(f"{path}/answers", body).status_code == status
    assert as_caller(chiara).get(path).status_code == 404


def test_requirements_are_read_by_all_and_said_by_who_configures(as_caller, alma, bruno, refuses_to_write):
    wanted = {"branch": "MAIN", "steps": {"booking": ["name", "email"]}}
    clerk = as_caller(alma)
    with refuses_to_write():
        assert clerk.call("PUT", "/capture/requirements", wanted).status_code == 403
    api = as_caller(bruno)
    assert api.call("PUT", "/capture/requirements", wanted).json()["steps"]["booking"] == ["email", "name"]
    assert as_caller(alma).get("/capture/requirements?branch=MAIN").json()["steps"]["check_in"] == []
    assert as_caller(alma).get("/capture/requirements").json()["steps"]["check_in"]
    with refuses_to_write():
        wrong = api.call("PUT", "/capture/requirements", {"steps": {"breakfast": ["name"]}})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "capture_invalid")


def test_a_guest_under_18_brings_the_questions_of_the_law(as_caller, alma, group, guest_of):
    child = guest_of(group.main, name="小宝", birth_date="2015-05-01")
    api = as_caller(alma)
    path = f"/capture/guests/{child.id}"
    assert api.get(path).json()["asks_minor"] is True
    assert api.post(f"{path}/minor", {"guardian": " ", "reach": "电话", "companion": "父"}).status_code == 422
    assert not RegistrationFact.objects.exists()
    answers = {"guardian": "父亲王建国", "reach": "13812342217", "companion": "父亲"}
    made = api.post(f"{path}/minor", answers)
    assert (made.status_code, made.content) == (204, b"")
    assert api.get(path).json()["asks_minor"] is False


def test_the_card_is_masked_as_its_reader_reads(as_caller, alma, irene, wang, group, guest_of):
    guest = guest_of(group.main, name="李信", mobile="13877770002", passport="E77123456", company="柳岸贸易")
    clear = as_caller(alma).get(f"/capture/guests/{guest.id}/card").json()
    values = {line["code"]: line["value"] for line in clear["lines"]}
    assert (values["name"], values["company"], clear["document_kind"]) == ("李信", "柳岸贸易", "passport")
    assert values["mobile"].endswith("13877770002") or "1387777" in values["mobile"].replace(" ", "")
    assert "E77123456" not in str(clear)
    assert values["arrival"] == ""
    assert {each["purpose"] for each in clear["consents"]} >= {"marketing"}
    masked = as_caller(irene).get(f"/capture/guests/{guest.id}/card").json()
    assert masked["is_masked"]
    assert "13877770002" not in str(masked).replace(" ", "")


def test_a_list_of_nowhere_is_refused(as_caller, dario):
    for path in ("/capture/to-complete", "/capture/report", "/capture/requirements"):
        assert as_caller(dario).get(path).status_code == 403
