"""Encoding the rows of a file in parallel: the work that needs no database, in processes of its own."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, NamedTuple

from huitouke.guests.values.prepared import Issue
from huitouke.identity.rows import EncodedRow, RawGuest, RowEncoder, Source
from huitouke.kernel.crypto import sealer


class FileRow(NamedTuple):
    """One row on its way to an encoder. `known_digest` is that of the record already held, or None."""

    number: int
    external_id: str
    raw: RawGuest
    known_digest: bytes | None
    problems: tuple[Issue, ...]
    version: int = 1


class EncodedChunk(NamedTuple):
    """What became of a chunk: rows to write, and numbers of rows that say nothing new or something newer."""

    new: list[EncodedRow]
    unchanged: int
    changed: list[FileRow]


_encoder: RowEncoder | None = None


def start_worker(source: Source) -> None:
    """Set up an encoding process. It ends with its parent, also when that is killed."""
    global _encoder
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
    """Sort the rows of a chunk into new, unchanged and changed, and encode the new ones."""
    new: list[EncodedRow] = []
    changed: list[FileRow] = []
    unchanged = 0
    for row in rows:
        text, digest = encoder.digest(row.raw)
        if row.known_digest is None:
            new.append(
                encoder.encode_new(
                    row.number,
                    row.external_id,
                    row.raw,
                    text,
                    digest,
                    version=row.version,
                    problems=row.problems,
                )
            )
        elif row.known_digest == digest:
            unchanged += 1
        else:
            changed.append(row)
    return EncodedChunk(new, unchanged, changed)


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
