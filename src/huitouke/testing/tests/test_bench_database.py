from collections import Counter

import pytest

from huitouke.testing.bench import database
from huitouke.testing.bench.checking import _told
from huitouke.testing.bench.errors import BenchRefused
from huitouke.testing.bench.home import BenchHome


@pytest.fixture
def home(tmp_path):
    tmp_path.joinpath("bench").mkdir()
    return BenchHome(tmp_path / "bench")


def test_says_how_much_a_bench_takes_before_it_starts(home, capsys):
    database.require_room(home, 5_000)

    assert "5,000 guests takes up to 5.1 GB" in capsys.readouterr().err


def test_a_million_guests_fit_into_thirty_gigabytes():
    assert database.estimated_bytes(1_000_000) <= database.MOST_BYTES


def test_refuses_more_than_thirty_gigabytes(home):
    with pytest.raises(BenchRefused, match=r"more than the 30\.0 GB .* at most 1,262,626 guests"):
        database.require_room(home, 2_000_000)


def test_refuses_where_the_disk_lacks_room(home, monkeypatch):
    monkeypatch.setattr(
        database.shutil, "disk_usage", lambda _path: database.shutil._ntuple_diskusage(9, 9, 1_000)
    )

    with pytest.raises(BenchRefused, match=r"has 0\.0 GB free"):
        database.require_room(home, 5_000)


def test_tells_which_column_of_which_table_differs():
    columns = ("id", "name", "created_at")

    told = _told("guests_guest", columns, Counter([("a", "张伟")]), Counter([("a", "张玮")]))

    assert told == "guests_guest: 1 rows, of the first name '张伟' and '张玮'"
    assert "1 rows only here, 0 only there" in _told("t", columns, Counter([("a", "b")]), Counter())
