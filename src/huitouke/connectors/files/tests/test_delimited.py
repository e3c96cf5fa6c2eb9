"""Text tables: encodings, delimiters, quotes, and what hotels' exports get wrong."""

import codecs
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.exports import write_csv
from huitouke.connectors.files.rows import CELL_LIMIT
from huitouke.connectors.files.tables import open_table

PLAIN = "姓名,手机,备注\n王小明,13800138000,靠窗\n李雷,13900139000,\n"
ROWS = [["王小明", "13800138000", "靠窗"], ["李雷", "13900139000", ""]]


def cells(path):
    return [row.cells for row in open_table(path).rows()]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode("utf-8"), "utf-8"),
        (PLAIN.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF8 + PLAIN.encode("utf-8"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + PLAIN.encode("utf-32-le"), "utf-32"),
    ],
)
def test_finds_the_encoding_by_itself(write, content, encoding):
    path = write(content)
    table = open_table(path)
    assert table.encoding == encoding
    assert table.columns == ["姓名", "手机", "备注"]
    assert cells(path) == ROWS


def test_reads_utf16_without_a_mark(write):
    text = "name,mobile,email\n" + "Ann,123,a@b.cn\n" * 20
    assert open_table(write(text.encode("utf-16-le"))).encoding == "utf-16-le"


def test_reads_rare_signs_of_gb18030(write):
    path = write("姓名,手机\n㐂䶮,13800138000\n𠮷野,13900139000\n".encode("gb18030"))
    assert [row[0] for row in cells(path)] == ["㐂䶮", "𠮷野"]


def test_tells_where_text_cannot_be_decoded(write):
    head = "姓名,手机\n".encode("gb18030")
    with pytest.raises(UnreadableFile) as caught:
        open_table(write(head + b"\xff\xff,1\n"))
    assert caught.value.code == "unknown_encoding"
    assert caught.value.data["offset"] == len(head)


def test_does_not_read_damaged_utf8_as_gb18030(write):
    good = "姓名,手机\n王小明,1\n".encode()
    with pytest.raises(UnreadableFile) as caught:
        open_table(write(good + b"\xe5\xe5,2\n"))
    assert caught.value.code == "damaged_text"
    assert caught.value.data["offset"] == len(good)


def test_tells_the_offset_beyond_the_first_chunk(write):
    good = ("姓名,手机\n" + "王小明,13800138000\n" * 60_000).encode()
    assert len(good) > 1 << 20
    with pytest.raises(UnreadableFile) as caught:
        open_table(write(good + b"\xe7\x8e,2\n"))
    assert caught.value.data["offset"] == len(good)


def test_refuses_western_letters_that_would_turn_into_hanzi(write):
    with pytest.raises(UnreadableFile) as caught:
        open_table(write("name,mobile\nMüller,1\nJosé Pérez,2\nSchröder,3\n".encode("latin-1")))
    assert caught.value.code == "unknown_encoding"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter_by_itself(write, delimiter):
    text = PLAIN.replace(",", delimiter).replace("靠窗", '"靠窗, 高楼; 安静 | 加被"')
    rows = cells(write(text))
    assert rows[0] == ["王小明", "13800138000", "靠窗, 高楼; 安静 | 加被"]


def test_obeys_the_delimiter_that_excel_wrote_down(write):
    table = open_table(write("sep=;\n姓名;手机\n王,1,2;3\n"))
    assert table.columns == ["姓名", "手机"]
    assert [row.cells for row in table.rows()] == [["王,1,2", "3"]]


def test_reads_quotes_with_line_breaks_and_quotes(write):
    path = write('姓名,备注\n王,"第一行\n第二行 ""加急"""\n李,好\n')
    rows = list(open_table(path).rows())
    assert rows[0].cells == ["王", '第一行\n第二行 "加急"']
    assert [row.number for row in rows] == [2, 3]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_reads_every_kind_of_line_end(write, end):
    assert cells(write(PLAIN.replace("\n", end))) == ROWS


def test_counts_blank_rows_but_leaves_them_out(write):
    rows = list(open_table(write("姓名,手机\n\n王,1\n,\n李,2\n")).rows())
    assert [(row.number, row.cells[0]) for row in rows] == [(3, "王"), (5, "李")]


def test_pads_short_rows_and_keeps_long_ones(write):
    rows = list(open_table(write("姓名,手机,备注\n王\n李,1,好,多,余\n张,2,好,,\n")).rows())
    assert rows[0].cells == ["王", "", ""]
    assert rows[1].cells == ["李", "1", "好"]
    assert rows[1].overflow == ("多", "余")
    assert rows[1].problems == (("overflow", {"count": 2, "label": "overflow"}),)
    assert rows[2].overflow == ()
    assert rows[2].problems == ()


def test_removes_nul_signs_and_says_so(write):
    rows = list(open_table(write("姓名,手机\n王\0小明,1\n李雷,2\n")).rows())
    assert [row.cells[0] for row in rows] == ["王小明", "李雷"]
    assert rows[0].problems == (("nul_removed", {"count": 1}),)
    assert rows[1].problems == ()


@pytest.mark.parametrize("quoted", [True, False])
def test_a_cell_over_the_limit_costs_only_its_row(write, quoted):
    long = "长" * (CELL_LIMIT + 1)
    long = f'"{long}\n{long[:5]}"' if quoted else long
    rows = list(open_table(write(f"姓名,备注,手机\n王,好,1\n李,{long},2\n张,好,3\n")).rows())
    assert [row.cells for row in rows] == [["王", "好", "1"], ["李", "", "2"], ["张", "好", "3"]]
    assert rows[1].problems == (("too_long", {"column": "备注", "limit_mb": 10}),)


def test_an_unclosed_quote_does_not_swallow_the_rows_behind_it(write):
    rows = list(open_table(write('姓名,手机,备注\n王,1,好\n李,2,"靠窗\n张,3,好\n赵,4,"好, 很好"\n')).rows())
    assert [row.cells for row in rows] == [
        ["王", "1", "好"],
        ["李", "2", '"靠窗'],
        ["张", "3", "好"],
        ["赵", "4", "好, 很好"],
    ]
    assert rows[1].problems == (("unterminated_quote", {"line": 3}),)
    assert [row.number for row in rows] == [2, 3, 4, 5]


def test_an_unclosed_quote_at_the_end_keeps_its_lines_together(write):
    rows = list(open_table(write('姓名,手机,备注\n王,1,"靠窗\n不要吵')).rows())
    assert [row.cells for row in rows] == [["王", "1", "靠窗\n不要吵"]]
    assert rows[0].problems[0][0] == "unterminated_quote"


def test_an_unclosed_quote_before_megabytes_is_mended_too(write):
    tail = "".join(f"客人{n},{n},普通的备注,再来一格\n" for n in range(300_000))
    assert len(tail) > CELL_LIMIT // 2
    rows = list(open_table(write('姓名,手机,备注,其他\n王,1,"坏,\n' + tail)).rows())
    assert len(rows) == 300_001
    assert rows[0].cells[:3] == ["王", "1", '"坏']
    assert rows[-1].cells[0] == "客人299999"


def test_mends_a_file_of_unclosed_quotes(write):
    text = "姓名,手机,备注\n" + "".join(f'客人{n},{n},"坏\n甲{n},1,好\n' for n in range(300))
    rows = list(open_table(write(text)).rows())
    assert [row.cells[0] for row in rows] == [f"{who}{n}" for n in range(300) for who in ("客人", "甲")]
    assert sum(row.problems != () for row in rows) == 300


def test_gives_up_on_unclosed_quotes_with_a_refused_row(write, monkeypatch):
    monkeypatch.setattr("huitouke.connectors.files.delimited._REPLAY_LIMIT", 10)
    text = "姓名,手机,备注\n" + "".join(f'客人{n},{n},"坏\n甲,1,好\n' for n in range(9))
    codes = [code for row in open_table(write(text)).rows() for code, _ in row.problems]
    assert "swallowed_rows" in codes


def test_a_formula_stays_text(write):
    rows = cells(write('姓名,手机,备注\n=1+1,+86 138,@SUM(A1)\n-2,"=HYPERLINK(""x"")",好\n'))
    assert rows == [["=1+1", "+86 138", "@SUM(A1)"], ["-2", '=HYPERLINK("x")', "好"]]


def test_keeps_long_names_emoji_and_right_to_left_text(write):
    names = ["名" * 200, "小明🏨👨‍👩‍👧", "محمد عبد الله", "‮דוד‬"]
    assert [row[0] for row in cells(write("姓名,手机\n" + "".join(f"{name},1\n" for name in names)))] == names


@pytest.mark.parametrize("content", [b"", b"\n \r\n\t", codecs.BOM_UTF8])
def test_refuses_an_empty_file(write, content):
    with pytest.raises(UnreadableFile) as caught:
        open_table(write(content))
    assert caught.value.code == "empty_file"


def test_a_heading_alone_is_a_table_without_rows(write):
    table = open_table(write("姓名,手机\n"))
    assert table.columns == ["姓名", "手机"]
    assert list(table.rows()) == []


def test_refuses_a_file_without_headings(write):
    with pytest.raises(UnreadableFile) as caught:
        open_table(write("王小明,13800138000\n李雷,13900139000\n"))
    assert caught.value.code == "no_header"
    assert caught.value.data == {"row": 1}


def test_makes_column_names_unique(write):
    assert open_table(write("姓名,手机,,手机\n王,1,2,3\n")).columns == [
        "姓名",
        "手机",
        "column 3",
        "手机 (2)",
    ]


def test_finds_the_heading_below_titles_and_over_two_rows(write):
    text = "某某酒店客史报表,,,\n制表日期：2026-01-01,,,\n姓名,联系方式,,备注\n,手机,邮箱,\n王,13800138000,a@b.cn,好\n"
    table = open_table(write(text))
    assert table.columns == ["姓名", "联系方式/手机", "联系方式/邮箱", "备注"]
    assert [row.number for row in table.rows()] == [5]


def test_reads_the_same_rows_every_time(write):
    table = open_table(write(PLAIN))
    assert list(table.rows()) == list(table.rows())


def test_refuses_an_endless_line(write, monkeypatch):
    monkeypatch.setattr("huitouke.connectors.files.detect.LINE_LIMIT", 1 << 20)
    with pytest.raises(UnreadableFile) as caught:
        open_table(write("姓名,手机\n" + "王" * (1 << 20)))
    assert caught.value.code == "line_too_long"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8))
def test_what_is_written_is_read_again(tmp_path_factory, rows):
    rows = [row for row in rows if any(row)]
    stream = io.BytesIO()
    assert write_csv(stream, ["姓名", "手机", "备注"], rows) == len(rows)
    path = tmp_path_factory.mktemp("csv") / "round.csv"
    path.write_bytes(stream.getvalue())
    assert cells(path) == rows
