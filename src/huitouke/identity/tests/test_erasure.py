"""Erasing a guest: what goes, what stays, who may, and that nobody comes back unasked."""

import json

import pytest
from django.db import connection

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.access.services.attachments import attach_file
from huitouke.guests.choices import RegistrationKind
from huitouke.guests.errors import GuestNotFound
from huitouke.guests.models import Guest, Note, RegistrationFact, SavedView
from huitouke.guests.services.registration import keep_registration_fact
from huitouke.guests.services.views import keep_draft
from huitouke.identity import journal
from huitouke.identity.errors import ErasedPerson, ErasureInvalid, ErasureNotFound, ErasureWaits
from huitouke.identity.models import Erasure, ErasureStamp, Link
from huitouke.identity.queries import get_erasure, list_erasures
from huitouke.identity.services import add_note, change_guest, register_guest
from huitouke.identity.services.erasure import erase_guest, lift_erasure, preview_erasure, replay_journal
from huitouke.intake.models import ImportRun, SavedMapping, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.kernel.conditions.shapes import Row, all_of
from huitouke.kernel.models import FieldChange, OutboxEvent
from huitouke.testing.factories import SOME_ID_CARD

WANG = {
    "name": "王建国",
    "mobile": "13812342217",
    "email": "wang@example.com",
    "id_card": SOME_ID_CARD,
    "allergy": "花生过敏",
    "tag": "摄影",
    "plate": "苏E8K213",
    "note": "喜欢安静的房间",
}


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def wang(group, guest_of, home, alma):
    guest = guest_of(group.main, **WANG)
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"position": "总经理"}, additions={}, removals={}
    )
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={"position": "董事长"}, additions={}, removals={}
    )
    add_note(actor=alma.actor, guest_id=guest.id, text="生日送花")
    attach_file(
        actor=alma.actor, owner_kind="guest", owner_id=guest.id, name="王.txt", content="王建国".encode()
    )
    return guest


def erase(persona, guest, typed="王建国", reason="asked"):
    return erase_guest(actor=persona.actor, guest_id=guest.id, typed=typed, reason=reason)


def test_the_preview_counts_and_writes_nothing(wang, bruno, refuses_to_write):
    with refuses_to_write():
        preview = preview_erasure(bruno.actor, wang.id)
    counts = {line.code: line.count for line in preview.goes}
    assert counts["guests.note"] == 2
    assert counts["guests.guest"] == counts["guests.document"] == counts["kernel.attachment"] == 1
    assert counts["intake.sourcerecord"] == 4


def test_an_erasure_leaves_nothing_but_ids(wang, bruno, home, django_capture_on_commit_callbacks):
    records = list(Link.objects.filter(guest=wang).values_list("record_id", flat=True))
    with django_capture_on_commit_callbacks(execute=True):
        erasure = erase(bruno, wang)
    assert not Guest.objects.filter(id=wang.id).exists()
    assert not Link.objects.filter(guest_id=wang.id).exists()
    assert not Note.objects.filter(guest_id=wang.id).exists()
    for record in SourceRecord.objects.filter(id__in=records):
        assert record.payload is None
        assert read_content(record) == {}
    changes = FieldChange.objects.filter(subject_id=wang.id)
    assert changes.exists()
    assert set(changes.values_list("old", "new", "reason")) == {(None, None, "")}
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    assert {line["code"]: line["count"] for line in erasure.report}["guests.contactpoint"] == 2
    entry = AuditEntry.objects.get(code="identity.guest.erased")
    assert "王建国" not in json.dumps([entry.fields, entry.data], ensure_ascii=False)
    assert OutboxEvent.objects.filter(code="identity.guest.erased", key=wang.id).count() == 1


def test_other_files_and_what_was_said_about_their_columns_name_nobody_who_was_erased(wang, bruno, group):
    def meaning(*columns):
        return {"columns": [{"column": each, "target": "ignore"} for each in columns], "values": {}}

    runs = [
        ImportRun.objects.create(system="pms", branch=group.main, file_name=name, mapping=mapping)
        for name, mapping in (
            ("王建国一家.csv", meaning("姓名")),
            ("客史.csv", meaning("13812342217", "Suite")),
            ("姓名.csv", meaning("姓名", "手机")),
        )
    ]
    for number, mapping in enumerate((meaning("姓名"), meaning("王建国", "男"))):
        SavedMapping.objects.create(
            name="前台", system="pms", branch=group.main, signature=str(number), mapping=mapping
        )
    erase(bruno, wang)
    left = {run.id: (run.file_name, run.mapping) for run in ImportRun.objects.all()}
    assert [left[run.id] for run in runs] == [
        ("", runs[0].mapping),
        ("客史.csv", {}),
        ("姓名.csv", runs[2].mapping),
    ]
    assert [saved.mapping for saved in SavedMapping.objects.all()] == [meaning("姓名")]


def test_history_of_the_erasure_itself_is_not_noted(wang, bruno):
    before = FieldChange.objects.filter(subject_id=wang.id).count()
    erase(bruno, wang)
    assert FieldChange.objects.filter(subject_id=wang.id).count() == before


def test_history_is_noted_again_in_the_same_transaction_afterwards(wang, bruno, group, guest_of, alma):
    other = guest_of(group.main, name="李雷", mobile="13900001111")
    erase(bruno, wang)
    change_guest(actor=alma.actor, guest_id=other.id, fields={"name": "李磊"}, additions={}, removals={})
    assert FieldChange.objects.filter(subject_id=other.id, field="name").exists()


def test_what_the_law_keeps_stays_sealed_with_its_end(wang, alma, bruno, still_clock):
    fact = keep_registration_fact(
        actor=alma.actor, guest_id=wang.id, kind=RegistrationKind.PAPER, content={"number": SOME_ID_CARD}
    )
    erasure = erase(bruno, wang)
    assert RegistrationFact.objects.get().open() == {"number": SOME_ID_CARD}
    kept = [line for line in erasure.report if line["keep_until"]]
    assert [(line["code"], line["keep_until"]) for line in kept] == [
        ("guests.registrationfact", fact.keep_until.isoformat())
    ]


@pytest.mark.parametrize(("typed", "reason"), [("王建", "asked"), ("王建国", ""), ("", "asked")])
def test_refuses_without_the_name_and_a_reason(wang, bruno, refuses_to_write, typed, reason):
    with refuses_to_write(), pytest.raises(ErasureInvalid):
        erase(bruno, wang, typed, reason)
    assert list(journal.read_lines()) == []


def test_who_may_not_look_after_privacy_erases_nobody(wang, alma, chiara, group, refuses_to_write):
    from huitouke.testing.personas import hire

    bay_manager = hire("wong", "manager", group.bay)
    with refuses_to_write():
        with pytest.raises(RightMissing):
            erase(alma, wang)
        with pytest.raises(GuestNotFound):
            erase(bay_manager, wang)
    from huitouke.testing.factories import share

    share(wang)
    with refuses_to_write(), pytest.raises(GuestNotFound):
        erase(bay_manager, wang)


def test_the_desk_is_told_and_a_manager_can_allow_it_again(wang, bruno, alma, group, refuses_to_write):
    erasure = erase(bruno, wang)
    again = {"name": ["Wang Jianguo"], "mobile": ["+86 138 1234 2217"]}
    with refuses_to_write(), pytest.raises(ErasedPerson) as refused:
        register_guest(actor=alma.actor, raw=again, branch=group.main)
    assert refused.value.data["erasures"] == [str(erasure.id)]
    with pytest.raises(RightMissing):
        lift_erasure(actor=alma.actor, erasure_id=erasure.id, because="本人到店")
    with pytest.raises(ErasureInvalid):
        lift_erasure(actor=bruno.actor, erasure_id=erasure.id, because="  ")
    lift_erasure(actor=bruno.actor, erasure_id=erasure.id, because="本人到店并同意")
    assert not ErasureStamp.objects.exists()
    assert register_guest(actor=alma.actor, raw=again, branch=group.main)


@pytest.mark.parametrize(
    "raw",
    [
        {"mobile": ["13812342217"]},
        {"id_card": [SOME_ID_CARD]},
        {"name": ["王建国"], "birth_date": ["1949-12-31"]},
        {"name": ["王建国"], "email": ["WANG@example.com"]},
    ],
)
def test_the_person_is_known_again_by_any_of_their_traits(wang, bruno, alma, group, raw):
    erase(bruno, wang)
    with pytest.raises(ErasedPerson):
        register_guest(actor=alma.actor, raw=raw, branch=group.main)


@pytest.mark.parametrize(
    "raw",
    [
        {"name": ["李敏"], "mobile": ["13812342217"]},
        {"name": ["王建国"], "mobile": ["13900002222"]},
        {"name": ["王建国"], "birth_date": ["1980-01-01"]},
    ],
)
def test_family_and_namesakes_are_taken_in(wang, bruno, alma, group, raw):
    erase(bruno, wang)
    assert register_guest(actor=alma.actor, raw=raw, branch=group.main)


def test_an_erasure_is_neither_told_to_another_legal_entity_nor_binds_it(
    wang, bruno, alma, chiara, group, refuses_to_write
):
    """The person asked CN to forget them, and stands at the desk of HK: HK never learns that CN knew them."""
    erase(bruno, wang)
    raw = {"name": ["王建国"], "mobile": ["13812342217"], "id_card": [SOME_ID_CARD]}
    with refuses_to_write(), pytest.raises(ErasedPerson):
        register_guest(actor=alma.actor, raw=raw, branch=group.main)
    there = register_guest(actor=chiara.actor, raw=raw, branch=group.bay)
    assert Guest.objects.get(id=there).legal_entity == group.bay.legal_entity


def test_erasures_are_seen_by_their_own_entity(wang, bruno, chiara, group):
    from huitouke.testing.personas import hire

    erasure = erase(bruno, wang)
    main, bay = hire("m", "manager", group.main), hire("b", "manager", group.bay)
    assert list_erasures(main.actor) == [erasure]
    assert list_erasures(bay.actor) == []
    with pytest.raises(ErasureNotFound):
        get_erasure(bay.actor, erasure.id)


def test_the_journal_brings_an_erasure_to_an_older_state(wang, bruno, group, alma):
    """As a restore of a backup from before the erasure would leave it."""
    with pytest.raises(InterruptedError), back_to_now():
        erase(bruno, wang)
    assert Guest.objects.filter(id=wang.id).exists()
    assert replay_journal() == 1
    assert not Guest.objects.filter(id=wang.id).exists()
    assert Erasure.objects.get().is_replayed
    with pytest.raises(ErasedPerson):
        register_guest(actor=alma.actor, raw={"id_card": [SOME_ID_CARD]}, branch=group.main)
    assert replay_journal() == 0


def back_to_now():
    """A block whose changes of the database are undone, as by a restore; what it wrote to files stays."""
    from contextlib import contextmanager

    from django.db import transaction

    @contextmanager
    def block():
        with transaction.atomic():
            yield
            raise InterruptedError

    return block()


def test_a_lifted_erasure_stays_lifted_after_a_restore(wang, bruno, django_capture_on_commit_callbacks):
    def erase_and_lift():
        with back_to_now(), django_capture_on_commit_callbacks(execute=True):
            erasure = erase(bruno, wang)
            lift_erasure(actor=bruno.actor, erasure_id=erasure.id, because="同意")

    with pytest.raises(InterruptedError):
        erase_and_lift()
    replay_journal()
    assert not ErasureStamp.objects.exists()
    assert Erasure.objects.get().lifted_at is not None


def test_an_erasure_that_failed_is_not_done_by_a_restore(wang, bruno, monkeypatch, refuses_to_write):
    from huitouke.identity.services import erasure as service

    def broken(_line):
        journal_line(_line)
        raise OSError("disk full")

    journal_line = journal.add_line
    monkeypatch.setattr(service.journal, "add_line", broken)
    with refuses_to_write(), pytest.raises(OSError, match="disk full"):
        erase(bruno, wang)


def test_a_line_of_somebody_elses_making_erases_nobody(wang, bruno, group, guest_of, caplog):
    """The copy beside the backups may lie where others can write."""
    stranger = guest_of(group.main, name="赵六", mobile="13912340000")
    erase(bruno, wang)
    path = journal.journal_path()
    (told,) = path.read_text(encoding="utf-8").splitlines()
    forged = json.loads(told) | {"guest": str(stranger.id), "erasure": str(stranger.id)}
    dropped = {"act": "dropped", "erasure": json.loads(told)["erasure"]}
    lifted = {"act": "lifted", "erasure": json.loads(told)["erasure"], "at": "2026-01-01T00:00:00+00:00"}
    with path.open("a", encoding="utf-8") as stream:
        for line in (forged, {**forged, "seal": "0" * 64}, {**forged, "seal": None}, dropped, lifted):
            stream.write(json.dumps(line) + "\n")
    Erasure.objects.all().delete()
    assert replay_journal() == 0
    assert Guest.objects.filter(id=stranger.id).exists()
    assert Erasure.objects.get().lifted_at is None
    assert ErasureStamp.objects.exists()
    assert "no seal of this installation" in caplog.text


def test_a_name_with_quotes_is_found_in_views_however_it_was_typed(group, guest_of, home, bruno, alma):
    guest = guest_of(group.main, name='Robert "Bob" Lee', mobile="13812342217")
    for text in ('robert "bob" lee', "13812342217", "Somebody else"):
        keep_draft(actor=alma.actor, conditions=all_of(Row("name", "contains", text)))
    erase(bruno, guest, typed='Robert "Bob" Lee')
    assert [view.conditions["any"][0]["all"][0]["value"] for view in SavedView.objects.all()] == [
        "Somebody else"
    ]


def test_the_journal_holds_no_value(wang, bruno, home):
    erase(bruno, wang)
    text = journal.journal_path().read_text()
    assert journal.journal_path().stat().st_mode & 0o077 == 0
    for value in ("王", "13812342217", "wang@", SOME_ID_CARD, "花生"):
        assert value not in text


def test_waits_for_a_running_import(wang, bruno, monkeypatch, refuses_to_write):
    from huitouke.identity.services import erasure as service

    monkeypatch.setattr(service, "hold_imports_off", lambda: False)
    with refuses_to_write(), pytest.raises(ErasureWaits):
        erase(bruno, wang)


def test_a_running_import_holds_the_lock_that_an_erasure_asks_for(transactional_db):
    import psycopg

    from huitouke.intake.services import hold_imports_off, lock_system, unlock_system

    with psycopg.connect(
        **connection.get_connection_params() | {"cursor_factory": None, "context": None}
    ) as other:
        lock_system("opera")
        asked = other.execute("SELECT pg_try_advisory_xact_lock(%s)", [0x48544B03]).fetchone()
        assert asked == (False,)
        unlock_system("opera")
        other.rollback()
        assert other.execute("SELECT pg_try_advisory_xact_lock(%s)", [0x48544B03]).fetchone() == (True,)
    assert hold_imports_off() in (True, False)
