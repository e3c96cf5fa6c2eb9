"""Views: kept, named, shared and given up by their owner."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.conditions.asking import may_of
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.errors import ViewInvalid, ViewNotFound
from huitouke.guests.events import VIEW_CHANGED, VIEW_DELETED, VIEW_RESTORED, VIEW_SAVED
from huitouke.guests.models import SavedView
from huitouke.guests.saved_views import get_view, require_subject
from huitouke.kernel import clock
from huitouke.kernel.conditions.columns import MOST_COLUMNS, column_fields
from huitouke.kernel.conditions.reading import check
from huitouke.kernel.conditions.registry import get_subject
from huitouke.kernel.conditions.shapes import Conditions

DRAFT_LIFE: Final = timedelta(days=1)
BIN_LIFE: Final = timedelta(hours=12)
"""How long a deleted view can be had back: a shift."""
NAME_LIMIT: Final = 60
MOST_VIEWS: Final = 200


@transaction.atomic
def keep_draft(
    *, actor: Actor, conditions: Conditions, columns: Sequence[str] = (), subject: str = GUEST
) -> SavedView:
    """Keep conditions without a name for a day, so that an address can carry their id instead of them. The same
    ones of the same person are one draft."""
    _checked(actor, conditions, columns, subject)
    owner_id = _owner(actor)
    until = clock.now() + DRAFT_LIFE
    same = SavedView.objects.filter(
        owner_id=owner_id,
        subject=subject,
        name="",
        conditions=conditions.as_json(),
        columns=list(columns),
    ).first()
    if same is not None:
        SavedView.objects.filter(id=same.id).update(expires_at=until)
        return same
    return SavedView.objects.create(
        subject=subject,
        owner_id=owner_id,
        conditions=conditions.as_json(),
        columns=list(columns),
        expires_at=until,
    )


@transaction.atomic
def save_view(
    *,
    actor: Actor,
    name: str,
    conditions: Conditions,
    columns: Sequence[str] = (),
    is_shared: bool = False,
    subject: str = GUEST,
) -> SavedView:
    """A new view of the actor. Refuses a name that is empty, too long or taken among the actor's own."""
    _checked(actor, conditions, columns, subject)
    if is_shared:
        actor.require(Right.VIEWS_SHARE)
    owner_id = _owner(actor)
    name = _named(owner_id, name, subject)
    if SavedView.objects.filter(owner_id=owner_id, expires_at=None).count() >= MOST_VIEWS:
        raise ViewInvalid({"name": [_("You have %(most)s views. Delete some first.") % {"most": MOST_VIEWS}]})
    view = SavedView.objects.create(
        subject=subject,
        name=name,
        owner_id=owner_id,
        is_shared=is_shared,
        conditions=conditions.as_json(),
        columns=list(columns),
    )
    _told(actor, VIEW_SAVED, view)
    return view


@transaction.atomic
def change_view(
    *,
    actor: Actor,
    view_id: UUID,
    name: str | None = None,
    conditions: Conditions | None = None,
    columns: Sequence[str] | None = None,
    is_shared: bool | None = None,
) -> SavedView:
    """Change a view of one's own; what is None stays. Only its owner may."""
    view = _own(actor, view_id)
    changed = []
    if name is not None and name.strip() != view.name:
        view.name = _named(view.owner_id, name, view.subject, but=view.id)
        changed.append("name")
    if conditions is not None and conditions.as_json() != view.conditions:
        _checked(actor, conditions, (), view.subject)
        view.conditions = conditions.as_json()
        changed.append("conditions")
    if columns is not None and list(columns) != view.columns:
        _checked(actor, Conditions(), columns, view.subject)
        view.columns = list(columns)
        changed.append("columns")
    if is_shared is not None and is_shared != view.is_shared:
        if is_shared:
            actor.require(Right.VIEWS_SHARE)
        view.is_shared = is_shared
        changed.append("is_shared")
    if changed:
        view.updated_at = clock.now()
        view.save()
        if not view.is_draft:
            _told(actor, VIEW_CHANGED, view, changed)
    return view


@transaction.atomic
def delete_view(*, actor: Actor, view_id: UUID) -> SavedView:
    """Give up a view of one's own; within a shift it can be had back."""
    view = _own(actor, view_id)
    view.expires_at = clock.now() + BIN_LIFE
    view.save(update_fields=["expires_at"])
    _told(actor, VIEW_DELETED, view)
    return view


@transaction.atomic
def restore_view(*, actor: Actor, view_id: UUID) -> SavedView:
    """Have a deleted view back."""
    view = (
        SavedView.objects.select_for_update()
        .filter(id=view_id, owner_id=actor.id, expires_at__gt=clock.now())
        .exclude(name="")
        .first()
    )
    if view is None:
        raise ViewNotFound
    view.expires_at = None
    view.save(update_fields=["expires_at"])
    _told(actor, VIEW_RESTORED, view)
    return view


def tidy_views() -> int:
    """Forget drafts and deleted views whose time is over; how many."""
    deleted, _by_model = SavedView.objects.filter(expires_at__lte=clock.now()).delete()
    return deleted


def _owner(actor: Actor) -> UUID:
    if actor.id is None:
        raise ViewNotFound
    return actor.id


def _own(actor: Actor, view_id: UUID) -> SavedView:
    view = get_view(actor, view_id)
    if view.owner_id != actor.id:
        # A shared view is seen by others, and is its owner's to change.
        raise ViewNotFound
    return SavedView.objects.select_for_update().get(id=view.id)


def _checked(actor: Actor, conditions: Conditions, columns: Sequence[str], subject: str) -> None:
    require_subject(actor, subject)
    may = may_of(actor)
    check(conditions, get_subject(subject), may)
    known = {field.code for field in column_fields(get_subject(subject), may)} if columns else set()
    if len(columns) > MOST_COLUMNS:
        raise ViewInvalid(
            {"columns": [_("At most %(most)s columns. Take some off.") % {"most": MOST_COLUMNS}]}
        )
    if set(columns) - known or len(set(columns)) != len(columns):
        raise ViewInvalid({"columns": [_("A column is not there, or not yours to see. Choose again.")]})


def _named(owner_id: UUID, name: str, subject: str, but: UUID | None = None) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ViewInvalid({"name": [_("Give the view a name.")]})
    if len(name) > NAME_LIMIT:
        raise ViewInvalid({"name": [_("At most %(most)s signs. Shorten it.") % {"most": NAME_LIMIT}]})
    taken = SavedView.objects.filter(owner_id=owner_id, subject=subject, name=name, expires_at=None)
    if (taken.exclude(id=but) if but else taken).exists():
        raise ViewInvalid({"name": [_("You have a view of this name. Choose another one.")]})
    return name


def _told(actor: Actor, code: str, view: SavedView, fields: Sequence[str] = ()) -> None:
    record_audit(actor, code, object_type="view", object_id=view.id, fields=fields, is_shared=view.is_shared)
