"""Hostile and broken files: an import takes what can be taken, refuses the rest in words, and crashes never."""

import contextlib
import os
import random
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.db import connection

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.guests.models import Guest
from huitouke.intake.models import SourceRecord
from huitouke.intake.services import Tally

FACTS = ("contactpoint", "document", "vehicle", "preference", "note", "guesttag")


def assert_nothing_is_half_written():
    """Each accepted record has one link, each link a guest, each guest and each row a record that is there."""
    checks = [
        "SELECT count(*) FROM intake_sourcerecord r LEFT JOIN identity_link l ON l.record_id = r.id"
        " WHERE (r.state = 0) <> (l.record_id IS NOT NULL)",
        "SELECT count(*) FROM identity_link l LEFT JOIN intake_sourcerecord r ON r.id = l.record_id WHERE r.id IS NULL",
        "SELECT count(*) FROM guests_guest g LEFT JOIN identity_link l ON l.record_id = g.origin_record_id"
        " AND l.guest_id = g.id WHERE l.record_id IS NULL",
    ]
    checks += [
        f"SELECT count(*) FROM guests_{fact} f LEFT JOIN identity_link l ON l.record_id = f.record_id"
        " AND l.guest_id = f.guest_id WHERE l.record_id IS NULL"
        for fact in FACTS
    ]
    with connection.cursor() as cursor:
        for check in checks:
            cursor.execute(check)
            assert cursor.fetchone() == (0,), check


@pytest.fixture
def survive(take_in):
    """Import, or be refused as unreadable; either way nothing is half-written, and again changes nothing. The
    tally, or None."""

    def run(given, **options):
        tally = None
        with contextlib.suppress(UnreadableFile):
            tally = take_in(given, **options)
            assert tally.rows == tally.created + tally.updated + tally.unchanged + tally.rejected
            assert take_in(given, **options) == Tally(rows=tally.rows, unchanged=tally.rows)
        assert_nothing_is_half_written()
        return tally

    return run


HEAD = ["编号", "姓名", "手机", "出生日期", "身份证号", "备注", "标签", "喜好"]

CELLS = {
    "formula": '=HYPERLINK("http://x","y")',
    "command formula": "@SUM(1+1)*cmd|' /C calc'!A0",
    "plus formula": "+1+1",
    "NUL": "王\x00小\x00明",
    "emoji": "👨‍👩‍👧‍👦 王 😀",
    "right to left": "\u202eמשה כהן\u202c",
    "two hundred signs": "名" * 200,
    "ten thousand signs": "x" * 10_001,
    "impossible date": "1980-02-30",
    "wrong checksum": "110105194912310021",
    "backslash N": "\\N",
    "end of COPY": "\\.",
    "tabs and lines": "a\tb\r\nc\\n",
    "braces": '{"a","b"}',
    "quotes": "'; DROP TABLE guests_guest; --",
    "template": "{{ 7*7 }}{% debug %}${7*7}",
    "markup": "<script>alert(1)</script>",
    "private use": "\ue000\U000f0000",
    "noncharacter": "\ufffe\uffff",
    "zero widths": "\u200b\u200d\ufeff",
    "combining": "a" + "\u0301" * 500,
    "number": "1.38E+10",
    "infinity": "inf",
    "null": "NULL",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_odd_cells_crash_nothing_in_any_column(survive, text):
    rows = [HEAD, [text] * len(HEAD), ["c", "王小明", "", "", "", "", "", ""]]
    for column in range(len(HEAD)):
        row = [f"c{column}", "王小明", "", "", "", "", "", ""]
        row[column] = text
        rows.append(row)
    assert survive(rows) is not None
    assert Guest.objects.filter(name="王小明").exists()


def test_a_formula_is_kept_as_text(survive):
    survive([HEAD, ["1", "王小明", "", "", "", "=1+1", "", ""]])
    assert Guest.objects.get().notes.get().text == "=1+1"


def test_a_cell_of_ten_megabytes_costs_its_row_only(survive):
    tally = survive(
        [HEAD, ["1", "x" * (11 << 20), "", "", "", "", "", ""], ["2", "王小明", "", "", "", "", "", ""]]
    )
    assert (tally.created, tally.rejected) == (1, 1)


def test_a_zip_bomb_named_as_a_workbook_is_refused(survive, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"0" * (1 << 20))
    assert survive(path) is None
    assert not SourceRecord.objects.exists()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".xls", ".parquet", ".vcf", ".bin"])
@pytest.mark.parametrize(
    "head",
    [b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"BEGIN:VCARD\r\n", b"\xff\xfe"],
)
def test_noise_is_refused_or_taken_and_crashes_nothing(survive, tmp_path, suffix, head):
    noise = random.Random(7).randbytes(3000)
    path = tmp_path / f"noise{suffix}"
    path.write_bytes(head + noise)
    survive(path)


def cut_files(tmp_path):
    """A good workbook, Parquet file, CSV and card file."""
    book = tmp_path / "whole.xlsx"
    workbook = xlsxwriter.Workbook(book)
    sheet = workbook.add_worksheet()
    for row in range(30):
        for column, cell in enumerate(
            HEAD if row == 0 else [str(row), f"guest {row}", "13812345678", "", "", "", "", ""]
        ):
            sheet.write_string(row, column, cell)
    workbook.close()
    table = tmp_path / "whole.parquet"
    pq.write_table(pa.table({"姓名": [f"guest {n}" for n in range(200)]}), table)
    lines = tmp_path / "whole.csv"
    lines.write_text("姓名,手机\n" + 'guest "one",1\n"open,2\n' * 40)
    cards = tmp_path / "whole.vcf"
    cards.write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Guest\r\nTEL:13812345678\r\nEND:VCARD\r\n" * 20)
    return [book, table, lines, cards]


def test_files_cut_off_anywhere_crash_nothing(survive, tmp_path):
    for path in cut_files(tmp_path):
        whole = path.read_bytes()
        for share in (0.03, 0.3, 0.6, 0.97):
            cut = tmp_path / f"cut{share}{path.suffix}"
            cut.write_bytes(whole[: int(len(whole) * share)])
            survive(cut)


def test_files_with_altered_bytes_crash_nothing(survive, tmp_path):
    rnd = random.Random(11)
    for path in cut_files(tmp_path):
        whole = path.read_bytes()
        for number in range(8):
            altered = bytearray(whole)
            for _ in range(rnd.randrange(1, 20)):
                altered[rnd.randrange(len(altered))] = rnd.randrange(256)
            damaged = tmp_path / f"altered{number}{path.suffix}"
            damaged.write_bytes(altered)
            survive(damaged)


def test_parquet_with_nul_and_odd_columns_crashes_nothing(survive, tmp_path):
    path = tmp_path / "odd.parquet"
    table = pa.table(
        {
            "guest_id": ["a\x00b", "\x00", None, "a\x00b"],
            "name": ["王\x00小明", None, "李", "王"],
            "note\x00": ["x\x00", "y", None, ""],
            "": [1, 2, 3, 4],
            "bytes": [b"\xff\x00", b"", None, b"x"],
            "nested": [{"a": 1}, None, {"a": 2}, {"a": 3}],
            "list": [[1, 2], [], None, [3]],
            "big": pa.array([2**63, 0, 1, 2], pa.uint64()),
            "real": [float("nan"), float("inf"), -0.0, 1e300],
        }
    )
    pq.write_table(table, path)
    assert survive(path) is not None


@pytest.mark.parametrize(
    "content",
    [
        "姓名\n",
        "姓名",
        "姓名,姓名,姓名\n王,李,赵\n",
        ",,,\n,,,\n",
        "姓名,手机\n" + "," * 50_000 + "\n",
        "姓名\t手机\n王\t1\n",
        "姓名;手机\n王;1\n",
        '姓名,备注\n王,"never closed\nLi,x\n',
        "\ufeff姓名\r\n王\r\n",
        "姓名\r王\r李\r",
        "姓名\n" + "\n" * 10_000 + "王\n",
    ],
)
def test_odd_tables_crash_nothing(survive, content):
    survive(content)


@pytest.mark.parametrize(
    "card",
    [
        "BEGIN:VCARD\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nBEGIN:VCARD\r\nBEGIN:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=GB2312:=CD=F5=\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\\n\\,\\;\\\\\r\nBDAY:--0230\r\nTEL;TYPE=:\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:" + "x" * 300_000 + "\r\nEND:VCARD\r\n",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:\x00\r\nFN:王\x00明\r\nPHOTO;ENCODING=b:%%%\r\nEND:VCARD\r\n",
    ],
)
def test_odd_cards_crash_nothing(survive, write, card):
    survive(write(card, "cards.vcf"))


def test_a_file_whose_name_is_no_utf8_comes_in(take_in, tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/g\xff.csv"))
    path.write_text("姓名\n王小明\n")
    assert take_in(path).created == 1


@pytest.mark.parametrize("system", ["x" * 5000, "王 😀", "a'b\"c%", "\t"])
def test_odd_names_of_systems_crash_nothing(take_in, system):
    assert take_in("姓名\n王小明\n", system=system).created == 1
