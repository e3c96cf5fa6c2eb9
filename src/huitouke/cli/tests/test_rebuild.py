"""What `./huitouke rebuild --check` says, and with what it ends."""

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from huitouke.cli import rebuild as module
from huitouke.cli import verbs
from huitouke.guests.models import Guest
from huitouke.stays.models import Reservation
from huitouke.testing.fixtures import TODAY
from huitouke.testing.stays import make_stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def check(group, guest_of, monkeypatch):
    """The command over the tables of the test, with two guests, one of whom has a reservation."""
    monkeypatch.setattr(module, "database", nullcontext)
    monkeypatch.setattr(module, "set_up_tables", lambda: None)
    guest_of(group.main, name="王建国", mobile="13812342217")
    make_stay(group.main, "r-1", TODAY, who={"name": "李静怡"}, profile="p-1")

    def run(*words):
        return CliRunner().invoke(verbs, ["rebuild", "--check", *words])

    return run


def test_equal_rows_are_counted_and_end_with_0(check):
    found = check("--json")
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout.splitlines()[-1])
    assert (told["guests"]["checked"], told["guests"]["equal"], told["guests"]["different"]) == (2, 2, 0)
    assert (told["reservations"]["checked"], told["reservations"]["equal"]) == (1, 1)
    assert (told["checked"], told["equal"], told["different"], told["erased"], told["waiting"]) == (
        3,
        3,
        0,
        0,
        0,
    )
    assert told["seconds"] >= 0
    said = check().stdout
    assert "2 guests made anew: 2 equal, 0 different." in said
    assert "1 reservations made anew: 1 equal, 0 different." in said


def test_what_differs_is_told_by_column_and_id_without_a_value_and_ends_with_1(check):
    Guest.objects.filter(name="王建国").update(name="王健国")
    Reservation.objects.update(adults=7)
    found = check("--json")
    assert found.exit_code == 1
    told = json.loads(found.stdout.splitlines()[-1])
    assert (told["different"], told["equal"]) == (2, 1)
    assert told["guests"]["fields"] == {"guests_guest.name": 1}
    assert told["guests"]["examples"] == [str(Guest.objects.get(name="王健国").id)]
    assert told["reservations"]["examples"] == [str(Reservation.objects.get().id)]
    said = check()
    assert said.exit_code == 1
    assert "1 different" in said.stdout
    assert "王" not in said.stdout + found.stdout


def test_without_the_flag_nothing_is_compared(check):
    assert CliRunner().invoke(verbs, ["rebuild"]).exit_code == 2
