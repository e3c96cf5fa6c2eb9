"""Encoding beside the importer: what comes back, and what is told of a process that is gone."""

import signal
from concurrent.futures import BrokenExecutor

import psutil
import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.files.encoding import EncodingProcess, FileRow, encode_rows, encoding
from huitouke.identity.rows import RowEncoder
from huitouke.identity.services.admission import source_of
from huitouke.kernel.crypto import sealer

MORE_THAN_A_PIPE_HOLDS = 2_000


@pytest.fixture
def source(group):
    return source_of(SYSTEM, group.main, "opera")


def rows_of(count):
    raw = {"name": ["张伟"], "extra:说明": ["安静的房间" * 20]}
    return [FileRow(number, f"G{number}", raw, ()) for number in range(count)]


def test_other_processes_encode_as_this_one_does(source):
    rows = rows_of(20)
    with encoding(source, 2) as encode:
        found = [future.result() for future in [encode(rows[:10]), encode(rows[10:])]]
    here = RowEncoder(sealer(), source)
    for chunk, part in zip(found, (rows[:10], rows[10:]), strict=True):
        assert [row.stamps for row in chunk.new] == [row.stamps for row in encode_rows(here, part).new]
        assert [row.number for row in chunk.new] == [row.number for row in part]


def test_an_error_in_a_row_comes_back_and_the_process_goes_on(source):
    with encoding(source, 1) as encode:
        with pytest.raises(AttributeError):
            encode([FileRow(1, "G1", None, ())]).result()
        assert len(encode(rows_of(1)).result().new) == 1


def test_a_process_that_is_killed_while_it_answers_is_known_at_once(source):
    with EncodingProcess(source) as process:
        process.pipe.send(rows_of(MORE_THAN_A_PIPE_HOLDS))
        # Its answer has begun, and does not fit into the pipe.
        assert process.pipe.poll(60)
        [child] = [one for one in psutil.Process().children() if "spawn_main" in " ".join(one.cmdline())]
        child.send_signal(signal.SIGKILL)
        child.wait(60)
        with pytest.raises((EOFError, OSError)):
            process.pipe.recv()
        with pytest.raises(BrokenExecutor):
            process.ask(memoryview(b"rows"))


def test_a_chunk_tells_that_its_process_is_gone(source):
    with encoding(source, 1) as encode:
        assert len(encode(rows_of(1)).result().new) == 1
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()
        with pytest.raises(BrokenExecutor):
            encode(rows_of(MORE_THAN_A_PIPE_HOLDS)).result()
