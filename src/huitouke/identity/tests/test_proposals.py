"""Proposals that two guests are one person: asked once, and following whatever becomes of the guests."""

from itertools import combinations

import pytest
from django.utils import timezone

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import Guest
from huitouke.identity.choices import DecisionKind
from huitouke.identity.evidence import score_told
from huitouke.identity.matching.scorer import Evidence, Score
from huitouke.identity.models import Decision, Link, Proposal
from huitouke.identity.review_figures import Judged, review_figures
from huitouke.identity.reviews import lines_of_pairs
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.proposals import FoundPair, Proposed, propose
from huitouke.identity.services.reviewing import claim, merge_pair, pass_pair, say_apart, undo_review
from huitouke.identity.services.take_back import take_back_import
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.identity.strength import band_of
from huitouke.identity.togetherness import pairs_apart
from huitouke.intake.models import ImportRun
from huitouke.kernel import clock
from huitouke.testing.personas import hire

PRIOR = -20.0


def weighing(bits):
    return Score(PRIOR + bits, PRIOR, (Evidence("name", "signs", bits),), forbidden=False, doubtful=False)


def pair(one, two, bits=22.0):
    """As a look-up finds it: by the newest records of both."""
    records = [Link.objects.filter(guest=each).latest("linked_at").record_id for each in (one, two)]
    return FoundPair(one.id, two.id, *records, weighing(bits))


@pytest.fixture
def trio(group, guest_of):
    return sorted(
        (guest_of(group.main, name=name) for name in ("张伟", "ZHANG WEI", "章伟")), key=lambda g: g.id
    )


def told():
    return list(Proposal.objects.order_by("id").values())


def states():
    return sorted(Proposal.objects.values_list("state", flat=True))


def test_two_guests_are_asked_about_once_by_what_says_most(trio):
    one, two, _three = trio
    assert propose([pair(two, one, 21.0), pair(one, two, 22.0)]) == Proposed(made=1, known=0, left_out=1)
    found = Proposal.objects.get()
    assert (found.first_id, found.second_id, found.bits) == (one.id, two.id, 2.0)
    assert Link.objects.get(record_id=found.first_record_id).guest_id == one.id
    assert score_told(found.evidence) == weighing(22.0)
    assert propose([pair(one, two, 25.0)]) == Proposed(known=1)
    again = Proposal.objects.get()
    assert (again.id, again.bits, again.turn) == (found.id, 5.0, found.turn)


def test_one_guest_and_records_of_nobody_are_no_question(trio):
    one, two, _three = trio
    found = pair(one, two)
    merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[two.id])
    nobody = FoundPair(one.id, two.id, one.id, two.id, found.score)
    assert propose([found, nobody]) == Proposed(left_out=2)
    assert not Proposal.objects.exists()


def test_guests_of_two_entities_are_asked_about_only_if_both_agreed_to_be_known(group, guest_of):
    here, there = guest_of(group.main, name="张伟"), guest_of(group.bay, name="张伟")
    assert propose([pair(here, there)]) == Proposed(left_out=1)
    Guest.objects.update(is_shared=True)
    assert propose([pair(here, there)]) == Proposed(made=1)


def test_who_was_said_to_be_two_is_never_asked_about_again_whatever_they_become(trio):
    one, two, three = trio
    Decision.objects.create(kind=DecisionKind.APART, kept_id=two.id, gone_id=one.id)
    merge_guests(actor=SYSTEM, kept_id=three.id, gone_ids=[two.id])
    assert pairs_apart([(one.id, three.id), (three.id, one.id)]) == {
        (one.id, three.id),
        (three.id, one.id),
    }
    assert propose([pair(one, three)]) == Proposed(left_out=1)


def test_a_merge_answers_and_taking_it_back_asks_no_more_but_undoing_it_asks_again(trio):
    one, two, _three = trio
    propose([pair(one, two)])
    before = told()
    done = merge_guests(actor=SYSTEM, kept_id=two.id, gone_ids=[one.id])
    found = Proposal.objects.get()
    assert (found.state, found.decision_id) == ("merged", done.decisions[0])
    assert found.first_id == found.second_id == two.id
    unmerge_guests(actor=SYSTEM, decision_id=done.decisions[0], stay_apart=False)
    assert told() == before
    done = merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[two.id])
    unmerge_guests(actor=SYSTEM, decision_id=done.decisions[0])
    found = Proposal.objects.get()
    apart = Decision.objects.get(kind=DecisionKind.APART)
    assert (found.state, found.decision_id) == ("apart", apart.id)
    apart.withdrawn_at = apart.made_at
    apart.save()
    assert told() == before


def test_proposals_follow_the_guest_who_is_shown_and_part_again(trio):
    one, two, three = trio
    propose([pair(*each, 22.0 + place) for place, each in enumerate(combinations(trio, 2))])
    before = told()
    done = merge_guests(actor=SYSTEM, kept_id=three.id, gone_ids=[two.id])
    # Of the two that are about the same guests now the one that says more waits.
    assert states() == ["beside", "merged", "open"]
    found = Proposal.objects.open().get()
    assert (found.first_id, found.second_id, found.bits) == (one.id, three.id, 3.0)
    second = merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[three.id])
    assert states() == ["merged"] * 3
    unmerge_guests(actor=SYSTEM, decision_id=done.decisions[0], stay_apart=False)
    assert states() == ["beside", "merged", "open"]
    found = Proposal.objects.open().get()
    assert (found.first_id, found.second_id, found.bits) == (one.id, two.id, 4.0)
    unmerge_guests(actor=SYSTEM, decision_id=second.decisions[0], stay_apart=False)
    assert told() == before


@pytest.fixture
def twice(trio, mei):
    """Two proposals about the same two guests: the one that waits, and the lesser beside it, found before it."""
    one, two, three = trio
    propose([pair(one, three, 22.0)])
    propose([pair(one, two, 25.0)])
    merge_guests(actor=SYSTEM, kept_id=three.id, gone_ids=[two.id])
    lesser, more = Proposal.objects.order_by("bits")
    assert (lesser.state, more.state) == ("beside", "open")
    assert lesser.id < more.id
    return lesser, more


def test_what_stands_beside_opens_and_answers_what_waits(twice, mei):
    lesser, more = twice
    assert claim(actor=mei.actor, proposal_id=lesser.id).id == more.id
    assert Proposal.objects.get(id=more.id).claimed_by_id == mei.actor.id
    decision = say_apart(actor=mei.actor, proposal_id=lesser.id)
    assert states() == ["apart", "apart"]
    assert undo_review(actor=mei.actor, decision_id=decision) == more.id
    assert Proposal.objects.get(id=more.id).state == "open"
    done = merge_pair(actor=mei.actor, proposal_id=lesser.id, kept_id=lesser.second_id)
    assert states() == ["merged", "merged"]
    assert undo_review(actor=mei.actor, decision_id=done.decisions[0]) == more.id
    assert states() == ["beside", "open"]
    pass_pair(actor=mei.actor, proposal_id=lesser.id)
    assert Proposal.objects.get(id=more.id).passed_by == [mei.actor.id]


def test_one_answer_to_two_proposals_counts_once_for_what_says_more(twice, group, mei):
    lesser, more = twice
    say_apart(actor=mei.actor, proposal_id=more.id)
    figures = review_figures(hire("boss", "manager", group.main).actor, timezone.localdate(clock.now()))
    assert figures.total == Judged(0, 1)
    judged = {band.code: found for band, found in figures.bands if found.total}
    assert judged == {band_of(more.bits).code: Judged(0, 1)}
    assert band_of(more.bits) != band_of(lesser.bits)


def test_two_who_were_said_apart_and_merged_all_the_same_are_told_as_one_guest(trio, mei):
    one, two, _three = trio
    propose([pair(one, two)])
    found = Proposal.objects.get()
    say_apart(actor=mei.actor, proposal_id=found.id)
    merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[two.id])
    [line] = lines_of_pairs(mei.actor, [found.id])
    assert (Proposal.objects.get().state, line.state) == ("apart", "merged")


def test_an_erased_guest_and_one_whose_import_is_taken_back_are_asked_about_no_more(
    group, trio, adam, tmp_path
):
    one, two, three = trio
    path = tmp_path / "guests.csv"
    path.write_text("姓名,手机\n张玮,13700001111\n", encoding="utf-8")
    import_guests(path, actor=adam.actor, system="pms")
    brought = Guest.objects.get(name="张玮")
    propose([pair(one, two), pair(three, brought), pair(one, three)])
    take_back_import(actor=adam.actor, run_id=ImportRun.objects.get().id)
    assert Proposal.objects.count() == 2
    erase_guest(actor=adam.actor, guest_id=one.id, typed=one.name or one.latin_name, reason="asked")
    assert not Proposal.objects.exists()
