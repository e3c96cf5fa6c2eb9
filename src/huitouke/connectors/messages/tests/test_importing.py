import pytest

from huitouke.access.actors import SYSTEM
from huitouke.connectors.messages.importing import import_messages
from huitouke.connectors.messages.tests.test_taking import message
from huitouke.intake.models import Message
from huitouke.kernel.errors import Invalid


@pytest.fixture
def files(tmp_path):
    for name, body in {
        "a.json": message(), "b.json": message("r-2"), "c.json": message(), "d.json": b"{", ".hidden": b"{",
        "sub/e.json": b'{"ignored": ["notice"]}',
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(body)
    return tmp_path


def test_files_and_folders_are_answered_and_counted(group, plain, files):
    done = import_messages([files], actor=SYSTEM, kind=plain)
    assert done.summary() | {"seconds": 0} == {
        "messages": 5, "applied": 2, "unchanged": 1, "ignored": 1, "quarantined": 1,
        "reasons": {"not_json": 1, "notice": 1}, "seconds": 0,
    }  # fmt: skip
    assert done.is_answered
    again = import_messages([files / "a.json", files / "d.json"], actor=SYSTEM, kind=plain)
    assert (again.taken.states["unchanged"], again.taken.states["quarantined"]) == (1, 1)
    assert Message.objects.count() == 4


def test_a_file_that_is_not_there_is_not_answered(group, plain, files):
    done = import_messages([files / "a.json", files / "nowhere.json"], actor=SYSTEM, kind=plain)
    assert (done.taken.messages, done.unread, done.is_answered) == (1, ["nowhere.json"], False)


@pytest.mark.parametrize(("kind", "system"), [("telex", ""), ("plain", "desk")])
def test_an_unknown_kind_and_the_system_of_the_desk_are_refused(
    group, plain, files, kind, system, refuses_to_write
):
    with refuses_to_write(), pytest.raises(Invalid):
        import_messages([files], actor=SYSTEM, kind=kind, system=system)
