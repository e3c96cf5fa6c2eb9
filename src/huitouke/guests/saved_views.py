"""Reads of views."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.models import Assignment
from huitouke.guests.conditions.asking import GROUNDS
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.errors import ViewInvalid, ViewNotFound
from huitouke.guests.models import SavedView
from huitouke.kernel import clock
from huitouke.kernel.conditions.registry import Field, get_subject
from huitouke.kernel.conditions.shapes import Conditions, read_conditions


def get_view(actor: Actor, view_id: UUID, subject: str | None = None) -> SavedView:
    """A view of one's own, a draft with them, or one that is shared, of `subject` where one is named; else
    `ViewNotFound`."""
    view = _readable(actor).select_related("owner").filter(id=view_id).first()
    if (
        view is None
        or subject not in (None, view.subject)
        or not actor.has_right(GROUNDS[view.subject].right)
    ):
        raise ViewNotFound
    return view


def list_views(actor: Actor, subject: str = GUEST) -> tuple[list[SavedView], list[SavedView]]:
    """The actor's own views of a subject and those that others share, by name. One query."""
    require_subject(actor, subject)
    views = list(
        _readable(actor)
        .filter(subject=subject, expires_at=None)
        .select_related("owner")
        .order_by("name", "id")
    )
    return [view for view in views if view.owner_id == actor.id], [
        view for view in views if view.owner_id != actor.id
    ]


def require_subject(actor: Actor, subject: str) -> None:
    """Raises `ViewInvalid` for what no view can be about, and `RightMissing` for who may not look at it."""
    if subject not in GROUNDS:
        raise ViewInvalid(
            {"subject": [_("A view is about one of: %(subjects)s.") % {"subjects": ", ".join(GROUNDS)}]}
        )
    actor.require(GROUNDS[subject].right)


def conditions_of(view: SavedView) -> Conditions:
    """The conditions that a view keeps."""
    return read_conditions(view.conditions)


def columns_of(view: SavedView) -> list[Field]:
    """The fields chosen as columns, without those that are gone."""
    subject = get_subject(view.subject)
    found = [subject.field_of(code) for code in view.columns]
    return [field for field in found if field is not None]


def _readable(actor: Actor) -> QuerySet[SavedView]:
    lasting = Q(expires_at=None) | Q(name="", expires_at__gt=clock.now())
    return SavedView.objects.filter(lasting, Q(owner_id=actor.id) | _shared_with(actor))


def _shared_with(actor: Actor) -> Q:
    """What a view is called and asks for may name a guest: it is shared within the legal entities where its owner
    works, and with the group where one of the two works for all of it."""
    shared = Q(is_shared=True)
    if actor.is_system or any(post.branch_id is None for post in actor.posts):
        return shared
    entities = {post.legal_entity_id for post in actor.posts}
    near = Assignment.objects.filter(
        Q(branch=None) | Q(branch__legal_entity__in=entities), user=OuterRef("owner")
    )
    return shared & Q(Exists(near))
