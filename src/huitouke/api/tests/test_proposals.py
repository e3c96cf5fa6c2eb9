"""Pairs that may be one person over the API."""

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.identity import reviews
from huitouke.identity.matching.scorer import Evidence, Score
from huitouke.identity.models import Link, Proposal
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.proposals import FoundPair, propose
from huitouke.kernel import clock


@pytest.fixture
def ask():
    """Propose that two guests are one person, at so many bits above even odds."""

    def run(one, other, bits):
        score = Score(bits, -20.0, (Evidence("name", "signs", bits + 20.0),), forbidden=False, doubtful=False)
        records = [Link.objects.get(guest=each, reason="founded").record_id for each in (one, other)]
        propose([FoundPair(one.id, other.id, *records, score)])

    return run


@pytest.fixture
def guests(group, guest_of):
    return sorted(
        (guest_of(group.main, name=name) for name in ("张伟", "章伟", "ZHANG WEI")), key=lambda g: g.id
    )


def test_a_pair_that_stands_beside_another_says_so_and_is_answered_with_it(guests, ask, mei, as_caller):
    one, two, three = guests
    ask(one, three, 2.0)
    ask(one, two, 5.0)
    merge_guests(actor=SYSTEM, kept_id=three.id, gone_ids=[two.id])
    api = as_caller(mei)
    lesser, more = (str(each.id) for each in Proposal.objects.order_by("bits"))
    told = api.get(f"/proposals/{lesser}").json()
    assert (told["state"], told["state_text"]) == ("beside", "已由同两位宾客的另一项比对代表")
    assert [each["id"] for each in api.get("/proposals").json()["items"]] == [more]
    assert api.post(f"/proposals/{lesser}/answer", {"answer": "apart"}).status_code == 200
    assert api.get(f"/proposals/{more}").json()["state"] == "apart"
    back = api.post(f"/proposals/{lesser}/take-back", {}).json()
    assert (back["id"], back["state"]) == (more, "open")
    refused = api.post(f"/proposals/{lesser}/take-back", {})
    assert refused.status_code == 422
    assert "还在等待判断" in refused.content.decode()


def test_two_who_were_said_apart_and_merged_all_the_same_are_one_guest(guests, ask, mei, as_caller):
    one, two, _three = guests
    ask(one, two, 5.0)
    api = as_caller(mei)
    key = Proposal.objects.get().id
    api.post(f"/proposals/{key}/answer", {"answer": "apart"})
    merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[two.id])
    assert api.get(f"/proposals/{key}").json()["state"] == "merged"
    # The note goes, the merge stays.
    assert api.post(f"/proposals/{key}/take-back", {}).json()["state"] == "merged"
    refused = api.post(f"/proposals/{key}/take-back", {})
    assert refused.status_code == 422
    assert "合并记录" in refused.content.decode()


def test_the_next_page_goes_on_where_the_last_ended_although_its_pair_is_gone(
    group, guest_of, ask, mei, as_caller, monkeypatch
):
    monkeypatch.setattr(reviews, "PAGE_SIZE", 2)
    people = [guest_of(group.main, name=f"张伟{number}") for number in range(6)]
    for number, each in enumerate(people[1:]):
        ask(people[0], each, 0.1 + number)
    api = as_caller(mei)
    wanted = [str(each.id) for each in Proposal.objects.order_by("-bits")]
    page = api.get("/proposals").json()
    assert ([each["id"] for each in page["items"]], page["count"]) == (wanted[:2], 5)
    Proposal.objects.filter(id=wanted[1]).delete()
    page = api.get(f"/proposals?cursor={page['next']}").json()
    assert [each["id"] for each in page["items"]] == wanted[2:4]
    # What a colleague asks of the reader comes first, and goes on below what nobody asked.
    Proposal.objects.filter(id=wanted[4]).update(asked=mei.user, asked_at=clock.now())
    page = api.get("/proposals").json()
    assert [each["id"] for each in page["items"]] == [wanted[4], wanted[0]]
    page = api.get(f"/proposals?cursor={page['next']}").json()
    assert ([each["id"] for each in page["items"]], page["next"]) == (wanted[2:4], None)


@pytest.mark.parametrize("cursor", ["nonsense", "AA", "b0AGeVHHm3-hj5k3q4pFhgE", "ü"])
def test_a_cursor_that_is_none_is_refused(mei, as_caller, cursor):
    refused = as_caller(mei).get(f"/proposals?cursor={cursor}")
    assert (refused.status_code, refused.json()["code"]) == (422, "cursor_unreadable")
