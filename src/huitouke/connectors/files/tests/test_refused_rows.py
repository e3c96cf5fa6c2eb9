"""Rows that an import refused: kept, given back with their reasons, mended, sent again."""

import io

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.models import AuditEntry
from huitouke.connectors.files.bookings import import_bookings
from huitouke.connectors.files.companies import import_companies
from huitouke.connectors.files.guests import import_guests
from huitouke.connectors.files.refused import forms_of, refused_file
from huitouke.connectors.files.taking_back import take_back_run
from huitouke.guests.models import Guest
from huitouke.hotels.services.loading import load_standard_codes
from huitouke.identity.services.erasure import erase_guest
from huitouke.intake.errors import RefusedRowsNotFound, RunNotFound
from huitouke.intake.models import ImportRun, RefusedRow
from huitouke.intake.services import Tally
from huitouke.stays.models import Reservation

HEADER = "订单号,到店日期,晚数,客人姓名,房价,备注\n"
ROWS = "A1,2026-03-16,2,王建国,388,\nA2,三月十六,2,李静怡,=1+1,靠窗\nA3,,1,,300,,多一格\n"


@pytest.fixture
def take_in(group, tmp_path, still_clock):
    load_standard_codes()

    def run(text, importing=import_bookings, name="list.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return importing(path, actor=SYSTEM, **options)

    return run


def given_back(run_id, form="csv", actor=SYSTEM):
    stream = io.BytesIO()
    refused_file(actor=actor, run_id=run_id, form=form).write(stream)
    return stream.getvalue()


def test_refused_bookings_come_back_with_reasons_and_come_in_once_mended(take_in):
    first = take_in(HEADER + ROWS)
    assert (first.tally.created, first.tally.rejected) == (1, 2)
    text = given_back(first.run_id).decode("utf-8-sig")
    heading, *rows = text.splitlines()
    assert heading == HEADER.strip() + ",未导入：原行号,未导入：原因"
    assert rows[0].startswith("A2,三月十六,2,李静怡,'=1+1,靠窗,3,没有看得懂的到店日期")
    assert rows[1].startswith("A3,,1,,300,,4,")
    assert rows[1].endswith(",多一格")
    assert not RefusedRow.objects.filter(payload__contains="李静怡".encode()).exists()
    mended = text.replace("三月十六", "2026-03-17").replace("'=1+1", "420").replace("A3,,", "A3,2026-03-18,")
    second = take_in(mended)
    assert (second.tally.created, second.tally.rejected, second.tally.unchanged) == (2, 0, 0)
    held = list(Reservation.objects.order_by("arrival"))
    assert [each.room_minor for each in held] == [77600, 84000, 30000]
    assert "未导入" not in "".join(str(each.facts) for each in held)
    assert take_in(HEADER + ROWS.replace("三月十六", "2026-03-17")).tally.unchanged >= 1


def test_a_file_of_refused_rows_comes_as_a_workbook_too(take_in, tmp_path):
    first = take_in(HEADER + ROWS)
    book = given_back(first.run_id, "xlsx")
    assert take_in(book, name="mended.xlsx").tally == Tally(rows=2, rejected=2)
    assert forms_of(ImportRun(file_name="客人.XLSX"))[0] == "xlsx"


def test_refused_cards_come_back_as_cards_without_their_pictures(take_in):
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王建国\r\nTEL;TYPE=CELL:13812342217\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:3.0\r\nPHOTO;ENCODING=b:AAAA\r\nX-PET:狗\r\nEND:VCARD\r\n"
    )
    first = take_in(cards, import_guests, "book.vcf")
    assert (first.tally.created, first.tally.rejected) == (1, 1)
    text = given_back(first.run_id, "vcf").decode()
    assert "X-PET:狗" in text
    assert "PHOTO" not in text
    assert "X-HUITOUKE-REFUSED:" in text
    second = take_in(text.replace("X-PET:狗", "FN:李静怡"), import_guests, "mended.vcf")
    assert second.tally.created == 1
    assert Guest.objects.filter(name="李静怡").exists()


def test_all_rows_of_a_refused_company_are_kept(take_in):
    long = "名" * 400
    text = f"单位名称,联系人,联系人手机\n{long},张三,13812342217\n{long},李四,13812342218\n好客公司,王五,\n"
    first = take_in(text, import_companies)
    assert (first.tally.created, first.tally.rejected) == (1, 1)
    rows = given_back(first.run_id).decode("utf-8-sig").splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == ["张三", "李四"]


def test_a_dry_run_keeps_nothing_and_what_nobody_refused_has_no_file(take_in):
    take_in(HEADER + ROWS, dry_run=True)
    done = take_in(HEADER + ROWS.splitlines()[0])
    assert not RefusedRow.objects.exists()
    with pytest.raises(RefusedRowsNotFound):
        given_back(done.run_id)


def test_only_who_may_export_guests_fetches_them_and_the_trail_keeps_it(take_in, alma, bruno):
    run_id = take_in(HEADER + ROWS).run_id
    before = AuditEntry.objects.count()
    with pytest.raises(RunNotFound):
        given_back(run_id, actor=alma.actor)
    assert AuditEntry.objects.count() == before
    given_back(run_id, actor=bruno.actor)
    entry = AuditEntry.objects.latest("id")
    assert (entry.code, entry.data) == (
        "intake.run.refused_rows_fetched",
        {"rows": 2, "format": "csv"},
    )


def test_rows_go_with_the_import_that_is_taken_back(take_in):
    run_id = take_in(HEADER + ROWS).run_id
    take_back_run(actor=SYSTEM, run_id=ImportRun.objects.get().id)
    assert not RefusedRow.objects.exists()
    with pytest.raises(RefusedRowsNotFound):
        given_back(run_id)


def test_erasing_a_guest_takes_away_the_refused_rows_that_name_them_and_no_other(take_in):
    take_in("编号,姓名,手机\n1,李静怡,13812342217\n", import_guests)
    text = "A2,三月十六,2,李静怡,,\nA4,三月,2,李静怡芳,,\nA5,三月,2,,,请拨138 1234 2217\n"
    take_in(HEADER + text)
    erase_guest(actor=SYSTEM, guest_id=Guest.objects.get().id, typed="李静怡", reason="asked")
    [row] = RefusedRow.objects.exclude(row_number=0)
    assert row.row_number == 3
