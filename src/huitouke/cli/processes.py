"""Starting and stopping programs: signals that always work, steps that die with us, a supervisor of several.

Each child leads a process group of its own, so that a signal at the terminal reaches only us and the order of
stopping is ours.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

STOP_SECONDS = 15.0
_POLL = 0.05
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class StoppedBySignal(SystemExit):
    """SIGINT, SIGTERM or SIGHUP came; the exit code is the shell's, 128 and the signal's number."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.number = number


class StepError(RuntimeError):
    """A program that we need ended with an error; the message holds the end of what it said."""


def install_signal_handlers() -> None:
    """Makes SIGINT, SIGTERM and SIGHUP unwind the command, so that everything it started is stopped.

    SIGINT is set also where it was inherited as ignored, as in a background job of a script; an ignored
    SIGHUP (nohup) stays ignored. After the first signal the others wait for the clearing up.
    """
    seen = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal seen
        if not seen:
            seen = True
            raise StoppedBySignal(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)


def start_child(
    words: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    capture: bool = False,
    tell: bool = False,
) -> subprocess.Popen[bytes]:
    """Starts a program in a process group of its own. Its output goes to our stderr, or to a pipe; `tell`
    leaves its stderr with ours.

    Where we are killed without a chance to stop it, the kernel sends it SIGTERM (Linux): a web server left
    behind would keep the port, and go on answering with the code of before an upgrade.
    """
    parent = os.getpid()

    def end_with_us() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
            if os.getppid() != parent:
                os._exit(128 + signal.SIGTERM)

    return subprocess.Popen(
        [str(word) for word in words],
        env=None if environment is None else dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if capture else 2,
        stderr=subprocess.STDOUT if capture and not tell else None,
        start_new_session=True,
        preexec_fn=end_with_us,
    )


def stop_child(child: subprocess.Popen[bytes], *, seconds: float = STOP_SECONDS) -> None:
    """Ends a child and all of its group: SIGTERM first, SIGKILL for what is left after `seconds`."""
    _signal_group(child, signal.SIGTERM)
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        # Grandchildren that outlived their parent are in the group still.
        _signal_group(child, signal.SIGKILL)
        child.wait()


def run_step(
    words: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    tell: bool = False,
) -> str:
    """Runs a program to its end and returns what it said; it dies with us. Raises StepError on an error.

    With `tell` its stderr is shown as it comes, and only its stdout is returned.
    """
    child = start_child(words, environment=environment, folder=folder, capture=True, tell=tell)
    try:
        output, _ = child.communicate()
    except BaseException:
        stop_child(child, seconds=5.0)
        raise
    said = (output or b"").decode("utf-8", errors="replace")
    if child.returncode != 0:
        name = " ".join(Path(str(word)).name for word in words[:4])
        raise StepError(f"{name} ended with code {child.returncode}.\n{said[-6000:]}".rstrip())
    return said


class Supervisor:
    """Runs several programs until one ends or a signal comes, then stops them all, last started first."""

    def __init__(self) -> None:
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(
        self, name: str, words: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
    ) -> None:
        """Starts one more program under `name`."""
        self._children.append((name, start_child(words, environment=environment)))

    def ended(self) -> str | None:
        """Name and code of a program that ended by itself, or None while all run."""
        for name, child in self._children:
            if child.poll() is not None:
                return f"{name} ended with code {child.returncode}"
        return None

    def wait(self) -> str:
        """Returns when a program has ended by itself, saying which; a signal ends it by StoppedBySignal."""
        while (ended := self.ended()) is None:
            time.sleep(_POLL)
        return ended

    def stop(self) -> None:
        """Stops all programs; safe to call again."""
        while self._children:
            _name, child = self._children.pop()
            stop_child(child)

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _signal_group(child: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)
