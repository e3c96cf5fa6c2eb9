"""The verbs themselves: help, wrong usage, free ports, and what a person is told."""

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from huitouke.cli import COMMANDS, verbs
from huitouke.cli.build import BuildError
from huitouke.cli.serve import _free_port
from huitouke.kernel.errors import DomainError

SOURCES = str(Path(__file__).resolve().parents[3])


def run_program(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "huitouke", *words],
        # The embedded server unless a test says otherwise, also where the tests themselves run on another one.
        env={**os.environ, "PYTHONPATH": SOURCES, "HUITOUKE_DATABASE_URL": "", **changes},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_verb_has_a_help_text(name):
    result = CliRunner().invoke(verbs, [name, "--help"] if name != "django" else ["--help"])
    assert result.exit_code == 0, result.output
    assert len(result.output) > 60


@pytest.mark.parametrize(
    "words",
    [
        ["no-such-verb"],
        ["import"],
        ["import", "/nowhere.csv", "--as", "guests"],
        ["import", __file__, "--as", "stays"],
        ["demo", "--guests", "-1"],
        ["serve", "--port", "0"],
        ["serve", "--host", "0.0.0.0", "--plain-http"],  # noqa: S104
        ["token"],
        ["bench", "--guests", "many"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2_and_starts_nothing(words, monkeypatch, tmp_path):
    monkeypatch.setenv("HUITOUKE_HOME", str(tmp_path / "home"))
    assert CliRunner().invoke(verbs, words).exit_code == 2
    assert not (tmp_path / "home").exists()


def test_what_a_person_can_mend_is_one_line_and_1(monkeypatch):
    @click.command()
    def broken() -> None:
        raise BuildError("install Node")

    monkeypatch.setattr("huitouke.cli.worker.worker", broken)
    result = CliRunner().invoke(verbs, ["worker"])
    assert (result.exit_code, result.output) == (1, "Error: install Node\n")


@pytest.mark.parametrize(
    "words", [["import", __file__, "--as", "guests", "--json"], ["token", "--user", "admin"]], ids=" ".join
)
def test_a_command_on_a_home_without_tables_says_what_to_run(words, tmp_path):
    done = run_program(*words, HUITOUKE_HOME=str(tmp_path / "a home"), HUITOUKE_DATABASE_URL="")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith("Error: This database has no tables yet: ./huitouke serve")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("code", "expected"), [("branch_not_found", 2), ("system_reserved", 2), ("zip_bomb", 1)]
)
def test_an_import_tells_wrong_usage_from_a_file_that_cannot_be_read(code, expected, monkeypatch):
    def refuse(*_words: object, **_options: object) -> None:
        raise DomainError(code, "It was refused.")

    monkeypatch.setattr("huitouke.cli.imports.database", contextlib.nullcontext)
    monkeypatch.setattr("huitouke.cli.imports.set_up_tables", lambda: None)
    monkeypatch.setattr("huitouke.cli.imports._take_in", refuse)
    result = CliRunner().invoke(verbs, ["import", __file__, "--as", "guests", "--json"])
    assert (result.exit_code, result.stdout) == (expected, "")
    assert "It was refused." in result.stderr


def test_help_imports_no_django():
    code = "import sys; from huitouke.cli import verbs; verbs(['--help'], standalone_mode=False); "
    code += "sys.exit('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": SOURCES},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_a_wrong_variable_ends_a_command_with_its_name(tmp_path):
    done = run_program("worker", HUITOUKE_HOME=str(tmp_path), HUITOUKE_TIME_ZONE="Mars/Olympus")
    assert done.returncode == 1
    assert done.stderr == "Error: HUITOUKE_TIME_ZONE: an IANA time zone such as Asia/Shanghai\n"


def test_an_address_that_does_not_answer_is_named(tmp_path):
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    done = run_program("worker", HUITOUKE_HOME=str(tmp_path), HUITOUKE_DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: HUITOUKE_DATABASE_URL: the server does not let us in")


def test_a_taken_port_gives_way_to_the_next_free_one(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        found = _free_port("127.0.0.1", wanted, may_move=True)
    assert found > wanted
    assert f"Port {wanted} is taken; using {found}." in capsys.readouterr().err


def test_a_taken_port_stops_a_site_that_a_proxy_looks_for():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"Port {wanted} is taken"):
            _free_port("127.0.0.1", wanted, may_move=False)


def test_doctor_tells_what_is_bad_and_how_to_mend_it(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    done = run_program("doctor", "--json", HUITOUKE_HOME=str(home), HUITOUKE_DATABSE_URL="x")
    assert done.returncode == 1
    findings = {line["what"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert findings["data folder"]["level"] == "bad"
    assert findings["data folder"]["mend"] == f"chmod 700 {home}"
    assert findings["HUITOUKE_DATABSE_URL"]["level"] == "warn"
    assert findings["database"]["level"] == "ok"
    assert findings["tables"]["level"] == "bad"
    assert not (home / "postgres" / "started").exists()


def test_doctor_names_a_wrong_setting_instead_of_failing(tmp_path):
    done = run_program("doctor", "--json", HUITOUKE_HOME=str(tmp_path), HUITOUKE_DEBUG="maybe")
    assert done.returncode == 1
    assert json.loads(done.stdout)["found"].startswith("HUITOUKE_DEBUG: yes or no")
