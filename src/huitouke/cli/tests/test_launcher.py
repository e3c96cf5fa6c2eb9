"""The launcher script, in a copy of the clone with a make-believe Python that notes what it is asked."""

import os
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[4]

# Makes a venv whose python and uv are this very script; each call is a line in the log.
FAKE_PYTHON = """\
#!/bin/sh
here=$(dirname "$0")
case "$*" in
  *"import sys, sysconfig"*) [ "$(basename "$0")" != "${FAKE_UNTRAINED:-}" ]; exit ;;
  *"import sys; raise"*) exit "${FAKE_VERSION_CODE:-0}" ;;
  *"import venv, ensurepip"*) exit "${FAKE_VENV_CODE:-0}" ;;
  *"print("*) echo 3.11; exit 0 ;;
esac
echo "$(basename "$0") $*" >>"$FAKE_LOG"
case "$*" in
  "-m venv "*)
    mkdir -p "$3/bin"
    cp "$0" "$3/bin/python"
    ;;
  "-m pip --version") exit "${FAKE_PIP_CODE:-0}" ;;
  "-m pip install "*) cp "$0" "$here/uv" ;;
  "--version") echo "uv 0.13.9 (fake)" ;;
  "pip install "*)
    if [ -n "${FAKE_SLOW:-}" ]; then
      : >"$FAKE_LOG.installing"
      while [ ! -e "$FAKE_LOG.go" ]; do sleep 0.05; done
    fi
    exit "${FAKE_INSTALL_CODE:-0}"
    ;;
  *"-m huitouke"*) echo "cwd $(pwd) path $PYTHONPATH" ;;
esac
"""


class Clone:
    """A folder with the launcher, two locks and the fake Python; `run` starts the launcher in it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "clone"
        (self.root / "src").mkdir(parents=True)
        shutil.copy(REPOSITORY / "huitouke", self.root / "huitouke")
        self.runtime = self.root / "requirements.lock"
        self.development = self.root / "requirements-dev.lock"
        self.runtime.write_text("one==1\n")
        self.development.write_text("one==1\ntwo==2\n")
        self.python = folder / "fake-python"
        self.python.write_text(FAKE_PYTHON)
        self.python.chmod(0o755)
        self.log = folder / "log"
        self.log.touch()

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def environment(self, **changes: str) -> dict[str, str]:
        return {**os.environ, "HUITOUKE_PYTHON": str(self.python), "FAKE_LOG": str(self.log), **changes}

    def start(self, *words: str, cwd: Path | None = None, launcher: Path | None = None, **changes: str):
        return subprocess.Popen(
            [str(launcher or self.root / "huitouke"), *words],
            env=self.environment(**changes),
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **options):
        process = self.start(*words, **options)
        process.out, process.err = process.communicate(timeout=60)
        return process

    def calls(self, part: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if part in line]


@pytest.fixture
def clone(tmp_path):
    return Clone(tmp_path)


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_makes_the_environment_once_and_hands_over_at_once_the_second_time(clone):
    first = clone.run("doctor")
    assert first.returncode == 0, first.err
    assert len(clone.calls("pip install --quiet --python")) == 1
    assert clone.calls("--require-hashes -r")[0].endswith("requirements.lock")
    clone.log.write_text("")
    second = clone.run("doctor", "--json")
    assert second.err == ""
    assert clone.log.read_text().splitlines() == ["python -P -m huitouke doctor --json"]


def test_keeps_the_callers_folder_and_is_found_through_links(clone, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "one").symlink_to(clone.root / "huitouke")
    (elsewhere / "two").symlink_to("../one")
    done = clone.run("doctor", cwd=elsewhere, launcher=elsewhere / "two")
    assert done.out == f"cwd {elsewhere} path {clone.root}/src\n"
    assert clone.venv.is_dir()


def test_says_what_it_does_on_stderr_only(clone):
    done = clone.run("token")
    assert "installing the packages" in done.err
    assert done.out.startswith("cwd ")


def test_a_changed_lock_is_installed(clone):
    clone.run("doctor")
    clone.runtime.write_text("one==2\n")
    clone.run("doctor")
    assert len(clone.calls("--require-hashes")) == 2
    assert len(clone.calls("-m venv")) == 1


def test_tests_bring_the_larger_lock_which_then_stays(clone):
    clone.run("doctor")
    clone.run("test")
    clone.run("doctor")
    installed = [line.rsplit("/", 1)[1] for line in clone.calls("--require-hashes")]
    assert installed == ["requirements.lock", "requirements-dev.lock"]


def test_an_extra_is_installed_when_asked_for_and_by_every_installation_from_then_on(clone):
    (clone.root / "requirements-spark.lock").write_text("three==1\n")

    def installed():
        words = [line.split("--require-hashes ")[1].split() for line in clone.calls("--require-hashes")]
        return [[Path(word).name for word in line if word != "-r"] for line in words]

    clone.run("doctor")
    asked = clone.run("extra", "spark")
    assert asked.returncode == 0, asked.err
    assert clone.calls("-m huitouke")[-1] == "python -P -m huitouke extra spark"
    clone.run("extra", "spark")
    clone.run("doctor")
    assert installed() == [["requirements.lock"], ["requirements.lock", "requirements-spark.lock"]]
    (clone.root / "requirements-spark.lock").write_text("three==2\n")
    clone.run("test")
    clone.run("doctor")
    assert installed()[2:] == [["requirements-dev.lock", "requirements-spark.lock"]]
    shutil.rmtree(clone.venv)
    clone.run("doctor")
    assert installed()[3:] == [["requirements.lock", "requirements-spark.lock"]]


def test_what_is_no_extra_is_left_to_the_command_to_refuse(clone):
    clone.run("extra", "dev")
    clone.run("extra", "../../etc")
    assert not (clone.root / "build" / "extras").exists()
    assert [line.rsplit("/", 1)[1] for line in clone.calls("--require-hashes")] == ["requirements.lock"]


def test_a_failed_installation_is_said_and_repeated_from_the_ground(clone):
    failed = clone.run("doctor", FAKE_INSTALL_CODE="2")
    assert failed.returncode == 1
    assert "could not be installed" in failed.err
    assert not (clone.root / "build" / "launcher.lock").exists()
    again = clone.run("doctor")
    assert again.returncode == 0
    assert "--reinstall" in clone.calls("--require-hashes")[1]


def test_a_broken_environment_is_made_again(clone):
    clone.run("doctor")
    (clone.venv / "bin" / "python").unlink()
    done = clone.run("doctor")
    assert "broken" in done.err
    assert done.returncode == 0
    assert len(clone.calls("-m venv")) == 2


def test_a_moved_clone_gets_a_new_environment(clone, tmp_path):
    clone.run("doctor")
    moved = tmp_path / "moved"
    clone.root.rename(moved)
    clone.root = moved
    done = clone.run("doctor")
    assert "was moved" in done.err
    assert len(clone.calls("-m venv")) == 2


def test_two_at_once_install_once(clone):
    first = clone.start("doctor", FAKE_SLOW="1")
    wait_for(clone.log.with_name("log.installing"))
    second = clone.start("doctor", FAKE_SLOW="1")
    clone.log.with_name("log.go").touch()
    for process in (first, second):
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert out.startswith("cwd ")
    assert len(clone.calls("-m venv")) == 1
    assert len(clone.calls("--require-hashes")) == 1


def test_takes_over_from_a_launcher_that_died(clone):
    dead = subprocess.Popen(["true"])
    dead.wait()
    lock = clone.root / "build" / "launcher.lock"
    lock.mkdir(parents=True)
    (lock / "pid").write_text(f"{dead.pid}\n")
    assert clone.run("doctor").returncode == 0
    assert not lock.exists()


def test_takes_over_where_the_number_went_to_a_stranger(clone):
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lock = clone.root / "build" / "launcher.lock"
        lock.mkdir(parents=True)
        (lock / "pid").write_text(f"{stranger.pid}\n")
        assert clone.run("doctor").returncode == 0
    finally:
        stranger.kill()
        stranger.wait()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_stops_the_installation_and_frees_the_lock(clone, number, code):
    process = clone.start("doctor", FAKE_SLOW="1")
    wait_for(clone.log.with_name("log.installing"))
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == code
    assert not (clone.root / "build" / "launcher.lock").exists()
    assert clone.calls("-m huitouke") == []


def test_refuses_a_python_that_was_named_and_does_not_fit(clone):
    done = clone.run("doctor", FAKE_VERSION_CODE="1")
    assert (done.returncode, clone.venv.exists()) == (1, False)
    assert "HUITOUKE_PYTHON" in done.err


def test_says_which_package_brings_the_missing_venv_module(clone):
    done = clone.run("doctor", FAKE_VENV_CODE="1")
    assert done.returncode == 1
    assert "python3-venv" in done.err


@pytest.mark.parametrize(
    ("there", "untrained", "taken"),
    [
        (["python3.11"], "", "python3.11"),
        (["python3.12", "python3.11"], "", "python3.12"),
        (["python3.12", "python3.11"], "python3.12", "python3.11"),
    ],
)
def test_finds_the_quickest_python_by_itself(clone, tmp_path, there, untrained, taken):
    path = tmp_path / "bin"
    path.mkdir()
    for name in (
        "sh",
        "dirname",
        "basename",
        "cat",
        "cksum",
        "tr",
        "grep",
        "mkdir",
        "rm",
        "mv",
        "cp",
        "readlink",
    ):
        (path / name).symlink_to(shutil.which(name))
    (path / "cut").symlink_to(shutil.which("cut"))
    for name in there:
        shutil.copy(clone.python, path / name)
    found = clone.run("doctor", HUITOUKE_PYTHON="", PATH=str(path), FAKE_UNTRAINED=untrained)
    assert found.returncode == 0, found.err
    assert f"with {taken}" in found.err


def test_a_folder_that_cannot_be_written_is_said(clone):
    if os.getuid() == 0:
        pytest.skip("root may write everywhere")
    clone.root.chmod(0o555)
    try:
        done = clone.run("doctor")
        assert "cannot be written" in done.err
    finally:
        clone.root.chmod(0o755)


def test_the_script_is_plain_posix_and_names_no_registry():
    script = REPOSITORY / "huitouke"
    text = script.read_text()
    assert stat.S_IMODE(script.stat().st_mode) & 0o111
    assert text.startswith("#!/bin/sh\n")
    assert "://" not in text
    shell = shutil.which("dash") or "/bin/sh"
    assert subprocess.run([shell, "-n", str(script)], check=False).returncode == 0
