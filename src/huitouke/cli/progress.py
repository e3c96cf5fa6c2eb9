"""What a command says while it works: bars at a terminal, plain lines elsewhere, always on stderr."""

import contextlib
import sys
import time
from collections.abc import Iterator
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

_LINE_SECONDS = 5.0
_SPINNER = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())


def say(words: str) -> None:
    """One line to the person at the terminal, away from the command's own output."""
    print(words, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(words: str) -> Iterator[None]:
    """Shows that something is going on: a spinner with the seconds at a terminal, else a line at the end."""
    began = time.monotonic()
    console = Console(stderr=True)
    if console.is_terminal:
        with Progress(*_SPINNER, console=console, transient=True) as bars:
            bars.add_task(words)
            yield
    else:
        say(f"{words} …")
        yield
    took = time.monotonic() - began
    if console.is_terminal or took >= 2:
        say(f"{words}: done in {took:.1f} s")


class Bars:
    """Progress of named steps, called as `bars(step, done, total)`; usable as a context manager.

    `total` may be None where nobody knows it. Away from a terminal it writes a line at the start and the end
    of each step and every few seconds between.
    """

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._bars = (
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=console,
            )
            if console.is_terminal
            else None
        )
        self._tasks: dict[str, TaskID] = {}
        self._last: tuple[str, float, int] = ("", 0.0, -1)

    def __call__(self, step: str, done: int, total: int | None = None) -> None:
        """Says that `done` of `total` of `step` are behind us."""
        if self._bars is not None:
            if step not in self._tasks:
                self._tasks[step] = self._bars.add_task(step, total=total)
            self._bars.update(self._tasks[step], completed=done, total=total)
            return
        name, at, _ = self._last
        now = time.monotonic()
        is_end = total is not None and done >= total and self._last[2] != done
        if name != step or now - at >= _LINE_SECONDS or is_end:
            say(f"{step}: {done:,}" + (f" of {total:,}" if total is not None else ""))
            self._last = (step, now, done)

    def __enter__(self) -> "Bars":
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
