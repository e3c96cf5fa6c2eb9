"""Parquet files: every type as text, streamed, and told where one breaks off."""

import datetime
import decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huitouke.connectors.files.errors import UnreadableFile
from huitouke.connectors.files.rows import CELL_LIMIT
from huitouke.connectors.files.tables import open_table


def parquet(tmp_path, **columns):
    path = tmp_path / "guests.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_every_type_becomes_text(tmp_path):
    path = parquet(
        tmp_path,
        whole=pa.array([1, None]),
        real=pa.array([13800138000.0, 0.1]),
        large=pa.array([1e20, float("nan")]),
        flag=pa.array([True, False]),
        day=pa.array([datetime.date(1980, 3, 2), None]),
        born=pa.array([datetime.datetime(1980, 3, 2), datetime.datetime(2026, 1, 2, 3, 4, 5, 600000)]),  # noqa: DTZ001
        zoned=pa.array(
            [datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), None], pa.timestamp("us", "Asia/Shanghai")
        ),
        clock=pa.array([datetime.time(8, 30), None]),
        money=pa.array([decimal.Decimal("1.50"), None]),
        wishes=pa.array([["高楼层", "安静"], None]),
        inner=pa.array([{"a": 1, "b": "好"}, None]),
        raw=pa.array([b"abc", b"\xff\x00"]),
        word=pa.array(["金", "金"]).dictionary_encode(),
        text=pa.array(["=1+1", None]),
    )
    first, second = open_table(path).rows()
    assert first.number == 1
    assert first.cells == [
        "1", "13800138000", "100000000000000000000", "true", "1980-03-02", "1980-03-02",
        "2026-01-01 08:00:00+08:00", "08:30:00", "1.50", '["高楼层", "安静"]', '{"a": 1, "b": "好"}', "abc", "金",
        "=1+1",
    ]  # fmt: skip
    assert second.cells == [
        "", "0.1", "", "false", "", "2026-01-02 03:04:05.600000", "", "", "", "", "", "ff00", "金", "",
    ]  # fmt: skip


def test_counts_rows_without_reading_them(tmp_path):
    table = open_table(parquet(tmp_path, name=["王", "李", None], mobile=["1", "2", None]))
    assert table.row_count == 3
    assert [row.number for row in table.rows()] == [1, 2]


def test_a_cell_over_the_limit_costs_only_its_row(tmp_path):
    path = parquet(tmp_path, name=["王", "李"], note=["长" * (CELL_LIMIT + 1), "好"])
    first, second = open_table(path).rows()
    assert first.cells == ["王", ""]
    assert first.problems == (("too_long", {"column": "note", "limit_mb": 10}),)
    assert second.cells == ["李", "好"]


@pytest.mark.parametrize("keep", [10, 100, -8, -400])
def test_refuses_a_cut_off_file(tmp_path, keep):
    path = parquet(tmp_path, name=[f"客人{n}" for n in range(1000)])
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(UnreadableFile) as caught:
        open_table(path)
    assert caught.value.code == "damaged_parquet"


def test_tells_after_which_row_a_file_is_damaged(tmp_path):
    path = tmp_path / "guests.parquet"
    table = pa.table({"name": [f"客人{n}" for n in range(9000)]})
    pq.write_table(table, path, row_group_size=4096, compression="zstd")
    second = pq.ParquetFile(path).metadata.row_group(1).column(0)
    data = bytearray(path.read_bytes())
    start = second.dictionary_page_offset
    data[start : start + second.total_compressed_size] = b"\xff" * second.total_compressed_size
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        list(open_table(path).rows())
    assert caught.value.data == {"row": 4096}


def test_refuses_text_under_the_name_of_parquet(write):
    with pytest.raises(UnreadableFile) as caught:
        open_table(write("姓名,手机\n王,1\n", "guests.parquet"))
    assert caught.value.code == "wrong_content"
