"""Who is called at a branch, in which order; and parts of the product that a hotel does without."""

import pytest

from huitouke.access import switches
from huitouke.access.errors import RightMissing, SwitchNotFound
from huitouke.access.models import AuditEntry, ManagerStep, SwitchedOff
from huitouke.access.services import deactivate_user, set_manager_line, set_switch
from huitouke.access.staff import list_manager_line
from huitouke.access.switches import Switch, is_address_on, is_on, register_switch, while_on
from huitouke.kernel.errors import Invalid
from huitouke.testing.personas import hire


def test_a_line_names_roles_and_people_in_order(group, adam, bruno):
    night = hire("lao", "assistant_manager", group.main)
    set_manager_line(
        actor=bruno.actor,
        branch=group.main,
        steps=[("assistant_manager", None), ("", bruno.user), ("manager", None)],
    )
    line = list_manager_line(group.main)
    assert [[str(person) for person in step.people] for step in line] == [["Lao"], ["Bruno"], ["Bruno"]]
    deactivate_user(actor=adam.actor, user=night.user)
    assert [len(step.people) for step in list_manager_line(group.main)] == [0, 1, 1]
    assert list_manager_line(group.lake) == []


def test_a_line_is_set_anew_and_noted_once(group, bruno):
    for _time in range(2):
        set_manager_line(actor=bruno.actor, branch=group.main, steps=[("duty_manager", None)])
    set_manager_line(actor=bruno.actor, branch=group.main, steps=[])
    assert not ManagerStep.objects.exists()
    assert AuditEntry.objects.filter(code="access.manager_line.set").count() == 2


def test_a_line_is_set_by_who_configures_that_branch(group, alma, refuses_to_write):
    for person in (alma, hire("gm", "manager", group.bay)):
        with refuses_to_write(), pytest.raises(RightMissing):
            set_manager_line(actor=person.actor, branch=group.main, steps=[("manager", None)])


def test_a_line_refuses_what_cannot_be_called(group, bruno, adam, refuses_to_write):
    gone = hire("gone", "duty_manager", group.main)
    deactivate_user(actor=adam.actor, user=gone.user)
    gone.user.refresh_from_db()
    for steps in ([("king", None)], [("manager", None)] * 2, [("", gone.user)], [("manager", bruno.user)]):
        with refuses_to_write(), pytest.raises(Invalid):
            set_manager_line(actor=bruno.actor, branch=group.main, steps=steps)


@pytest.fixture
def part(monkeypatch):
    """A part that may go: the pages under `hooks:` and the operations under /api/v1/hooks."""
    monkeypatch.setattr(switches, "SWITCHES", {})
    switches.forget()
    register_switch(Switch("hooks", "Hooks", "Tell others", frozenset({"hooks"}), ("/api/v1/hooks",)))
    yield "hooks"
    switches.forget()


def test_a_part_is_on_until_it_is_switched_off(adam, part):
    assert is_on(part)
    set_switch(actor=adam.actor, code=part, is_on=False)
    assert not is_on(part)
    assert not is_address_on("hooks:hook-list")
    assert not is_address_on("", "/api/v1/hooks/7")
    assert is_address_on("guests:guest-list", "/guests/")
    set_switch(actor=adam.actor, code=part, is_on=True)
    assert is_on(part)
    assert not SwitchedOff.objects.exists()


def test_jobs_and_handlers_of_a_part_rest_while_it_is_off(adam, part):
    done = []

    @while_on(part)
    def work(number):
        done.append(number)
        return number

    assert work(1) == 1
    set_switch(actor=adam.actor, code=part, is_on=False)
    assert work(2) is None
    set_switch(actor=adam.actor, code=part, is_on=True)
    assert work(3) == 3
    assert done == [1, 3]


def test_only_who_looks_after_the_group_switches(group, bruno, adam, part, refuses_to_write):
    for person in (bruno, hire("bea", "administrator", group.bay)):
        with refuses_to_write(), pytest.raises(RightMissing):
            set_switch(actor=person.actor, code=part, is_on=False)
    with refuses_to_write(), pytest.raises(SwitchNotFound):
        set_switch(actor=adam.actor, code="nonsense", is_on=False)


@pytest.mark.parametrize("core", sorted(switches.CORE))
def test_what_others_build_upon_cannot_be_switched_off(core):
    with pytest.raises(ValueError, match="cannot be switched off"):
        register_switch(Switch(core, core, ""))
    with pytest.raises(ValueError, match="cannot be switched off"):
        register_switch(Switch("else", "", "", frozenset({core})))
