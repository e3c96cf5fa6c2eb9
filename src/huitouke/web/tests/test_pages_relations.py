"""The tab of relations on the guest page."""

import pytest
from django.urls import reverse

from huitouke.access.models import UndoableAct
from huitouke.guests.models import Relation, RelationEnd
from huitouke.identity.services.relations import relate_guests
from huitouke.kernel import clock
from huitouke.testing.counts import at_most_queries


@pytest.fixture
def couple(group, guest_of):
    return guest_of(group.main, name="陈志强"), guest_of(group.main, name="林美玲", mobile="13812345678")


@pytest.fixture
def waiting(couple):
    relation = Relation.objects.create(
        state="suggested", evidence={"phone": 1, "room": 3}, found_at=clock.now()
    )
    for place, guest in enumerate(couple, 1):
        RelationEnd.objects.create(relation=relation, guest=guest, place=place, role="partner")
    return relation


def tab(guest):
    return reverse("guests:guest-detail", args=[guest.id]) + "?tab=relations"


def test_a_relation_is_found_noted_shown_and_taken_back(couple, alma, signed_in):
    one, other = couple
    client = signed_in(alma)
    found = client.post(reverse("guests:relation-find", args=[one.id]), {"who": "林美"}).content.decode()
    page = reverse("guests:relation-new", args=[one.id, other.id])
    assert page in found
    assert "林美玲" in client.get(page).content.decode()
    done = client.post(page, {"role": "partner", "note": "常一起来"})
    assert done.headers["Location"] == tab(one)
    for guest, name in ((one, "林美玲"), (other, "陈志强")):
        shown = client.get(tab(guest)).content.decode()
        assert name in shown
        assert "配偶或伴侣" in shown
        assert "常一起来" in shown
    assert client.post(UndoableAct.objects.get().path).status_code == 200
    assert not Relation.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("", 422), ("king", 422)])
def test_a_form_without_a_role_is_shown_again(couple, alma, signed_in, refuses_to_write, role, status):
    client = signed_in(alma)
    client.get("/")
    page = reverse("guests:relation-new", args=[couple[0].id, couple[1].id])
    with refuses_to_write():
        answer = client.post(page, {"role": role, "note": "常一起来"})
    assert answer.status_code == status
    assert "常一起来" in answer.content.decode()


def test_what_is_known_is_told_in_its_place(couple, alma, signed_in):
    relate_guests(actor=alma.actor, guest_id=couple[0].id, other_id=couple[1].id, role="partner")
    page = reverse("guests:relation-new", args=[couple[0].id, couple[1].id])
    answer = signed_in(alma).post(page, {"role": "partner"})
    assert answer.status_code == 409
    assert "这一关系已有记录" in answer.content.decode()


def test_a_suggestion_says_why_and_is_answered(couple, waiting, alma, signed_in):
    one, _other = couple
    client = signed_in(alma)
    shown = client.get(tab(one)).content.decode()
    assert "同住一间房 3 次" in shown
    assert "共用电话" in shown
    refused = client.post(reverse("guests:relation-refuse", args=[one.id, waiting.id]))
    assert refused.headers["Location"] == tab(one)
    assert "同住一间房" not in client.get(tab(one)).content.decode()
    assert client.post(UndoableAct.objects.get().path).status_code == 200
    client.post(reverse("guests:relation-confirm", args=[one.id, waiting.id]), {"role": "partner"})
    assert Relation.objects.get().state == "confirmed"
    client.post(reverse("guests:relation-end", args=[one.id, waiting.id]))
    assert "以往的关系" in client.get(tab(one)).content.decode()


def test_the_tab_costs_a_fixed_number_of_queries(couple, waiting, alma, group, guest_of, signed_in):
    one, _other = couple
    for number in range(8):
        other = guest_of(group.main, name=f"亲友{number}")
        relate_guests(actor=alma.actor, guest_id=one.id, other_id=other.id, role="relative")
    client = signed_in(alma)
    client.get("/")
    with at_most_queries(22):
        answer = client.get(tab(one), headers={"HX-Request": "true", "HX-Target": "tab"})
    assert answer.content.decode().count("亲友") >= 8


def test_two_worlds_look_the_same_to_who_may_not_know(group, guest_of, chiara, couple, signed_in):
    abroad = guest_of(group.bay, name="陈大文")
    client = signed_in(chiara)
    client.get("/")
    part = {"HX-Request": "true", "HX-Target": "tab"}
    before = client.get(tab(abroad), headers=part).content
    from huitouke.access.actors import SYSTEM

    relate_guests(actor=SYSTEM, guest_id=abroad.id, other_id=couple[0].id, role="sibling")
    after = client.get(tab(abroad), headers=part).content
    strip = lambda text: [line for line in text.splitlines() if b"csrf" not in line]  # noqa: E731
    assert strip(after) == strip(before)
