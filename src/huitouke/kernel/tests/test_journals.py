"""Journals beside the database: what is told in them is told whole or not at all."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from huitouke.kernel.journals import add_line, read_lines


def test_a_journal_is_read_as_it_was_written_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "a" / "journal.jsonl"
    assert list(read_lines(path)) == []
    for number in range(3):
        add_line(path, {"n": number, "word": "删除"})
    assert [line["n"] for line in read_lines(path)] == [0, 1, 2]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("cut", [b'{"n": 1', b'{"n": 1}', b"\xe5\x88", b'{"n"'])
def test_a_line_that_was_cut_short_spoils_none_that_follows(tmp_path, cut):
    path = tmp_path / "journal.jsonl"
    add_line(path, {"n": 0})
    with path.open("ab") as stream:
        stream.write(cut)
    assert [line["n"] for line in read_lines(path)] == [0]
    add_line(path, {"n": 2})
    assert [line["n"] for line in read_lines(path)] == [0, 2]


def test_lines_of_several_writers_do_not_mix(tmp_path):
    path = tmp_path / "journal.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: add_line(path, {"n": number, "text": "x" * 9_000}), range(64)))
    assert sorted(line["n"] for line in read_lines(path)) == list(range(64))
