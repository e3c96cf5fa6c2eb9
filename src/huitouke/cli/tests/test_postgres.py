"""The supervisor of the embedded server: real servers in temporary homes, one of them killed."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from huitouke.cli import postgres_binaries
from huitouke.cli.postgres import Cluster
from huitouke.cli.postgres_binaries import PostgresError, Runner, binary_version
from huitouke.cli.postgres_folders import APP_ROLE, SOCKET_PATH_LIMIT, socket_folder
from huitouke.cli.postgres_tuning import server_settings

SOURCES = str(Path(__file__).resolve().parents[3])


def rows(cluster: Cluster) -> list[int]:
    with psycopg.connect(cluster.url()) as connection:
        return [number for (number,) in connection.execute("SELECT id FROM kept ORDER BY id")]


def keep_rows(cluster: Cluster, *numbers: int) -> None:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int PRIMARY KEY)")
        for number in numbers:
            connection.execute("INSERT INTO kept VALUES (%s)", [number])


def wait_until(condition, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def cluster(tmp_path):
    made = Cluster(tmp_path / "home", durable=False)
    yield made
    made.stop()


def test_keeps_rows_over_a_stop_and_a_start(cluster):
    with cluster.running():
        keep_rows(cluster, 1, 2)
    assert not cluster.is_running()
    with cluster.running():
        assert rows(cluster) == [1, 2]


def test_the_servers_log_holds_no_value(cluster):
    with cluster.running(), psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE sealed (name text CHECK (length(name) < 3))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO sealed VALUES ('王小明')")
        copying = "COPY sealed (name) FROM STDIN"
        with pytest.raises(psycopg.errors.CheckViolation), connection.cursor().copy(copying) as copy:
            copy.write_row(["欧阳小明"])
    told = cluster.log.read_text(encoding="utf-8")
    assert told.count("violates check constraint") == 2
    assert "小明" not in told


def test_keeps_committed_rows_when_the_server_is_killed(tmp_path):
    cluster = Cluster(tmp_path / "home", durable=True)
    try:
        cluster.start()
        keep_rows(cluster, 1, 2, 3)
        busy = psycopg.connect(cluster.url())
        busy.execute("INSERT INTO kept VALUES (4)")
        cluster.postmaster().kill()
        with cluster.running():
            assert rows(cluster) == [1, 2, 3]
        busy.close()
    finally:
        cluster.stop()


def test_starts_where_the_pid_file_names_a_live_stranger(cluster):
    with cluster.running():
        keep_rows(cluster, 1)
        pid_file = (cluster.data / "postmaster.pid").read_text()
    lines = pid_file.splitlines()
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (cluster.data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert not cluster.is_running()
        with cluster.running():
            assert rows(cluster) == [1]
        assert stranger.poll() is None
    finally:
        stranger.communicate(b"\n")


def test_opens_no_folder_to_others(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "home", durable=False)
    with cluster.running():
        keep_rows(cluster, 1)
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (closed, cluster.home, cluster.sockets)}
        assert set(modes.values()) == {0o700}, modes
        owners = {path.stat().st_uid for path in cluster.data.iterdir()}
        assert owners == {os.getuid()}


def test_a_long_home_gets_a_short_socket_that_every_process_finds(tmp_path, monkeypatch):
    home = tmp_path / ("long-" * 20) / ("path-" * 20) / "home"
    cluster = Cluster(home, durable=False)
    found = cluster.sockets
    assert len(os.fsencode(found / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
    try:
        with cluster.running():
            assert stat.S_IMODE(found.stat().st_mode) == 0o700
            keep_rows(cluster, 1)
            monkeypatch.setenv("TMPDIR", str(tmp_path))
            assert socket_folder(home) == found
            assert rows(Cluster(home)) == [1]
    finally:
        found.rmdir()


def test_two_homes_do_not_share_a_socket(tmp_path):
    assert socket_folder(tmp_path / "one") != socket_folder(tmp_path / "two")


def test_a_second_user_keeps_the_server_alive_after_the_first_has_left(cluster):
    first = cluster.running()
    first.__enter__()
    words = [
        sys.executable,
        "-c",
        "import sys; from pathlib import Path; from huitouke.cli.postgres import Cluster\n"
        "with Cluster(Path(sys.argv[1]), durable=False).running():\n"
        "    print('in', flush=True); input()",
        str(cluster.home),
    ]
    second = subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": SOURCES},
    )
    assert second.stdout.readline() == b"in\n"
    first.__exit__(None, None, None)
    assert cluster.is_running()
    second.communicate(b"\n")
    assert second.returncode == 0
    assert not cluster.is_running()


def test_leaves_a_server_alone_that_was_started_by_hand(cluster):
    cluster.start()
    (cluster.folder / "started").unlink()
    with cluster.running():
        keep_rows(cluster, 1)
    assert cluster.is_running()


def test_stops_what_it_started_when_the_block_fails(cluster):
    with pytest.raises(ZeroDivisionError), cluster.running():
        raise ZeroDivisionError
    assert not cluster.is_running()


def test_refuses_data_of_another_version_and_leaves_them_untouched(cluster):
    cluster.ensure_initialised()
    (cluster.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(
        PostgresError, match=f"made by PostgreSQL 14, this installation has {binary_version()}"
    ):
        cluster.start()
    assert not (cluster.data / "postmaster.pid").exists()
    (cluster.data / "PG_VERSION").write_text(f"{binary_version()}\n")


def test_a_first_start_that_was_cut_short_is_made_anew(cluster):
    left = cluster.folder / "data.new.1"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")
    with cluster.running():
        keep_rows(cluster, 1)
    assert not left.exists()


def test_says_what_the_log_says_when_the_server_cannot_start(cluster):
    cluster.ensure_initialised()
    (cluster.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(PostgresError, match="no_such_setting"):
        cluster.start()


def test_text_sorts_by_code_point_and_hanzi_are_letters(cluster):
    with cluster.running(), psycopg.connect(cluster.url()) as connection:
        assert connection.execute("SELECT 'Z' < 'a', 'z' < 'É'").fetchone() == (True, True)
        assert connection.execute("SELECT cardinality(show_trgm('张伟')), lower('É')").fetchone() == (3, "é")
        extensions = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
        assert extensions >= {"pg_trgm", "btree_gist", "citext"}


def test_the_application_writes_rows_but_owns_no_table(cluster):
    with cluster.running():
        keep_rows(cluster, 1)
        with psycopg.connect(cluster.url(role=APP_ROLE), autocommit=True) as app:
            app.execute("INSERT INTO kept VALUES (2)")
            for words in ("DROP TABLE kept", "TRUNCATE kept", "CREATE TABLE mine (id int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    app.execute(words)
        assert rows(cluster) == [1, 2]


def test_databases_can_be_copied_and_dropped(cluster):
    with cluster.running():
        keep_rows(cluster, 7)
        cluster.create_database("copy", template="huitouke")
        with psycopg.connect(cluster.url("copy", APP_ROLE)) as connection:
            assert connection.execute("SELECT id FROM kept").fetchall() == [(7,)]
        cluster.drop_database("copy")
        cluster.drop_database("copy")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(cluster.url("copy"))


def test_listens_on_no_network_address(cluster):
    with cluster.running():
        listening = [
            c for c in cluster.postmaster().net_connections("inet") if c.status == psutil.CONN_LISTEN
        ]
        assert listening == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root needs somebody else to run the server")
def test_without_namespaces_says_which_folder_the_system_user_may_not_enter(tmp_path, monkeypatch):
    monkeypatch.setattr(postgres_binaries, "_namespaces_work", lambda: False)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(PostgresError, match=r"may not enter .+chmod o\+x"):
        Cluster(closed / "home", durable=False).start()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_runner_of_our_own_changes_nothing():
    assert Runner().process_options == {}
    assert Runner().owner == (os.getuid(), os.getgid())


@pytest.mark.parametrize(
    ("gibibytes", "shared"), [(0.25, "128MB"), (1, "256MB"), (4, "1024MB"), (24, "2048MB")]
)
def test_shared_memory_follows_the_machine(gibibytes, shared):
    assert server_settings(durable=True, memory=int(gibibytes * 1024**3))["shared_buffers"] == shared


def test_only_a_throw_away_server_does_not_wait_for_the_disk():
    assert "fsync" not in server_settings(durable=True)
    assert server_settings(durable=False)["fsync"] == "off"


def test_the_server_lets_go_of_a_client_that_was_killed_within_its_statement(cluster):
    words = [
        sys.executable,
        "-c",
        "import psycopg, sys; psycopg.connect(sys.argv[1]).execute('SELECT pg_sleep(600)')",
    ]
    with cluster.running(), psycopg.connect(cluster.url(), autocommit=True) as connection:

        def sleepers():
            return connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)' AND state = 'active'"
            ).fetchall()

        child = subprocess.Popen([*words, cluster.url()])
        wait_until(sleepers)
        child.kill()
        child.wait()
        wait_until(lambda: not sleepers())


def test_a_killed_command_leaves_a_server_that_the_next_one_uses_and_stops(cluster):
    words = [
        sys.executable,
        "-c",
        "import sys; from pathlib import Path; from huitouke.cli.postgres import Cluster\n"
        "with Cluster(Path(sys.argv[1]), durable=False).running():\n"
        "    print('in', flush=True); input()",
        str(cluster.home),
    ]
    child = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": SOURCES}
    )
    assert child.stdout.readline() == b"in\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    wait_until(cluster.is_running)
    with cluster.running():
        keep_rows(cluster, 1)
    assert not cluster.is_running()
