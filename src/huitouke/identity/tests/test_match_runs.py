"""Runs over the hotel's own records: sure ones merge by themselves and can show why, others wait for a person."""

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from huitouke.access import switches
from huitouke.access.actors import SYSTEM
from huitouke.access.models import AuditEntry, SwitchedOff
from huitouke.guests.models import Guest
from huitouke.identity import match_state, merged
from huitouke.identity.candidates import find_candidates
from huitouke.identity.choices import DecisionKind, MatchRunKind, MatchRunState
from huitouke.identity.errors import MatchRunBusy
from huitouke.identity.evidence import score_told, words_of
from huitouke.identity.match_tables import MatchModel, MatchRun, WaitingRow
from huitouke.identity.merged import list_merges
from huitouke.identity.models import Decision, KeptRow, Proposal
from huitouke.identity.services import change_guest, match_linking, match_new_rows, match_reading, match_runs
from huitouke.identity.services.apart import note_apart
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.live_proposals import propose_alike
from huitouke.identity.services.match_runs import run_matching
from huitouke.identity.services.merging import merge_guests
from huitouke.identity.services.rebuilding import compare_guests
from huitouke.identity.services.unmerging import unmerge_guests
from huitouke.identity.switches import SELF_LINKING
from huitouke.identity.telling import told_here
from huitouke.identity.togetherness import pairs_apart
from huitouke.testing.factories import SOME_ID_CARD, let_papers_serve, share

WANG = {"name": "王小明", "mobile": "13812348765", "birth_date": "1980-05-17"}
WANG_LATIN = {"name": "Wang Xiaoming", "mobile": "+86 138 1234 8765", "birth_date": "1980-05-17"}
SON = {"name": "王小明", "mobile": "13812348765", "birth_date": "2009-02-28"}
LI = {"name": "李静怡", "mobile": "13900001112", "birth_date": "1991-11-02"}


@pytest.fixture
def wangs(group, guest_of):
    """Two profiles of one person, a son of the same name on the same phone, and a stranger."""
    return [guest_of(group.main, **raw) for raw in (WANG, WANG_LATIN, SON, LI)]


def test_a_run_that_fails_says_that_it_broke_off_and_the_next_one_does_all(wangs, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(match_runs, "_propose_all", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_matching()
    [run] = MatchRun.objects.all()
    assert run.state == MatchRunState.BROKEN
    assert run.finished_at is not None
    again = run_matching()
    assert (again.kind, again.state, again.proposed) == (MatchRunKind.ALL, MatchRunState.DONE, 1)


def names():
    return sorted(Guest.objects.values_list("name", flat=True))


@pytest.mark.parametrize("is_first", [True, False], ids=["all", "new"])
def test_who_is_one_beyond_doubt_merges_with_evidence_and_who_may_be_waits(
    group, guest_of, is_first, monkeypatch
):
    monkeypatch.setattr(match_reading, "_EVERY", 1)
    if not is_first:
        run_matching()
    first, second, son, stranger = (guest_of(group.main, **raw) for raw in (WANG, WANG_LATIN, SON, LI))
    run = run_matching()
    assert run.kind == (MatchRunKind.ALL if is_first else MatchRunKind.NEW)
    assert (run.state, run.rows, run.merged, run.left_out) == (MatchRunState.DONE, 4, 1, 0)
    assert not WaitingRow.objects.exists()
    assert set(Guest.objects.values_list("id", flat=True)) == {first.id, son.id, stranger.id}
    [decision] = Decision.objects.all()
    assert (decision.kept_id, decision.gone_id, decision.actor_id) == (first.id, second.id, None)
    told = decision.evidence
    assert (told["how"], told["run"], told["model"]) == (match_linking.AUTOMATIC, str(run.id), "shipped")
    found = score_told(told)
    assert found.bits == pytest.approx(found.prior_bits + sum(each.bits for each in found.evidence), abs=1e-9)
    assert not found.doubtful
    assert "王小明" not in str(told)
    [waiting] = Proposal.objects.open()
    assert {waiting.first_id, waiting.second_id} == {first.id, son.id}
    assert waiting.is_doubtful
    assert AuditEntry.objects.filter(code="identity.run.finished", object_id=run.id).exists()

    again = run_matching(whole=True)
    assert (again.kind, again.merged, again.proposed) == (MatchRunKind.ALL, 0, 0)
    assert Proposal.objects.open().count() == 1
    assert compare_guests().fields == {}


@pytest.mark.parametrize("kind", [MatchRunKind.ALL, MatchRunKind.NEW])
@pytest.mark.parametrize("others", [0, 1, 2, 9])
def test_a_pair_weighs_the_same_when_it_is_typed_when_its_record_came_and_at_night(
    group, guest_of, alma, bruno, kind, others
):
    """A telephone is one person's, a few people's or many people's by how many names stand with it, whoever counts. A
    save that tells the telephone alone names nobody."""
    SwitchedOff.objects.create(code=SELF_LINKING)
    switches.forget()
    run_matching()
    phone = WANG["mobile"]
    for number in range(others):
        guest_of(group.main, name=f"{'赵钱孙李周吴郑冯陈'[number]}静怡", mobile=phone)
    nameless = guest_of(group.main, name="卫一鸣")
    change_guest(
        actor=alma.actor, guest_id=nameless.id, fields={}, additions={"mobile": [phone]}, removals={}
    )
    pair = {guest_of(group.main, **told).id for told in (WANG, WANG_LATIN)}
    keep_missing_rows()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE identity_keptrow")
    propose_alike(list(KeptRow.objects.values_list("record_id", flat=True)))

    live = weighed(pair)
    [phones] = [level for comparison, level, _bits in live if comparison == "phone"]
    assert phones == ("own" if others < 2 else "few" if others < 9 else "many")
    raw = {target: [text] for target, text in WANG_LATIN.items()}
    typed = find_candidates(bruno.actor, told_here(raw, group.main))
    assert live in [evidence_of(each.score) for each in typed if each.line.id in pair]
    Proposal.objects.all().delete()
    assert run_matching(whole=kind == MatchRunKind.ALL).kind == kind
    assert weighed(pair) == live


def weighed(pair):
    found = Proposal.objects.get(first_id=min(pair), second_id=max(pair))
    return evidence_of(score_told(found.evidence))


def evidence_of(score):
    told = [(each.comparison, each.level, round(each.bits, 6)) for each in score.evidence]
    return [*told, ("", "sum", round(score.bits, 6))]


def test_a_merge_of_the_night_says_why_but_no_part_of_what_stands_masked(
    wangs, bruno, signed_in, monkeypatch
):
    run_matching()
    [line] = list_merges(bruno.actor, wangs[0].id)
    assert line.score.bits == pytest.approx(
        line.score.prior_bits + sum(each.bits for each in line.score.evidence)
    )
    page = reverse("guests:guest-detail", args=[wangs[0].id]) + "?tab=records"
    shown = signed_in(bruno).get(page).content.decode()
    assert all(words_of(each) in shown for each in line.score.evidence)
    assert f"{line.score.bits:+.1f}" in shown
    told = Decision.objects.get().evidence
    told["weights"] = [["birth", "slip", 5.0] if each[0] == "birth" else each for each in told["weights"]]
    Decision.objects.update(evidence=told)
    monkeypatch.setattr(merged, "in_clear_of", lambda _actor, _guests: set())
    [masked] = list_merges(bruno.actor, wangs[0].id)
    assert {each.comparison for each in masked.score.evidence} == {"name", "phone"}


def test_a_run_over_the_new_compares_only_what_waits(wangs, group, guest_of):
    run_matching()
    newcomer = guest_of(group.main, **LI)
    run = run_matching()
    assert (run.kind, run.rows, run.merged) == (MatchRunKind.NEW, 1, 1)
    assert not Guest.objects.filter(id=newcomer.id).exists()
    assert run_matching().rows == 0


def test_what_many_have_in_common_is_weighed_at_night_only_beside_something_else(
    group, guest_of, monkeypatch
):
    desk = {"mobile": "13812348765"}
    for name in ("李静怡", "欧阳建国", "Smith John"):
        guest_of(group.main, name=name, **desk)
    run_matching()
    monkeypatch.setattr(match_new_rows, "LARGEST_ALONE", 3)
    guest_of(group.main, name="赵敏", **desk)
    assert run_matching().pairs == 0
    guest_of(group.main, name="Okamoto Yuki", **desk)
    monkeypatch.setattr(match_new_rows, "LARGEST_ALONE", 5)
    assert run_matching().pairs == 4
    monkeypatch.setattr(match_new_rows, "LARGEST_ALONE", 3)
    guest_of(group.main, name="李静怡", **desk)
    assert run_matching().pairs == 1


def test_who_uses_a_telephone_is_counted_without_reading_the_whole_table(group):
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'identity_count_sharers'")
        assert cursor.fetchall() == [(["enable_seqscan=off"],)]


@pytest.mark.parametrize("stay_apart", [True, False])
def test_a_merge_that_was_taken_back_is_never_done_again_and_asked_about_only_if_so_wished(
    wangs, bruno, stay_apart
):
    run_matching()
    decision = Decision.objects.get(kind=DecisionKind.MERGE)
    unmerge_guests(actor=bruno.actor, decision_id=decision.id, stay_apart=stay_apart)
    pair = tuple(sorted((decision.kept_id, decision.gone_id)))
    assert run_matching(whole=True).merged == 0
    WaitingRow.objects.bulk_create(WaitingRow(record_id=each.origin_record_id) for each in wangs)
    assert run_matching().merged == 0
    assert Guest.objects.count() == 4
    assert (pair in Proposal.objects.open().values_list("first_id", "second_id")) is not stay_apart


def test_who_was_said_not_to_be_the_same_stays_apart_whichever_run_looks(wangs, group, guest_of):
    Decision.objects.create(kind=DecisionKind.APART, kept_id=wangs[0].id, gone_id=wangs[1].id)
    assert run_matching().merged == 0
    WaitingRow.objects.bulk_create(WaitingRow(record_id=each.origin_record_id) for each in wangs)
    run = run_matching()
    assert (run.kind, run.rows, run.merged) == (MatchRunKind.NEW, 4, 0)
    assert Guest.objects.count() == 4


def test_guests_of_two_entities_who_did_not_agree_are_never_one_nor_asked_about(group, guest_of):
    guest_of(group.main, **WANG)
    other = guest_of(group.bay, **WANG_LATIN)
    run = run_matching()
    assert (run.pairs, run.merged, run.proposed, run.left_out) == (0, 0, 0, 0)
    for guest in Guest.objects.all():
        share(guest)
    assert run_matching(whole=True).merged == 1
    assert not Guest.objects.filter(id=other.id).exists()


def test_edits_at_the_desk_tell_little_and_keep_nobody_apart(group, guest_of, alma):
    from huitouke.identity.services import change_guest

    guest = guest_of(group.main, actor=alma.actor, **WANG)
    for email in ("xm@gmail.com", "wang@qq.com", "office@silk.example"):
        change_guest(
            actor=alma.actor, guest_id=guest.id, fields={}, additions={"email": [email]}, removals={}
        )
    guest_of(group.main, **WANG_LATIN)
    assert run_matching().merged == 1


def test_different_verified_numbers_keep_two_apart(group, guest_of):
    let_papers_serve(
        guest_of(group.main, **WANG, id_card=SOME_ID_CARD),
        guest_of(group.main, **WANG_LATIN, id_card="110105194912310038"),
    )
    assert run_matching().merged == 0
    assert Guest.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "one", "other", "merged"),
    [
        ("hkmo_permit", "H12345678", "H87654321", 0),
        ("hkmo_permit", "H1234567801", "H1234567802", 1),
        ("taiwan_permit", "12345678", "87654321", 0),
    ],
)
@pytest.mark.parametrize("agreed", [False, True])
def test_permits_of_other_people_keep_two_apart_and_renewed_ones_do_not(
    group, guest_of, agreed, kind, one, other, merged
):
    for raw, number in ((WANG, one), (WANG_LATIN, other)):
        guest = guest_of(group.main, **raw, **{kind: number})
        if agreed:
            let_papers_serve(guest)
    run = run_matching()
    assert (run.merged, Proposal.objects.open().filter(is_forbidden=True).count()) == (merged, 1 - merged)


def test_what_a_reviewer_says_of_a_guest_of_two_profiles_holds_of_both(group, guest_of, mei):
    shown, joined = (guest_of(group.main, name=name) for name in ("赵敏", "王小明"))
    for column, value in WANG.items():
        if column != "name":
            change_guest(
                actor=mei.actor,
                guest_id=joined.id,
                fields={column: value} if column == "birth_date" else {},
                additions={column: [value]} if column == "mobile" else {},
                removals={},
            )
    other = guest_of(group.main, **WANG_LATIN)
    merge = merge_guests(actor=mei.actor, kept_id=shown.id, gone_ids=[joined.id]).decisions[0]
    note_apart(
        actor=mei.actor,
        pair=(shown.id, other.id),
        homes=[shown.id, joined.id],
        other_homes=[other.id],
    )
    unmerge_guests(actor=mei.actor, decision_id=merge)
    assert pairs_apart([(joined.id, other.id)])
    run = run_matching()
    assert (run.merged, Proposal.objects.open().count()) == (0, 0)


def test_who_parted_from_a_guest_of_two_profiles_is_parted_from_both(group, guest_of, mei):
    shown, one, other = (guest_of(group.main, **raw) for raw in ({"name": "赵敏"}, WANG, WANG_LATIN))
    first, second = (
        merge_guests(actor=mei.actor, kept_id=shown.id, gone_ids=[each.id]).decisions[0]
        for each in (one, other)
    )
    unmerge_guests(actor=mei.actor, decision_id=second)
    unmerge_guests(actor=mei.actor, decision_id=first)
    run = run_matching()
    assert (run.merged, run.proposed) == (0, 0)
    assert Guest.objects.count() == 3


def test_a_hotel_that_merges_nothing_by_itself_is_asked_about_all(wangs):
    SwitchedOff.objects.create(code=SELF_LINKING)
    switches.forget()
    try:
        run = run_matching()
    finally:
        switches.forget()
    assert (run.merged, Guest.objects.count()) == (0, 4)
    assert Proposal.objects.open().count() == run.proposed == 3


def test_one_run_at_a_time(wangs, refuses_to_write):
    told = connection.get_connection_params()
    with psycopg.connect(**{name: told[name] for name in ("dbname", "user", "password", "host", "port")
                            if told.get(name)}) as other:  # fmt: skip
        other.execute("SELECT pg_advisory_lock(%s)", [match_state.RUN_LOCK])
        with refuses_to_write(), pytest.raises(MatchRunBusy):
            run_matching()
        other.execute("SELECT pg_advisory_unlock(%s)", [match_state.RUN_LOCK])
    assert run_matching().state == MatchRunState.DONE


def test_a_run_that_was_killed_is_told_and_the_next_one_does_the_rest_once(wangs, monkeypatch):
    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(match_runs, "_propose_all", killed)
    with pytest.raises(KeyboardInterrupt):
        run_matching()
    assert MatchRun.objects.get().state == MatchRunState.RUNNING
    assert Decision.objects.count() == 1
    monkeypatch.undo()
    run = run_matching()
    assert (run.kind, run.merged, run.proposed) == (MatchRunKind.ALL, 0, 1)
    assert sorted(MatchRun.objects.values_list("state", flat=True)) == ["broken", "done"]
    assert Decision.objects.filter(actor_name=SYSTEM.name).count() == 1


def test_who_went_or_was_said_to_be_another_meanwhile_is_left_out(wangs, monkeypatch):
    whole = match_runs.merge_persons

    def late(pairs, **options):
        Decision.objects.create(kind=DecisionKind.APART, kept_id=wangs[0].id, gone_id=wangs[1].id)
        return whole(pairs, **options)

    monkeypatch.setattr(match_runs, "merge_persons", late)
    run = run_matching()
    assert (run.merged, run.left_out) == (0, 1)
    assert not MatchModel.objects.exists(), "four records teach nothing"
