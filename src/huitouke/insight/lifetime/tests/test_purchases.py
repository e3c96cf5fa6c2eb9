"""Files of purchases, of whatever kind, are read or refused with the row."""

import pyarrow as pa
import pyarrow.parquet
import pytest

from huitouke.insight.lifetime.purchases import PurchasesProblem, read_purchases

ROWS = [("b", "2026-01-03", "10.5"), ("a", "2026-01-01", "3"), ("b", "2026-01-01", "0")]
DAY = 20_454
"""2026-01-01, from 1970 on."""


def written(path, separator, *, heading=True, date=str):
    lines = [("guest", "on", "paid")] if heading else []
    told = [(guest, date(on), paid) for guest, on, paid in ROWS]
    path.write_text("".join(separator.join(line) + "\n" for line in [*lines, *told]), "utf-8")
    return path


def check(found):
    assert found.guest.tolist() == [0, 1, 1]
    assert found.day.tolist() == [DAY, DAY, DAY + 2]
    assert found.amount.tolist() == [3.0, 0.0, 10.5]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "  "])
@pytest.mark.parametrize("date", [str, lambda on: on.replace("-", ""), lambda on: on.replace("-", "/")])
def test_text_is_read_by_its_separator_and_dates_by_their_form(tmp_path, separator, date):
    path = written(tmp_path / "told.txt", separator, date=date)
    check(read_purchases(path, guest="guest", date="on", amount="paid"))


def test_a_file_without_a_heading_takes_its_columns_by_name(tmp_path):
    path = written(tmp_path / "told.txt", "   ", heading=False)
    check(read_purchases(path, guest="who", date="when", amount="much", columns=["who", "when", "much"]))


def test_blanks_before_a_row_part_nothing(tmp_path):
    path = tmp_path / "told.txt"
    path.write_text(" 00004  19970101  29.33\r\n 00004  19970118  29.73 \r\n", "utf-8")
    found = read_purchases(path, guest="a", date="b", amount="c", columns=["a", "b", "c"])
    assert (found.day[1] - found.day[0], found.amount.tolist()) == (17, [29.33, 29.73])


def test_parquet_is_read_with_its_own_types(tmp_path):
    table = pa.table({"guest": [r[0] for r in ROWS], "on": pa.array([r[1] for r in ROWS]).cast(pa.date32()),
                      "paid": [float(r[2]) for r in ROWS]})  # fmt: skip
    pyarrow.parquet.write_table(table, tmp_path / "told.parquet")
    check(read_purchases(tmp_path / "told.parquet", guest="guest", date="on", amount="paid"))


def test_a_row_without_a_guest_is_left_out_and_counted(tmp_path):
    path = tmp_path / "told.csv"
    path.write_text("guest,on\n,2026-01-01\na,2026-01-01\n  ,nonsense\n", "utf-8")
    found = read_purchases(path, guest="guest", date="on")
    assert (found.left_out, found.guest.tolist()) == (2, [0])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("guest,on,paid\na,2026-01-01,1\na,2026-13-01,1\n", "row 2: '2026-13-01' is no date"),
        ("guest,on,paid\na,2026-01-01,a lot\n", "row 1: 'a lot' is no amount"),
        ("guest,on\na,2026-01-01\n", "no column paid"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, text, says):
    path = tmp_path / "told.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(PurchasesProblem, match=says):
        read_purchases(path, guest="guest", date="on", amount="paid")


def test_other_columns_than_there_are_is_refused(tmp_path):
    path = written(tmp_path / "told.csv", ",", heading=False)
    with pytest.raises(PurchasesProblem, match="3 columns, and 2 are named"):
        read_purchases(path, guest="a", date="b", columns=["a", "b"])


@pytest.mark.parametrize("name", ["none.csv", "broken.parquet", "empty.csv"])
def test_a_file_that_is_none_is_refused(tmp_path, name):
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no")
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(PurchasesProblem):
        read_purchases(tmp_path / name, guest="a", date="b")
