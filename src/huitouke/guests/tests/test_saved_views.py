"""Views: who sees, changes, shares and deletes them, and how long drafts live."""

from datetime import timedelta

import pytest

from huitouke.access.errors import RightMissing
from huitouke.access.models import AuditEntry
from huitouke.guests.errors import ViewInvalid, ViewNotFound
from huitouke.guests.models import SavedView
from huitouke.guests.saved_views import conditions_of, get_view, list_views
from huitouke.guests.services.views import (
    BIN_LIFE,
    DRAFT_LIFE,
    change_view,
    delete_view,
    keep_draft,
    restore_view,
    save_view,
    tidy_views,
)
from huitouke.kernel import clock
from huitouke.kernel.clock import frozen_at
from huitouke.kernel.conditions.shapes import ConditionsInvalid, Row, all_of

JAPAN = all_of(Row("nationality", "any_of", ["JP"]))


def test_a_view_is_its_owners_until_it_is_shared(mei, alma):
    view = save_view(actor=mei.actor, name=" 日本  宾客 ", conditions=JAPAN, columns=["language"])
    assert view.name == "日本 宾客"
    assert list_views(mei.actor) == ([view], [])
    with pytest.raises(ViewNotFound):
        get_view(alma.actor, view.id)
    change_view(actor=mei.actor, view_id=view.id, is_shared=True)
    assert list_views(alma.actor) == ([], [view])
    assert conditions_of(get_view(alma.actor, view.id)) == JAPAN
    with pytest.raises(ViewNotFound):
        change_view(actor=alma.actor, view_id=view.id, name="mine")
    with pytest.raises(ViewNotFound):
        delete_view(actor=alma.actor, view_id=view.id)
    codes = list(AuditEntry.objects.filter(object_id=view.id).order_by("id").values_list("code", flat=True))
    assert codes == ["guests.view.saved", "guests.view.changed"]


def test_sharing_needs_the_right(alma, refuses_to_write):
    with refuses_to_write(), pytest.raises(RightMissing):
        save_view(actor=alma.actor, name="all", conditions=JAPAN, is_shared=True)
    assert not SavedView.objects.exists()
    view = save_view(actor=alma.actor, name="all", conditions=JAPAN)
    with pytest.raises(RightMissing):
        change_view(actor=alma.actor, view_id=view.id, is_shared=True)
    assert not SavedView.objects.get().is_shared


def test_names_are_needed_short_and_ones_own_only_once(mei, alma):
    save_view(actor=mei.actor, name="A", conditions=JAPAN)
    save_view(actor=alma.actor, name="A", conditions=JAPAN)
    for name in ("", "  ", "x" * 61, "A"):
        with pytest.raises(ViewInvalid):
            save_view(actor=mei.actor, name=name, conditions=JAPAN)
    assert SavedView.objects.count() == 2


def test_what_cannot_be_asked_or_shown_is_not_kept(mei, dario):
    with pytest.raises(ConditionsInvalid):
        keep_draft(actor=mei.actor, conditions=all_of(Row("nothing", "is", "x")))
    for columns in (["nothing"], ["language", "language"], ["language"] * 20):
        with pytest.raises(ViewInvalid):
            keep_draft(actor=mei.actor, conditions=JAPAN, columns=columns)
    with pytest.raises(RightMissing):
        keep_draft(actor=dario.actor, conditions=JAPAN)
    assert not SavedView.objects.exists()


def test_a_draft_is_ones_own_is_kept_once_and_forgotten_after_a_day(mei, alma):
    draft = keep_draft(actor=mei.actor, conditions=JAPAN)
    assert keep_draft(actor=mei.actor, conditions=JAPAN) == draft
    assert list_views(mei.actor) == ([], [])
    with pytest.raises(ViewNotFound):
        get_view(alma.actor, draft.id)
    assert tidy_views() == 0
    with frozen_at(clock.now() + DRAFT_LIFE + timedelta(minutes=1)):
        with pytest.raises(ViewNotFound):
            get_view(mei.actor, draft.id)
        assert tidy_views() == 1


def test_a_deleted_view_can_be_had_back_within_the_shift(mei, alma):
    view = save_view(actor=mei.actor, name="A", conditions=JAPAN)
    delete_view(actor=mei.actor, view_id=view.id)
    assert list_views(mei.actor) == ([], [])
    with pytest.raises(ViewNotFound):
        restore_view(actor=alma.actor, view_id=view.id)
    restore_view(actor=mei.actor, view_id=view.id)
    assert list_views(mei.actor) == ([view], [])
    delete_view(actor=mei.actor, view_id=view.id)
    with frozen_at(clock.now() + BIN_LIFE + timedelta(minutes=1)):
        with pytest.raises(ViewNotFound):
            restore_view(actor=mei.actor, view_id=view.id)
        assert tidy_views() == 1


def test_a_shared_view_stays_within_the_legal_entities_of_its_owner(mei, alma, chiara, bruno, group):
    """A view names guests: by what it is called, and by what it asks for."""
    from huitouke.testing.personas import hire

    asked = all_of(Row("name", "contains", "王小明"))
    near = save_view(actor=mei.actor, name="王小明的投诉", conditions=asked, is_shared=True)
    whole = save_view(actor=bruno.actor, name="全集团", conditions=asked, is_shared=True)
    lake = hire("liu", "front_desk", group.lake)

    def shared_with(persona):
        return {view.id for view in list_views(persona.actor)[1]}

    assert shared_with(alma) == shared_with(lake) == {near.id, whole.id}
    assert shared_with(bruno) == {near.id}
    assert shared_with(chiara) == {whole.id}
    with pytest.raises(ViewNotFound):
        get_view(chiara.actor, near.id)
