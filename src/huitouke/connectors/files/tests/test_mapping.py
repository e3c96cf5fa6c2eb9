"""Maps of columns: their file forms, their mistakes, and rows turned into raw guests."""

import pytest

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.headers import propose_mapping
from huitouke.connectors.files.mapping import ColumnTarget, MapLine, Mapping, apply, parse_map, read_map

LINES = '# 我们的会员系统\n编号 = external_id\n"房间" = extra:房间\n高 层 → flag:高楼层\n密码=ignore\na=b = note\n'
TOML = '[columns]\n"编号" = "external_id"\n"房间" = "extra:房间"\n'
JSON = '{\n  "编号": "external_id",\n  "房间": "extra:房间"\n}'


def test_reads_the_three_forms_of_a_map():
    assert parse_map(LINES) == [
        MapLine("编号", "external_id", 2),
        MapLine("房间", "extra:房间", 3),
        MapLine("高 层", "flag:高楼层", 4),
        MapLine("密码", "ignore", 5),
        MapLine("a=b", "note", 6),
    ]
    assert [(one.column, one.target) for one in parse_map(TOML)] == [
        ("编号", "external_id"),
        ("房间", "extra:房间"),
    ]
    assert parse_map(JSON) == [MapLine("编号", "external_id", 2), MapLine("房间", "extra:房间", 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_reads_a_map_in_any_encoding(write, encoding):
    assert read_map(write("姓 名 = name\n".encode(encoding), "map.txt")) == [MapLine("姓 名", "name", 1)]


@pytest.mark.parametrize(
    ("text", "line", "nearest"),
    [
        ("姓名 = name\n手机号 = moblie\n", 2, "mobile"),
        ('{"姓名": "name",\n "公司": "compny"}', 2, "company"),
        ('"姓名" = "name"\n"微信" = "wechatt"\n', 2, "wechat"),
        ("房号 = extra\n", 1, "extra:房号"),
    ],
)
def test_names_the_line_and_the_nearest_target(text, line, nearest):
    with pytest.raises(UnreadableFile) as caught:
        parse_map(text)
    assert caught.value.code == "bad_map"
    assert caught.value.data["line"] == line
    assert nearest in caught.value.in_language("zh")
    assert nearest in caught.value.in_language("en")


@pytest.mark.parametrize("text", ["姓名 name\n", '{"姓名": name}', "a = name\nb c d\n"])
def test_refuses_what_is_no_map(text):
    with pytest.raises(UnreadableFile) as caught:
        parse_map(text)
    assert caught.value.code == "bad_map"


def test_a_missing_map_is_told(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        read_map(tmp_path / "none.map")
    assert caught.value.code == "file_missing"


def test_a_map_is_laid_over_the_proposal():
    mapping = propose_mapping(["姓名", "房号"], []).with_map([MapLine("房号", "tag", 1)])
    assert mapping.columns[1] == ColumnTarget("房号", "tag", 1.0, "map")
    assert mapping.columns[0].target == "name"


def test_a_map_of_an_absent_column_names_the_nearest():
    with pytest.raises(UnreadableFile) as caught:
        propose_mapping(["客人姓名", "手机"], []).with_map([MapLine("客人性名", "name", 3)])
    assert caught.value.data["line"] == 3
    assert "客人姓名" in str(caught.value)


def test_survives_json():
    mapping = propose_mapping(["姓名", "SRHighFloor", "房号"], [])
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert "高楼层" in mapping.to_json()


def test_turns_cells_into_a_raw_guest():
    mapping = Mapping(
        tuple(
            ColumnTarget(column, target)
            for column, target in {
                "编号": "external_id",
                "手机": "mobile",
                "手机2": "mobile",
                "高层": "flag:高楼层",
                "安静": "flag:安静房间",
                "喜好": "preference",
                "房号": "extra:房号",
                "密码": "ignore",
                "过敏": "allergy",
            }.items()
        )
    )
    raw_guest = apply(mapping)
    assert raw_guest(["7", " 138 ", "139", "是", "0", "乳胶枕", "801", "x", "无"]) == {
        "external_id": ["7"],
        "mobile": ["138", "139"],
        "preference": ["乳胶枕", "高楼层"],
        "extra:房号": ["801"],
    }
    assert raw_guest(["", " ", "NULL", "1.0", "TRUE", "", "-", "", ""]) == {
        "preference": ["高楼层", "安静房间"]
    }
    assert raw_guest([""] * 9) == {}
