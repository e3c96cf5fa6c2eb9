"""Encoding the rows of a file in parallel: the work that needs no database, in processes of its own."""

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from typing import NamedTuple

from huitouke.guests.values.prepared import Issue
from huitouke.identity.rows import Earlier, EncodedRow, NewerRow, RawGuest, RowEncoder, Source
from huitouke.kernel.crypto import sealer


class FileRow(NamedTuple):
    """One row on its way to an encoder. `earlier` is what its system told of a guest under this id before, None
    where the row founds one."""

    number: int
    external_id: str
    raw: RawGuest
    problems: tuple[Issue, ...]
    occurrence: int = 1
    version: int = 1
    earlier: Earlier | None = None


class EncodedChunk(NamedTuple):
    """The rows of a chunk, ready to be written: those that found a guest, and those that change one."""

    new: list[EncodedRow]
    newer: list[NewerRow]


Encode = Callable[[Sequence[FileRow]], Future[EncodedChunk]]

COLLECT_AFTER = 200_000
"""Objects after which Python looks for unused circles. Rows make many objects and no circles: by default, a third of an
import's time went into looking."""


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Inside the block, look for circles of unused objects rarely."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def encode_rows(encoder: RowEncoder, rows: Sequence[FileRow]) -> EncodedChunk:
    """Encode the rows of a chunk."""
    chunk = EncodedChunk([], [])
    for row in rows:
        told = (row.number, row.external_id, row.raw, *encoder.digest(row.raw))
        if row.earlier is None:
            chunk.new.append(
                encoder.encode_new(
                    *told, occurrence=row.occurrence, version=row.version, problems=row.problems
                )
            )
        else:
            chunk.newer.append(
                encoder.encode_newer(
                    *told, row.earlier, occurrence=row.occurrence, version=row.version, problems=row.problems
                )
            )
    return chunk


def _serve(pipe: Connection, source: Source) -> None:
    """Encode what comes through the pipe until its other end is gone, in whatever way."""
    # Whoever stops the importer at the keyboard stops that, and this ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(COLLECT_AFTER)
    encoder = RowEncoder(sealer(), source)
    with suppress(EOFError, OSError):
        while True:
            rows = pipe.recv()
            answer: EncodedChunk | Exception
            try:
                answer = encode_rows(encoder, rows)
            except Exception as error:  # noqa: BLE001 - goes on in the importer
                answer = error
            pipe.send(answer)


class EncodingProcess:
    """A process that encodes chunks. Its pipe is its own: when it is killed, in the midst of an answer or not, the pipe
    ends, and whoever waits for it knows. (Processes of a `ProcessPoolExecutor` answer on one queue: where one was
    killed while it wrote, the rest of that answer is waited for until somebody notices.)"""

    def __init__(self, source: Source) -> None:
        context = get_context("spawn")
        self.pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, source), daemon=True)
        self._process.start()
        far.close()

    def __enter__(self) -> "EncodingProcess":
        return self

    def __exit__(self, *_error: object) -> None:
        self.pipe.close()
        self._process.join()

    def ask(self, rows: memoryview) -> bytes:
        """What it answers, packed as the question is. Raises `BrokenExecutor` where the process is gone."""
        try:
            self.pipe.send_bytes(rows)
            return self.pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise BrokenExecutor("a process that encodes rows is gone") from error


@contextmanager
def encoding(source: Source, processes: int) -> Iterator[Encode]:
    """How chunks are encoded: beside the importer in `processes` processes, or at once and here where that is 0, for
    files too small to be worth other processes."""
    if processes == 0:
        here = RowEncoder(sealer(), source)

        def at_once(rows: Sequence[FileRow]) -> Future[EncodedChunk]:
            future: Future[EncodedChunk] = Future()
            future.set_result(encode_rows(here, rows))
            return future

        yield at_once
        return
    with ExitStack() as stack:
        idle: SimpleQueue[EncodingProcess] = SimpleQueue()
        for _ in range(processes):
            idle.put(stack.enter_context(EncodingProcess(source)))
        # One more than there are processes: a chunk is packed, or unpacked, while all processes encode.
        threads = stack.enter_context(ThreadPoolExecutor(processes + 1))

        def by_one(rows: Sequence[FileRow]) -> EncodedChunk:
            packed = ForkingPickler.dumps(rows)
            process = idle.get()
            try:
                told = process.ask(packed)
            finally:
                idle.put(process)
            answer: EncodedChunk | Exception = ForkingPickler.loads(told)
            if isinstance(answer, Exception):
                raise answer
            return answer

        def beside(rows: Sequence[FileRow]) -> Future[EncodedChunk]:
            return threads.submit(by_one, rows)

        yield beside
