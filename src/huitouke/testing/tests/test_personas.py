"""The personas hold the posts that tests count on."""

import pytest

from huitouke.access.choices import Right
from huitouke.testing.factories import SOME_ID_CARD


def test_desks_have_rights_in_their_branch_only(group, alma, chiara):
    assert alma.actor.has_right(Right.GUESTS_EDIT, group.main.id)
    assert not alma.actor.has_right(Right.GUESTS_EDIT, group.bay.id)
    assert chiara.actor.has_right(Right.GUESTS_EDIT, group.bay.id)
    assert not chiara.actor.has_right(Right.GUESTS_EXPORT)


def test_managers_and_auditors_stand_over_the_group(bruno, irene, adam):
    assert bruno.actor.has_group_right(Right.IMPORTS_RUN)
    assert irene.actor.has_group_right(Right.GUESTS_VIEW)
    assert not irene.actor.has_right(Right.GUESTS_EDIT)
    assert adam.actor.has_group_right(Right.SYSTEM_MANAGE)


def test_dario_has_no_right_at_all(dario):
    assert not any(dario.actor.has_right(right) for right in Right)


def test_a_made_guest_has_what_was_asked_for(still_clock, group, alma, guest_of):
    guest = guest_of(group.main, actor=alma.actor, name="王小明", id_card=SOME_ID_CARD, taboo=["不吃香菜"])
    assert guest.name == "王小明"
    assert guest.birth_date.isoformat() == "1949-12-31"
    assert guest.has_warning


def test_written_rows_are_seen(group, guest_of, refuses_to_write):
    with pytest.raises(AssertionError, match="guests_guest"), refuses_to_write():
        guest_of(group.main, name="王小明")


def test_personas_can_sign_in(alma, signed_in):
    from huitouke.testing.personas import PASSWORD

    assert "_auth_user_id" in signed_in(alma).session
    assert alma.user.check_password(PASSWORD)
