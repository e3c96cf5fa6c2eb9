"""The fields of a profile in words, each with whose word it is, in groups as the profile tab shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huitouke.guests.choices import ContactPreference
from huitouke.guests.models import Guest
from huitouke.guests.queries import GuestDetail
from huitouke.guests.services.reveals import SINGLE
from huitouke.guests.values.birthdays import KeptBirthday
from huitouke.guests.values.budget import budget_text
from huitouke.guests.values.regions import region_words
from huitouke.hotels.queries import get_label
from huitouke.identity.lineage import is_told_by_text
from huitouke.identity.queries import RecordLine
from huitouke.kernel.custom_fields.queries import Field, list_fields
from huitouke.kernel.custom_fields.values import value_text
from huitouke.web.guests.words import (
    country_word,
    field_word,
    language_now,
    language_word,
    lunar_words,
    source_word,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the profile: its label, its value and whose word it is. `reveal_url` is set where the value is
    masked and this reader may see it with a reason; `slot` is where it then stands; `story_url` tells where it comes
    from and what else was told."""

    label: str
    value: str
    source: str
    slot: str = ""
    reveal_url: str = ""
    story_url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, under a heading; the first group needs none."""

    label: str
    facts: list[Fact]


def kept_birthday_of(guest: Guest) -> KeptBirthday | None:
    """The day to congratulate on: the birthday kept, else the birth date, else what its key tells of a guest whose
    birth date is masked."""
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
    if guest.birthday_key:
        return KeptBirthday("solar", guest.birthday_key // 100, guest.birthday_key % 100)
    return None


def birthday_text(kept: KeptBirthday) -> str:
    """`05-12`, `1978-05-12`, `农历八月十五`."""
    if kept.calendar == "lunar":
        words = lunar_words(kept.month, kept.day, kept.is_leap)
        return f"{words} ({kept.year})" if kept.year else words
    text = f"{kept.month:02}-{kept.day:02}"
    return f"{kept.year}-{text}" if kept.year else text


def groups_of(detail: GuestDetail, records: Sequence[RecordLine]) -> list[Group]:
    """The fields that are known; those that staff typed since say who and when, the others are the origin's."""
    guest = detail.guest
    by_id = {str(record.id): record for record in records}
    base = reverse("guests:reveal", args=[guest.id]) if detail.sight.may_reveal else ""

    def fact(target: str, value: str, label: str = "") -> Fact:
        source = source_text(by_id.get(guest.field_sources.get(target, "")))
        story = reverse("guests:value-story", args=[guest.id, target]) if is_told_by_text(target) else ""
        masked = detail.masked.get(target)
        if masked is None:
            return Fact(label or field_word(target), value, source, story_url=story)
        url = f"{base}?field={target}" if base and target in SINGLE else ""
        return Fact(field_word(target), masked, source, f"masked-{target}", url, story)

    groups = [
        ("", _who(guest)),
        (_("Addresses"), _addresses(guest)),
        (_("Circle and needs"), _circle(guest)),
        (_("At the hotel"), _at_the_hotel(guest)),
    ]
    told = [
        Group(label, [fact(target, value) for target, value in pairs if value or target in detail.masked])
        for label, pairs in groups
    ]
    own = [
        fact(each.target, text, each.label)
        for each in (list_fields("guest", include_closed=True) if guest.custom else ())
        if (text := own_value(each, guest.custom.get(each.code)))
    ]
    return [group for group in (*told, Group(_("Own fields"), own)) if group.facts]


def own_value(field: Field, value: object) -> str:
    """A value of a field of the hotel's own in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    if field.kind in ("choice", "code"):
        return field.option_label(str(value))
    return value_text(value)


def own_text(field: Field, text: str) -> str:
    """The same of a value as histories tell it."""
    return own_value(field, text == "yes" if field.kind == "yes_no" and text else text or None)


def yes_no(value: bool | None) -> str:
    """是, in English Yes; nothing where nobody said."""
    if value is None:
        return ""
    return _("Yes") if value else _("No")


def _who(guest: Guest) -> list[tuple[str, str]]:
    kept = kept_birthday_of(guest) if guest.birthday_calendar else None
    return [
        ("name", guest.name),
        ("latin_name", guest.latin_name),
        ("form_of_address", guest.form_of_address),
        ("sex", str(guest.get_sex_display()) if guest.sex else ""),
        ("birth_date", f"{guest.birth_date:%m-%d}" if guest.birth_date else ""),
        ("kept_birthday", birthday_text(kept) if kept else ""),
        ("nationality", country_word(guest.nationality)),
        ("native_place", guest.native_place),
        ("language", language_word(guest.language)),
        ("contact_preference", _label(ContactPreference, guest.contact_preference)),
    ]


def _label(choices: type[ContactPreference], value: str) -> str:
    return str(choices(value).label) if value in choices.values and value else ""


def _addresses(guest: Guest) -> list[tuple[str, str]]:
    language = language_now()
    return [
        ("address", guest.address),
        ("region", region_words(guest.region, language)),
        ("postcode", guest.postcode),
        ("home_address", guest.home_address),
        ("home_region", region_words(guest.home_region, language)),
        ("home_postcode", guest.home_postcode),
        ("work_address", guest.work_address),
        ("work_region", region_words(guest.work_region, language)),
        ("work_postcode", guest.work_postcode),
    ]


def _circle(guest: Guest) -> list[tuple[str, str]]:
    return [
        ("company", guest.company),
        ("position", guest.position),
        ("occupation", guest.occupation),
        (
            "family_structure",
            get_label("family_structure", guest.family_structure) if guest.family_structure else "",
        ),
        ("family", guest.family),
        ("decision_maker", yes_no(guest.is_decision_maker)),
        ("budget", budget_text(guest.budget_min, guest.budget_max, guest.budget_currency)),
        ("need", guest.need),
        ("usage", guest.usage),
    ]


def _at_the_hotel(guest: Guest) -> list[tuple[str, str]]:
    lead = guest.birthday_lead_days
    reminder = _("no reminder") if guest.is_birthday_muted else ""
    return [
        ("vip_grade", guest.vip_grade),
        ("card_number", guest.card_number),
        ("follow_up", str(guest.follow_up) if guest.follow_up else ""),
        ("referred_by", guest.referred_by),
        ("heard_from", get_label("heard_from", guest.heard_from) if guest.heard_from else ""),
        ("choice_reason", get_label("choice_reason", guest.choice_reason) if guest.choice_reason else ""),
        ("birthday_reminder", reminder),
        ("birthday_lead_days", "" if lead is None or guest.is_birthday_muted else str(lead)),
        ("stay_confidential", yes_no(True) if guest.is_stay_confidential else ""),
        ("rate_confidential", yes_no(True) if guest.is_rate_confidential else ""),
    ]


def source_text(record: RecordLine | None) -> str:
    """Where, who or which house, and when."""
    if record is None:
        return ""
    day = f"{timezone.localtime(record.received_at):%Y-%m-%d}"
    pieces = [source_word(record.system), record.who if record.is_desk else record.branch, day]
    return " · ".join(piece for piece in pieces if piece)
