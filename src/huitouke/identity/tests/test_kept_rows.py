"""Beside each linked record stands what matching compares: once, in the background, and gone with the record."""

import csv
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import Guest
from huitouke.identity.matching.kept import RULES_NUMBER, kept_keys
from huitouke.identity.matching.row import MatchRow
from huitouke.identity.models import KeptRow, Link
from huitouke.identity.services import change_guest, kept_rows
from huitouke.identity.services.admission import source_of
from huitouke.identity.services.erasure import erase_guest
from huitouke.identity.services.kept_rows import as_kept, keep_missing_rows, keep_rows, key_hash, row_of
from huitouke.identity.services.people import Person, admit_people
from huitouke.identity.services.take_back import take_back_import
from huitouke.intake.models import ImportRun
from huitouke.kernel.crypto import sealer
from huitouke.kernel.outbox import deliver_pending
from huitouke.testing.factories import SOME_ID_CARD

FILE = [
    ["编号", "姓名", "手机", "证件号码"],
    ["7", "王小明", "13812348765", ""],
    ["8", "李静怡", "13900001111", ""],
    ["9", "赵云飞", "13700003333", ""],
]


@pytest.fixture
def imported(bruno, tmp_path):
    path = tmp_path / "guests.csv"
    with path.open("w", encoding="utf-8") as text:
        csv.writer(text).writerows(FILE)
    import_guests(path, actor=bruno.actor, system="opera")
    return ImportRun.objects.order_by("-id")[0]


def by_key(rule, value):
    return KeptRow.objects.filter(keys__contains=[key_hash(rule, value, sealer())])


def test_a_stored_row_has_the_columns_that_matching_compares():
    stored = {field.name for field in KeptRow._meta.concrete_fields}
    assert stored == {field.name for field in fields(MatchRow)} | {"rules", "can_hold_papers", "keys"}


def test_a_row_comes_back_as_it_was_kept_but_for_its_papers():
    row = MatchRow(
        "019399d0-0000-7000-8000-000000000001",
        "wang",
        "ming",
        documents=("id_card:X",),
        phones=("+8613812348765",),
    )
    kept = row_of(as_kept(row, sealer(), can_hold_papers=True))
    assert (kept.family, kept.phones, kept.readings) == ("wang", ("+8613812348765",), ())
    [token] = kept.documents
    assert token.partition(":")[0] == "id_card"
    assert token != "id_card:X"


def test_a_shared_phone_is_a_key_with_each_part_of_the_name():
    keys = kept_keys(MatchRow("1", "wang", "xiaoming", phones=("+8613812348765",)))
    assert {("phone", "+8613812348765"), ("shared", "+8613812348765|wang")} <= set(keys)
    assert ("family", "wang|x") not in keys


def test_a_typed_guest_and_a_save_get_their_rows_once(group, alma, guest_of):
    guest = guest_of(
        group.main, actor=alma.actor, name="王小明", mobile="138 1234 8765", id_card=SOME_ID_CARD
    )
    change_guest(
        actor=alma.actor, guest_id=guest.id, fields={}, additions={"email": ["xmwang@gmail.com"]}, removals={}
    )
    assert not KeptRow.objects.exists()
    deliver_pending()
    founded, saved = KeptRow.objects.order_by("record_id")
    assert {founded.record_id, saved.record_id} == set(Link.objects.values_list("record_id", flat=True))
    assert (founded.name_key, founded.phones, saved.name_key, saved.emails) == (
        "ming wang xiao", ["+8613812348765"], "", ["xmwang@gmail.com"],
    )  # fmt: skip
    assert not any(SOME_ID_CARD in text for text in map(str, KeptRow.objects.values_list()))
    assert by_key("phone", "+8613812348765").get() == founded
    assert keep_missing_rows() == 0


def test_what_a_system_tells_in_parts_is_kept_together(group):
    for day, raw in ((1, {"name": ["Chan Tai Man"]}), (2, {"mobile": ["13812348765"]})):
        with transaction.atomic():
            admit_people(
                actor=SYSTEM,
                source=source_of(SYSTEM, group.main, "mews"),
                people=[Person("guest:1", raw, datetime(2026, 3, day, tzinfo=UTC))],
            )
    deliver_pending()
    first, second = KeptRow.objects.order_by("record_id")
    assert (first.family, first.phones) == ("chan", [])
    assert (second.family, second.phones) == ("chan", ["+8613812348765"])


def test_a_file_asks_for_one_task_and_rows_are_kept_in_batches_that_can_be_broken_off(imported, monkeypatch):
    deliver_pending()
    waiting = ProcrastinateJob.objects.filter(task_name="identity.keep_missing_rows", status="todo")
    assert waiting.count() == 1
    monkeypatch.setattr(kept_rows, "BATCH", 1)

    def stop(_step, done, _total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_missing_rows(stop)
    assert KeptRow.objects.count() == 2
    told = []
    assert keep_missing_rows(lambda *progress: told.append(progress)) == 1
    assert told == [("rows", 0, 1), ("rows", 1, 1)]
    assert KeptRow.objects.count() == 3


def test_rows_of_older_rules_are_made_anew(imported):
    keep_missing_rows()
    KeptRow.objects.update(rules=RULES_NUMBER - 1, family="")
    assert keep_missing_rows() == 3
    assert set(KeptRow.objects.values_list("family", flat=True)) == {"wang", "li", "zhao"}


def test_a_row_goes_with_an_erased_guest_and_does_not_come_back(imported, bruno, settings, tmp_path):
    settings.HOME = tmp_path
    keep_missing_rows()
    assert by_key("phone", "+8613812348765").exists()
    guest = Guest.objects.get(name="王小明")
    records = list(Link.objects.filter(guest=guest).values_list("record_id", flat=True))
    erase_guest(actor=bruno.actor, guest_id=guest.id, typed="王小明", reason="asked")
    assert not KeptRow.objects.filter(record_id__in=records).exists()
    assert not by_key("phone", "+8613812348765").exists()
    assert (keep_rows(records), keep_missing_rows(), KeptRow.objects.count()) == (0, 0, 2)


def test_rows_go_when_an_import_is_taken_back(imported, bruno):
    keep_missing_rows()
    take_back_import(actor=bruno.actor, run_id=imported.id)
    assert (Link.objects.count(), KeptRow.objects.count(), keep_missing_rows()) == (0, 0, 0)


def test_what_lacks_its_row_is_found_without_comparing_each_guest_with_each_who_agreed(db):
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + kept_rows._FIRST, kept_rows._values(None, kept_rows._NOBODY))
        plan = "\n".join(row[0] for row in cursor.fetchall())
    # A condition on each link; what the planner may join, it joins by its guess of how many agreed.
    assert "SubPlan" in plan
