"""Our supervisor of the embedded PostgreSQL: one server under one HUITOUKE_HOME, for all its commands.

The server is started by the first command that needs it and stopped by the last one that leaves. It is
reached only through a socket in a folder that nobody else may enter, so its roles need no password.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from huitouke.cli.postgres_binaries import (
    PostgresError,
    Runner,
    binaries,
    binary_version,
    find_runner,
    require_reachable,
)
from huitouke.cli.postgres_databases import create_database, drop_database, ensure_role, fit_out, has_database
from huitouke.cli.postgres_folders import DATABASE, OWNER_ROLE, PORT, postgres_folder, socket_folder
from huitouke.cli.postgres_tuning import server_settings

# Long, because a killed server first repeats what its log holds; one that ends is noticed at once.
START_SECONDS = 600.0
# After a killed server its last backends hold the shared memory for a moment.
_RETRY_WORDS = ("pre-existing shared memory block", "lock file", "could not bind")
_RETRY_SECONDS = 20.0
STOP_SECONDS = 60.0
_POLL = 0.02
_LOG_BYTES = 10 * 1024 * 1024


class Cluster:
    """The embedded server of one home folder.

    `durable=False` turns off waiting for the disk, for tests and benches. Safe to use from several processes
    and several times in one.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.resolve()
        self.durable = durable
        self.folder = postgres_folder(self.home)
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def sockets(self) -> Path:
        """Folder of the server's socket."""
        return socket_folder(self.home)

    def url(self, database: str = DATABASE, role: str = OWNER_ROLE) -> str:
        """Address of `database` as `role`, for psycopg and HUITOUKE_DATABASE_URL alike."""
        host = quote(str(self.sockets), safe="")
        return f"postgresql://{quote(role)}@/{quote(database)}?host={host}&port={PORT}"

    def postmaster(self) -> psutil.Process | None:
        """The live server of this data folder, or None. A stale or foreign pid in its file counts as none."""
        if self._process is not None:
            self._process.poll()
        pid = self._recorded_pid()
        if pid is None:
            return None
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return None
            return process if str(self.data) in process.cmdline() else None
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return None

    def is_running(self) -> bool:
        """Whether the server runs and lets us in."""
        return self.postmaster() is not None and self._answers()

    def ensure_initialised(self) -> None:
        """Makes the data folder where there is none: whole or not at all. Refuses data of another version.

        Raises PostgresError.
        """
        if (self.data / "PG_VERSION").is_file():
            self._check_version()
            return
        self._make_folders()
        runner = self._runner()
        draft = self.folder / f"data.new.{os.getpid()}"
        for left in self.folder.glob("data.new.*"):
            shutil.rmtree(left)
        draft.mkdir(mode=0o700)
        os.chown(draft, *runner.owner)
        words = [
            *runner.prefix,
            str(binaries() / "initdb"),
            f"--pgdata={draft}",
            f"--username={OWNER_ROLE}",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
            "--auth=trust",
            "--data-checksums",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, cwd="/", **runner.process_options
        )
        if done.returncode != 0:
            raise PostgresError(f"The database could not be made in {self.data}: {done.stderr.strip()}")
        draft.rename(self.data)

    def start(self) -> None:
        """Starts the server and returns when it answers; does nothing where it runs already.

        Raises PostgresError with the end of its log.
        """
        self._make_folders()
        with self._deciding():
            self._start()

    def stop(self) -> None:
        """Stops the server if it runs: open transactions are rolled back. Returns when it is gone."""
        self._make_folders()
        with self._deciding():
            self._stop()

    @contextlib.contextmanager
    def running(self) -> Iterator["Cluster"]:
        """The server runs inside the block. It is stopped after it if one of our commands started it and no
        other still uses it; one that was started by hand is left alone."""
        self._make_folders()
        with (self.folder / "users.lock").open("a") as users:
            try:
                with self._deciding():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._start()
                yield self
            finally:
                with self._deciding():
                    self._stop_if_last(users.fileno())

    def create_database(self, name: str, *, template: str | None = None) -> None:
        """Makes a database fitted out as ours, or a copy of `template`. The server must run."""
        create_database(self.url("postgres"), name, template=template)

    def drop_database(self, name: str) -> None:
        """Drops a database if it is there, and ends whoever is connected to it. The server must run."""
        drop_database(self.url("postgres"), name)

    def _start(self) -> None:
        self.ensure_initialised()
        runner = self._runner()
        self._take_ownership(runner)
        if self.log.is_file() and self.log.stat().st_size > _LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old.log"))
        deadline = time.monotonic() + _RETRY_SECONDS
        while not self.is_running():
            self._remove_foreign_pid()
            log_start = self.log.stat().st_size if self.log.is_file() else 0
            if self._launch(runner):
                self._started_marker.write_text(str(self._recorded_pid()), encoding="ascii")
                break
            told = self._log_since(log_start)
            if time.monotonic() > deadline or not any(words in told for words in _RETRY_WORDS):
                raise PostgresError(f"The database does not start; {self.log} ends:\n{told[-2000:]}")
            time.sleep(0.2)
        self._prepare()

    def _stop(self) -> None:
        process = self.postmaster()
        if process is not None:
            for request in (signal.SIGINT, signal.SIGQUIT):
                process.send_signal(request)
                if self._is_gone_within(process, STOP_SECONDS):
                    break
            else:
                raise PostgresError(f"The database (process {process.pid}) does not stop.")
        self._process = None
        self._started_marker.unlink(missing_ok=True)

    def _runner(self) -> Runner:
        """Who runs the server; a system user is let through our own two folders, and no further."""
        runner = find_runner()
        if runner.user is not None:
            self.home.chmod(0o711)
            self.folder.chmod(0o711)
            require_reachable(runner, self.folder)
        return runner

    def _launch(self, runner: Runner) -> bool:
        """Starts one server process; True when it answers, False when it ended before."""
        settings = server_settings(durable=self.durable)
        words = [*runner.prefix, str(binaries() / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        words += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                # Its own group, so that Ctrl-C at the terminal leaves the order of stopping to us.
                start_new_session=True,
                **runner.process_options,
            )
        deadline = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < deadline:
                if self._process.poll() is not None:
                    return False
                if self._recorded_pid() == self._process.pid and self._answers():
                    return True
                time.sleep(_POLL)
        except BaseException:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            raise
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait()
        raise PostgresError(f"The database did not answer within {START_SECONDS:.0f} s; see {self.log}.")

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url("postgres"), connect_timeout=3):
                return True
        except psycopg.OperationalError:
            return False

    def _prepare(self) -> None:
        """Makes the database and its roles, once; a start that was cut short is completed by the next."""
        marker = self.data / "huitouke.prepared"
        if marker.is_file():
            return
        server = self.url("postgres")
        ensure_role(server)
        if has_database(server, DATABASE):
            fit_out(self.url(DATABASE))
        else:
            create_database(server, DATABASE)
        # Databases that other tools make from template1, such as the tests', are fitted out alike.
        fit_out(self.url("template1"))
        marker.write_text("1\n", encoding="ascii")

    @contextlib.contextmanager
    def _deciding(self) -> Iterator[None]:
        """One command at a time decides about starting and stopping."""
        with (self.folder / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _stop_if_last(self, users: int) -> None:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if self._started_marker.is_file() and self._started_marker.read_text() == str(self._recorded_pid()):
            self._stop()

    @property
    def _started_marker(self) -> Path:
        """File with the pid of the server that one of our commands started."""
        return self.folder / "started"

    def _recorded_pid(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0].strip()
        except FileNotFoundError:
            return None
        return abs(int(first)) if first.lstrip("-").isdecimal() else None

    def _remove_foreign_pid(self) -> None:
        """Removes a pid file whose number now belongs to somebody else, as after a restart of the machine.

        The server would take any live process of that number for its like; a dead one it sees through itself.
        """
        pid = self._recorded_pid()
        if pid is not None and psutil.pid_exists(pid) and self.postmaster() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(binary_version()):
            raise PostgresError(
                f"{self.data} was made by PostgreSQL {found}, this installation has {binary_version()}. "
                f"Nothing was changed. Dump it with the release that made it, move the folder away, and load "
                f"the dump with this one."
            )

    def _make_folders(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        sockets = self.sockets
        sockets.mkdir(mode=0o700, exist_ok=True)
        status = sockets.lstat()
        runner_owner = {os.getuid(), self._data_owner()}
        if sockets.is_symlink() or status.st_uid not in runner_owner:
            raise PostgresError(f"{sockets} belongs to somebody else; remove it and try again.")
        if status.st_mode & 0o777 != 0o700:
            sockets.chmod(0o700)

    def _data_owner(self) -> int:
        return self.data.stat().st_uid if self.data.exists() else os.getuid()

    def _take_ownership(self, runner: Runner) -> None:
        """Hands the server's files to the user that runs it, where an earlier start ran as another."""
        if os.getuid() != 0:
            return
        for folder in (self.data, self.sockets):
            if folder.stat().st_uid == runner.owner[0]:
                continue
            for path in (folder, *folder.rglob("*")):
                os.chown(path, *runner.owner, follow_symlinks=False)

    def _is_gone_within(self, process: psutil.Process, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process is not None:
                self._process.poll()
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return True
            time.sleep(_POLL)
        return False

    def _log_since(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read().decode("utf-8", errors="replace")


@contextlib.contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """A server of its own that does not wait for the disk, gone with all its data after the block."""
    with tempfile.TemporaryDirectory(prefix="huitouke-") as folder:
        cluster = Cluster(Path(folder), durable=False)
        with cluster.running():
            yield cluster
