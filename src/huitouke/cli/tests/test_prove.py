"""`./huitouke prove`: one line a proof, for people or for programs, and what counts as failed."""

import json

import pytest
from click.testing import CliRunner

from huitouke.cli import verbs
from huitouke.testing import proofs


@pytest.fixture
def found(monkeypatch):
    """The registry with proofs of a known end."""
    ends = {
        "held": {"tried": 3, "failed": 0, "struck": ["importer@5"]},
        "broken": {"tried": 3, "failed": 1, "struck": ["database@7"]},
        "idle": {"tried": 0, "failed": 0},
    }
    registry = {name: lambda *, progress, end=end: end for name, end in ends.items()}
    monkeypatch.setattr(proofs, "PROOFS", registry)
    return ends


def test_prints_exactly_one_line_of_four_figures_a_proof(found):
    result = CliRunner().invoke(verbs, ["prove", "held", "--json"])
    assert result.exit_code == 0, result.output
    [line] = result.stdout.splitlines()
    told = json.loads(line)
    assert list(told) == ["proof", "tried", "failed", "seconds"]
    assert (told["proof"], told["tried"], told["failed"]) == ("held", 3, 0)


def test_one_failed_proof_fails_the_command_and_the_others_still_run(found):
    result = CliRunner().invoke(verbs, ["prove", "--json"])
    assert result.exit_code == 1
    assert [json.loads(line)["proof"] for line in result.stdout.splitlines()] == ["held", "broken", "idle"]
    assert "database@7" in result.stderr
    assert "broken, idle" in result.stderr


def test_a_proof_that_tried_nothing_has_not_held(found):
    assert CliRunner().invoke(verbs, ["prove", "idle", "--json"]).exit_code == 1


def test_tells_people_what_was_seen(found):
    result = CliRunner().invoke(verbs, ["prove", "held"])
    assert "held: 3 tried, 0 failed" in result.stdout
    assert "importer@5" in result.stdout


def test_names_the_proofs_that_there_are(found):
    assert CliRunner().invoke(verbs, ["prove", "--list"]).output.split() == ["held", "broken", "idle"]
    assert CliRunner().invoke(verbs, ["prove", "nonsense"]).exit_code == 2
