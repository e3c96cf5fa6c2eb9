"""One act on many guests or companies: a tag or a kind given or taken away, a follow-up person assigned, closed or
worked with again; and undoing it.

Whom an act means is written down first (`BulkChange`), so that what happens is what was seen, whatever changes
meanwhile. Then a step of guests in a transaction: a killed worker goes on where it stopped.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huitouke.access.actors import SYSTEM, Actor
from huitouke.access.choices import Right
from huitouke.access.models import User
from huitouke.access.queries import get_actor
from huitouke.access.services import record_audit
from huitouke.guests.company_choices import CompanyKind
from huitouke.guests.conditions.asking import question
from huitouke.guests.conditions.choices import tags_of
from huitouke.guests.conditions.columns import GUEST
from huitouke.guests.models import Tag
from huitouke.guests.services.profiles import ensure_tags, locked_tag
from huitouke.guests.services.tag_rules import follow_all, refuse_tags_of_rules
from huitouke.guests.services.tags import close_tag
from huitouke.guests.values.cells import tidy
from huitouke.guests.values.raw import FIELD_LIMITS
from huitouke.identity.bulk_models import BulkAct, BulkChange
from huitouke.identity.choices import BulkKind, BulkState
from huitouke.identity.errors import BulkActNotFound, BulkActNotUndone, BulkInvalid
from huitouke.identity.services import bulk_steps
from huitouke.identity.services.bulk_grounds import GROUNDS
from huitouke.identity.services.saves import store_record
from huitouke.kernel import clock
from huitouke.kernel.conditions.registry import Sql
from huitouke.kernel.conditions.running import WHOLE_MS, ConditionsTooSlow, limited
from huitouke.kernel.conditions.shapes import Conditions
from huitouke.kernel.outbox import publish

STEP: Final = 5_000
AT_ONCE: Final = 2_000
"""Up to so many guests are dealt with in the request; more are the worker's."""
UNDO_LIFE: Final = timedelta(days=7)
MOST_PICKED: Final = 500


@transaction.atomic
def begin_bulk_act(
    *,
    actor: Actor,
    kind: str,
    chosen: Conditions | Sequence[UUID],
    today: date,
    tag_name: str = "",
    login: str = "",
    subject: str = GUEST,
    company_kind: str = "",
) -> BulkAct:
    """Write down an act and whom it means: the rows picked, or all who meet the conditions. A few are dealt with
    at once; for many the act waits, and whoever calls hands it to the worker (`carry_out`).

    Rows that the actor may not change are counted and left out. Refuses with `BulkInvalid` an unknown kind of act, a
    tag or a kind of company that cannot be given, a person who is not there, and a choice of nobody; nothing is
    written then.
    """
    ground = GROUNDS.get(subject)
    if ground is None:
        raise BulkInvalid(
            {"subject": [_("Choose what is to be changed: %(all)s.") % {"all": ", ".join(GROUNDS)}]}
        )
    actor.require(ground.right)
    if kind not in ground.kinds:
        raise BulkInvalid({"kind": [_("Choose what is to be done.")]})
    tag = _tag_of(actor, tag_name, is_given=kind == BulkKind.ADD_TAG) if kind in _OF_TAGS else None
    person = _person_of(login) if kind == BulkKind.ASSIGN else None
    company_kind = _company_kind_of(company_kind) if kind in _OF_KINDS else ""
    told = (
        {"tag": str(tag.id)}
        if tag
        else {"company_kind": company_kind}
        if company_kind
        else {"follow_up": login}
    )
    act = BulkAct.objects.create(
        subject=subject,
        kind=kind,
        company_kind=company_kind,
        tag=tag,
        person=person,
        author_id=actor.id,
        record_id=store_record(actor, {"bulk": {"kind": kind, **told}}),
    )
    act.total, act.left_out = _write_down(actor, act, chosen, today)
    if not act.total:
        raise BulkInvalid({"picked": [str(ground.nobody)]})
    act.save(update_fields=["total", "left_out"])
    if act.total <= AT_ONCE or actor.id is None:
        while _step(act, actor):
            pass
    return act


_OF_TAGS: Final = (BulkKind.ADD_TAG, BulkKind.REMOVE_TAG)
_OF_KINDS: Final = (BulkKind.ADD_KIND, BulkKind.REMOVE_KIND)


def _company_kind_of(code: str) -> str:
    if code not in CompanyKind.values:
        raise BulkInvalid({"company_kind": [_("Choose a kind of company.")]})
    return code


def _tag_of(actor: Actor, name: str, *, is_given: bool) -> Tag:
    """The tag of an act: made where it is given for the first time; to be taken away only one that the actor may
    know of."""
    name = tidy(name)
    if not name:
        raise BulkInvalid({"tag": [_("Choose a tag, or write a new one.")]})
    if len(name) > FIELD_LIMITS["tag"]:
        raise BulkInvalid({"tag": [_("A tag has at most %(most)s signs.") % {"most": FIELD_LIMITS["tag"]}]})
    refuse_tags_of_rules([name])
    if is_given:
        tag = Tag.objects.get(id=ensure_tags([name])[name])
        if tag.is_closed:
            raise BulkInvalid({"tag": [_("This tag is closed. Open it under Settings, or choose another.")]})
        return tag
    found = Tag.objects.filter(name=name).first()
    if found is None or str(found.id) not in tags_of(actor):
        raise BulkInvalid({"tag": [_("There is no such tag. Choose one of the list.")]})
    return found


def _person_of(login: str) -> User | None:
    """The colleague who is to follow up; none for an empty login."""
    if not login:
        return None
    person: User | None = User.objects.filter(username=login, is_active=True).first()
    if person is None:
        raise BulkInvalid({"login": [_("There is no such colleague. Choose one of the list.")]})
    return person


@transaction.atomic
def begin_joining(*, actor: Actor, tag_id: UUID, into_id: UUID) -> BulkAct:
    """Join a tag to another: whoever holds it holds the other instead, and it closes. Undone like any act on many
    guests, which opens it again. Refuses with `BulkInvalid` a tag of a rule, a closed one to join to, and one with
    itself."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    tag, into = locked_tag(tag_id), locked_tag(into_id)
    refuse_tags_of_rules([tag.name, into.name])
    if into.is_closed or tag.id == into.id:
        raise BulkInvalid({"into": [_("Choose another tag that is not closed.")]})
    act = BulkAct.objects.create(
        kind=BulkKind.JOIN,
        tag=tag,
        into=into,
        author_id=actor.id,
        record_id=store_record(actor, {"bulk": {"kind": "join", "tag": str(tag.id), "into": str(into.id)}}),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO identity_bulkchange (act_id, guest_id)"
            " SELECT %s, guest_id FROM guests_guesttag WHERE tag_id = %s",
            [act.id, tag.id],
        )
        act.total = cursor.rowcount
    act.save(update_fields=["total"])
    close_tag(actor=actor, tag_id=tag.id)
    if act.total <= AT_ONCE or actor.id is None:
        while _step(act, actor):
            pass
    return act


def _write_down(
    actor: Actor, act: BulkAct, chosen: Conditions | Sequence[UUID], today: date
) -> tuple[int, int]:
    """Write down whom the act means; how many these are, and how many more are meant but not the actor's to change."""
    ground = GROUNDS[act.subject]
    table = ground.table
    if isinstance(chosen, Conditions):
        meant = question(actor, chosen, today=today, subject=act.subject).whole()
    else:
        if len(chosen) > MOST_PICKED:
            raise BulkInvalid({"picked": [str(ground.too_many) % {"most": MOST_PICKED}]})
        text, values = ground.visible(actor)
        meant = Sql(f"{table}.id = ANY(%s::uuid[]) AND {text}", [list(chosen), *values])
    may, more = Sql(*ground.editable(actor))
    try:
        with limited(WHOLE_MS), connection.cursor() as cursor:
            # Names are constants; every value is a parameter.
            cursor.execute(
                f"INSERT INTO identity_bulkchange (act_id, {ground.column})"  # noqa: S608
                f" SELECT %s, {table}.id FROM {table} WHERE ({meant.text}) AND ({may})",
                [act.id, *meant.values, *more],
            )
            total = cursor.rowcount
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE ({meant.text}) AND ({may}) IS NOT TRUE",  # noqa: S608
                [*meant.values, *more],
            )
            return total, int(cursor.fetchone()[0])
    except TimeoutError:
        raise ConditionsTooSlow from None


def carry_out(act_id: UUID) -> None:
    """Do what is left of an act, or of its undoing, as its author with the rights of now. Safe to run again."""
    act = BulkAct.objects.select_related("author").filter(id=act_id).first()
    if act is None or act.is_over:
        return
    # Without its author nobody vouches for the act: what is left of it is left undone.
    actor = get_actor(act.author) if act.author is not None else None
    step = _undo_step if act.state == BulkState.UNDOING else _step
    while step(act, actor):
        act.refresh_from_db()


@transaction.atomic
def _step(act: BulkAct, actor: Actor | None) -> bool:
    """Deal with the next guests; whether there may be more. The last step writes the audit row."""
    locked = BulkAct.objects.select_for_update().get(id=act.id)
    if locked.state not in (BulkState.WAITING, BulkState.RUNNING):
        return False
    ground = GROUNDS[locked.subject]
    waiting = BulkChange.objects.filter(act=locked, before__isnull=True).order_by(ground.column)
    meant = list(waiting.values_list(ground.column, flat=True)[:STEP])
    may = ground.still_editable(actor or Actor(None, ""), meant)
    before = bulk_steps.apply(locked, may, actor_id=actor.id if actor else None)
    bulk_steps.keep_before(locked, before)
    _changes(locked, [each for each in meant if each not in before]).delete()
    locked.changed += len(before)
    locked.left_out += len(meant) - len(may)
    locked.total -= len(meant) - len(may)
    locked.unchanged += len(may) - len(before)
    locked.state = BulkState.RUNNING if len(meant) == STEP else BulkState.DONE
    if before:
        publish(ground.changed, key=locked.id, act=str(locked.id), changed=len(before))
    if locked.state == BulkState.DONE:
        locked.finished_at = clock.now()
        _tell(actor, locked, ground.changed, changed=locked.changed)
    locked.save()
    _follow(act, locked)
    return locked.state == BulkState.RUNNING


@transaction.atomic
def undo_bulk_act(*, actor: Actor, act_id: UUID) -> BulkAct:
    """Begin to take an act of one's own back: exactly what it changed, but for what was changed since. Few guests
    are dealt with at once; for many the act waits for the worker as `begin_bulk_act` does.

    Refuses with `BulkActNotUndone` an act that still goes on, was undone before or is over a week old.
    """
    act = get_act(actor, act_id, is_locked=True)
    actor.require(GROUNDS[act.subject].right)
    if act.state not in (BulkState.DONE, BulkState.FAILED) or act.made_at < clock.now() - UNDO_LIFE:
        raise BulkActNotUndone
    BulkChange.objects.filter(act=act, before__isnull=True).delete()
    act.state = BulkState.UNDOING
    act.save(update_fields=["state"])
    if act.changed <= AT_ONCE or actor.id is None:
        while _undo_step(act, actor):
            pass
    return act


@transaction.atomic
def _undo_step(act: BulkAct, actor: Actor | None) -> bool:
    """Take the next guests back; whether there may be more."""
    locked = BulkAct.objects.select_for_update().get(id=act.id)
    if locked.state != BulkState.UNDOING:
        return False
    ground = GROUNDS[locked.subject]
    done = BulkChange.objects.filter(act=locked).order_by(ground.column)
    before = {each: stood or {} for each, stood in done.values_list(ground.column, "before")[:STEP]}
    may = ground.still_editable(actor or Actor(None, ""), list(before))
    restored = bulk_steps.take_back(
        locked, {each: before[each] for each in may}, actor_id=actor.id if actor else None
    )
    if locked.subject == GUEST:
        # What comes back comes under its old ids, which no look at new rows would see.
        follow_all(may)
    _changes(locked, list(before)).delete()
    locked.undone += restored
    locked.kept = (
        locked.changed - locked.undone if len(before) < STEP else locked.kept + len(before) - restored
    )
    if restored:
        publish(ground.changed_back, key=locked.id, act=str(locked.id), changed=restored)
    if len(before) < STEP:
        locked.state = BulkState.UNDONE
        if locked.kind == BulkKind.JOIN and locked.tag_id is not None and actor is not None:
            close_tag(actor=actor, tag_id=locked.tag_id, is_closed=False)
        _tell(actor, locked, ground.changed_back, changed=locked.undone, kept=locked.kept)
    locked.save()
    _follow(act, locked)
    return locked.state == BulkState.UNDOING


def _changes(act: BulkAct, ids: Sequence[UUID]) -> QuerySet[BulkChange]:
    """What stands written down of these rows."""
    return BulkChange.objects.filter(act=act, **{f"{GROUNDS[act.subject].column}__in": ids})


def fail_act(act_id: UUID) -> None:
    """Say that an act broke off; what it did so far stands until its author undoes it."""
    BulkAct.objects.filter(id=act_id).update(state=BulkState.FAILED, finished_at=clock.now())


def tidy_acts() -> int:
    """Forget what stood before acts that can no longer be undone; how many acts. The acts themselves stay."""
    old = BulkAct.objects.filter(
        made_at__lt=clock.now() - UNDO_LIFE, state__in=[BulkState.DONE, BulkState.FAILED]
    )
    ids = list(old.filter(changes__isnull=False).distinct().values_list("id", flat=True))
    BulkChange.objects.filter(act_id__in=ids).delete()
    return len(ids)


def get_act(actor: Actor, act_id: UUID, *, is_locked: bool = False) -> BulkAct:
    """An act of the actor's own; else `BulkActNotFound`."""
    acts = BulkAct.objects.filter(id=act_id, author_id=actor.id)
    act: BulkAct | None = (acts.select_for_update() if is_locked else acts).first()
    if act is None:
        raise BulkActNotFound
    return act


_FIELDS: Final = {
    BulkKind.ASSIGN.value: "follow_up",
    BulkKind.ADD_KIND.value: "kind",
    BulkKind.REMOVE_KIND.value: "kind",
    BulkKind.CLOSE.value: "is_closed",
    BulkKind.REOPEN.value: "is_closed",
}


def _tell(actor: Actor | None, act: BulkAct, code: str, changed: int, kept: int = 0) -> None:
    record_audit(
        actor or SYSTEM,
        code,
        object_type="bulk_act",
        object_id=act.id,
        fields=[_FIELDS.get(act.kind, "tag")],
        kind=act.kind,
        left_out=act.left_out,
        changed=changed,
        kept=kept,
    )


def _follow(act: BulkAct, locked: BulkAct) -> None:
    """Let the caller's act say what the locked one says."""
    for name in ("state", "total", "left_out", "changed", "unchanged", "undone", "kept", "finished_at"):
        setattr(act, name, getattr(locked, name))
