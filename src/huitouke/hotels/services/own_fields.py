"""Fields that an administrator adds to guests or companies: add, change their words, put them in order, close."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.hotels.errors import OwnFieldInvalid, OwnFieldNotFound
from huitouke.hotels.services.wording import Problems, changed_fields, cleaned_labels
from huitouke.kernel.custom_fields.queries import code_tables
from huitouke.kernel.custom_fields.storing import store, store_order
from huitouke.kernel.custom_fields.values import KINDS
from huitouke.kernel.models import CustomFieldDefinition

SUBJECTS: Final = ("guest", "company")
MOST_FIELDS: Final = 60
MOST_CHOICES: Final = 200
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NOT_CODE: Final = re.compile(r"[^a-z0-9]+")


@transaction.atomic
def add_field(
    *,
    actor: Actor,
    subject: str,
    code: str,
    kind: str,
    labels: Mapping[str, str],
    help_texts: Mapping[str, str] | None = None,
    choices: Sequence[str] = (),
    code_table: str = "",
    is_required: bool = False,
    is_searched: bool = False,
) -> CustomFieldDefinition:
    """A new field at the end of its subject. `choices` are lines `中文 | English` of a field to choose from. Code,
    kind and whether it is searched stay for ever: values rest on them. Refuses by field what cannot be kept."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    problems: Problems = {}
    cleaned = cleaned_labels(dict(labels), problems)
    code = code.strip() or _code_of(cleaned)
    if not _CODE.fullmatch(code):
        problems["code"] = [_("Write a code of small letters, digits and _, such as shoe_size.")]
    if subject not in SUBJECTS:
        problems["subject"] = [_("A field belongs to guests or to companies.")]
    if kind not in KINDS:
        problems["kind"] = [_("Choose what the field holds.")]
    offered = _choices(choices, ()) if kind == "choice" else []
    if kind == "choice" and not offered:
        problems["choices"] = [_("Write the choices, one a line.")]
    if len(offered) > MOST_CHOICES:
        problems["choices"] = [_("At most %(most)s choices.") % {"most": MOST_CHOICES}]
    if kind == "code" and code_table not in code_tables.names():
        problems["code_table"] = [_("Choose the code table.")]
    rows = CustomFieldDefinition.objects.filter(subject=subject)
    if rows.filter(is_closed=False).count() >= MOST_FIELDS:
        problems["code"] = [_("At most %(most)s fields. Close one that nobody uses.") % {"most": MOST_FIELDS}]
    if problems:
        raise OwnFieldInvalid(problems)
    last = rows.order_by("-sort").values_list("sort", flat=True).first()
    field = CustomFieldDefinition(
        subject=subject,
        code=code,
        kind=kind,
        labels=cleaned,
        help=_help(help_texts),
        choices=offered,
        code_table=code_table if kind == "code" else "",
        is_required=is_required,
        is_searched=is_searched and kind == "text",
        sort=0 if last is None else last + 1,
    )
    try:
        with transaction.atomic():
            store(field, is_new=True)
    except IntegrityError as error:
        taken = _("There is a field of this code already; if it is closed, open it again.")
        raise OwnFieldInvalid({"code": [taken]}) from error
    _audit(actor, "hotels.own_field.added", field, ["labels"])
    return field


@transaction.atomic
def change_field(
    *,
    actor: Actor,
    field_id: UUID,
    labels: Mapping[str, str],
    help_texts: Mapping[str, str] | None = None,
    choices: Sequence[str] = (),
    is_required: bool = False,
) -> CustomFieldDefinition:
    """Other words, another order of choices. A choice that is no longer named is closed: values that hold it keep
    their words."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    field = _locked(field_id)
    problems: Problems = {}
    values: dict[str, Any] = {
        "labels": cleaned_labels(dict(labels), problems),
        "help": _help(help_texts),
        "is_required": is_required,
    }
    if field.kind == "choice":
        values["choices"] = _choices(choices, field.choices)
        if all(each.get("is_closed") for each in values["choices"]):
            problems["choices"] = [_("Write the choices, one a line.")]
    if problems:
        raise OwnFieldInvalid(problems)
    changed = changed_fields(field, values)
    if changed:
        for name, value in values.items():
            setattr(field, name, value)
        store(field)
        _audit(actor, "hotels.own_field.changed", field, changed)
    return field


def close_field(*, actor: Actor, field_id: UUID) -> CustomFieldDefinition:
    """The field is no longer asked for, and its values stay where they are."""
    return _set_closed(actor, field_id, True)


def reopen_field(*, actor: Actor, field_id: UUID) -> CustomFieldDefinition:
    """The field is asked for again."""
    return _set_closed(actor, field_id, False)


@transaction.atomic
def move_field(*, actor: Actor, field_id: UUID, steps: int) -> CustomFieldDefinition:
    """The field a place up (-1) or down (1) among its subject's."""
    actor.require_group(Right.HOTEL_CONFIGURE)
    field = _locked(field_id)
    rows = list(CustomFieldDefinition.objects.select_for_update().filter(subject=field.subject))
    place = next(at for at, row in enumerate(rows) if row.id == field.id)
    rows.insert(max(0, place + steps), rows.pop(place))
    store_order(rows)
    _audit(actor, "hotels.own_field.changed", field, ["sort"])
    return field


@transaction.atomic
def _set_closed(actor: Actor, field_id: UUID, is_closed: bool) -> CustomFieldDefinition:
    actor.require_group(Right.HOTEL_CONFIGURE)
    field = _locked(field_id)
    if field.is_closed is not is_closed:
        field.is_closed = is_closed
        store(field)
        _audit(actor, "hotels.own_field.closed" if is_closed else "hotels.own_field.reopened", field, [])
    return field


def choice_lines(choices: Sequence[Mapping[str, Any]]) -> list[str]:
    """The choices that are offered as lines that `add_field` reads."""
    return [
        " | ".join(text for text in (each["labels"].get("zh"), each["labels"].get("en")) if text)
        for each in choices
        if not each.get("is_closed")
    ]


def _choices(lines: Sequence[str], known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as choices with codes; a line whose words are known keeps its code, what is not named is closed."""
    by_word = {word: each for each in known for word in each["labels"].values()}
    taken = {each["code"] for each in known}
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        words = [" ".join(piece.split())[:100] for piece in line.split("|")][:2]
        words = [word for word in words if word]
        if not words:
            continue
        labels = dict(zip(("zh", "en"), words, strict=False))
        if len(words) == 1 and words[0].isascii():
            labels = {"en": words[0]}
        old = next((by_word[word] for word in words if word in by_word), None)
        code = str(old["code"]) if old else _fresh_code(labels, taken)
        taken.add(code)
        found.setdefault(code, {"code": code, "labels": labels, "is_closed": False})
    gone = [dict(each) | {"is_closed": True} for each in known if each["code"] not in found]
    return [*found.values(), *gone]


def _fresh_code(labels: Mapping[str, str], taken: set[str]) -> str:
    code = _code_of(labels) or f"c{len(taken) + 1}"
    number = 2
    while code in taken:
        code, number = f"{code.rstrip('0123456789')}{number}", number + 1
    return code


def _code_of(labels: Mapping[str, str]) -> str:
    """A code from the English words; '' where there are none."""
    return _NOT_CODE.sub("_", labels.get("en", "").lower()).strip("_")[:40]


def _help(texts: Mapping[str, str] | None) -> dict[str, str]:
    cleaned = {name: " ".join((texts or {}).get(name, "").split())[:300] for name in ("zh", "en")}
    return {name: text for name, text in cleaned.items() if text}


def _locked(field_id: UUID) -> CustomFieldDefinition:
    field = CustomFieldDefinition.objects.select_for_update().filter(id=field_id).first()
    if field is None:
        raise OwnFieldNotFound
    return field


def _audit(actor: Actor, code: str, field: CustomFieldDefinition, changed: Sequence[str]) -> None:
    record_audit(
        actor,
        code,
        object_type="own_field",
        object_id=field.id,
        fields=changed,
        subject=field.subject,
        name=field.code,
    )
