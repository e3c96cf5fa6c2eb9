"""What goes out acts as no formula and comes in again as it was."""

import io

import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from huitouke.connectors.files.exports import defuse, vcard_text, write_csv, write_vcards, write_xlsx
from huitouke.connectors.files.records import open_records
from huitouke.connectors.files.tables import open_table

FORMULAS = ["=1+1", "+86 13800138000", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]


def test_csv_defuses_formulas_and_carries_a_mark():
    stream = io.BytesIO()
    write_csv(stream, ["姓名"], [[text] for text in FORMULAS])
    data = stream.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    for text in FORMULAS:
        assert ("'" + text).encode() in data
    assert not stream.closed


def test_defuses_what_is_defused_already_so_that_reading_is_exact():
    assert defuse("'=1") == "''=1"
    assert defuse("O'Neil") == "O'Neil"


def test_xlsx_holds_formulas_as_text(tmp_path):
    path = tmp_path / "out.xlsx"
    rows = [[text.strip(), "{=1}", "https://example.org", "007"] for text in FORMULAS]
    assert write_xlsx(path, ["姓名", "备注", "网址", "卡号"], rows) == len(rows)
    assert [row.cells for row in open_table(path).rows()] == rows


def test_xlsx_without_rows_still_has_headings(tmp_path):
    path = tmp_path / "out.xlsx"
    assert write_xlsx(path, ["姓名", "手机"], []) == 0
    assert open_table(path).columns == ["姓名", "手机"]


def test_xlsx_goes_on_in_a_second_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr("huitouke.connectors.files.exports._EXCEL_ROWS", 3)
    path = tmp_path / "out.xlsx"
    assert write_xlsx(path, ["姓名"], [["甲"], ["乙"], ["丙"]]) == 3
    assert [row.cells for row in open_table(path).rows()] == [["甲"], ["乙"]]
    assert [row.cells for row in open_table(path, "客人 2").rows()] == [["丙"]]


def test_a_vcard_reads_back_as_the_same_guest(tmp_path):
    raw = {
        "external_id": ["G-1"],
        "name": ["欧阳娜娜"],
        "family_name": ["欧阳"],
        "given_name": ["娜娜"],
        "form_of_address": ["女士"],
        "mobile": ["13800138000"],
        "home_phone": ["021-5555 1234"],
        "office_phone": ["010-66668888"],
        "fax": ["010-66668889"],
        "phone": ["400-800-1234"],
        "email": ["a@example.com", "b@example.com"],
        "wechat": ["ouyang_nn"],
        "qq": ["10001"],
        "company": ["上海某某; 贸易, 有限公司"],
        "position": ["经理"],
        "address": ["上海市浦东新区世纪大道 1 号\\A 座"],
        "birth_date": ["1980-05-12"],
        "note": ["第一行\n第二行：" + "很长" * 60],
        "extra:NICKNAME": ["Nana"],
    }
    path = tmp_path / "out.vcf"
    with path.open("wb") as stream:
        assert write_vcards(stream, [raw, {"name": ["李雷"], "kept_birthday": ["05-12"]}]) == 2
    first, second = list(open_records(path))
    assert first.raw == raw
    assert first.problems == []
    assert second.raw["kept_birthday"] == ["05-12"]
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_other_programs_read_our_vcard():
    card = vobject.readOne(
        vcard_text({"name": ["王 小明"], "mobile": ["13800138000"], "note": ["甲;乙,丙\n丁"]})
    )
    assert card.fn.value == "王 小明"
    assert card.tel.value == "13800138000"
    assert card.note.value == "甲;乙,丙\n丁"


def test_a_vcard_carries_no_identity_document():
    text = vcard_text({"name": ["王"], "id_card": ["11010119900307803X"], "allergy": ["花生"]})
    assert "11010119900307803X" not in text
    assert "花生" not in text


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80))
def test_any_note_survives_a_vcard(tmp_path_factory, note):
    path = tmp_path_factory.mktemp("vcf") / "one.vcf"
    path.write_bytes(vcard_text({"name": ["王"], "note": [f"x{note}x"]}).encode())
    [record] = open_records(path)
    assert record.raw["note"] == [f"x{note}x"]
