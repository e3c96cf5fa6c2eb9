"""The export to a file of the disk: whole or not there, for its owner alone, of a branch that exists."""

import stat

import pytest

from huitouke.access.actors import SYSTEM
from huitouke.access.errors import BranchNotFound
from huitouke.connectors.files import export
from huitouke.connectors.files.export import export_guests

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", ["csv", "xlsx", "vcf"])
def test_the_file_is_for_its_owner_alone(group, guest_of, tmp_path, ending):
    guest_of(group.main, name="王建国")
    target = tmp_path / f"guests.{ending}"
    assert export_guests(target, actor=SYSTEM, branch="MAIN") == 1
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_an_unknown_branch_writes_no_file(group, tmp_path, refuses_to_write):
    with refuses_to_write(), pytest.raises(BranchNotFound):
        export_guests(tmp_path / "guests.csv", actor=SYSTEM, branch="NOWHERE")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_the_file_of_before(group, guest_of, tmp_path, monkeypatch):
    guest_of(group.main, name="王建国")
    target = tmp_path / "guests.csv"
    target.write_text("of before", encoding="utf-8")

    class Broken(Exception):
        pass

    def fail(*_arguments):
        raise Broken

    monkeypatch.setattr(export, "_facts", fail)
    with pytest.raises(Broken):
        export_guests(target, actor=SYSTEM)
    assert target.read_text(encoding="utf-8") == "of before"
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
