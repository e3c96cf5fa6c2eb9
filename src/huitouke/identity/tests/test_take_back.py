"""An import is taken back as a whole: every guest as before it, and those edited since stay."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import Guest, Tag
from huitouke.identity.match_state import PROPOSE_TASK
from huitouke.identity.match_tables import WaitingRow
from huitouke.identity.matching.scorer import Evidence, Score
from huitouke.identity.models import GuestImage, Link, Proposal
from huitouke.identity.services import add_note, change_guest
from huitouke.identity.services import take_back as module
from huitouke.identity.services.images import Images, digest_of_state, forget_images, remember_before
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.proposals import FoundPair, propose
from huitouke.identity.services.take_back import foresee_take_back, list_kept, take_back_import
from huitouke.identity.snapshots import guest_tables
from huitouke.intake.choices import TAKEN_BACK_WITHIN, RecordState, RunState
from huitouke.intake.errors import RunNotFound, RunNotTakenBack, RunTooOld, SystemBusy
from huitouke.intake.models import ImportRun, SourceRecord
from huitouke.intake.services import Tally, lock_system, unlock_system
from huitouke.kernel import clock
from huitouke.kernel.ids import uuid7
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.kernel.snapshots import take_snapshots
from huitouke.testing.personas import hire

HEAD = ["编号", "姓名", "手机", "邮箱", "单位", "喜好", "标签", "车牌", "证件号码", "备注"]
WANG = [
    "7",
    "王小明",
    "13812345678",
    "wang@example.com",
    "苏州丝绸有限公司",
    "高楼层",
    "摄影",
    "沪A12345",
    "11010519491231002X",
    "常住",
]
LI = ["8", "李静怡", "13900001111", "", "", "", "摄影", "", "", ""]
ZHAO = ["9", "赵云飞", "13700003333", "", "", "靠窗", "登山", "", "", ""]
NOBODY = ["10", "", "", "", "", "", "", "", "", ""]


def row(base, **changes):
    return [changes.get(head, cell) for head, cell in zip(HEAD, base, strict=True)]


@pytest.fixture
def take_in(bruno, tmp_path):
    def run(*rows, system="opera"):
        text = io.StringIO()
        csv.writer(text).writerows([HEAD, *rows])
        path = tmp_path / "guests.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        tally = import_guests(path, actor=bruno.actor, system=system).tally
        return ImportRun.objects.order_by("-id")[0], tally

    return run


LOGS = {
    "intake_sourcerecord",
    "intake_importrun",
    "intake_rowreport",
    "access_auditentry",
    "kernel_outboxevent",
}
"""Records, runs and what was said of them stay, as do trail and outbox."""


def all_rows():
    """Every row of every table of the house but the logs, as text."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname ~ '^(access|guests|hotels|identity|intake|kernel|companies)_'"
        )
        for (table,) in cursor.fetchall():
            if not any(table.startswith(log) for log in LOGS):
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1")
                found[table] = [line for (line,) in cursor.fetchall()]
    return found


def guest_named(name):
    return Guest.objects.get(name=name)


def desk(alma, guest, **change):
    change_guest(
        actor=alma.actor, guest_id=guest.id, **({"fields": {}, "additions": {}, "removals": {}} | change)
    )


def test_founded_guests_vanish_and_changed_ones_are_as_before(take_in, bruno, alma):
    take_in(WANG, LI)
    desk(alma, guest_named("王小明"), fields={"company": "杭州茶叶公司"}, additions={"taboo": ["不吃香菜"]})
    before = all_rows()
    newer = row(WANG, 姓名="王晓明", 手机="13700002222", 喜好="低楼层", 标签="品茶", 证件号码="", 车牌="")
    run, tally = take_in(newer, LI, ZHAO, NOBODY, row(ZHAO, 姓名="赵飞"))
    assert tally == Tally(rows=5, created=1, updated=2, unchanged=1, rejected=1)
    assert all_rows() != before
    assert foresee_take_back(run) == module.TakeBack(gone=1, restored=1)
    done = take_back_import(actor=bruno.actor, run_id=run.id)
    assert (done.gone, done.restored, done.kept) == (1, 1, 0)
    assert all_rows() == before
    run.refresh_from_db()
    assert run.state == RunState.TAKEN_BACK
    states = SourceRecord.objects.filter(run_id=run.id).values_list("state", flat=True)
    assert set(states) == {RecordState.TAKEN_BACK}
    entry = AuditEntry.objects.get(code="intake.run.taken_back")
    assert (entry.object_id, entry.data) == (run.id, {"gone": 1, "restored": 1, "kept": 0})
    (event,) = OutboxEvent.objects.filter(code="guests.profile.taken_back")
    assert (event.key, event.payload["gone"], event.payload["restored"]) == (run.id, 1, 1)


def test_who_was_edited_since_stays_and_is_listed(take_in, bruno, alma, chiara):
    take_in(WANG)
    run, _tally = take_in(row(WANG, 姓名="王晓明"), LI, ZHAO)
    desk(alma, guest_named("王晓明"), additions={"preference": ["荞麦枕"]})
    add_note(actor=alma.actor, guest_id=guest_named("李静怡").id, text="喜欢安静")
    foreseen = foresee_take_back(run)
    done = take_back_import(actor=bruno.actor, run_id=run.id)
    assert foreseen == done._replace(after="")
    assert (done.gone, done.restored, done.kept) == (1, 0, 2)
    assert set(Guest.objects.values_list("name", flat=True)) == {"王晓明", "李静怡"}
    assert {guest.name for guest in list_kept(bruno.actor, run)} == {"王晓明", "李静怡"}
    assert list_kept(chiara.actor, run) == []
    assert not GuestImage.objects.exists()
    assert FieldChange.objects.filter(field="name").exists()


def test_an_edit_between_two_rows_of_one_import_keeps_the_guest(take_in, bruno, alma):
    take_in(WANG)
    run, _tally = take_in(row(WANG, 姓名="王晓明"))
    desk(alma, guest_named("王晓明"), additions={"preference": ["荞麦枕"]})
    assert remember_before(run.id, [GuestImage.objects.get().guest_id]) == Images()
    assert take_back_import(actor=bruno.actor, run_id=run.id).kept == 1


def test_the_same_file_brings_them_again_after_taking_back(take_in, bruno):
    run, _tally = take_in(WANG, LI, row(LI, 手机="13600006666"))
    take_back_import(actor=bruno.actor, run_id=run.id)
    assert not Guest.objects.exists()
    _run, tally = take_in(WANG, LI, row(LI, 手机="13600006666"))
    assert tally == Tally(rows=3, created=2, updated=1)
    assert sorted(SourceRecord.objects.filter(external_id="7").values_list("version", "state")) == [
        (1, 2),
        (2, 0),
    ]
    _run, tally = take_in(WANG, LI, row(LI, 手机="13600006666"))
    assert tally == Tally(rows=3, unchanged=3)


def test_a_changed_row_taken_back_can_come_again(take_in, bruno):
    take_in(WANG)
    newer = row(WANG, 姓名="王晓明", 手机="13700002222")
    run, _tally = take_in(newer)
    take_back_import(actor=bruno.actor, run_id=run.id)
    assert guest_named("王小明").contacts.filter(value="+8613812345678").exists()
    assert take_in(newer)[1] == Tally(rows=1, updated=1)
    assert guest_named("王晓明").contacts.get(kind="mobile").value == "+8613700002222"


def test_imports_are_taken_back_newest_first_to_nothing(take_in, bruno):
    empty = all_rows()
    first, _tally = take_in(WANG, LI)
    second, _tally = take_in(row(WANG, 单位="别的公司"), row(LI, 标签="品茶"))
    assert foresee_take_back(first).kept == 2
    for run in (second, first):
        assert take_back_import(actor=bruno.actor, run_id=run.id).kept == 0
    assert all_rows() == empty


@pytest.mark.parametrize("waited", [True, False])
def test_only_a_pair_that_waited_before_the_import_is_asked_about_again_at_once(take_in, bruno, waited):
    take_in(WANG, LI)
    keep_missing_rows()
    first = list(Link.objects.order_by("guest_id").values_list("guest_id", "record_id"))
    if waited:
        propose([pair_of(first)])
    second, _tally = take_in(row(WANG, 单位="别的公司"), row(LI, 标签="品茶"))
    keep_missing_rows()
    records = SourceRecord.objects.filter(run_id=second.id).values("id")
    newer = list(
        Link.objects.filter(record_id__in=records).order_by("guest_id").values_list("guest_id", "record_id")
    )
    propose([pair_of(newer, bits=30.0)])
    assert Proposal.objects.get().first_record_id in {record for _guest, record in newer}
    WaitingRow.objects.all().delete()
    take_back_import(actor=bruno.actor, run_id=second.id)
    assert not Proposal.objects.exists()
    assert set(WaitingRow.objects.values_list("record_id", flat=True)) == {record for _guest, record in first}
    asked = ProcrastinateJob.objects.filter(task_name=PROPOSE_TASK).values_list("args", flat=True)
    assert [set(args["records"]) for args in asked] == (
        [{str(record) for _guest, record in first}] if waited else []
    )


def pair_of(links, bits=22.0):
    """Two guests as a look-up finds them, by (guest, record) of each."""
    (one, record), (two, other) = links
    told = Score(bits - 20.0, -20.0, (Evidence("name", "signs", bits),), forbidden=False, doubtful=False)
    return FoundPair(one, two, record, other, told)


def test_an_earlier_import_keeps_whom_a_later_one_changed(take_in, bruno):
    first, _tally = take_in(WANG, LI)
    take_in(row(WANG, 单位="别的公司"))
    done = take_back_import(actor=bruno.actor, run_id=first.id)
    assert (done.gone, done.kept) == (1, 1)
    assert guest_named("王小明").company == "别的公司"
    assert set(Tag.objects.values_list("name", flat=True)) == {"摄影"}


def test_a_taking_back_that_was_killed_goes_on(take_in, bruno, monkeypatch):
    empty = all_rows()
    run, _tally = take_in(WANG, LI, ZHAO, NOBODY)
    monkeypatch.setattr(module, "CHUNK_RECORDS", 1)
    dealt = []

    def die(_step, done, _total):
        dealt.append(done)
        if len(dealt) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_back_import(actor=bruno.actor, run_id=run.id, progress=die)
    run.refresh_from_db()
    assert (run.state, Guest.objects.count()) == (RunState.TAKING_BACK, 1)
    assert take_back_import(actor=bruno.actor, run_id=run.id).gone == 3
    assert all_rows() == empty
    assert OutboxEvent.objects.filter(code="guests.profile.taken_back").count() == 3


def test_a_column_that_a_newer_software_brought_is_no_edit(take_in, bruno):
    take_in(WANG)
    before = all_rows()
    run, _tally = take_in(row(WANG, 姓名="王晓明"))
    run.refresh_from_db()
    run.shape = {table: [name for name in names if name != "position"] for table, names in run.shape.items()}
    run.save()
    image = GuestImage.objects.get()
    state = take_snapshots(guest_tables(), [image.guest_id], run.shape)[image.guest_id]
    assert '"position"' not in state
    GuestImage.objects.update(after=digest_of_state(state))
    assert take_back_import(actor=bruno.actor, run_id=run.id).restored == 1
    assert all_rows() == before


def test_images_are_sealed(take_in):
    take_in(WANG)
    take_in(row(WANG, 姓名="王晓明"))
    assert "王小明".encode() not in bytes(GuestImage.objects.get().before)


@pytest.mark.parametrize("who", ["alma", "chiara", "dario", "irene", "mei"])
def test_who_may_not_import_takes_nothing_back(request, take_in, refuses_to_write, who):
    run, _tally = take_in(WANG)
    actor = request.getfixturevalue(who).actor
    with refuses_to_write(), pytest.raises((RightMissing, RunNotFound)):
        take_back_import(actor=actor, run_id=run.id)


def test_the_manager_of_another_branch_takes_nothing_back(take_in, group, refuses_to_write):
    run, _tally = take_in(WANG)
    other = hire("boris", "manager", group.bay)
    with refuses_to_write(), pytest.raises(RunNotFound):
        take_back_import(actor=other.actor, run_id=run.id)


def test_only_an_ended_import_is_taken_back_and_only_once(take_in, bruno, refuses_to_write):
    run, _tally = take_in(WANG)
    take_back_import(actor=bruno.actor, run_id=run.id)
    with refuses_to_write():
        with pytest.raises(RunNotTakenBack):
            take_back_import(actor=bruno.actor, run_id=run.id)
        with pytest.raises(RunNotFound):
            take_back_import(actor=bruno.actor, run_id=uuid7())


def test_it_waits_for_an_import_of_the_same_system(take_in, bruno):
    import psycopg

    run, _tally = take_in(WANG)
    parameters = connection.get_connection_params()
    wanted = {
        name: parameters[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in parameters
    }
    with psycopg.connect(**wanted) as other:
        other.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [0x48544B02, "opera"])
        with pytest.raises(SystemBusy):
            take_back_import(actor=bruno.actor, run_id=run.id)
        # A connection that is closed lets go of its locks when its server process ends, some time later.
        other.execute("SELECT pg_advisory_unlock_all()")
    assert Guest.objects.count() == Link.objects.count() == 1
    assert lock_system("opera")
    unlock_system("opera")


def test_after_ninety_days_nothing_can_be_taken_back_and_the_images_go(take_in, bruno, refuses_to_write):
    take_in(WANG)
    run, _tally = take_in(row(WANG, 姓名="王晓明"))
    recent, _tally = take_in(row(WANG, 姓名="王大明"))
    ImportRun.objects.filter(id=run.id).update(
        finished_at=clock.now() - TAKEN_BACK_WITHIN - timedelta(minutes=1)
    )
    with refuses_to_write(), pytest.raises(RunTooOld):
        take_back_import(actor=bruno.actor, run_id=run.id)
    assert forget_images() == 1
    assert [image.run_id for image in GuestImage.objects.all()] == [recent.id]
    assert take_back_import(actor=bruno.actor, run_id=recent.id).restored == 1


def test_images_of_an_import_that_is_being_taken_back_stay(take_in):
    take_in(WANG)
    run, _tally = take_in(row(WANG, 姓名="王晓明"))
    ImportRun.objects.filter(id=run.id).update(
        finished_at=clock.now() - 2 * TAKEN_BACK_WITHIN, state=RunState.TAKING_BACK
    )
    assert forget_images() == 0
