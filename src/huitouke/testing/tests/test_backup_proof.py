"""The small version of `./huitouke prove backup`, and what backup and restore refuse, on servers of their own."""

import json
import subprocess

import pytest

from huitouke.cli.backups.key_file import keys_in, read_key_file
from huitouke.cli.backups.reading import open_backup
from huitouke.cli.wiring import environment, own_command
from huitouke.kernel.backups.errors import BackupKeyMissing, BackupUnreadable
from huitouke.testing.proofs.backup import prove_backup
from huitouke.testing.proofs.installation import Installation, installation

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    """The installations of this file have servers of their own."""
    monkeypatch.delenv("HUITOUKE_DATABASE_URL", raising=False)


def test_a_backup_while_an_import_writes_is_restored_equal():
    found = prove_backup(guests=500, writes=16_000, damages=6)
    assert found["failed"] == 0, found
    assert found["tried"] > 40


def run(one: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        own_command(*words), env=one.environment, capture_output=True, text=True, timeout=900, check=False
    )


def test_a_restore_takes_back_what_came_after_and_refuses_before_it_touches_anything(tmp_path):
    with installation() as one:
        made = run(one, "backup", "--verify", "--json")
        assert made.returncode == 0, made.stderr
        receipt = json.loads(made.stdout)
        assert receipt["verified_at"]
        assert not receipt["is_encrypted"]
        file = one.home / "backups" / receipt["name"]
        assert file.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in file.parent.glob(".*partial")] == []

        with one.connect() as connection:
            connection.execute('UPDATE access_group SET labels = \'{"zh": "后来"}\'')
        (one.home / "files").mkdir(exist_ok=True)
        (one.home / "files" / "later").write_bytes(b"later")

        refused = run(one, "restore", str(file))
        assert refused.returncode == 1
        assert "holds data" in refused.stderr
        with one.connect():
            busy = run(one, "restore", str(file), "--replace", "--yes")
        assert busy.returncode == 1
        assert "Stop ./huitouke serve" in busy.stderr
        broken = tmp_path / "broken.backup"
        broken.write_bytes(file.read_bytes()[:-10])
        cut = run(one, "restore", str(broken), "--replace", "--yes")
        assert cut.returncode == 1
        assert "cut short" in cut.stderr
        with one.connect() as connection:
            assert connection.execute("SELECT labels->>'zh' FROM access_group").fetchone() == ("后来",)
        assert (one.home / "files" / "later").exists()
        assert [path for path in one.home.iterdir() if "restore" in path.name] == []

        done = run(one, "restore", str(file), "--replace", "--yes", "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["equal"]
        with one.connect() as connection:
            assert connection.execute("SELECT labels->>'zh' FROM access_group").fetchone() != ("后来",)
            names = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'huitouke%'"
            ).fetchall()
            assert names == [("huitouke",)]
            assert connection.execute(
                "SELECT has_table_privilege('huitouke_app', 'access_auditentry', 'UPDATE'),"
                " has_table_privilege('huitouke_app', 'access_auditentry', 'INSERT')"
            ).fetchone() == (False, True)
            assert connection.execute(
                "SELECT count(*) FROM access_auditentry WHERE code = 'access.backup.restored'"
            ).fetchone() == (1,)
        assert not (one.home / "files" / "later").exists()
        assert not (one.home / "restore-unfinished.json").exists()
        checked = run(one, "backup", "--check", str(file))
        assert checked.returncode == 0, checked.stderr

        keys = tmp_path / "keys"
        assert run(one, "backup", "--keys", "--to", str(keys)).returncode == 0
        assert keys.stat().st_mode & 0o777 == 0o600
        assert run(one, "backup", "--keys", "--to", str(keys)).returncode == 1
        variables = read_key_file(keys)
        for path in (one.home / "keys").iterdir():
            assert path.read_text().strip().encode() not in file.read_bytes(), f"{path.name} is in the backup"
        other = Installation(tmp_path / "other")
        strange = run(other, "restore", str(file))
        assert strange.returncode == 1
        assert "field key" in strange.stderr
    copy = tmp_path / "copy.backup"
    copy.write_bytes(broken.read_bytes())
    with pytest.raises(BackupUnreadable, match="cut short"):
        open_backup(copy, keys_in(variables, environment()))
    variables["HUITOUKE_BLIND_INDEX_KEY"] = "A" * 43
    with pytest.raises(BackupKeyMissing, match="blind index key"):
        open_backup(copy, keys_in(variables, environment()))
