"""The page of one guest."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from huitouke.access.choices import Right
from huitouke.access.switches import is_on
from huitouke.connectors.files.headers import label_of
from huitouke.guests.choices import ContactKind, DocumentKind
from huitouke.guests.classification import types_of
from huitouke.guests.consents import is_marketing_stopped
from huitouke.guests.masking import ADDRESSES
from huitouke.guests.models import Guest
from huitouke.guests.policy import may_edit, may_use
from huitouke.guests.queries import GuestDetail, get_guest_detail
from huitouke.guests.tag_queries import held_tag
from huitouke.guests.values.birthdays import next_on
from huitouke.guests.values.completeness import missing_from
from huitouke.guests.values.prepared import ContactValue, DocumentValue, PreferenceValue, PreparedGuest
from huitouke.identity.choices import LinkReason
from huitouke.identity.histories import list_history
from huitouke.identity.merged import list_merges
from huitouke.identity.queries import UNPLACED, RecordLine, list_evidence, list_records, read_extras
from huitouke.identity.reviews import list_lookalikes
from huitouke.identity.tellings import CONTACT_FIELDS
from huitouke.web.base.context import business_date
from huitouke.web.base.requests import actor_of, part, wants_part
from huitouke.web.guests.classification import scales_of
from huitouke.web.guests.facts import birthday_text, groups_of, kept_birthday_of, source_text
from huitouke.web.guests.history_words import change_lines
from huitouke.web.guests.merge_words import why_lines
from huitouke.web.guests.merging import offers_merge
from huitouke.web.guests.occasions import tell_occasions
from huitouke.web.guests.tab_companies import COMPANIES_TAB
from huitouke.web.guests.tab_consent import TAB as CONSENT_TAB
from huitouke.web.guests.tab_files import TAB as FILES_TAB
from huitouke.web.guests.tab_relations import RELATIONS_TAB
from huitouke.web.guests.tab_stays import STAYS_TAB, stay_tiles
from huitouke.web.guests.tabs import GROUPS, Opened, Tab
from huitouke.web.guests.words import (
    MISSING,
    MISSING_BOX,
    country_word,
    field_word,
    language_now,
    language_word,
    source_word,
)

DIGESTS = (DocumentKind.NAME_HASH.value, DocumentKind.DOCUMENT_HASH.value)


def guest_detail(request: HttpRequest, guest_id: UUID) -> HttpResponse:
    """All that is known of a guest; `tab` of the address says which tab is open, and htmx asks for it alone."""
    actor = actor_of(request)
    today = business_date(request)
    detail = get_guest_detail(actor, guest_id, today)
    guest = detail.guest
    if guest.id != guest_id:
        query = request.GET.urlencode()
        page = reverse("guests:guest-detail", args=[guest.id])
        return redirect(f"{page}?{query}" if query else page)
    is_named = detail.sight.is_named
    tabs = [each for each in TABS if is_named or each.is_nameless]
    tab = next((each for each in tabs if each.code == request.GET.get("tab")), tabs[0])
    records = list_records(guest) if is_named else []
    mine = is_named and may_edit(actor, guest.legal_entity_id, guest.is_shared)
    opened = Opened(request, detail, records, mine)
    context: dict[str, Any] = {
        "detail": detail,
        "tags": [held_tag(row) for row in detail.tags],
        "guest": guest,
        "tab": tab.code,
        "may_edit": opened.may_edit,
    }
    context |= tab.context(opened)
    tell_occasions([*detail.notes, *detail.preferences])
    if wants_part(request) and request.headers.get("HX-Target") == "tab":
        return part(request, tab.template, context)
    missing = missing_from(known_of(detail))
    context |= {
        "tab_template": tab.template,
        "head": head_words(guest, detail.line.reading, today),
        "greeting": greeting_of(detail),
        "missing": [] if not is_named else [(MISSING[key], MISSING_BOX[key]) for key in missing],
        "known_since": min((record.received_at for record in records), default=guest.created_at),
        "record_count": len(records),
        "systems": len({record.system for record in records}),
        "no_marketing": is_marketing_stopped(guest),
        "stay_tiles": stay_tiles(actor, guest.id, today) if is_named else [],
        "next_birthday": next_birthday(guest, today),
        "types": types_of(guest) if is_named else [],
        "scales": scales_of(guest) if is_named else [],
        "asks": is_on("capture") and is_named,
        "may_merge": offers_merge(request, detail),
        "lookalikes": [
            (each.second if each.first.id == guest.id else each.first, each)
            for each in (list_lookalikes(actor, guest.id) if is_named else [])
        ],
        "tab_groups": [
            (
                label,
                [(each.code, each.label, each.count(opened)) for each in tabs if each.group == group],
            )
            for group, label in GROUPS.items()
            if is_named or any(each.group == group for each in tabs)
        ],
        "contacts": [
            (_kind_word(each.kind), each, CONTACT_FIELDS.get(each.kind, each.kind))
            for each in detail.contacts
        ],
        "reveal_url": reverse("guests:reveal", args=[guest.id]) if detail.sight.may_reveal else "",
        "papers": [
            # Of a citizen's card the country goes without saying.
            (
                DocumentKind(each.kind).label,
                each,
                "" if each.kind == DocumentKind.ID_CARD else country_word(each.country),
            )
            for each in detail.documents
            if each.kind not in DIGESTS
        ],
    }
    return render(request, "guests/guest_detail.html", context)


def _profile_tab(opened: Opened) -> dict[str, Any]:
    guest = opened.detail.guest
    return {
        "groups": groups_of(opened.detail, opened.records),
        "origin": source_text(origin_of(guest, opened.records)),
    }


def _records_tab(opened: Opened) -> dict[str, Any]:
    actor = actor_of(opened.request)
    detail, records = opened.detail, opened.records
    guest = detail.guest
    newest, extras = read_extras(records, detail.sight)
    may_read = may_use(actor, Right.GUESTS_HISTORY, guest.legal_entity_id, guest.is_shared)
    history = list_history(actor, guest.id) if may_read else []
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
        "evidence": [(DocumentKind(kind).label, digest) for kind, digest in list_evidence(guest)],
        "merges": [(each, why_lines(each.score)) for each in list_merges(actor, guest.id)],
        "may_merge": offers_merge(opened.request, detail),
        "may_read_history": may_read,
        "changes": change_lines(history),
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
        birthday_month=guest.birthday_month or guest.birthday_key,
        nationality=guest.nationality,
        address=(any(getattr(guest, each) or each in detail.masked for each in ADDRESSES) and "known") or "",
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


TABS: Final = (
    Tab("profile", gettext_lazy("Profile"), _profile_tab),
    Tab(
        "preferences",
        gettext_lazy("Preferences"),
        count=lambda opened: len(opened.detail.preferences),
        is_nameless=True,
    ),
    RELATIONS_TAB,
    COMPANIES_TAB,
    Tab("notes", gettext_lazy("Notes"), count=lambda opened: len(opened.detail.notes), group="said"),
    FILES_TAB,
    CONSENT_TAB,
    STAYS_TAB,
    Tab(
        "records",
        gettext_lazy("Records and history"),
        _records_tab,
        lambda opened: len(opened.records),
        "did",
    ),
)
