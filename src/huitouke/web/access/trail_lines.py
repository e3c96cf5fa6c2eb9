"""The entries of the audit trail as people read them: about what, which fields, and what was noted beside, all in
words. A code that has none here is left as it is."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from huitouke.access.actors import Actor
from huitouke.access.choices import READ_SUFFIX, ROLES, Shift
from huitouke.access.models import AuditEntry, Branch, User
from huitouke.access.models.organisation import label_in_language
from huitouke.access.switches import SWITCHES
from huitouke.capture.choices import Step
from huitouke.guests.choices import (
    ConsentAct,
    ContactChannel,
    Ground,
    RegistrationKind,
    RetentionKind,
    RevealReason,
)
from huitouke.guests.company_choices import Criterion
from huitouke.guests.models import Company, Purpose, Tag
from huitouke.guests.queries import names_of
from huitouke.guests.values.company_words import COMPANY_FIELDS
from huitouke.guests.values.messages import FIELD_NAMES
from huitouke.hotels.models import Room
from huitouke.identity.choices import BulkKind, ErasureReason
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.privacy import label_of
from huitouke.web.access.trail_words import code_word
from huitouke.web.companies.words import PART_WORDS, company_field_word
from huitouke.web.guests.words import field_word

OBJECTS: Final[dict[str, str | Promise]] = {
    "attachment": gettext_lazy("File"),
    "backup": gettext_lazy("Backup"),
    "branch": gettext_lazy("Branch"),
    "bulk_act": gettext_lazy("Many guests at once"),
    "code": gettext_lazy("Code table"),
    "company": gettext_lazy("Company"),
    "erasure": gettext_lazy("Erasure"),
    "export": gettext_lazy("Export"),
    "form": gettext_lazy("Guests’ form"),
    "group": pgettext_lazy("place of a post", "Whole group"),
    "guest": gettext_lazy("Guest"),
    "guest_type": gettext_lazy("Guest type"),
    "import": gettext_lazy("Import"),
    "legal_entity": gettext_lazy("Legal entity"),
    "match_model": gettext_lazy("Weights of matching"),
    "match_run": gettext_lazy("Matching run"),
    "own_field": gettext_lazy("Own field"),
    "purpose": gettext_lazy("Purpose"),
    "retention_rule": gettext_lazy("Rule of retention"),
    "room": gettext_lazy("Room"),
    "room_type": gettext_lazy("Room type"),
    "run": gettext_lazy("Import"),
    "saved_mapping": gettext_lazy("Meaning of columns"),
    "score_weights": gettext_lazy("Weights of the score card"),
    "switch": gettext_lazy("Switches"),
    "tag": gettext_lazy("Tag"),
    "tag_group": gettext_lazy("Tag group"),
    "token": gettext_lazy("Token"),
    "trail": gettext_lazy("Audit trail"),
    "user": gettext_lazy("Login"),
    "view": gettext_lazy("View"),
    "webhook": gettext_lazy("Web-hook"),
}
"""What an entry speaks of, by its `object_type`."""

FIELDS: Final[dict[str, str | Promise]] = {
    **{step.value: step.label for step in Step},
    **{criterion.value: criterion.label for criterion in Criterion},
    **PART_WORDS,
    "area": gettext_lazy("Area"),
    "beds": gettext_lazy("Beds"),
    "birthday": gettext_lazy("Birthday"),
    "colour": gettext_lazy("Colour"),
    "columns": pgettext_lazy("of a list", "Columns"),
    "conditions": gettext_lazy("Conditions"),
    "consent": gettext_lazy("Consent"),
    "currency": gettext_lazy("Currency"),
    "day_change_hour": gettext_lazy("The day changes at (hour)"),
    "description": gettext_lazy("Meaning"),
    "display_name": pgettext_lazy("of a thing", "Name"),
    "document": gettext_lazy("Documents"),
    "extra": gettext_lazy("Kept with the record"),
    "facilities": gettext_lazy("Facilities"),
    "features": gettext_lazy("Features"),
    "file": gettext_lazy("File"),
    "floor": gettext_lazy("Floor"),
    "guests.purpose": gettext_lazy("Purpose"),
    "group": pgettext_lazy("of tags", "Group"),
    "is_closed": gettext_lazy("Closed"),
    "is_shared": gettext_lazy("Shared"),
    "labels": pgettext_lazy("of a thing", "Name"),
    "number": gettext_lazy("Room number"),
    "room_type_id": gettext_lazy("Room type"),
    "sort": pgettext_lazy("of a list", "Order"),
    "texts": gettext_lazy("Wording"),
    "time_zone": gettext_lazy("Time zone"),
    "types": gettext_lazy("Guest types"),
    "valid_from": gettext_lazy("Valid from"),
}
"""Names of fields that neither a guest nor a company has."""

NOTED: Final[dict[str, str | Promise]] = {
    "act": "",
    "changed": gettext_lazy("changed"),
    "channel": "",
    "count": gettext_lazy("number"),
    "created": gettext_lazy("new"),
    "facts": gettext_lazy("facts"),
    "form": "",
    "format": "",
    "gone": gettext_lazy("taken out"),
    "ground": "",
    "is_exclusive": gettext_lazy("at most one of the group"),
    "is_shared": gettext_lazy("shared with colleagues"),
    "keeps_tag": gettext_lazy("guests keep the tag"),
    "kept": gettext_lazy("left as they are"),
    "kind": "",
    "left_out": gettext_lazy("not allowed"),
    "made": gettext_lazy("new"),
    "months": gettext_lazy("months"),
    "name": "",
    "number": "",
    "place": gettext_lazy("place"),
    "purpose": "",
    "quarantined": gettext_lazy("in quarantine"),
    "reason": "",
    "refused": gettext_lazy("refused"),
    "restored": gettext_lazy("brought back"),
    "role": "",
    "rows": gettext_lazy("rows"),
    "shift": "",
    "step": "",
    "steps": gettext_lazy("steps"),
    "subject": "",
    "switch": "",
    "table": "",
    "tokens_revoked": gettext_lazy("tokens revoked"),
    "merged": gettext_lazy("guests merged"),
    "proposed": gettext_lazy("pairs proposed"),
    "broken_rules": gettext_lazy("rules broken"),
    "values": gettext_lazy("values"),
    "version": gettext_lazy("version"),
    "what": "",
}
"""What may be noted beside an act: the word before the value, "" where the value says enough. Ids are left out."""
_PEOPLE: Final = frozenset({"guest", "form", "import", "run", "export"})
_IDS: Final = frozenset({"delivery", "erasure", "erasures", "file"})

_VALUES: Final[dict[str, dict[str, str | Promise]]] = {
    "act": {
        **{each.value: each.label for each in ConsentAct},
        "opened": gettext_lazy("opened"),
        "closed": gettext_lazy("closed"),
        "rotated": gettext_lazy("new address"),
    },
    "channel": {each.value: each.label for each in ContactChannel},
    "form": {"page": gettext_lazy("printable"), "json": "JSON"},
    "format": {"csv": "CSV", "xlsx": "Excel", "vcf": "vCard", "json": "JSON"},
    "ground": {each.value: each.label for each in Ground},
    "kind": {
        **{each.value: each.label for each in (*RegistrationKind, *RetentionKind, *BulkKind)},
        "all": gettext_lazy("all kinds"),
        "totp": gettext_lazy("Authenticator app"),
        "webauthn": gettext_lazy("Passkey"),
    },
    "reason": {each.value: each.label for each in (*RevealReason, *ErasureReason)},
    "role": {code: role.label for code, role in ROLES.items()},
    "shift": {each.value: each.label for each in Shift},
    "subject": {"guest": gettext_lazy("Guest"), "company": gettext_lazy("Company")},
}


def trail_rows(actor: Actor, entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Each entry in words; a guest or company by name where this person may see them. At most one query a kind."""
    ids: dict[str, set[UUID]] = {}
    for entry in entries:
        if entry.object_id:
            ids.setdefault(entry.object_type, set()).add(entry.object_id)
    names: dict[Any, str] = dict(names_of(actor, sorted(ids.get("guest", ()))))
    names |= dict(
        Company.objects.visible_to(actor).filter(id__in=ids["company"]).values_list("id", "name")
        if "company" in ids
        else ()
    )
    places = {branch.id: str(branch) for branch in Branch.objects.all()}
    names |= places
    for kind, model in (("user", User), ("tag", Tag), ("room", Room)):
        if kind in ids:
            names |= {row.id: str(row) for row in model.objects.filter(id__in=ids[kind])}
    own = _own_fields(entries)
    purposes = (
        {row.code: label_in_language(row.labels, row.code) for row in Purpose.objects.all()}
        if any("purpose" in entry.data for entry in entries)
        else {}
    )
    return [
        {
            "entry": entry,
            "who": entry.actor_name if entry.actor_id else _("the system"),
            "what": code_word(entry.code),
            "is_read": entry.code.endswith(READ_SUFFIX),
            "url": _url(entry) if entry.object_id in names else "",
            "kind": "" if entry.object_id in names else str(OBJECTS.get(entry.object_type, "")),
            "about": names.get(entry.object_id, "") if entry.object_id else "",
            "fields": joined(_field(entry.object_type, name, own) for name in entry.fields),
            "branch": places.get(entry.branch_id, "") if entry.branch_id else "",
            "data": joined(_noted(entry.data, purposes)),
        }
        for entry in entries
    ]


def searched_fields() -> list[tuple[str, str]]:
    """The fields of guests and companies to search the trail by, the hotel's own among them, by their words."""
    own = [
        (field.target, field.label)
        for subject in ("guest", "company")
        for field in list_fields(subject, include_closed=True)
    ]
    told = {code: company_field_word(code) for code in COMPANY_FIELDS if "." not in code}
    told |= {code: field_word(code) for code in FIELD_NAMES}
    return sorted([*told.items(), *own], key=lambda pair: pair[1])


def joined(words: Iterable[str]) -> str:
    """Words as a list in the reader's language."""
    return pgettext("between items of a list", ", ").join(word for word in words if word)


def _url(entry: AuditEntry) -> str:
    pages = {"guest": "guests:guest-detail", "company": "companies:company-detail"}
    name = pages.get(entry.object_type)
    return reverse(name, args=[entry.object_id]) if name else ""


def _own_fields(entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Words of the hotel's own fields, read only where an entry names one."""
    if not any(name.startswith("custom:") for entry in entries for name in entry.fields):
        return {}
    return {
        field.target: field.label
        for subject in ("guest", "company")
        for field in list_fields(subject, include_closed=True)
    }


def _field(object_type: str, name: str, own: dict[str, str]) -> str:
    """A field in words: of a company by its own list, a part of a copy or erasure by its keeper."""
    if name in own:
        return own[name]
    if object_type == "company":
        first = name.partition(".")[0]
        if name in COMPANY_FIELDS or f"contact.{first}" in COMPANY_FIELDS:
            return company_field_word(name)
    if name == "name" and object_type not in _PEOPLE:
        return pgettext("of a thing", "Name")
    if name in FIELDS:
        return str(FIELDS[name])
    return str(label_of(name)) if "." in name else field_word(name)


def _noted(data: dict[str, Any], purposes: dict[str, str]) -> list[str]:
    told = []
    for key, value in data.items():
        if key in _IDS or value in ("", None, False):
            continue
        before = str(NOTED.get(key, key))
        if value is True:
            told.append(before)
            continue
        text = str(_VALUES.get(key, {}).get(str(value), value))
        if key == "purpose":
            text = purposes.get(str(value), text)
        elif key == "switch" and str(value) in SWITCHES:
            text = str(SWITCHES[str(value)].label)
        told.append(f"{before} {text}" if before else text)
    return told
