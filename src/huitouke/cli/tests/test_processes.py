"""Signals and supervision, with small programs in the place of the site and its worker."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from huitouke.cli.processes import StepError, run_step

SOURCES = str(Path(__file__).resolve().parents[3])
PART = """
import os, signal, subprocess, sys
subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])
os.write(1, b'up\\n')
signal.pause()
"""
SUPERVISED = f"""
import sys
from huitouke.cli.processes import Supervisor, install_signal_handlers
install_signal_handlers()
with Supervisor() as parts:
    parts.start("one", [sys.executable, "-c", {PART!r}])
    parts.start("two", [sys.executable, "-c", {PART!r}])
    print(parts.wait())
"""


def start_supervisor(*, ignoring_sigint: bool = False) -> subprocess.Popen[bytes]:
    def ignore() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISED],
        env={**os.environ, "PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=ignore if ignoring_sigint else None,
    )


def family(process: subprocess.Popen[bytes], count: int) -> list[psutil.Process]:
    deadline = time.monotonic() + 20
    for _ in range(2):
        assert process.stderr.readline() == b"up\n"
    while len(found := psutil.Process(process.pid).children(recursive=True)) < count:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("ignored", [False, True], ids=["as usual", "SIGINT inherited as ignored"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_that_was_started(number, ignored):
    supervisor = start_supervisor(ignoring_sigint=ignored)
    children = family(supervisor, 4)
    supervisor.send_signal(number)
    supervisor.communicate(timeout=20)
    assert supervisor.returncode == 128 + number
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


def test_one_part_that_ends_stops_the_others():
    supervisor = start_supervisor()
    children = family(supervisor, 4)
    psutil.Process(supervisor.pid).children()[0].kill()
    said, _ = supervisor.communicate(timeout=20)
    assert said == b"one ended with code -9\n"
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_a_killed_command_leaves_nothing_it_started():
    supervisor = start_supervisor()
    grandchildren = [child for child in family(supervisor, 4) if child.ppid() != supervisor.pid]
    parts = psutil.Process(supervisor.pid).children()
    supervisor.kill()
    supervisor.wait(timeout=20)
    _, alive = psutil.wait_procs(parts, timeout=10)
    for child in grandchildren:
        # The parts of this test do not stop their own; Granian and the worker do.
        child.kill()
    assert alive == []


def test_a_step_returns_what_it_said():
    assert run_step([sys.executable, "-c", "print('done')"]) == "done\n"


def test_a_failed_step_tells_its_last_words():
    with pytest.raises(StepError, match=r"(?s)code 3.*why it failed"):
        run_step([sys.executable, "-c", "print('why it failed'); raise SystemExit(3)"])


def test_a_step_dies_with_its_command():
    step = "import signal, sys; print('up', file=sys.stderr, flush=True); signal.pause()"
    words = f"""
import sys
from huitouke.cli.processes import install_signal_handlers, run_step
install_signal_handlers()
run_step([sys.executable, "-c", {step!r}], tell=True)
"""
    command = subprocess.Popen(
        [sys.executable, "-c", words], env={**os.environ, "PYTHONPATH": SOURCES}, stderr=subprocess.PIPE
    )
    assert command.stderr.readline() == b"up\n"
    children = psutil.Process(command.pid).children(recursive=True)
    command.send_signal(signal.SIGTERM)
    command.communicate(timeout=20)
    assert command.returncode == 128 + signal.SIGTERM
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
