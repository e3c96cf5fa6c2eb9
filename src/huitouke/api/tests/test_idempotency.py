"""The same write with the same Idempotency-Key is done once, whatever happens between."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client

from huitouke.access.actors import SYSTEM
from huitouke.access.models import ApiToken, Assignment
from huitouke.access.services import give_post, take_post
from huitouke.api import idempotency
from huitouke.api.app import api
from huitouke.api.idempotency import HEADER, READS, SECRETS, forget_answers, writes_of
from huitouke.api.models import KEPT, KeptAnswer
from huitouke.guests.models import Guest, Note
from huitouke.identity.services.erasure import erase_guest
from huitouke.kernel.clock import frozen_at, now
from huitouke.testing.permissions.walk import operations, patterns
from huitouke.testing.personas import hire, make_group

KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'
BODY = {"branch": "MAIN", "name": "陈独一", "mobile": "13877770001"}


def test_the_same_request_twice_makes_one_guest_and_answers_alike(as_caller, alma):
    caller = as_caller(alma)
    first = caller.post("/guests", {**BODY, "mobile": ["13877770001"]}, Idempotency_Key=KEY)
    assert first.status_code == 201
    again = caller.post("/guests", {**BODY, "mobile": ["13877770001"]}, Idempotency_Key=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert all(again[name] == first[name] for name in ("Location", "ETag", "Content-Type"))
    assert Guest.objects.count() == 1


def test_the_key_may_stand_without_quotes_and_an_unreadable_one_is_refused(as_caller, alma, refuses_to_write):
    caller = as_caller(alma)
    assert caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key="one").status_code == 201
    again = caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key='"one"')
    assert again["Idempotency-Replayed"] == "true"
    for wrong in ("", '"', "two words", "x" * 256, "钥"):
        with refuses_to_write():
            told = caller.post("/guests", {"branch": "MAIN", "name": "乙"}, Idempotency_Key=wrong)
        assert (told.status_code, told.json()["code"]) == (400, "idempotency_key_unreadable")


def test_another_request_with_the_same_key_is_refused(as_caller, alma, refuses_to_write):
    caller = as_caller(alma)
    made = caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY).json()
    for path, body in (
        ("/guests", {"branch": "MAIN", "name": "乙"}),
        (f"/guests/{made['id']}/notes", {"branch": "MAIN", "name": "甲"}),
    ):
        with refuses_to_write():
            told = caller.post(path, body, Idempotency_Key=KEY)
        assert (told.status_code, told.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_its_callers_own(as_caller, alma, mei):
    for person in (alma, mei):
        told = as_caller(person).post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY)
        assert (told.status_code, "Idempotency-Replayed" in told) == (201, False)
    assert Guest.objects.count() == 2


def test_a_refusal_keeps_no_key(as_caller, alma):
    caller = as_caller(alma)
    assert caller.post("/guests", {"branch": "MAIN"}, Idempotency_Key=KEY).status_code == 422
    assert not KeptAnswer.objects.exists()
    assert caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY).status_code == 201


def test_a_removal_is_answered_again_instead_of_not_found(as_caller, adam):
    caller = as_caller(adam)
    made = caller.post("/guest-types", {"code": "divers", "labels": {"zh": "潜水客"}})
    assert made.status_code == 201
    for _time in range(2):
        assert caller.call("DELETE", "/guest-types/divers", Idempotency_Key=KEY).status_code == 204
    assert caller.call("DELETE", "/guest-types/divers").status_code == 404


def test_reads_by_post_answer_anew_and_are_not_kept(as_caller, alma, guest_of, group):
    caller = as_caller(alma)
    for _time in range(2):
        told = caller.post("/search", {"text": "王小明"}, Idempotency_Key=KEY)
        assert (told.status_code, "Idempotency-Replayed" in told) == (200, False)
    assert not KeptAnswer.objects.exists()
    assert {path for path in patterns().values() if path in READS} == READS


def test_a_method_that_an_address_does_not_take_is_told_so_whatever_the_key(
    as_caller, alma, refuses_to_write
):
    caller = as_caller(alma)
    assert caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY).status_code == 201
    with refuses_to_write():
        assert caller.call("DELETE", "/guests", Idempotency_Key=KEY).status_code == 405
        assert caller.call("PUT", "/search", Idempotency_Key=KEY).status_code == 405


def test_every_write_of_the_description_takes_the_key():
    described = {
        (path, method)
        for path, method, told in operations()
        if any(each["name"] == HEADER for each in told.get("parameters", []))
    }
    writes = {(path, method) for path, method, _told in operations() if method != "GET" and path not in READS}
    assert described == writes
    paths = {path: {one.lower(): {} for where, one in writes if where == path} for path, _method in writes}
    for path, method in writes:
        assert method in writes_of(path.lstrip("/").replace("{", "<").replace("}", ">"), paths)


def test_after_a_day_the_key_is_new(as_caller, alma):
    caller = as_caller(alma)
    caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY)
    with frozen_at(now() + KEPT + timedelta(minutes=1)):
        told = caller.post("/guests", {"branch": "MAIN", "name": "乙"}, Idempotency_Key=KEY)
        assert (told.status_code, KeptAnswer.objects.count()) == (201, 1)
    with frozen_at(now() + 3 * KEPT):
        assert forget_answers() == 1
    assert not KeptAnswer.objects.exists()


def test_who_may_no_longer_do_as_much_is_not_answered_again(as_caller, alma, group):
    caller = as_caller(alma)
    caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY)
    take_post(actor=SYSTEM, post_id=Assignment.objects.get(user=alma.user).id)
    give_post(actor=SYSTEM, user=alma.user, role="reservations", branch_code="MAIN", shift="")
    told = caller.post("/guests", {"branch": "MAIN", "name": "甲"}, Idempotency_Key=KEY)
    assert (told.status_code, told.json()["code"]) == (409, "idempotency_rights_changed")
    assert Guest.objects.count() == 1


def test_what_is_kept_says_nothing_in_clear_and_goes_with_the_guest(as_caller, alma, adam):
    caller = as_caller(alma)
    made = caller.post("/guests", {"branch": "MAIN", "name": "琥珀生"}, Idempotency_Key="13877770001").json()
    caller.post(f"/guests/{made['id']}/notes", {"text": "琥珀色窗帘"}, Idempotency_Key="second")
    caller.post("/guests", {"branch": "MAIN", "name": "他人"}, Idempotency_Key="third")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(a::text, '') FROM api_keptanswer a")
        text = cursor.fetchone()[0]
    assert not any(word in text for word in ("琥珀", "13877770001", "琥珀".encode().hex()))
    report = erase_guest(actor=adam.actor, guest_id=made["id"], typed="琥珀生", reason="asked")
    assert KeptAnswer.objects.count() == 1
    assert report is not None


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_write_and_answer_leaves_neither(monkeypatch, transactional_db):
    group = make_group()
    alma = hire("alma", "front_desk", group.main)
    headers = {"Authorization": f"Bearer {alma.token()}", "Idempotency-Key": KEY}
    guest = Client().post(
        "/api/v1/guests", {"branch": "MAIN", "name": "甲"}, "application/json", headers=headers
    )
    address = f"/api/v1/guests/{guest.json()['id']}/notes"
    headers["Idempotency-Key"] = '"the note"'
    keep = idempotency._keep

    def die(*_args):
        """The server's end of the connection is cut after the write, before its answer is kept."""
        assert Note.objects.count() == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(idempotency, "_keep", die)
    with pytest.raises(OperationalError):
        Client().post(address, {"text": "要高楼层"}, "application/json", headers=headers)
    connections.close_all()
    assert (Note.objects.count(), KeptAnswer.objects.count()) == (0, 1)
    monkeypatch.setattr(idempotency, "_keep", keep)
    statuses = [
        Client().post(address, {"text": "要高楼层"}, "application/json", headers=headers).status_code
        for _time in range(3)
    ]
    assert statuses == [201, 201, 201]
    assert (Note.objects.count(), KeptAnswer.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_while_the_first_request_runs_the_second_is_told_so(monkeypatch, transactional_db):
    group = make_group()
    alma = hire("alma", "front_desk", group.main)
    headers = {"Authorization": f"Bearer {alma.token()}", "Idempotency-Key": KEY}
    body = {"branch": "MAIN", "name": "甲"}
    keep, told = idempotency._keep, []

    def ask_again(*args):
        """The same request over another connection, while this one has not committed."""
        from threading import Thread

        def ask():
            told.append(Client().post("/api/v1/guests", body, "application/json", headers=headers))
            connections.close_all()

        thread = Thread(target=ask)
        thread.start()
        thread.join()
        keep(*args)

    monkeypatch.setattr(idempotency, "_keep", ask_again)
    assert Client().post("/api/v1/guests", body, "application/json", headers=headers).status_code == 201
    assert [(one.status_code, one.json()["code"]) for one in told] == [(409, "idempotency_key_running")]
    assert Guest.objects.count() == 1


def test_a_secret_is_told_once_and_not_kept_for_a_second_time(as_caller, adam, alma):
    caller, path = as_caller(adam), f"/users/{alma.user.id}/tokens"
    before = ApiToken.objects.filter(user=alma.user).count()
    first = caller.post(path, {"purpose": "PMS"}, Idempotency_Key=KEY)
    again = caller.post(path, {"purpose": "PMS"}, Idempotency_Key=KEY)
    assert first.json()["token"].startswith("htk_")
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_secret_told")
    assert ApiToken.objects.filter(user=alma.user).count() == before + 1


def test_every_operation_that_tells_a_secret_is_known():
    told = api.get_openapi_schema(path_prefix="/")
    secret = {
        name
        for name, schema in told["components"]["schemas"].items()
        if {"password", "token", "secret"} & schema.get("properties", {}).keys()
    }
    found = {
        path
        for path, methods in told["paths"].items()
        for operation in methods.values()
        for answer in operation["responses"].values()
        for content in answer.get("content", {}).values()
        if content["schema"].get("$ref", "").rpartition("/")[2] in secret
    }
    assert found == SECRETS
