"""The capture strip, archives to complete, the report and the table of required fields."""

import pytest

from huitouke.access.models import AuditEntry
from huitouke.capture.models import Capture, RequiredField
from huitouke.capture.services import note_capture
from huitouke.guests.models import Guest, RegistrationFact
from huitouke.testing.counts import at_most_queries
from huitouke.testing.personas import hire

PART = {"HX-Request": "true"}


@pytest.fixture
def wang(group, guest_of):
    return guest_of(group.main, name="王建国", mobile="13812342217", form_of_address="王女士")


@pytest.fixture
def desk(alma, signed_in):
    client = signed_in(alma)
    client.get("/")
    return client


def test_the_strip_asks_only_what_the_step_lacks(desk, wang):
    text = desk.get(f"/capture/{wang.id}/strip/", headers=PART).content.decode()
    assert 'value="choice_reason"' in text
    assert 'value="mobile"' not in text
    booking = desk.get(f"/capture/{wang.id}/strip/?step=booking", headers=PART).content.decode()
    assert 'value="heard_from"' in booking
    assert 'value="choice_reason"' not in booking
    assert 'value="heard_from"' in desk.get(f"/capture/{wang.id}/strip/", headers=PART).content.decode()


def test_one_tap_answers(desk, wang):
    answer = desk.post(
        f"/capture/{wang.id}/answer/",
        {"step": "check_in", "field": "choice_reason", "value": "location"},
        headers=PART,
    )
    assert answer.status_code == 200
    assert 'value="choice_reason"' not in answer.content.decode()
    wang.refresh_from_db()
    assert wang.choice_reason == "location"


def test_a_wrong_answer_stands_at_its_question(desk, wang, refuses_to_write):
    with refuses_to_write():
        answer = desk.post(
            f"/capture/{wang.id}/answer/",
            {"step": "check_out", "field": "email", "value": "no-mail"},
            headers=PART,
        )
    assert answer.status_code == 422
    assert 'value="no-mail"' in answer.content.decode()


def test_a_new_guest_at_the_desk_is_a_capture(desk, alma):
    desk.post("/guests/new/", {"name": "李红", "branch": "MAIN"})
    capture = Capture.objects.get()
    assert (capture.guest, capture.step, capture.user) == (
        Guest.objects.get(name="李红"),
        "check_in",
        alma.user,
    )


def test_the_list_leads_from_guest_to_guest(desk, alma, group, guest_of, wang):
    bare = guest_of(group.main, name="刘敏")
    for guest in (wang, bare):
        note_capture(actor=alma.actor, guest_id=guest.id, step="check_in", branch=group.main)
    text = desk.get("/capture/").content.decode()
    assert text.index("刘敏") < text.index("王建国")
    assert desk.get(f"/capture/{bare.id}/next/").url == f"/guests/{wang.id}/?from=queue"
    assert desk.get(f"/capture/{wang.id}/next/?back=1").url == f"/guests/{bare.id}/?from=queue"
    assert desk.get(f"/capture/{wang.id}/next/").url == "/capture/"


def test_the_lists_are_empty_with_words(desk, wang):
    assert "没有待完善的档案" in desk.get("/capture/").content.decode()
    assert "没有询问记录" in desk.get("/capture/report/?days=1").content.decode()


def test_the_report_names_colleagues_to_who_looks_after_the_branch(bruno, alma, group, signed_in, wang):
    note_capture(actor=alma.actor, guest_id=wang.id, step="check_in", branch=group.main)
    text = signed_in(bruno).get("/capture/report/").content.decode()
    assert "Alma" in text
    assert "0%" in text


def test_both_lists_go_out_as_files_names_only_to_who_may_export_guests(
    alma, group, signed_in, wang, refuses_to_write
):
    note_capture(actor=alma.actor, guest_id=wang.id, step="check_in", branch=group.main)
    manager = signed_in(hire("boss", "manager", group.main))
    rows = manager.get("/capture/export/").getvalue().decode("utf-8-sig").splitlines()
    assert rows[0].startswith("宾客,")
    assert [row.split(",")[0] for row in rows[1:]] == ["王建国"]
    entry = AuditEntry.objects.get(code="web.list.exported")
    assert entry.data == {"rows": 1, "format": "csv", "what": "to-complete"}
    report = manager.get("/capture/report/export/").getvalue().decode("utf-8-sig").splitlines()
    assert any(row.endswith(",1,0,1,0%") and "Alma" in row for row in report)
    clerk = signed_in(alma)
    clerk.get("/")
    with refuses_to_write():
        assert clerk.get("/capture/export/").status_code == 403
    assert "/capture/export/" not in clerk.get("/capture/").content.decode()


def test_the_table_of_required_fields_is_kept(bruno, signed_in, group):
    client = signed_in(bruno)
    client.post("/capture/required/", {"branch": "MAIN", "booking": ["name", "email"]})
    assert RequiredField.objects.filter(branch=group.main, field="email", step="booking").get().is_required
    text = client.get("/capture/required/?branch=MAIN").content.decode()
    assert 'name="booking" value="email"' in text
    refused = client.post("/capture/required/", {"branch": "", "booking": ["shoe_size"]})
    assert refused.status_code == 422


def test_a_clerk_does_not_require(desk, refuses_to_write):
    with refuses_to_write():
        assert desk.get("/capture/required/").status_code == 403
        assert desk.post("/capture/required/", {"booking": ["name"]}).status_code == 403
    assert not RequiredField.objects.exists()


def test_a_guest_under_18_is_asked_what_the_law_asks(desk, group, guest_of):
    child = guest_of(group.main, name="王小宝", birth_date="2015-05-01")
    assert 'name="guardian"' in desk.get(f"/capture/{child.id}/strip/", headers=PART).content.decode()
    refused = desk.post(f"/capture/{child.id}/minor/", {"guardian": "父亲王建国"}, headers=PART)
    assert refused.status_code == 422
    assert "父亲王建国" in refused.content.decode()
    desk.post(
        f"/capture/{child.id}/minor/",
        {"guardian": "父亲王建国", "reach": "13812342217", "companion": "父子"},
        headers=PART,
    )
    assert RegistrationFact.objects.filter(guest_id=child.id, kind="minor").count() == 1
    assert 'name="guardian"' not in desk.get(f"/capture/{child.id}/strip/", headers=PART).content.decode()


def test_the_sex_is_proposed_from_the_title_and_not_taken_for_a_fact(bruno, desk, group, wang):
    from huitouke.capture.services import set_requirements

    set_requirements(actor=bruno.actor, branch=group.main, wanted={"check_in": {"sex"}})
    Guest.objects.filter(id=wang.id).update(sex="")
    text = desk.get(f"/capture/{wang.id}/strip/", headers=PART).content.decode()
    assert "可能" in text
    wang.refresh_from_db()
    assert wang.sex == ""


def test_each_figure_of_the_report_opens_its_rows(bruno, alma, chiara, group, guest_of, signed_in, wang):
    full = guest_of(group.main, name="刘敏", mobile="13900000001")
    for guest in (wang, full):
        note_capture(actor=alma.actor, guest_id=guest.id, step="booking", branch=group.main)
    client = signed_in(bruno)
    report = client.get("/capture/report/").content.decode()
    assert "/capture/report/asked/?branch=MAIN&amp;days=7&amp;state=lacking" in report
    asked = "/capture/report/asked/"
    every = client.get(asked, {"branch": "MAIN", "who": "alma", "step": "booking"}).content.decode()
    assert "刘敏" in every
    assert wang.name in every
    assert "Alma" in every
    assert "刘敏" not in client.get(asked, {"step": "check_in"}).content.decode()
    assert "刘敏" not in client.get(asked, {"who": "nobody"}).content.decode()
    for place in ({}, {"branch": "MAIN"}):
        away = signed_in(chiara).get(asked, place).content.decode()
        assert "刘敏" not in away
        assert wang.name not in away


def test_a_clerk_opens_the_own_rows_only(alma, mei, group, signed_in, wang):
    note_capture(actor=mei.actor, guest_id=wang.id, step="check_in", branch=group.main)
    page = signed_in(alma).get("/capture/report/asked/", {"who": "mei"}).content.decode()
    assert wang.name not in page
    assert wang.name in signed_in(mei).get("/capture/report/asked/").content.decode()


def test_the_rows_behind_a_figure_cost_a_level_number_of_queries(bruno, alma, group, guest_of, signed_in):
    for number in range(6):
        guest = guest_of(group.main, name=f"王小{number}")
        note_capture(actor=alma.actor, guest_id=guest.id, step="check_in", branch=group.main)
    client = signed_in(bruno)
    client.get("/capture/report/asked/")
    with at_most_queries(9):
        client.get("/capture/report/asked/")


def test_what_stands_masked_is_known_all_the_same_and_a_minor_is_one_for_everybody(
    group, guest_of, signed_in, bearer, client, still_clock
):
    """The concierge sees neither year of birth nor address: neither is asked again, and the law's questions are."""
    child = guest_of(
        group.main,
        name="王小明",
        mobile="13812342217",
        birth_date="2015-05-12",
        address="浙江省宁波市鄞州区天童南路 588 号",
    )
    bell = hire("bell", "concierge", group.main)
    page = signed_in(bell)
    page.get("/")
    text = page.get(f"/capture/{child.id}/strip/?step=check_in", headers=PART).content.decode()
    assert 'name="guardian"' in text
    assert 'value="birthday"' not in text
    assert 'value="address"' not in text
    assert "2015" not in text
    assert "天童" not in text
    address = f"/api/v1/capture/guests/{child.id}?step=check_in"
    told = client.get(address, headers=bearer(bell)).json()
    assert told["asks_minor"] is True
    assert not {"birthday", "address"} & set(told["missing"])
