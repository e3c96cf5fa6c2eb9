"""Every kind of file as raw guests, and the public files of the reference data."""

import pytest
import xlsxwriter

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.mapping import MapLine
from huitouke.connectors.files.records import OVERFLOW, Record, open_records

LISBON = {
    "ID": "external_id",
    "Nationality": "nationality",
    "Age": "age",
    "DaysSinceCreation": "extra:DaysSinceCreation",
    "NameHash": "name_hash",
    "DocIDHash": "document_hash",
    "AverageLeadTime": "extra:AverageLeadTime",
    "LodgingRevenue": "extra:LodgingRevenue",
    "OtherRevenue": "extra:OtherRevenue",
    "BookingsCanceled": "extra:BookingsCanceled",
    "BookingsNoShowed": "extra:BookingsNoShowed",
    "BookingsCheckedIn": "extra:BookingsCheckedIn",
    "PersonsNights": "extra:PersonsNights",
    "RoomNights": "extra:RoomNights",
    "DaysSinceLastStay": "extra:DaysSinceLastStay",
    "DaysSinceFirstStay": "extra:DaysSinceFirstStay",
    "DistributionChannel": "extra:DistributionChannel",
    "MarketSegment": "extra:MarketSegment",
    "SRHighFloor": "flag:高楼层",
    "SRLowFloor": "flag:低楼层",
    "SRAccessibleRoom": "flag:无障碍客房",
    "SRMediumFloor": "flag:中间楼层",
    "SRBathtub": "flag:要有浴缸",
    "SRShower": "flag:要有淋浴",
    "SRCrib": "flag:加婴儿床",
    "SRKingSizeBed": "flag:特大床",
    "SRTwinBed": "flag:双床",
    "SRNearElevator": "flag:靠近电梯",
    "SRAwayFromElevator": "flag:远离电梯",
    "SRNoAlcoholInMiniBar": "flag:迷你吧不放酒",
    "SRQuietRoom": "flag:安静房间",
}


def test_the_lisbon_file_needs_no_map(shared):
    records = open_records(shared("customers/lisbon_hotel_customers_sample.parquet"))
    assert records.mapping.targets == LISBON
    assert records.row_count == 8149
    everything = list(records)
    assert len(everything) == 8149
    assert all(record.problems == [] for record in everything)
    assert len({record.raw["external_id"][0] for record in everything}) == 8149
    wishes = [wish for record in everything for wish in record.raw.get("preference", [])]
    assert wishes.count("高楼层") == 387
    assert wishes.count("特大床") == 2941
    assert wishes.count("靠近电梯") == 2
    assert everything[0].raw == {
        "external_id": ["10"],
        "nationality": ["Other"],
        "age": ["25"],
        "name_hash": ["0x801B08C30D1A38E502BFC39A7914A2FF786C353FE409DE3524585487FAB951F9"],
        "document_hash": ["0x0659443C9197CB0C2B728362C9837E67A72B3BA7D579842A41FD8977049A2679"],
        "extra:DaysSinceCreation": ["1095"],
        "extra:AverageLeadTime": ["96"],
        "extra:LodgingRevenue": ["174"],
        "extra:OtherRevenue": ["69"],
        "extra:BookingsCanceled": ["0"],
        "extra:BookingsNoShowed": ["0"],
        "extra:BookingsCheckedIn": ["1"],
        "extra:PersonsNights": ["6"],
        "extra:RoomNights": ["3"],
        "extra:DaysSinceLastStay": ["1098"],
        "extra:DaysSinceFirstStay": ["1098"],
        "extra:DistributionChannel": ["Other"],
        "extra:MarketSegment": ["Travel Agent/Operator"],
    }


GB18030 = (
    "客户编号;客人姓名;联系电话;证件号码;生日;房号\nG1;王小明;13800138000;11010119900307803X;1990-03-07;801\n"
)
GUEST = {
    "external_id": ["G1"],
    "name": ["王小明"],
    "mobile": ["13800138000"],
    "id_card": ["11010119900307803X"],
    "birth_date": ["1990-03-07"],
    "extra:房号": ["801"],
}


def test_a_chinese_text_table_comes_in_whole(write):
    records = open_records(write(GB18030.encode("gb18030")))
    assert records.encoding == "gb18030"
    assert list(records) == [Record(2, GUEST, [])]


def test_a_workbook_with_merged_headings_comes_in_whole(tmp_path):
    path = tmp_path / "guests.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:E1", "客史档案")
        sheet.merge_range("A2:A3", "姓名")
        sheet.merge_range("B2:C2", "联系方式")
        sheet.merge_range("D2:E2", "客房喜好")
        sheet.write_row("B3", ["手机", "邮箱", "高楼层", "安静"])
        sheet.write_row("A4", ["王小明", "13800138000", "a@b.cn", "是", "否"])
    [record] = open_records(path)
    assert record == Record(
        4, {"name": ["王小明"], "mobile": ["13800138000"], "email": ["a@b.cn"], "preference": ["高楼层"]}, []
    )


def test_a_persons_map_wins(write):
    records = open_records(
        write(GB18030), said=[MapLine("房号", "tag", 1), MapLine("生日", "kept_birthday", 2)]
    )
    [record] = records
    assert record.raw["tag"] == ["801"]
    assert record.raw["kept_birthday"] == ["1990-03-07"]


def test_a_stored_mapping_fits_a_file_with_other_columns(write):
    mapping = open_records(write(GB18030)).mapping
    [record] = open_records(write("房号,客人姓名,新列\n801,王小明,x\n", "next.csv"), mapping)
    assert record.raw == {"extra:房号": ["801"], "name": ["王小明"], "extra:新列": ["x"]}


def test_cells_beyond_the_columns_are_kept(write):
    [record] = open_records(write("姓名,手机\n王,1,多\n"))
    assert record.raw[OVERFLOW] == ["多"]
    assert record.problems[0][0] == "overflow"


def test_a_sample_is_the_beginning(write):
    records = open_records(write("姓名,手机\n" + "王,1\n" * 50))
    assert [record.number for record in records.sample(3)] == [2, 3, 4]
    assert len(list(records)) == 50


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.csv", None, "file_missing"),
        ("a.pdf", b"%PDF-1.7", "unknown_kind"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "unknown_kind"),
        ("a.vcf", b"hello", "no_cards"),
        ("a.csv", b"", "empty_file"),
    ],
)
def test_refuses_what_it_cannot_read(tmp_path, name, content, code):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        open_records(path)
    assert caught.value.code == code


def test_goes_by_content_where_the_name_says_another_kind(write):
    assert open_records(write("BEGIN:VCARD\nFN:王\nEND:VCARD\n", "guests.txt")).kind == "vcard"
    assert open_records(write("姓名\t手机\n王\t1\n", "guests.xls")).kind == "csv"
