"""What waits in the queue follows what guests say about their papers; numbers that differ keep two apart regardless."""

import pytest

from huitouke.guests.choices import ConsentAct
from huitouke.guests.models import ConsentState, Guest
from huitouke.identity.matching.scorer import Evidence, Score
from huitouke.identity.models import Link, Proposal
from huitouke.identity.papers import pairs_with_other_numbers
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.match_runs import run_matching
from huitouke.identity.services.proposals import FoundPair, propose
from huitouke.identity.services.reviewing import ask_colleague, say_apart
from huitouke.identity.services.weighing_anew import WeighedAnew, weigh_anew, weigh_new_rows_anew
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import SOME_ID_CARD, let_papers_serve
from huitouke.testing.personas import hire

OTHER_ID_CARD = "110105194912310038"
PASSPORT = "E12345678"
WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1949-12-31"}


@pytest.mark.parametrize("is_first_run", [True, False], ids=["all", "new"])
def test_without_consent_different_numbers_keep_two_apart_and_a_person_is_asked(
    group, guest_of, is_first_run
):
    if not is_first_run:
        run_matching()
    one, other = (guest_of(group.main, **WANG, id_card=number) for number in (SOME_ID_CARD, OTHER_ID_CARD))
    run = run_matching()
    assert (run.merged, run.proposed, run.left_out) == (0, 1, 0)
    waiting = Proposal.objects.open().get()
    assert {waiting.first_id, waiting.second_id} == {one.id, other.id}
    assert waiting.is_forbidden
    assert waiting.evidence["forbidden"]
    assert {name for name, _level, _bits in waiting.evidence["weights"]} == {"name", "phone", "birth"}
    again = run_matching(whole=True)
    assert (again.merged, again.proposed) == (0, 0)


def test_numbers_differ_only_within_a_lifelong_kind_of_which_none_is_in_common(group, guest_of):
    both = {"id_card": [SOME_ID_CARD, OTHER_ID_CARD]}
    guests = [
        guest_of(group.main, name="王小明", **papers)
        for papers in (
            {"id_card": SOME_ID_CARD},
            {"id_card": OTHER_ID_CARD},
            both,
            {"passport": PASSPORT},
            {},
        )
    ]
    one, other, two_numbers, traveller, nobody = (each.id for each in guests)
    pairs = [(one, other), (one, two_numbers), (one, traveller), (traveller, nobody), (nobody, other)]
    assert pairs_with_other_numbers(pairs) == {(one, other)}
    with at_most_queries(0):
        assert pairs_with_other_numbers([]) == set()


def test_who_became_one_with_a_third_is_kept_apart_by_what_that_one_holds(group, guest_of):
    guest_of(group.main, **WANG, id_card=SOME_ID_CARD)
    guest_of(group.main, **WANG)
    guest_of(group.main, **WANG, id_card=OTHER_ID_CARD)
    run = run_matching()
    assert (run.merged, Guest.objects.count(), Proposal.objects.open().count()) == (1, 2, 1)
    assert Proposal.objects.open().get().is_forbidden


@pytest.fixture
def waiting(group, guest_of):
    """Two who agreed wait by number and name alone; two others by telephone, birth date and number."""
    weak = [guest_of(group.main, name=name, id_card=SOME_ID_CARD) for name in ("刘洋", "刘建国")]
    told = {"mobile": "13812348765", "birth_date": "1949-12-31", "passport": PASSPORT}
    strong = [guest_of(group.main, name=name, **told) for name in ("王小明", "王晓明")]
    let_papers_serve(*weak, *strong)
    deliver_pending()
    found = {each.first_id: each for each in Proposal.objects.open()}
    assert len(found) == 2
    return weak, strong, [found[min(pair[0].id, pair[1].id)] for pair in (weak, strong)]


def test_pairs_that_waited_by_a_number_are_weighed_anew_when_it_no_longer_counts(waiting, group, mei):
    weak, strong, (by_number, by_all) = waiting
    colleague = hire("fang", "duty_manager", group.main)
    ask_colleague(actor=mei.actor, proposal_id=by_all.id, colleague_id=colleague.user.id, question="同一人？")
    for guest in (weak[0], strong[1]):
        let_papers_serve(guest, act=ConsentAct.WITHDRAWN)
    deliver_pending()
    still = Proposal.objects.get()
    assert (still.id, still.turn, still.asked_id, still.question) == (
        by_all.id, by_all.turn, colleague.user.id, "同一人？",
    )  # fmt: skip
    told = {name: bits for name, _level, bits in by_all.evidence["weights"]}
    now = {name: bits for name, _level, bits in still.evidence["weights"]}
    assert set(told) - set(now) == {"passport"}
    assert still.bits == pytest.approx(still.prior_bits + sum(now.values()))
    assert still.bits < by_all.bits
    let_papers_serve(weak[0], strong[1])
    deliver_pending()
    assert {each.bits for each in Proposal.objects.open()} == {by_number.bits, by_all.bits}


def test_the_night_weighs_anew_what_no_event_told_and_what_was_decided_stays(waiting, bruno):
    _weak, strong, (_by_number, by_all) = waiting
    say_apart(actor=bruno.actor, proposal_id=by_all.id)
    before = Proposal.objects.get(id=by_all.id)
    ConsentState.objects.update(act=ConsentAct.WITHDRAWN)
    run = run_matching()
    assert run.proposed == 0
    left = Proposal.objects.get()
    assert (left.state, left.evidence) == (before.state, before.evidence) == ("apart", by_all.evidence)
    assert strong[0].id in (left.first_id, left.second_id)


def test_all_comparisons_of_the_same_two_are_weighed_anew_and_one_of_them_waits(waiting):
    weak, _strong, (by_number, _by_all) = waiting
    lighter = Proposal.objects.get(id=by_number.id)
    lighter.id, lighter.state, lighter.bits = by_number.first_record_id, "beside", by_number.bits - 1
    lighter.save(force_insert=True)
    assert weigh_anew([by_number.first_record_id]) == WeighedAnew(kept=2)
    assert set(Proposal.objects.filter(first_id=by_number.first_id).values_list("state", flat=True)) == {
        "open", "beside",
    }  # fmt: skip
    let_papers_serve(weak[0], act=ConsentAct.WITHDRAWN)
    keep_missing_rows()
    assert weigh_new_rows_anew() == WeighedAnew(kept=1, dropped=2)
    assert weigh_anew([]) == WeighedAnew()


def test_what_is_proposed_is_told_to_hold_different_numbers_by_whoever_proposes(group, guest_of):
    one, other = (guest_of(group.main, name="张伟", id_card=each) for each in (SOME_ID_CARD, OTHER_ID_CARD))
    records = [Link.objects.get(guest=each).record_id for each in (one, other)]
    score = Score(2.0, -20.0, (Evidence("name", "signs", 22.0),), forbidden=False, doubtful=False)
    propose([FoundPair(one.id, other.id, *records, score)])
    found = Proposal.objects.get()
    assert found.is_forbidden
    assert found.evidence["weights"] == [["name", "signs", 22.0]]
