"""Excel workbooks: headings under titles and merges, cells as text, and files that must stay shut."""

import datetime
import struct
import zipfile
import zlib

import pytest
import xlsxwriter

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.rows import CELL_LIMIT
from huitouke.connectors.files.tables import open_table

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="{}"/></Relationships>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="客人" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def raw_workbook(path, sheet_data, **more):
    """A workbook written by hand, for what no honest program writes."""
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{sheet_data}</sheetData></worksheet>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


def inline(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "guests.xlsx"
    return xlsxwriter.Workbook(path)


def finish(workbook):
    workbook.close()
    return workbook.filename


def code_of(path, **options):
    with pytest.raises(UnreadableFile) as caught:
        open_table(path, **options)
    assert caught.value.in_language("zh") != caught.value.in_language("en")
    return caught.value.code


def test_resolves_titles_and_merged_headings(book):
    sheet = book.add_worksheet()
    sheet.merge_range("A1:F1", "某某酒店客史档案")
    sheet.merge_range("A3:A4", "姓名")
    sheet.merge_range("B3:C3", "联系方式")
    sheet.merge_range("D3:E3", "证件")
    sheet.merge_range("F3:F4", "备注")
    sheet.write_row("B4", ["手机", "邮箱", "证件类型", "证件号码"])
    sheet.write_row("A5", ["王小明", "13800138000", "a@b.cn", "身份证", "11010119900307803X", "靠窗"])
    table = open_table(finish(book))
    assert table.kind == "xlsx"
    assert table.columns == [
        "姓名",
        "联系方式/手机",
        "联系方式/邮箱",
        "证件/证件类型",
        "证件/证件号码",
        "备注",
    ]
    assert [(row.number, row.cells[1]) for row in table.rows()] == [(5, "13800138000")]


def test_resolves_headings_away_from_the_corner(book):
    sheet = book.add_worksheet()
    sheet.merge_range("C3:D3", "联系方式")
    sheet.merge_range("B3:B4", "姓名")
    sheet.write_row("C4", ["手机", "邮箱"])
    sheet.write_row("B5", ["王小明", 13800138000, "a@b.cn"])
    table = open_table(finish(book))
    assert table.columns == ["姓名", "联系方式/手机", "联系方式/邮箱"]
    assert [row.cells for row in table.rows()] == [["王小明", "13800138000", "a@b.cn"]]


def test_a_group_over_one_row_of_headings_below_a_plain_title(book):
    sheet = book.add_worksheet()
    sheet.write("A1", "客人名单")
    sheet.write_row("A2", ["姓名", "手机"])
    sheet.write_row("A3", ["王", "1"])
    assert open_table(finish(book)).columns == ["姓名", "手机"]


def test_a_text_merged_down_the_rows_belongs_to_each(book):
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["姓名", "公司", "手机"])
    sheet.merge_range("B2:B4", "某某贸易")
    for line, name in enumerate(["甲", "乙", "丙", "丁"], start=1):
        sheet.write(line, 0, name)
    assert [row.cells[1] for row in open_table(finish(book)).rows()] == ["某某贸易"] * 3 + [""]


def test_cells_become_text_as_a_person_reads_them(book):
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    clock = book.add_format({"num_format": "hh:mm"})
    sheet.write_row("A1", ["姓名", "手机", "出生日期", "备注", "年龄", "喜好", "标签", "地址"])
    sheet.write("A2", "王")
    sheet.write("B2", 13800138000)
    sheet.write_datetime("C2", datetime.datetime(1980, 3, 2), day)  # noqa: DTZ001
    sheet.write_datetime("D2", datetime.datetime(2026, 1, 2, 3, 4, 5), instant)  # noqa: DTZ001
    sheet.write("E2", 30.5)
    sheet.write("F2", True)
    sheet.write_datetime("G2", datetime.time(8, 30), clock)
    assert [row.cells for row in open_table(finish(book)).rows()] == [
        ["王", "13800138000", "1980-03-02", "2026-01-02 03:04:05", "30.5", "true", "08:30:00", ""]
    ]


def test_a_formula_gives_its_last_value_and_formula_text_stays_text(book):
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["姓名", "年龄", "备注"])
    sheet.write("A2", "王")
    sheet.write_formula("B2", "=20+22", value=42)
    sheet.write_string("C2", "=cmd|' /C calc'!A0")
    assert [row.cells for row in open_table(finish(book)).rows()] == [["王", "42", "=cmd|' /C calc'!A0"]]


def test_tells_of_digits_that_excel_has_lost(book):
    sheet = book.add_worksheet()
    sheet.write_row("A1", ["姓名", "身份证号"])
    sheet.write_row("A2", ["王", 110101199003078030])
    [row] = open_table(finish(book)).rows()
    assert row.problems == (("digits_lost", {"column": "身份证号"}),)


def test_takes_the_first_sheet_with_anything_or_the_named_one(book):
    book.add_worksheet("空")
    for name in ("甲", "乙"):
        sheet = book.add_worksheet(name)
        sheet.write_row("A1", ["姓名", "手机"])
        sheet.write_row("A2", [name, "1"])
    path = finish(book)
    assert open_table(path).rows().__next__().cells[0] == "甲"
    assert open_table(path, "乙").rows().__next__().cells[0] == "乙"
    with pytest.raises(UnreadableFile) as caught:
        open_table(path, "丙")
    assert caught.value.code == "sheet_not_found"
    assert "甲" in str(caught.value)


def test_an_empty_workbook_has_no_rows(book):
    book.add_worksheet()
    assert code_of(finish(book)) == "no_rows"


def test_keeps_long_names_emoji_and_right_to_left_text(book):
    sheet = book.add_worksheet()
    names = ["名" * 200, "小明🏨👨‍👩‍👧", "محمد عبد الله"]
    sheet.write_row("A1", ["姓名", "手机"])
    sheet.write_column("A2", names)
    assert [row.cells[0] for row in open_table(finish(book)).rows()] == names


@pytest.mark.parametrize("content", [b"hello", "姓名,手机\n王,1\n".encode(), b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_refuses_text_under_the_name_of_a_workbook(write, content):
    assert code_of(write(content, "guests.xlsx")) == "wrong_content"


def test_refuses_another_zip_under_the_name_of_a_workbook(tmp_path):
    path = tmp_path / "guests.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert code_of(path) == "wrong_content"


def test_refuses_a_cut_off_workbook(book):
    book.add_worksheet().write_row("A1", ["姓名", "手机"])
    path = finish(book)
    path.write_bytes(path.read_bytes()[:-200])
    assert code_of(path) == "damaged_workbook"


def test_refuses_a_workbook_with_a_damaged_part(tmp_path):
    path = raw_workbook(tmp_path / "guests.xlsx", '<row r="1"><c r="A1"><v>1</v></row>')
    assert code_of(path) in {"damaged_workbook", "no_rows"}


def test_refuses_a_zip_bomb_before_opening_it(tmp_path):
    path = tmp_path / "guests.xlsx"
    raw_workbook(path, "", xl__media__zeros=b"\0" * (80 << 20))
    assert path.stat().st_size < 1 << 20
    assert code_of(path) == "zip_ratio"
    assert code_of(path, unpacked_limit=10 << 20) == "zip_bomb"


def test_refuses_a_zip_bomb_that_lies_about_its_size(tmp_path):
    path = raw_workbook(tmp_path / "guests.xlsx", "", xl__media__zeros=b"\0" * (80 << 20))
    data = path.read_bytes()
    real, told = struct.pack("<I", 80 << 20), struct.pack("<I", 1000)
    place = data.index(b"xl/media/zeros") - 30 + 22
    last = data.rindex(b"xl/media/zeros") - 46 + 24
    assert data[place : place + 4] == data[last : last + 4] == real
    path.write_bytes(data[:place] + told + data[place + 4 : last] + told + data[last + 4 :])
    assert code_of(path) == "zip_bomb"


def test_refuses_too_many_parts(tmp_path):
    path = raw_workbook(tmp_path / "guests.xlsx", "", **{f"xl__p{n}": b"" for n in range(10_001)})
    assert code_of(path) == "zip_entries"


def test_refuses_a_sheet_whose_cells_reach_too_far(tmp_path):
    far = f'<row r="1">{inline("A1", "姓名")}</row><row r="1048576">{inline("XFD1048576", "远")}</row>'
    assert code_of(raw_workbook(tmp_path / "guests.xlsx", far)) == "sheet_too_large"


def test_refuses_a_long_shared_text_used_a_million_times(tmp_path, monkeypatch):
    monkeypatch.setattr("huitouke.connectors.files.workbook_guard.TEXT_LIMIT", 10 << 20)
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2001))
    shared = f"<sst><si><t>{'长' * 3000}</t></si></sst>"
    path = raw_workbook(
        tmp_path / "guests.xlsx", cells, xl__sharedStrings=b"", **{"xl__sharedStrings.xml": shared}
    )
    assert code_of(path) == "zip_bomb"


def test_a_cell_over_the_limit_costs_only_its_row(tmp_path):
    noise = zlib.compress(b"x").hex() + "长" * CELL_LIMIT
    rows = (
        f'<row r="1">{inline("A1", "姓名")}{inline("B1", "备注")}</row>'
        f'<row r="2">{inline("A2", "王")}{inline("B2", noise)}</row>'
        f'<row r="3">{inline("A3", "李")}{inline("B3", "好")}</row>'
    )
    path = raw_workbook(tmp_path / "guests.xlsx", rows)
    first, second = open_table(path).rows()
    assert first.cells == ["王", ""]
    assert first.problems == (("too_long", {"column": "备注", "limit_mb": 10}),)
    assert second.cells == ["李", "好"]


def test_refuses_a_workbook_with_a_password(write):
    ole = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(480)
    )
    assert code_of(write(ole, "guests.xlsx")) == "encrypted"


def test_refuses_a_broken_old_workbook(write):
    assert (
        code_of(write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000), "guests.xls")) == "damaged_workbook"
    )


def biff(code, body):
    return struct.pack("<HH", code, len(body)) + body


def old_workbook(rows):
    """A minimal Excel 97 workbook: a compound file with one BIFF8 stream of label and number cells."""
    globals_start = biff(0x809, struct.pack("<HHHHII", 0x600, 0x5, 0x1CAF, 0x7CD, 0, 6))
    name = "Sheet1"
    sheet_entry = len(name).to_bytes(1, "little") + b"\0" + name.encode()
    position = len(globals_start) + 4 + 6 + len(sheet_entry) + 4
    stream = globals_start + biff(0x85, struct.pack("<IBB", position, 0, 0) + sheet_entry) + biff(0x0A, b"")
    stream += biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x1CAF, 0x7CD, 0, 6))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body = struct.pack("<HHHHB", r, c, 0, len(value), 1) + text
                stream += biff(0x204, body)
            else:
                stream += biff(0x203, struct.pack("<HHHd", r, c, 0, value))
    stream += biff(0x0A, b"")
    stream += bytes(max(0, 4096 - len(stream)))
    stream += bytes(-len(stream) % 512)
    sectors = len(stream) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    fat += [0xFFFFFFFF] * (128 - len(fat))

    def entry(title, kind, start, size, child=0xFFFFFFFF):
        encoded = title.encode("utf-16-le")
        head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
        return head + struct.pack("<III16xI16xIQ", 0xFFFFFFFF, 0xFFFFFFFF, child, 0, start, size)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(stream)) + bytes(256)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0
    )
    header += struct.pack("<I", 0)[:0] + b"\xff" * (512 - len(header))
    return header[:76] + struct.pack("<I", 0) + header[80:] + struct.pack("<128I", *fat) + directory + stream


def test_reads_an_old_workbook(write):
    path = write(old_workbook([["姓名", "手机"], ["王小明", 13800138000.0], ["李雷", 2.5]]), "guests.xls")
    table = open_table(path)
    assert table.kind == "xls"
    assert table.columns == ["姓名", "手机"]
    assert [row.cells for row in table.rows()] == [["王小明", "13800138000"], ["李雷", "2.5"]]


@pytest.mark.parametrize("place", [512 + 4 * 3, 512 + 4])
def test_refuses_an_old_workbook_whose_chain_runs_in_a_circle(write, place):
    data = bytearray(old_workbook([["姓名", "手机"], ["王小明", 1.0]]))
    data[place : place + 4] = struct.pack("<I", place // 4 - 128)
    assert code_of(write(bytes(data), "guests.xls")) == "damaged_workbook"


def test_reads_a_workbook_named_as_the_old_kind(book):
    book.add_worksheet().write_column("A1", ["姓名", "王"])
    path = finish(book)
    renamed = path.with_suffix(".xls")
    path.rename(renamed)
    assert open_table(renamed).kind == "xlsx"
