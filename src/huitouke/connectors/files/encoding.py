"""Encoding the rows of a file in parallel: the work that needs no database, in processes of its own."""

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, NamedTuple

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


_encoder: RowEncoder | None = None


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


def start_worker(source: Source) -> None:
    """Set up an encoding process. It ends with its parent, also when that is killed."""
    global _encoder
    gc.set_threshold(COLLECT_AFTER)
    _encoder = RowEncoder(sealer(), source)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def encode_chunk(rows: Sequence[FileRow]) -> EncodedChunk:
    """Encode a chunk in this process, which `start_worker` has set up."""
    if _encoder is None:
        raise RuntimeError("start_worker was not called in this process")
    return encode_rows(_encoder, rows)


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


class _SameProcess(Executor):
    """Encodes at once, here: for files too small to be worth other processes."""

    def __init__(self, source: Source) -> None:
        self._encoder = RowEncoder(sealer(), source)

    def submit(self, _function: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(encode_rows(self._encoder, *args))
        return future


def encoding_pool(source: Source, processes: int) -> Executor:
    """Where chunks are encoded: `processes` processes, or this one where that is 0."""
    if processes == 0:
        return _SameProcess(source)
    return ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=start_worker, initargs=(source,)
    )
