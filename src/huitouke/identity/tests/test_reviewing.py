"""The queue: who sees which pair, one reviewer a pair, answers that can be taken back, figures of how well it goes."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.choices import ROLES, Right
from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.models import Guest
from huitouke.guests.queries import get_guest
from huitouke.identity import handlers
from huitouke.identity.errors import ProposalDecided, ProposalNotFound, ProposalTaken, ReviewInvalid
from huitouke.identity.models import Decision, Proposal
from huitouke.identity.review_figures import Judged, review_figures
from huitouke.identity.reviews import (
    ASKED_FOR,
    ReviewFilter,
    count_bands,
    count_waiting,
    count_waits,
    list_lookalikes,
    list_reviewers,
    list_reviews,
)
from huitouke.identity.services import reviewing
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.reviewing import (
    HELD_FOR,
    ask_colleague,
    claim,
    claim_next,
    merge_pair,
    pass_pair,
    say_apart,
    take_up_again,
    undo_review,
)
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.identity.strength import band_of
from huitouke.identity.tasks import look_up
from huitouke.intake import messages
from huitouke.intake.choices import MessageWay
from huitouke.intake.messages import Origin, keep_messages
from huitouke.kernel import clock
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.personas import hire

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}
LIU = {"name": "刘洋", "mobile": "13900001112", "email": "liuyang@example.com"}


@pytest.fixture
def pairs(group, guest_of):
    """Two pairs of MAIN that the worker found by itself after the guests were saved."""
    for told in (WANG, {**WANG, "name": "Wang Xiaoming"}, LIU, {**LIU, "name": "刘扬"}):
        guest_of(group.main, **told)
    deliver_pending()
    return list(Proposal.objects.open().order_by("turn"))


@pytest.fixture
def fang(group):
    return hire("fang", "duty_manager", group.main)


def test_a_guest_just_saved_is_compared_with_all_others_by_the_worker(pairs, mei):
    assert len(pairs) == 2
    page = list_reviews(mei.actor, ReviewFilter())
    assert (page.count, page.after) == (2, "")
    named = {frozenset((line.first.name, line.second.name)) for line in page.lines}
    assert named == {frozenset(("王小明", "Wang Xiaoming")), frozenset(("刘洋", "刘扬"))}
    doubtful = {frozenset((line.first.name, line.second.name)): line.is_doubtful for line in page.lines}
    assert doubtful == {frozenset(("王小明", "Wang Xiaoming")): False, frozenset(("刘洋", "刘扬")): False}
    assert [line.bits for line in page.lines] == sorted((each.bits for each in pairs), reverse=True)
    assert deliver_pending() == 0


def test_a_rush_of_records_is_looked_up_by_a_task_so_that_no_other_event_waits(group, guest_of, monkeypatch):
    monkeypatch.setattr(handlers, "AT_ONCE", 1)
    for told in (WANG, {**WANG, "name": "Wang Xiaoming"}):
        guest_of(group.main, **told)
    deliver_pending()
    assert not Proposal.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="identity.propose_alike", status="todo")
    # What waits at the desk comes first: of many messages that wait, one task is left for what was left.
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(messages, "RUSH", 1)
        origin = Origin(group.main, "pms", "mews", MessageWay.WEBHOOK)
        keep_messages(origin, [b"{}"])
        look_up.func(**job.args)
    assert not Proposal.objects.exists()
    later = ProcrastinateJob.objects.filter(task_name="identity.propose_alike", status="todo").latest("id")
    assert later.args == job.args
    assert later.scheduled_at > timezone.now()
    look_up.func(**later.args)
    assert Proposal.objects.open().count() == 1


def test_a_telephone_added_to_one_of_a_couple_asks_nobody(group, guest_of, alma):
    from huitouke.identity.services import change_guest

    guest_of(group.main, name="王小明", mobile="13812348765", sex="男", birth_date="1980-05-17")
    wife = guest_of(group.main, name="李静怡", sex="女", birth_date="1982-11-02")
    change_guest(
        actor=alma.actor, guest_id=wife.id, fields={}, additions={"mobile": ["13812348765"]}, removals={}
    )
    deliver_pending()
    assert not Proposal.objects.exists()


def test_the_queue_is_narrowed_by_strength_branch_age_and_guest(pairs, group, mei, still_clock):
    strongest = max(pairs, key=lambda each: each.bits)
    band = band_of(strongest.bits)
    assert sum(count_bands(mei.actor, ReviewFilter()).values()) == 2
    assert count_bands(mei.actor, ReviewFilter())[band.code] >= 1

    def found(**chosen):
        return {line.id for line in list_reviews(mei.actor, ReviewFilter(**chosen)).lines}

    assert strongest.id in found(band=band.code)
    assert found(branch="BAY") == set()
    assert found(branch="MAIN") == found() == {each.id for each in pairs}
    assert found(age="older") == set()
    assert found(guest=str(strongest.first_id)) == {strongest.id}
    assert found(band="nonsense", guest="nonsense") == found()
    assert [line.id for line in list_lookalikes(mei.actor, strongest.second_id)] == [strongest.id]


def test_a_pair_is_told_only_to_who_may_decide_about_both(
    pairs, group, alma, mei, irene, dario, refuses_to_write
):
    assert list_lookalikes(alma.actor, pairs[0].first_id) == []
    for persona in (alma, dario):
        with refuses_to_write(), pytest.raises(RightMissing):
            list_reviews(persona.actor, ReviewFilter())
        with refuses_to_write(), pytest.raises(RightMissing):
            claim_next(actor=persona.actor)
    stranger = hire("stranger", "guest_relations", group.bay)
    assert list_reviews(stranger.actor, ReviewFilter()).lines == []
    with refuses_to_write(), pytest.raises(ProposalNotFound):
        say_apart(actor=stranger.actor, proposal_id=pairs[0].id)
    # One entity knows them now that the other may not be told of.
    Guest.objects.filter(id=pairs[0].first_id).update(legal_entity=group.bay.legal_entity)
    assert [line.id for line in list_reviews(mei.actor, ReviewFilter()).lines] == [pairs[1].id]


def test_whoever_may_merge_reads_numbers_in_clear_and_may_be_told_what_speaks_for_a_pair():
    merging = [role for role in ROLES.values() if Right.GUESTS_MERGE in role.rights]
    assert merging
    assert all({Right.GUESTS_CLEAR, Right.GUESTS_EDIT} <= role.rights for role in merging)


def test_two_reviewers_are_never_given_the_same_pair_until_five_minutes_have_passed(
    pairs, mei, fang, monkeypatch, refuses_to_write
):
    first = claim_next(actor=mei.actor)
    assert first == pairs[0].id
    assert claim_next(actor=mei.actor) == first
    assert claim_next(actor=fang.actor) == pairs[1].id
    assert claim_next(actor=fang.actor, after=pairs[1].id) is None
    # Who asks for another lets go of the one before.
    assert claim_next(actor=mei.actor, after=first) == pairs[1].id
    with refuses_to_write(), pytest.raises(ProposalTaken):
        say_apart(actor=fang.actor, proposal_id=pairs[1].id)
    claim(actor=fang.actor, proposal_id=pairs[1].id)
    assert Proposal.objects.get(id=pairs[1].id).claimed_by_id == mei.actor.id
    later = clock.now() + HELD_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    claim(actor=fang.actor, proposal_id=pairs[1].id)
    assert Proposal.objects.get(id=pairs[1].id).claimed_by_id == fang.actor.id


def test_one_person_is_merged_with_its_evidence_and_taken_back_waits_again(pairs, mei, refuses_to_write):
    pair = pairs[0]
    with refuses_to_write(), pytest.raises(ReviewInvalid):
        merge_pair(actor=mei.actor, proposal_id=pair.id, kept_id=pairs[1].first_id)
    done = merge_pair(actor=mei.actor, proposal_id=pair.id, kept_id=pair.second_id)
    assert get_guest(mei.actor, pair.first_id).id == pair.second_id
    assert Decision.objects.get(id=done.decisions[0]).evidence == pair.evidence
    decided = Proposal.objects.get(id=pair.id)
    assert (decided.state, decided.decided_by_id) == ("merged", mei.actor.id)
    with refuses_to_write(), pytest.raises(ProposalDecided):
        say_apart(actor=mei.actor, proposal_id=pair.id)
    assert undo_review(actor=mei.actor, decision_id=done.decisions[0]) == pair.id
    assert Proposal.objects.get(id=pair.id).state == "open"
    assert not Decision.objects.filter(kind="apart").exists()


def test_two_persons_are_noted_as_such_and_taken_back_wait_again(pairs, mei):
    pair = pairs[0]
    decision = say_apart(actor=mei.actor, proposal_id=pair.id)
    assert Proposal.objects.get(id=pair.id).state == "apart"
    assert AuditEntry.objects.filter(code="identity.proposal.apart", object_id=str(pair.first_id)).exists()
    assert undo_review(actor=mei.actor, decision_id=decision) == pair.id
    assert Proposal.objects.get(id=pair.id).state == "open"
    with pytest.raises(ProposalNotFound):
        undo_review(actor=mei.actor, decision_id=decision)


def test_what_is_set_aside_goes_to_others_and_comes_again_when_asked_for(pairs, mei, fang):
    for pair in pairs:
        pass_pair(actor=mei.actor, proposal_id=pair.id)
    assert claim_next(actor=mei.actor) is None
    assert claim_next(actor=fang.actor) == pairs[0].id
    assert take_up_again(actor=mei.actor) == 2
    assert claim_next(actor=mei.actor) == pairs[1].id


def test_a_colleague_who_is_asked_is_given_that_pair_first_and_alone(
    pairs, group, mei, fang, alma, refuses_to_write
):
    late = pairs[1]
    assert [user.username for user in list_reviewers(mei.actor, late) if user.id == fang.actor.id]
    with refuses_to_write(), pytest.raises(ReviewInvalid):
        ask_colleague(actor=mei.actor, proposal_id=late.id, colleague_id=alma.actor.id)
    ask_colleague(actor=mei.actor, proposal_id=late.id, colleague_id=fang.actor.id, question="您见过这两位吗")
    [first, _other] = list_reviews(fang.actor, ReviewFilter()).lines
    assert (first.id, first.question) == (late.id, "您见过这两位吗")
    assert [each.id for each in list_reviews(mei.actor, ReviewFilter(asked="others")).lines] == [late.id]
    assert (count_waiting(fang.actor), count_waiting(mei.actor)) == ((2, 1), (1, 0))
    assert claim_next(actor=fang.actor) == late.id
    assert claim_next(actor=mei.actor) == pairs[0].id
    assert claim_next(actor=mei.actor, after=pairs[0].id) is None
    assert "您见过" not in str(list(AuditEntry.objects.values()))


def where(persona):
    """Every number that is told of the queue, once it is seen that they agree: answerable, set aside, with others."""
    actor = persona.actor
    lists = {
        waits: list_reviews(actor, ReviewFilter(waits=waits)) for waits in ("", "aside", "others", "all")
    }
    parts = [{line.id for line in lists[waits].lines} for waits in ("", "aside", "others")]
    assert count_waiting(actor)[0] == lists[""].count == len(parts[0])
    assert count_waiting(actor)[1] == list_reviews(actor, ReviewFilter(asked="me")).count
    assert sum(count_bands(actor, ReviewFilter()).values()) == len(parts[0])
    waits = count_waits(actor, ReviewFilter())
    assert [waits.get(each, 0) for each in ("", "aside", "others")] == [len(each) for each in parts]
    assert {line.id for line in lists["all"].lines} == parts[0] | parts[1] | parts[2]
    assert sum(map(len, parts)) == lists["all"].count
    with transaction.atomic():
        given = claim_next(actor=actor)
        transaction.set_rollback(True)
    assert (given is None) == (not parts[0])
    return tuple(map(len, parts))


def test_the_number_of_the_day_is_what_the_reviewer_can_answer_now(pairs, mei, fang, monkeypatch):
    one, other = pairs
    assert (where(mei), where(fang)) == ((2, 0, 0), (2, 0, 0))
    claim(actor=fang.actor, proposal_id=one.id)
    assert (where(mei), where(fang)) == ((1, 0, 1), (2, 0, 0))
    pass_pair(actor=mei.actor, proposal_id=other.id)
    assert (where(mei), where(fang)) == ((0, 1, 1), (2, 0, 0))
    ask_colleague(actor=mei.actor, proposal_id=other.id, colleague_id=fang.actor.id)
    assert (where(mei), where(fang)) == ((0, 1, 1), (2, 0, 0))
    take_up_again(actor=mei.actor)
    assert (where(mei), count_waiting(fang.actor)) == ((0, 0, 2), (2, 1))
    later = clock.now() + ASKED_FOR + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert (where(mei), where(fang)) == ((2, 0, 0), (2, 0, 0))


def test_figures_tell_how_often_each_strength_is_right_and_who_decided(pairs, group, mei, fang, bruno, irene):
    today = timezone.localdate(clock.now())
    manager = hire("boss", "manager", group.main)
    assert review_figures(manager.actor, today).total.total == 0
    merge_pair(actor=mei.actor, proposal_id=pairs[0].id, kept_id=pairs[0].first_id)
    say_apart(actor=fang.actor, proposal_id=pairs[1].id)
    figures = review_figures(manager.actor, today)
    assert figures.total == Judged(1, 1)
    assert sum((judged for _band, judged in figures.bands), Judged()) == Judged(1, 1)
    assert {line.name: (line.judged, line.by_day[0]) for line in figures.reviewers} == {
        str(mei.user): (Judged(1, 0), 1),
        str(fang.user): (Judged(0, 1), 1),
    }
    assert figures.thresholds[0].above == Judged(1, 1)
    assert figures.thresholds[0].caught == 1.0
    elsewhere = hire("boss.of.bay", "manager", group.bay)
    assert review_figures(elsewhere.actor, today).total.total == 0
    with pytest.raises(RightMissing):
        review_figures(mei.actor, today)


def test_the_range_of_a_share_is_wide_where_few_were_judged():
    least, most = Judged(9, 1).interval
    assert (round(least, 2), round(most, 2)) == (0.6, 0.98)
    assert Judged(0, 0).interval == (0.0, 1.0)
    assert Judged(0, 0).precision is None


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_another_is_being_given_is_refused(pairs, mei, fang, monkeypatch):
    """The second looks while the pair is still open, and gets to it when the first is through."""
    one = pairs[0]
    real, looked = reviewing._to_decide, []

    def overtaken(actor, proposal_id):
        found = real(actor, proposal_id)
        if actor == mei.actor and not looked:
            looked.append(proposal_id)
            other = threading.Thread(target=apart)
            other.start()
            other.join(20)
        return found

    def apart():
        try:
            say_apart(actor=fang.actor, proposal_id=one.id)
        finally:
            connection.close()

    monkeypatch.setattr(reviewing, "_to_decide", overtaken)
    with pytest.raises(ProposalDecided):
        merge_pair(actor=mei.actor, proposal_id=one.id, kept_id=one.first_id)
    assert looked
    assert [each.kind for each in Decision.objects.all()] == ["apart"]


def test_what_a_colleague_asked_for_sets_aside_is_given_to_others(pairs, mei, fang):
    one, other = pairs
    ask_colleague(actor=mei.actor, proposal_id=one.id, colleague_id=fang.actor.id)
    assert claim_next(actor=mei.actor, after=other.id) is None
    assert claim_next(actor=fang.actor) == one.id
    pass_pair(actor=fang.actor, proposal_id=one.id)
    assert claim_next(actor=mei.actor, after=other.id) == one.id


@pytest.mark.parametrize("answer", ["merge", "apart"])
def test_an_answer_is_refused_where_the_pair_came_to_mean_others(group, guest_of, mei, monkeypatch, answer):
    shown, joined, other = (
        guest_of(group.main, **told) for told in ({"name": "赵敏"}, WANG, {**WANG, "name": "Wang Xiaoming"})
    )
    deliver_pending()
    [pair] = Proposal.objects.open()
    merge = merge_guests(actor=mei.actor, kept_id=shown.id, gone_ids=[joined.id]).decisions[0]
    hold = reviewing.hold_profiles

    def late(guests):
        monkeypatch.setattr(reviewing, "hold_profiles", hold)
        unmerge_guests(actor=mei.actor, decision_id=merge)
        return hold(guests)

    monkeypatch.setattr(reviewing, "hold_profiles", late)
    before = Decision.objects.count()
    act, more = (merge_pair, {"kept_id": shown.id}) if answer == "merge" else (say_apart, {})
    with pytest.raises(ProposalDecided):
        act(actor=mei.actor, proposal_id=pair.id, **more)
    # The refused answer is undone whole, and with it what was slipped in between.
    assert Decision.objects.count() == before
    assert Guest.objects.filter(id__in=[shown.id, other.id]).count() == 2


def test_not_the_same_of_several_profiles_is_taken_back_whole(pairs, group, guest_of, mei):
    pair = pairs[0]
    more = guest_of(group.main, name="赵敏")
    merge_guests(actor=mei.actor, kept_id=pair.first_id, gone_ids=[more.id])
    decision = say_apart(actor=mei.actor, proposal_id=pair.id)
    assert Decision.objects.filter(kind="apart", withdrawn_at=None).count() == 2
    undo_review(actor=mei.actor, decision_id=decision)
    assert not Decision.objects.filter(kind="apart", withdrawn_at=None).exists()
    assert Proposal.objects.get(id=pair.id).state == "open"
