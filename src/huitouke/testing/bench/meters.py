"""CPU time and memory of groups of processes."""

import threading
from collections.abc import Callable, Iterable
from types import TracebackType

import psutil

_EVERY_SECONDS = 0.2
_MIB = 1024 * 1024


def tree(pid: int) -> list[psutil.Process]:
    """The process and all its descendants that live now; empty where it is gone."""
    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def cpu_seconds(processes: Iterable[psutil.Process]) -> dict[int, float]:
    """CPU time spent so far, in user and system mode, by process id."""
    spent = {}
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent[process.pid] = times.user + times.system
    return spent


class CpuMeter:
    """CPU seconds that a group of processes spends inside the block. `find` names the group; of a process that
    ends inside the block the last time seen counts."""

    def __init__(self, find: Callable[[], Iterable[psutil.Process]]) -> None:
        self._find = find
        self._before: dict[int, float] = {}
        self.seconds = 0.0

    def __enter__(self) -> "CpuMeter":
        self._before = cpu_seconds(self._find())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        after = cpu_seconds(self._find())
        self.seconds = sum(spent - self._before.get(pid, 0.0) for pid, spent in after.items())


class MemoryMeter:
    """The highest sum of resident memory (MiB) of a process and its descendants inside the block.

    Looked at five times a second. Pages that several of them share count once for each.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._peak = 0

    @property
    def peak_mb(self) -> float:
        return round(self._peak / _MIB, 1)

    def __enter__(self) -> "MemoryMeter":
        self._look()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY_SECONDS):
            self._look()

    def _look(self) -> None:
        resident = 0
        for process in tree(self._pid):
            try:
                resident += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        self._peak = max(self._peak, resident)
