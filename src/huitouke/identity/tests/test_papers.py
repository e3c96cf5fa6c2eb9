"""Numbers of papers say who is one person only where the guest agreed to it, and keep two apart without asking."""

import threading
from itertools import product

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.actors import SYSTEM
from huitouke.guests.choices import ConsentAct
from huitouke.guests.consents import may_contact
from huitouke.guests.models import ConsentState
from huitouke.guests.services.purposes import close_purpose
from huitouke.guests.standard_purposes import MARKETING, MATCH_DOCUMENT, SHARE_ENTITIES
from huitouke.identity.candidates import find_candidates
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.models import Decision, KeptRow, Link, Proposal
from huitouke.identity.papers import known_by_papers, records_with_papers
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.kept_rows import blinded, keep_missing_rows, key_hash
from huitouke.identity.services.match_runs import run_matching
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.identity.tasks import keep_rows_of_all
from huitouke.identity.telling import told_here
from huitouke.kernel.crypto import sealer
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.counts import at_most_queries
from huitouke.testing.factories import SOME_ID_CARD, let_papers_serve, make_guest
from huitouke.testing.personas import make_group

OTHER_ID_CARD = "110105194912310038"
PASSPORT = "E12345678"
SHOWN = {"name": "王小明", "id_card": SOME_ID_CARD, "passport": PASSPORT}
"""Somebody of whom nothing but a name and papers is known."""

STATES = ("agreed", "agreed anew", "refused", "withdrawn", "never asked", "closed")
ALLOWING = ("agreed", "agreed anew")
SAYINGS = {
    "agreed": ("given",),
    "agreed anew": ("refused", "given"),
    "refused": ("refused",),
    "withdrawn": ("given", "withdrawn"),
    "never asked": (),
    "closed": ("given",),
}


def let(guest, state):
    for act in SAYINGS[state]:
        let_papers_serve(guest, act=ConsentAct(act))
    if state == "closed":
        close_purpose(actor=SYSTEM, purpose_code=MATCH_DOCUMENT, is_closed=True)


def tokens():
    row = MatchRow("", documents=(f"id_card:{SOME_ID_CARD}",), passports=(f"passport:{PASSPORT}",))
    blind = blinded(row, sealer())
    return blind.documents[0], blind.passports[0]


def by_papers():
    """The records whose rows are found by the ID card, and by the passport."""
    document, passport = tokens()
    return [
        set(
            KeptRow.objects.filter(keys__contains=[key_hash(*key, sealer())]).values_list(
                "record_id", flat=True
            )
        )
        for key in (("document", document), ("passport", passport))
    ]


def compared(score):
    return {each.comparison for each in score.evidence}


def row_of_guest(guest):
    return KeptRow.objects.get(record_id=Link.objects.get(guest=guest).record_id)


@pytest.mark.parametrize("state", STATES)
def test_papers_stand_in_a_row_and_its_keys_only_while_the_guest_agrees(group, guest_of, bruno, state):
    guest = guest_of(group.main, **SHOWN)
    let(guest, state)
    keep_missing_rows()
    row = row_of_guest(guest)
    is_allowed = state in ALLOWING
    document, passport = tokens()
    assert row.can_hold_papers is is_allowed
    assert (row.documents, row.passports) == (([document], [passport]) if is_allowed else ([], []))
    assert by_papers() == [{row.record_id} if is_allowed else set()] * 2
    # Birth date and sex stand in the number alone.
    assert (row.birth_date, row.gender) == (("19491231", "f") if is_allowed else ("", ""))
    assert row.name_key == "ming wang xiao"
    assert known_by_papers([guest.id]) == records_with_papers_as_guests([row.record_id])
    assert may_contact(bruno.actor, guest.id, MATCH_DOCUMENT).is_allowed is is_allowed
    assert keep_missing_rows() == 0


def records_with_papers_as_guests(record_ids):
    with transaction.atomic():
        found = records_with_papers(record_ids)
    return set(Link.objects.filter(record_id__in=found).values_list("guest_id", flat=True))


def test_what_is_said_about_other_purposes_lets_no_paper_in(group, guest_of):
    from huitouke.guests.services.consent import Said, record_consent

    guest = guest_of(group.main, **SHOWN)
    for said in (Said(MARKETING, "given", "sms"), Said(SHARE_ENTITIES, "given")):
        record_consent(actor=SYSTEM, guest_id=guest.id, said=said)
    keep_missing_rows()
    assert row_of_guest(guest).documents == []


@pytest.mark.parametrize("state", STATES)
def test_a_typed_number_is_held_against_those_who_agreed_and_evidence_names_nothing_else(
    group, guest_of, bruno, state
):
    guest = guest_of(group.main, **SHOWN, mobile="13812348765")
    let(guest, state)
    keep_missing_rows()
    typed = {"name": ["Wang Xiaoming"], "mobile": ["13812348765"], "id_card": [SOME_ID_CARD]}
    [found] = find_candidates(bruno.actor, told_here(typed, group.main))
    assert compared(found.score) == (
        {"name", "phone", "document", "birth", "gender"} if state in ALLOWING else {"name", "phone"}
    )
    assert found.score.bits == pytest.approx(
        found.score.prior_bits + sum(each.bits for each in found.score.evidence)
    )
    by_number = find_candidates(bruno.actor, told_here({"id_card": [SOME_ID_CARD]}, group.main))
    assert [each.line.id for each in by_number] == ([guest.id] if state in ALLOWING else [])


@pytest.mark.parametrize("state", STATES)
def test_a_typed_number_that_differs_is_never_sure_whatever_the_guest_said(group, guest_of, bruno, state):
    told = {"name": "王小明", "mobile": "13812348765", "birth_date": "1949-12-31"}
    guest = guest_of(group.main, **told, id_card=SOME_ID_CARD)
    let(guest, state)
    keep_missing_rows()
    raw = {target: [text] for target, text in told.items()}
    for number in ([], [SOME_ID_CARD]):
        [found] = find_candidates(bruno.actor, told_here({**raw, "id_card": number}, group.main))
        assert found.is_sure
    [found] = find_candidates(bruno.actor, told_here({**raw, "id_card": [OTHER_ID_CARD]}, group.main))
    assert not found.is_sure


@pytest.mark.parametrize(("first", "second"), list(product(("agreed", "refused", "never asked"), repeat=2)))
@pytest.mark.parametrize("is_first_run", [True, False], ids=["all", "new"])
def test_a_run_finds_two_by_their_number_only_where_both_agreed(group, guest_of, first, second, is_first_run):
    if not is_first_run:
        run_matching()
    for state in (first, second):
        let(guest_of(group.main, **SHOWN), state)
    run = run_matching()
    assert run.merged == (first == second == "agreed")
    weights = [decision.evidence["weights"] for decision in Decision.objects.all()]
    weights += [proposal.evidence["weights"] for proposal in Proposal.objects.all()]
    seen = {name for told in weights for name, _level, _bits in told}
    assert ("document" in seen) == (first == second == "agreed")


def test_saying_so_and_taking_it_back_reach_the_row_with_the_next_round_of_the_worker(group, guest_of):
    guest = guest_of(group.main, **SHOWN)
    deliver_pending()
    assert by_papers() == [set(), set()]
    let_papers_serve(guest)
    deliver_pending()
    record = Link.objects.get(guest=guest).record_id
    assert by_papers() == [{record}, {record}]
    let_papers_serve(guest, act=ConsentAct.WITHDRAWN)
    deliver_pending()
    assert by_papers() == [set(), set()]
    assert not any(token in str(KeptRow.objects.values_list().get()) for token in tokens())


@pytest.mark.parametrize(
    ("one_says", "other_says", "together"),
    [
        ("agreed", "refused", 0),
        ("agreed", "never asked", 2),
        ("refused", "agreed", 0),
        ("agreed", "agreed", 2),
    ],
)
def test_merging_and_parting_take_the_papers_along_with_the_wish(
    group, guest_of, one_says, other_says, together
):
    one, other = guest_of(group.main, **SHOWN), guest_of(group.main, **SHOWN)
    let(one, one_says)
    let(other, other_says)
    deliver_pending()
    apart = len(by_papers()[0])
    assert apart == [one_says, other_says].count("agreed")
    done = merge_guests(actor=SYSTEM, kept_id=one.id, gone_ids=[other.id])
    deliver_pending()
    assert [len(found) for found in by_papers()] == [together] * 2
    unmerge_guests(actor=SYSTEM, decision_id=done.decisions[0])
    deliver_pending()
    assert [len(found) for found in by_papers()] == [apart] * 2


def test_closing_the_purpose_takes_everybodys_papers_out_and_opening_it_brings_them_back(group, guest_of):
    guests = [guest_of(group.main, **SHOWN) for _ in range(2)]
    let_papers_serve(*guests)
    deliver_pending()
    assert len(by_papers()[0]) == 2
    for is_closed, found in ((True, 0), (False, 2)):
        close_purpose(actor=SYSTEM, purpose_code=MATCH_DOCUMENT, is_closed=is_closed)
        deliver_pending()
        keep_rows_of_all.func()
        assert [len(each) for each in by_papers()] == [found] * 2
    jobs = ProcrastinateJob.objects.filter(task_name="identity.keep_missing_rows", status="todo")
    assert jobs.count() == 1


def test_closing_another_purpose_asks_for_nothing(group):
    close_purpose(actor=SYSTEM, purpose_code=MARKETING, is_closed=True)
    deliver_pending()
    assert not ProcrastinateJob.objects.filter(task_name="identity.keep_missing_rows").exists()


def test_the_night_mends_what_no_event_told(group, guest_of):
    guest = guest_of(group.main, **SHOWN)
    let_papers_serve(guest)
    keep_missing_rows()
    ConsentState.objects.filter(guest=guest).update(act=ConsentAct.WITHDRAWN)
    told = []
    assert keep_missing_rows(lambda *progress: told.append(progress)) == 1
    assert told == [("rows", 0, 1), ("rows", 1, 1)]
    assert by_papers() == [set(), set()]


@pytest.mark.parametrize("state", STATES)
def test_a_record_of_a_system_finds_its_guest_by_a_number_only_where_they_agreed(group, guest_of, state):
    guest = guest_of(group.main, name="王小明", id_card=SOME_ID_CARD)
    let(guest, state)
    person = Person("p-9", {"name": ["王小明"], "id_card": [SOME_ID_CARD]})
    with transaction.atomic():
        admitted = admit_people(actor=SYSTEM, source=source_of(SYSTEM, group.main, "mews"), people=[person])
    assert (admitted.guests["p-9"] == guest.id) is (state in ALLOWING)
    assert Link.objects.filter(reason="same_paper").count() == (state in ALLOWING)


def test_a_batch_of_rows_asks_once(group, guest_of):
    records = []
    for _ in range(3):
        guest = guest_of(group.main, **SHOWN)
        let_papers_serve(guest)
        records.append(Link.objects.get(guest=guest).record_id)
    with at_most_queries(1):
        assert records_with_papers(records) == set(records)
    with at_most_queries(0):
        assert (records_with_papers([]), known_by_papers([])) == (set(), set())


@pytest.mark.django_db(transaction=True)
def test_a_wish_that_is_being_changed_counts_as_none_and_nobody_waits():
    guest = make_guest(make_group().main, **SHOWN)
    let_papers_serve(guest)
    is_held, is_kept = threading.Event(), threading.Event()

    def withdraw():
        try:
            with transaction.atomic():
                ConsentState.objects.filter(guest=guest).update(act=ConsentAct.WITHDRAWN)
                is_held.set()
                assert is_kept.wait(30)
        finally:
            connection.close()

    hand = threading.Thread(target=withdraw)
    hand.start()
    assert is_held.wait(30)
    try:
        assert keep_missing_rows() == 1
    finally:
        is_kept.set()
        hand.join()
    assert by_papers() == [set(), set()]
    assert keep_missing_rows() == 0
