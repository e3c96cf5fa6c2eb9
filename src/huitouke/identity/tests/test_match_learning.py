"""The house teaches its own weights; what is absurd never weighs."""

from datetime import date

import pytest

from huitouke.access.models import AuditEntry
from huitouke.connectors.files.guests import import_guests
from huitouke.demo.records import generate
from huitouke.identity.match_models import in_force, model_in_force
from huitouke.identity.match_tables import MatchModel
from huitouke.identity.matching.sanity import PRIOR
from huitouke.identity.services import match_learning
from huitouke.identity.services.kept_rows import keep_missing_rows
from huitouke.identity.services.match_learning import is_learning_due, learn_model
from huitouke.testing.files import write_guest_csv


def nobody_looks(*_told):
    """Of progress."""


@pytest.fixture
def house(bruno, tmp_path, monkeypatch):
    """600 records of a make-believe house, and a rule that so few may teach."""
    path = tmp_path / "guests.csv"
    write_guest_csv(path, generate(600, 5, ["MAIN"], date(2026, 1, 1)))
    import_guests(path, actor=bruno.actor, system="opera")
    keep_missing_rows()
    monkeypatch.setattr(match_learning, "FEWEST", 500)


def test_what_the_house_teaches_weighs_from_then_on_and_what_is_absurd_does_not(house, monkeypatch):
    assert in_force().name == "shipped"
    assert is_learning_due()
    learnt = learn_model(progress=nobody_looks)
    assert learnt.is_in_force, learnt.faults
    assert not is_learning_due()
    assert in_force().id == learnt.id
    told = MatchModel.objects.get().body["frequencies"]["shares"]
    assert all(share * learnt.sample >= 4.5 for shares in told.values() for share in shares.values())

    monkeypatch.setattr(match_learning, "faults_of", lambda *_told: [PRIOR])
    refused = learn_model(progress=nobody_looks)
    assert (refused.is_in_force, refused.faults) == (False, (PRIOR,))
    assert in_force().id == learnt.id
    assert MatchModel.objects.get(id=refused.id).body is None
    assert AuditEntry.objects.get(object_id=refused.id).code == "identity.model.refused"
    monkeypatch.undo()

    monkeypatch.setattr(match_learning, "FEWEST", 500)
    newer = learn_model(progress=nobody_looks)
    assert in_force().id == newer.id
    assert MatchModel.objects.get(id=learnt.id).body is None


def test_a_small_house_weighs_with_the_shipped_model(group, guest_of):
    guest_of(group.main, name="王小明")
    keep_missing_rows()
    assert learn_model(progress=nobody_looks).id is None
    assert not MatchModel.objects.exists()
    assert in_force().id is None


def test_a_model_of_other_rules_or_levels_weighs_no_more(group):
    body = model_in_force().to_json()
    del body["weights"]["name"]["whole"]
    row = {"records": 5000, "sample": 5000, "in_force_since": "2026-01-01T00:00:00Z"}
    MatchModel.objects.create(rules=1, body=body, **row)
    assert in_force().id is None
    MatchModel.objects.create(rules=0, body=model_in_force().to_json(), **row)
    assert in_force().id is None
