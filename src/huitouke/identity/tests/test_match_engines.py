"""Which engine a run over all records takes, and what is said where it cannot run."""

import pytest

from huitouke.identity.errors import MatchEngineMissing
from huitouke.identity.match_tables import MatchRun
from huitouke.identity.matching import spark_database
from huitouke.identity.services.match_runs import learn_now, run_matching

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(settings, monkeypatch, tmp_path):
    """A machine where Spark is set, its package is there, and `java` is what the test makes it."""
    settings.MATCHING_ENGINE = "spark"
    monkeypatch.setattr(spark_database, "find_spec", lambda _name: object())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    def java(version):
        program = tmp_path / "java"
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2024-01-16' >&2\n")
        program.chmod(0o755)

    return java


def refused(**options):
    with pytest.raises(MatchEngineMissing) as found:
        run_matching(whole=True, **options)
    assert not MatchRun.objects.exists()
    return found.value.data["reason"]


def test_says_that_the_package_is_missing_and_writes_nothing(machine, monkeypatch):
    monkeypatch.setattr(spark_database, "find_spec", lambda _name: None)
    assert refused() == "package"


def test_says_that_java_is_missing_or_too_old(machine):
    assert refused() == "java"
    machine("11.0.2")
    assert refused() == "java_old"
    machine("1.8.0_392")
    assert refused() == "java_old"
    machine("17.0.15")
    spark_database.require_spark()


def test_a_java_home_that_holds_none_is_not_made_up_for_by_another_java(machine, monkeypatch, tmp_path):
    machine("17.0.15")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    assert refused() == "java"


def test_learning_needs_no_spark(machine):
    assert learn_now().id is None
