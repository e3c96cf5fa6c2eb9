"""The page of one guest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huitouke.access.choices import Right
from huitouke.connectors.files.headers import label_of
from huitouke.guests.choices import ContactKind, DocumentKind
from huitouke.guests.classification import types_of
from huitouke.guests.consents import is_marketing_stopped
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.guests.values.birthdays import KeptBirthday, next_on
from huitouke.guests.values.completeness import missing_from
from huitouke.guests.values.prepared import ContactValue, DocumentValue, PreferenceValue, PreparedGuest
from huitouke.identity.choices import LinkReason
from huitouke.identity.queries import (
    UNPLACED,
    RecordLine,
    list_evidence,
    list_history,
    list_records,
    read_extras,
)
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part, wants_part
from huitouke.web.guests.classification import scales_of
from huitouke.web.guests.occasions import tell_occasions
from huitouke.web.guests.tab_consent import TAB as CONSENT_TAB
from huitouke.web.guests.tab_files import TAB as FILES_TAB
from huitouke.web.guests.tabs import GROUPS, Opened, Tab
from huitouke.web.guests.words import (
    MISSING,
    MISSING_BOX,
    country_word,
    field_word,
    language_now,
    language_word,
    lunar_words,
    source_word,
)

DIGESTS = (DocumentKind.NAME_HASH.value, DocumentKind.DOCUMENT_HASH.value)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the profile: its label, its value and whose word it is."""

    label: str
    value: str
    source: str


def guest_detail(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """All that is known of a guest; `tab` of the address says which tab is open, and htmx asks for it alone."""
    actor = actor_of(request)
    today = business_date(request)
    detail = get_guest_detail(actor, guest_id, today)
    guest = detail.guest
    tab = next((each for each in TABS if each.code == request.GET.get("tab")), TABS[0])
    records = list_records(guest)
    opened = Opened(request, detail, records, may_edit(actor, guest.legal_entity_id, guest.is_shared))
    context: dict[str, Any] = {"detail": detail, "guest": guest, "tab": tab.code, "may_edit": opened.may_edit}
    context |= tab.context(opened)
    tell_occasions([*detail.notes, *detail.preferences])
    if wants_part(request) and request.headers.get("HX-Target") == "tab":
        return part(request, tab.template, context)
    missing = missing_from(known_of(detail))
    context |= {
        "tab_template": tab.template,
        "head": head_words(guest, detail.line.reading, today),
        "greeting": greeting_of(detail),
        "missing": [(MISSING[key], MISSING_BOX[key]) for key in missing],
        "known_since": min((record.received_at for record in records), default=guest.created_at),
        "record_count": len(records),
        "systems": len({record.system for record in records}),
        "no_marketing": is_marketing_stopped(guest),
        "next_birthday": next_birthday(guest, today),
        "types": types_of(guest),
        "scales": scales_of(guest),
        "tab_groups": [
            (
                label,
                [(each.code, each.label, each.count(opened)) for each in TABS if each.group == group],
            )
            for group, label in GROUPS.items()
        ],
        "contacts": [(_kind_word(each.kind), each) for each in detail.contacts],
        "papers": [
            (DocumentKind(each.kind).label, each) for each in detail.documents if each.kind not in DIGESTS
        ],
    }
    return render(request, "guests/guest_detail.html", context)


def _profile_tab(opened: Opened) -> dict[str, Any]:
    guest = opened.detail.guest
    return {
        "facts": facts_of(guest, opened.records),
        "origin": source_text(origin_of(guest, opened.records)),
    }


def _records_tab(opened: Opened) -> dict[str, Any]:
    actor = actor_of(opened.request)
    detail, records = opened.detail, opened.records
    newest, extras = read_extras(records)
    may_read = actor.has_right(Right.GUESTS_HISTORY)
    history = list_history(actor, detail.guest.id) if may_read else []
    return {
        "records": [
            (record, source_word(record.system), LinkReason(record.reason).label) for record in records
        ],
        "extras_of": newest,
        "extras": [
            (
                field_word(label)
                if label in UNPLACED
                else label_of(label)[not language_now().startswith("zh")],
                text,
            )
            for label, text in extras
        ],
        "evidence": [(DocumentKind(kind).label, digest) for kind, digest in list_evidence(detail.guest)],
        "may_read_history": may_read,
        "changes": [
            {
                "field": field_word(change.field),
                "old": change.old,
                "new": change.new,
                "who": change.who or _("system"),
                "at": change.at,
                "source": source_word(change.source),
                "reason": change.reason,
            }
            for change in history
        ],
    }


def _kind_word(kind: str) -> str:
    return str(ContactKind(kind).label) if kind in ContactKind.values else kind


def known_of(detail: GuestDetail) -> PreparedGuest:
    """What is known, in the shape that completeness is told from; nothing is read again."""
    guest = detail.guest
    return PreparedGuest(
        name=guest.name,
        form_of_address=guest.form_of_address,
        sex=guest.sex,
        birth_date=guest.birth_date,
        birthday_month=guest.birthday_month,
        nationality=guest.nationality,
        address=guest.address,
        company=guest.company,
        contacts=tuple(ContactValue(each.kind, "", "", "", each.is_relay) for each in detail.contacts),
        documents=tuple(
            DocumentValue(each.kind, "") for each in detail.documents if each.kind not in DIGESTS
        ),
        preferences=tuple(PreferenceValue(each.kind, "") for each in detail.preferences),
    )


def head_words(guest: Guest, reading: str, today: date) -> list[str]:
    """What stands beside the name, without what is not known."""
    words = [reading, guest.form_of_address, str(guest.get_sex_display()) if guest.sex else ""]
    if guest.birth_date:
        words.append(f"{age_on(guest.birth_date, today)} · {guest.birth_date:%m-%d}")
    if guest.nationality:
        words.append(country_word(guest.nationality))
    if guest.language:
        words.append(language_word(guest.language))
    return [word for word in words if word]


def age_on(born: date, today: date) -> str:
    """The age in words."""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return _("age %(age)s") % {"age": age}


BARE_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "madam", "先生", "女士", "小姐", "太太"}
)
"""Titles without a name, by which nobody is greeted."""


def greeting_of(detail: GuestDetail) -> str:
    """What a clerk may say; nothing is made up where the form of address is not known."""
    address = detail.guest.form_of_address
    if not address or address.strip(".").casefold() in BARE_TITLES:
        return ""
    greeting = _("%(address)s, welcome back.") % {"address": address}
    wishes = [wish.text for wish in detail.wishes[:2]]
    if wishes:
        between = pgettext("between items of a list", ", ")
        greeting += _(" We have noted: %(wishes)s.") % {"wishes": between.join(wishes)}
    return greeting


def kept_birthday_of(guest: Guest) -> KeptBirthday | None:
    """The day to congratulate on: the birthday kept, else the birth date."""
    if guest.birthday_calendar and guest.birthday_month and guest.birthday_day:
        return KeptBirthday(
            guest.birthday_calendar,
            guest.birthday_month,
            guest.birthday_day,
            guest.birthday_leap,
            guest.birthday_year,
        )
    if guest.birth_date:
        return KeptBirthday("solar", guest.birth_date.month, guest.birth_date.day)
    return None


def birthday_text(kept: KeptBirthday) -> str:
    """`05-12`, `1978-05-12`, `农历八月十五`."""
    if kept.calendar == "lunar":
        words = lunar_words(kept.month, kept.day, kept.is_leap)
        return f"{words} ({kept.year})" if kept.year else words
    text = f"{kept.month:02}-{kept.day:02}"
    return f"{kept.year}-{text}" if kept.year else text


def next_birthday(guest: Guest, today: date) -> dict[str, Any] | None:
    """How many days until the next one, and when."""
    kept = kept_birthday_of(guest)
    if kept is None:
        return None
    try:
        on = next_on(kept, today)
    except ValueError:
        return None
    return {
        "days": (on - today).days,
        "on": on,
        "text": birthday_text(kept),
        "is_lunar": kept.calendar == "lunar",
    }


def origin_of(guest: Guest, records: Sequence[RecordLine]) -> RecordLine | None:
    """Whose word a field is that nobody typed since: the newest record of the system that the guest came from."""
    origin = next((record for record in records if record.id == guest.origin_record_id), None)
    if origin is not None and not origin.is_desk:
        return next((record for record in records if record.system == origin.system), origin)
    return origin


def facts_of(guest: Guest, records: Sequence[RecordLine]) -> list[Fact]:
    """The fields that are known; those that staff typed since say who and when, the others are the origin's."""
    by_id = {str(record.id): record for record in records}
    kept = kept_birthday_of(guest) if guest.birthday_calendar else None
    values: list[tuple[str, str]] = [
        ("name", guest.name),
        ("latin_name", guest.latin_name),
        ("form_of_address", guest.form_of_address),
        ("sex", str(guest.get_sex_display()) if guest.sex else ""),
        ("birth_date", f"{guest.birth_date:%m-%d}" if guest.birth_date else ""),
        ("kept_birthday", birthday_text(kept) if kept else ""),
        ("nationality", country_word(guest.nationality)),
        ("language", language_word(guest.language)),
        ("company", guest.company),
        ("position", guest.position),
        ("address", guest.address),
        ("card_number", guest.card_number),
        ("follow_up", str(guest.follow_up) if guest.follow_up else ""),
        ("referred_by", guest.referred_by),
    ]
    return [
        Fact(field_word(field), value, source_text(by_id.get(guest.field_sources.get(field, ""))))
        for field, value in values
        if value
    ]


def source_text(record: RecordLine | None) -> str:
    """Where, who or which house, and when."""
    if record is None:
        return ""
    day = f"{timezone.localtime(record.received_at):%Y-%m-%d}"
    pieces = [source_word(record.system), record.who if record.is_desk else record.branch, day]
    return " · ".join(piece for piece in pieces if piece)


TABS: Final = (
    Tab("profile", gettext_lazy("Profile"), _profile_tab),
    Tab("preferences", gettext_lazy("Preferences"), count=lambda opened: len(opened.detail.preferences)),
    Tab("notes", gettext_lazy("Notes"), count=lambda opened: len(opened.detail.notes), group="said"),
    FILES_TAB,
    CONSENT_TAB,
    Tab(
        "records",
        gettext_lazy("Records and history"),
        _records_tab,
        lambda opened: len(opened.records),
        "did",
    ),
)
