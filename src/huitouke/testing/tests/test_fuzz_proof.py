"""The small version of `./huitouke prove fuzz`: some hundred generated requests over real HTTP."""

import json

import pytest

from huitouke.testing.proofs.fuzz import prove_fuzz, read_report

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def embedded(monkeypatch):
    """The installation of this file has a server of its own."""
    monkeypatch.delenv("HUITOUKE_DATABASE_URL", raising=False)


def test_generated_requests_meet_no_fault():
    found = prove_fuzz(requests=200, guests=20, examples=5, phases="fuzzing")
    assert found["failed"] == 0, found["faults"]
    assert found["tried"] >= 200


def test_a_failed_check_is_a_fault(tmp_path):
    report = tmp_path / "report.ndjson"
    recorder = {
        "label": "GET /x",
        "interactions": {"1": {}, "2": {}},
        "checks": {"1": [{"name": "not_a_server_error", "status": "failure", "failure_info": {"code": 500}}]},
    }
    lines = [{"EngineStarted": {}}, {"ScenarioFinished": {"recorder": recorder}}]
    report.write_text("\n".join(json.dumps(line) for line in lines))
    assert read_report(report) == (['GET /x: not_a_server_error: {"code": 500}'], 2)
