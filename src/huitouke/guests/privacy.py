"""What the archive keeps of a guest: the profile, what hangs on it, and the registration compartment.

A new table of guests is a line of ROWS, or a keeper of its own where part of it stays.
"""

import json
from typing import Any, Final

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from huitouke.guests.choices import ContactPreference
from huitouke.guests.consents import list_contents
from huitouke.guests.models import (
    ConsentContent,
    ConsentState,
    Guest,
    GuestTag,
    RegistrationFact,
    RetentionRule,
    SavedView,
    Tag,
)
from huitouke.guests.services.consent_chain import add_link
from huitouke.guests.values.budget import budget_text
from huitouke.guests.values.messages import field_name
from huitouke.guests.values.regions import region_words
from huitouke.hotels.models import CodeEntry
from huitouke.hotels.queries import get_label
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.privacy import (
    LAST,
    Keeper,
    Line,
    Person,
    Section,
    lines,
    own_rows,
    register_keeper,
)

ROWS: Final = (
    own_rows("guests.GuestAlias", _("Ids that the guest had"), {"id": _("Id"), "joined_at": _("Since")}),
    own_rows(
        "guests.ContactPoint",
        _("Ways to reach"),
        {
            "get_kind_display": _("Kind"),
            "shown": _("Value"),
            "extension": _("Extension"),
            "is_relay": _("Lent by a platform"),
        },
    ),
    own_rows(
        "guests.Document",
        _("Papers"),
        {"get_kind_display": _("Kind"), "number": _("Number"), "country": _("Country")},
    ),
    own_rows("guests.Vehicle", _("Cars"), {"plate": _("Plate")}),
    own_rows(
        "guests.Preference",
        _("Wishes, taboos and allergies"),
        {"get_kind_display": _("Kind"), "text": _("What to do"), "noted_at": _("Noted at")},
    ),
    own_rows(
        "guests.GuestTypeMembership",
        _("Guest types"),
        {"type": _("Type"), "since": pgettext_lazy("of a period", "From"), "until": _("Until")},
    ),
    own_rows(
        "guests.Evaluation",
        _("Evaluation"),
        {
            "get_scale_display": _("Scale"),
            "value": _("Mark"),
            "author_name": _("Author"),
            "given_at": _("Given at"),
        },
    ),
    own_rows(
        "guests.Reveal",
        _("Who saw masked values"),
        {
            "field": _("Field"),
            "get_reason_display": _("Reason"),
            "actor_name": _("Who"),
            "revealed_at": _("When"),
        },
    ),
)
"""Tables whose rows are wholly the guest's."""

PROFILE: Final = "guests.guest"
NOTES: Final = "guests.note"
CONSENTS: Final = "guests.consentcontent"
TAGS: Final = "guests.guesttag"
VIEWS: Final = "guests.savedview"
REGISTRATION: Final = "guests.registrationfact"

_PROFILE_FIELDS: Final = {
    "name": _("Name"),
    "latin_name": _("Latin name"),
    "form_of_address": _("Form of address"),
    "sex": _("Sex"),
    "birth_date": _("Birth date on document"),
    "birthday": _("Birthday kept"),
    "nationality": _("Nationality"),
    "language": _("Language"),
    "company": _("Company"),
    "position": _("Position"),
    "address": _("Address"),
    "card_number": _("Card number"),
    "referred_by": _("Referred by"),
    "branch": _("Known at"),
    "is_shared": _("Known across legal entities"),
    "created_at": _("Known since"),
}
_COMPUTED: Final = frozenset(
    {
        "id",
        "other_names",
        "name_key",
        "pinyin",
        "initials",
        "grams",
        "search_keys",
        "birthday_key",
        "completeness",
        "has_warning",
        "origin_record_id",
        "field_sources",
        "updated_at",
        "birthday_calendar",
        "birthday_year",
        "birthday_month",
        "birthday_day",
        "birthday_leap",
        "legal_entity",
        "follow_up",
        "budget_min",
        "budget_max",
        "budget_currency",
        "custom",
    }
)
"""Columns that a copy leaves out: made from others, or told there in another form."""


def _profile(person: Person) -> list[Section]:
    """The profile as facts, one a row: known columns in their order, then every further column that holds anything."""
    guest: Guest | None = Guest.objects.select_related("branch").filter(id=person.id).first()
    if guest is None:
        return []
    rows: list[dict[str, Any]] = []
    for name, words in _PROFILE_FIELDS.items():
        value = _profile_value(guest, name)
        if value not in (None, "", False):
            rows.append({"field": str(words), "value": value})
    for column in Guest._meta.concrete_fields:
        if column.name in _PROFILE_FIELDS or column.name in _COMPUTED:
            continue
        value = getattr(guest, column.name)
        if value not in (None, "", False, [], {}):
            label = field_name(_COLUMN_FIELDS.get(column.name, column.name), get_language() or "zh")
            rows.append({"field": label, "value": _words(column.name, value)})
    if budget := budget_text(guest.budget_min, guest.budget_max, guest.budget_currency or "CNY"):
        rows.append({"field": field_name("budget", get_language() or "zh"), "value": budget})
    for own in list_fields("guest", include_closed=True) if guest.custom else ():
        value = guest.custom.get(own.code)
        if value not in (None, ""):
            told = own.option_label(str(value)) if own.kind in ("choice", "code") else _told(value)
            rows.append({"field": own.label, "value": told})
    return [Section(PROFILE, _("Profile"), {"field": _("Field"), "value": _("Value")}, rows)]


_COLUMN_FIELDS: Final = {
    "is_decision_maker": "decision_maker",
    "is_birthday_muted": "birthday_reminder",
    "is_stay_confidential": "stay_confidential",
    "is_rate_confidential": "rate_confidential",
    "native_region": "native_place",
}
"""The field of which a column is a part."""
_CODED: Final = frozenset({"heard_from", "choice_reason", "family_structure"})


def _words(column: str, value: Any) -> Any:
    """A value of the profile in the reader's words: regions and codes by their names."""
    if column.endswith("region"):
        return region_words(value, get_language() or "zh") or value
    if column in _CODED:
        return get_label(column, value)
    if column == "contact_preference":
        return str(ContactPreference(value).label)
    if column == "is_birthday_muted":
        return not value
    return _told(value)


def _told(value: Any) -> Any:
    return value if isinstance(value, str | int | bool | list | dict) or value is None else str(value)


def _profile_value(guest: Guest, name: str) -> Any:
    if name == "sex":
        return str(guest.get_sex_display()) if guest.sex else ""
    if name == "branch":
        return str(guest.branch) if guest.branch else ""
    if name in ("nationality", "language"):
        table = "country" if name == "nationality" else "language"
        entry = CodeEntry.objects.filter(table=table, code=getattr(guest, name)).first()
        return entry.label if entry else getattr(guest, name)
    if name == "birthday":
        if not guest.birthday_calendar:
            return ""
        day = f"{guest.birthday_month:02}-{guest.birthday_day:02}"
        year = f"{guest.birthday_year}-" if guest.birthday_year else ""
        return f"{guest.get_birthday_calendar_display()} {year}{day}"
    return getattr(guest, name)


def _count_profile(person: Person) -> list[Line]:
    return lines(PROFILE, Guest.objects.filter(id=person.id).count())


def _erase_profile(person: Person) -> list[Line]:
    deleted = Guest.objects.filter(id=person.id).delete()[1].get("guests.Guest", 0)
    return lines(PROFILE, deleted)


def _notes(person: Person) -> list[Section]:
    """Every note that still holds, with its author, what for and until when: an expired one is gone for the guest
    as it is for the staff."""
    from huitouke.guests.models import Note
    from huitouke.kernel import clock

    today = clock.now().date()
    rows = [
        {
            "text": note.text,
            "author": note.author_name,
            "purpose": str(note.get_purpose_display()),
            "written_at": note.written_at,
            "expires_on": note.expires_on,
        }
        for note in Note.objects.filter(guest_id=person.id).order_by("written_at", "id")
        if note.expires_on is None or note.expires_on >= today
    ]
    columns = {
        "text": _("Note"),
        "author": _("Author"),
        "purpose": _("What for"),
        "written_at": _("Written at"),
        "expires_on": _("Good until"),
    }
    return [Section(NOTES, _("Notes"), columns, rows)] if rows else []


def _registration(person: Person) -> list[Section]:
    """That the facts are there, since when and until when. What they say is read in the compartment, with its own
    right."""
    rows = [
        {
            "kind": str(fact.get_kind_display()),
            "recorded_at": fact.recorded_at,
            "keep_until": fact.keep_until,
        }
        for fact in RegistrationFact.objects.filter(guest_id=person.id).order_by("recorded_at")
    ]
    columns = {"kind": _("Kind"), "recorded_at": _("Recorded at"), "keep_until": _("Kept until")}
    return [Section(REGISTRATION, _("Kept by law from registration"), columns, rows)] if rows else []


def _kept_registration(person: Person) -> list[Line]:
    """The law's facts stay sealed to their day; each end is a line."""
    found: dict[tuple[Any, str], int] = {}
    for end, law in RegistrationFact.objects.filter(guest_id=person.id).values_list("keep_until", "law"):
        found[end, law] = found.get((end, law), 0) + 1
    laws = {rule.kind: rule.law_words for rule in RetentionRule.objects.order_by("valid_from")}
    return [Line(REGISTRATION, count, end, laws.get(law, "")) for (end, law), count in sorted(found.items())]


def _consents(person: Person) -> list[Section]:
    """Everything that the guest agreed to, refused and withdrew, with the words they were shown."""
    rows = [
        {
            "at": content.entry.made_at,
            "purpose": str(content.purpose),
            "channel": str(content.get_channel_display()) if content.channel else "",
            "act": str(content.get_act_display()),
            "source": str(content.get_source_display()),
            "guardian": content.guardian or "",
            "evidence": content.evidence or "",
            "wording": content.wording.text if content.wording else "",
        }
        for subject_id in person.ids
        for content in list_contents(subject_id)
    ]
    columns = {
        "at": _("When"),
        "purpose": _("Purpose"),
        "channel": _("Channel"),
        "act": _("Said"),
        "source": _("How it is known"),
        "guardian": _("Guardian"),
        "evidence": _("Evidence"),
        "wording": _("Words shown"),
    }
    return [Section(CONSENTS, _("Consents"), columns, rows)] if rows else []


def _count_consents(person: Person) -> list[Line]:
    return lines(CONSENTS, ConsentContent.objects.filter(entry__subject_id__in=person.ids).count())


def _erase_consents(person: Person) -> list[Line]:
    """What was said goes; the hashes of the chain stay, and its closing link says why they stand alone."""
    ConsentState.objects.filter(guest_id=person.id).delete()
    total = 0
    for subject_id in person.ids:
        deleted, _by_model = ConsentContent.objects.filter(entry__subject_id=subject_id).delete()
        if deleted:
            add_link(subject_id, None)
        total += deleted
    return lines(CONSENTS, total)


def _erase_tags(person: Person) -> list[Line]:
    """The tags go from the guest; a tag that nobody else holds goes whole, since its word was about this guest."""
    held = list(GuestTag.objects.filter(guest_id=person.id).values_list("tag_id", flat=True))
    deleted, _by_model = GuestTag.objects.filter(guest_id=person.id).delete()
    Tag.objects.filter(id__in=held, guest_tags=None, rule=None, group=None).delete()
    return lines(TAGS, deleted)


def _views_of(person: Person) -> QuerySet[SavedView]:
    """Saved views and drafts in whose conditions the person was typed."""
    typed = SavedView.objects.annotate(words=Cast("conditions", TextField()))
    named = Q(pk__in=[])
    for text in person.texts:
        written = json.dumps(text, ensure_ascii=False)[1:-1]
        named |= Q(words__icontains=written) | Q(name__icontains=text)
    return typed.filter(named)


def register() -> None:
    """Name all keepers; called once, when the app is ready."""
    register_keeper(
        Keeper(
            VIEWS,
            _("Saved views in which the guest was typed"),
            frozenset(("guests.SavedView",)),
            holds=lambda person: lines(VIEWS, _views_of(person).count()),
            erase=lambda person: lines(VIEWS, _views_of(person).delete()[0]),
        )
    )
    register_keeper(
        Keeper(
            CONSENTS,
            _("Consents"),
            frozenset(("guests.ConsentContent", "guests.ConsentEntry", "guests.ConsentState")),
            _consents,
            _count_consents,
            _erase_consents,
        )
    )
    for keeper in ROWS:
        register_keeper(keeper)
    tags = own_rows("guests.GuestTag", _("Tags"), {"tag": _("Tag")})
    register_keeper(Keeper(TAGS, tags.label, tags.models, tags.copy, tags.holds, _erase_tags))
    notes = own_rows("guests.Note", _("Notes"), {})
    register_keeper(Keeper(NOTES, notes.label, notes.models, _notes, notes.holds, notes.erase))
    register_keeper(
        Keeper(
            REGISTRATION,
            _("Kept by law from registration"),
            frozenset(("guests.RegistrationFact",)),
            _registration,
            _kept_registration,
            _kept_registration,
        )
    )
    register_keeper(
        Keeper(
            PROFILE,
            _("Profile"),
            frozenset(("guests.Guest",)),
            _profile,
            _count_profile,
            _erase_profile,
            order=LAST,
        )
    )
