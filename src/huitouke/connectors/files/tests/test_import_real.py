"""Real files: Lisbon's customers, files as a Chinese front office exports them, address books of ten programs."""

import pyarrow.parquet as pq
import pytest
import xlsxwriter
from django.db.models import Count

from huitouke.connectors.files.guests import import_guests
from huitouke.guests.models import ContactPoint, Document, Guest, Preference
from huitouke.guests.queries import GuestFilter, list_guests
from huitouke.intake.models import ImportRun, RowReport, SourceRecord
from huitouke.intake.queries import read_content
from huitouke.intake.services import Tally
from huitouke.testing.fixtures import TODAY

LISBON = "customers/lisbon_hotel_customers_sample.parquet"


def test_every_customer_of_lisbon_comes_in_and_is_known_again(shared, take_in, bruno, still_clock):
    path = shared(LISBON)
    rows = pq.ParquetFile(path).metadata.num_rows
    first = take_in(path, system="lisbon")
    assert first.rows == rows == 8149
    assert first.rejected == 0
    assert first.created + first.updated == rows
    assert SourceRecord.objects.filter(system="lisbon").count() == rows
    assert take_in(path, system="lisbon") == Tally(rows=rows, unchanged=rows)
    assert SourceRecord.objects.filter(system="lisbon").count() == rows
    assert_lisbon_is_read_as_it_was_meant(bruno)


def assert_lisbon_is_read_as_it_was_meant(bruno):
    assert not Guest.objects.exclude(name="").exists()
    line = list_guests(bruno.actor, GuestFilter(), today=TODAY).lines[0]
    assert line.shown_name
    kinds = dict(Document.objects.values_list("kind").annotate(Count("id")))
    assert set(kinds) == {"name_hash", "document_hash"}
    assert kinds["name_hash"] == Guest.objects.count()
    assert Preference.objects.exists()
    told = set(RowReport.objects.values_list("code", "outcome").distinct())
    assert {
        ("nationality_other", "repaired"),
        ("age_without_birthday", "repaired"),
        ("name_is_hash", "repaired"),
    } <= told
    assert {outcome for _code, outcome in told} == {"repaired"}
    content = read_content(SourceRecord.objects.filter(system="lisbon").order_by("id")[0])
    kept = " ".join(content)
    assert "Revenue" in kept
    assert ImportRun.objects.count() == 2


ROWS = [
    ["会员卡号", "姓名", "性别", "手机号码", "身份证号码", "生日", "工作单位", "喜好", "忌讳", "车牌号"],
    [
        "V001",
        "單雄信",
        "男",
        "13812345678",
        "11010519491231002X",
        "农历八月十五",
        "瓦岗寨",
        "高楼层、近电梯",
        "不吃香菜",
        "苏E·8K213",
    ],
    ["V002", "吕𠮷", "女", "", "", "5月12日", "", "", "", ""],
    ["V003", "Müller/Anna Ms", "", "+49 30 901820", "", "", "Röhm & Söhne", "", "", ""],
]


def test_a_gb18030_file_comes_in_whole(take_in, write, bruno):
    text = "\r\n".join(",".join(row) for row in ROWS)
    tally = take_in(write(text.encode("gb18030")))
    assert (tally.rows, tally.created, tally.rejected) == (3, 3, 0)
    assert_rows_are_in()


def assert_rows_are_in():
    shan = Guest.objects.get(card_number="V001")
    assert (shan.name, shan.pinyin, shan.birthday_key, shan.company) == (
        "單雄信",
        "shanxiongxin",
        2815,
        "瓦岗寨",
    )
    assert shan.birth_date.isoformat() == "1949-12-31"
    assert sorted(shan.preferences.values_list("kind", "text")) == [
        ("preference", "近电梯"),
        ("preference", "高楼层"),
        ("taboo", "不吃香菜"),
    ]
    assert shan.vehicles.get().plate == "苏E8K213"
    assert Guest.objects.get(card_number="V002").name == "吕𠮷"
    anna = Guest.objects.get(card_number="V003")
    assert "Müller" in anna.name
    assert anna.company == "Röhm & Söhne"
    assert anna.contacts.get().value == "+4930901820"


def test_a_workbook_with_titles_and_merged_headings_comes_in_whole(take_in, tmp_path):
    path = tmp_path / "guests.xlsx"
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("宾客")
    sheet.merge_range(0, 0, 0, 9, "柳岸大酒店 客史档案（内部资料）")
    sheet.merge_range(1, 0, 1, 2, "基本资料")
    sheet.merge_range(1, 3, 1, 9, "联系与喜好")
    for place, row in enumerate(ROWS, start=2):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, cell)
    workbook.close()
    tally = take_in(path)
    assert (tally.rows, tally.created, tally.rejected) == (3, 3, 0)
    assert_rows_are_in()


def test_all_cards_come_in_with_nothing_lost_and_each_refusal_explained(shared, take_in):
    folder = shared("messages/vcard")
    cards = created = 0
    for path in sorted(folder.glob("*.vcf")):
        text = path.read_bytes().upper().replace(b"\x00", b"")
        wanted = text.count(b"BEGIN:VCARD")
        tally = take_in(path, system=f"card {path.name}")
        assert tally.rows == wanted, path.name
        assert tally.rows == tally.created + tally.updated + tally.rejected
        rejected = RowReport.objects.filter(run__system=f"card {path.name}", outcome="rejected").values(
            "row_number"
        )
        assert rejected.distinct().count() == tally.rejected
        assert take_in(path, system=f"card {path.name}") == Tally(rows=wanted, unchanged=wanted)
        cards += wanted
        created += tally.created
    assert cards > 10
    assert created > 0
    assert SourceRecord.objects.count() == cards
    assert ContactPoint.objects.exists()


def test_a_map_names_what_no_heading_tells(take_in, write, tmp_path, bruno):
    mapping = tmp_path / "guests.map"
    mapping.write_text("c1 = name\nc2 = mobile\nc3 = extra:房型\n", encoding="utf-8")
    path = write("c1,c2,c3\n王小明,13812345678,大床\n")
    summary = import_guests(path, actor=bruno.actor, map_file=mapping)
    assert summary.tally.created == 1
    guest = Guest.objects.get()
    assert guest.contacts.get().value == "+8613812345678"
    record = SourceRecord.objects.get(id=guest.origin_record_id)
    assert read_content(record)["extra:房型"] == ["大床"]
    assert record.system == "file"


def test_the_closing_line_has_its_seven_figures(take_in, write, bruno):
    summary = import_guests(write("姓名\n王小明\n\x00李\n"), actor=bruno.actor)
    assert list(summary.summary()) == [
        "rows",
        "created",
        "updated",
        "unchanged",
        "rejected",
        "repaired",
        "seconds",
    ]
    assert summary.summary()["seconds"] >= 0
    assert all(summary.lines())


def test_progress_is_told_up_to_the_end(write, bruno, group):
    told = []
    path = write("姓名\n" + "".join(f"guest {n}\n" for n in range(50)))
    import_guests(path, actor=bruno.actor, progress=lambda *step: told.append(step))
    assert told[-1][:2] == ("guests", 50)


@pytest.mark.parametrize("chunk", [1, 7, 50])
def test_the_size_of_a_chunk_changes_nothing(take_in, monkeypatch, chunk):
    from huitouke.connectors.files import guests as importing

    monkeypatch.setattr(importing, "CHUNK_ROWS", chunk)
    rows = [["编号", "姓名"], *[[str(n % 20), f"guest {n}"] for n in range(50)]]
    assert take_in(rows) == Tally(rows=50, created=20, updated=30)
    assert sorted(Guest.objects.values_list("name", flat=True)) == sorted(f"guest {n}" for n in range(30, 50))
    assert take_in(rows) == Tally(rows=50, unchanged=50)


def test_repeats_are_drained_before_they_fill_the_memory(take_in, monkeypatch):
    from huitouke.connectors.files import guests as importing

    monkeypatch.setattr(importing, "CHUNK_ROWS", 4)
    monkeypatch.setattr(importing, "DRAIN_AT", 3)
    rows = [["编号", "姓名"], *[[str(n % 5), f"guest {n}"] for n in range(40)]]
    assert take_in(rows) == Tally(rows=40, created=5, updated=35)
    assert take_in(rows) == Tally(rows=40, unchanged=40)
