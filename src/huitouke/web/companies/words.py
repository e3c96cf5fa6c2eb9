"""Words of companies: kinds, regions, trades, agreements, fields of the history."""

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from huitouke.guests.choices import ContactKind
from huitouke.guests.company_choices import (
    CompanyKind,
    ContactRole,
    CooperationKind,
    Criterion,
    GuestRole,
    SettlementCycle,
)
from huitouke.guests.models import Company
from huitouke.guests.values.company_words import company_field_name
from huitouke.guests.values.regions import region_words
from huitouke.kernel.custom_fields.queries import list_fields
from huitouke.kernel.custom_fields.values import PREFIX
from huitouke.web.guests.facts import own_text
from huitouke.web.guests.words import language_now

PART_WORDS: dict[str, str | Promise] = {
    "contact": gettext_lazy("Contact person"),
    "reach": gettext_lazy("Way to reach"),
    "guest": gettext_lazy("Guest"),
    "cooperation": gettext_lazy("Co-operation record"),
    "score_card": gettext_lazy("Score card"),
}
_PART_FIELDS: dict[str, str | Promise] = {
    "roles": gettext_lazy("Roles"),
    "department": gettext_lazy("Department"),
    "position": gettext_lazy("Position"),
    "sign_limit": gettext_lazy("Signing limit"),
    "guest_id": gettext_lazy("Guest"),
    "kind": gettext_lazy("Kind"),
    "happened_on": gettext_lazy("Day"),
    "text": gettext_lazy("What was done"),
    "outcome": gettext_lazy("Outcome"),
    "role": gettext_lazy("Role"),
    "since": gettext_lazy("Since"),
    "name": gettext_lazy("Name"),
    "remark": gettext_lazy("Remark"),
    "shown": gettext_lazy("Value"),
    "extension": gettext_lazy("Extension"),
}
AGREEMENT_TONES = {"ending": "watch", "ended": "alarm", "valid": "good"}

_CODES: dict[str, dict[str, str | Promise]] = {
    "kind": {
        **{code: CompanyKind(code).label for code in CompanyKind.values},
        **{code: CooperationKind(code).label for code in CooperationKind.values},
    },
    "roles": {code: ContactRole(code).label for code in ContactRole.values},
    "settlement_cycle": {code: SettlementCycle(code).label for code in SettlementCycle.values if code},
    "role": {code: GuestRole(code).label for code in GuestRole.values},
}


def joined(words: Iterable[str | Promise]) -> str:
    """Words as a list in the reader's language."""
    return pgettext("between items of a list", ", ").join(str(word) for word in words)


def kind_words(kinds: Iterable[str]) -> str:
    return joined(CompanyKind(kind).label for kind in kinds if kind in CompanyKind.values)


def role_words(roles: Iterable[str]) -> str:
    return joined(ContactRole(role).label for role in roles if role in ContactRole.values)


def reach_word(kind: str) -> str:
    return str(ContactKind(kind).label) if kind in ContactKind.values else kind


def region_word(code: str) -> str:
    """浙江省杭州市西湖区; "" for none, the code itself where unknown."""
    return (region_words(code, language_now()) or code) if code else ""


def criterion_word(code: str) -> str:
    return str(Criterion(code).label) if code in Criterion.values else code


def distance_word(metres: int | None) -> str:
    """12.5 km; "" where it is not known."""
    return "" if metres is None else f"{metres / 1000:g} km"


def points(tenths: int) -> str:
    """A total as it is shown: 733 is 73.3."""
    return f"{tenths / 10:.1f}"


def points_change(tenths: int | None) -> str:
    """+1.5, −20.0; "" for the first card and where nothing moved."""
    if not tenths:
        return ""
    return f"{'+' if tenths > 0 else '−'}{abs(tenths) / 10:.1f}"


def company_field_word(field: str) -> str:
    """What a target is called, also one of the hotel's own fields."""
    if field.startswith(PREFIX):
        own = list_fields("company", include_closed=True)
        return next((each.label for each in own if each.target == field), field)
    return company_field_name(field, language_now())


def change_word(part: str, field: str) -> str:
    """What a line of the history speaks of: a field of the company, or a part of it and its field."""
    if part == "company":
        return company_field_word(field)
    words = [PART_WORDS.get(part, part)]
    if field:
        words.append(_PART_FIELDS.get(field, field))
    return " · ".join(str(word) for word in words)


def value_word(part: str, field: str, value: str) -> str:
    """A value of the history in the reader's words: codes as their labels, everything else as it stands."""
    if part == "company" and field == "region":
        return region_word(value)
    if field.startswith(PREFIX):
        own = list_fields("company", include_closed=True)
        found = next((each for each in own if each.target == field), None)
        return own_text(found, value) if found else value
    words = _CODES.get(field)
    if not words or not value:
        return value
    return joined(words.get(piece, piece) for piece in value.split(", "))


def agreement_words(company: Company, today: date) -> str:
    """How the agreement stands on this day."""
    return agreement_text(company.agreement_state(today), company.agreement_from, company.agreement_to, today)


def agreement_text(state: str, starts: date | None, ends: date | None, today: date) -> str:
    """The words of a state of `Company.agreement_state`."""
    if state == "none":
        return _("No agreement")
    if state == "coming" and starts:
        return _("Begins on %(day)s") % {"day": starts.isoformat()}
    if state == "ended" and ends:
        return _("Ended on %(day)s") % {"day": ends.isoformat()}
    if state == "ending" and ends:
        days = (ends - today).days
        if days == 0:
            return _("Ends today")
        return ngettext("Ends in %(n)s day", "Ends in %(n)s days", days) % {"n": days}
    return _("In force until %(day)s") % {"day": ends.isoformat()} if ends else _("In force")


def until_words(ends: date, today: date) -> str:
    """How near the end of an agreement is: ended on a day, ends today, ends in so many days."""
    return agreement_text("ended" if ends < today else "ending", None, ends, today)


def until_tone(ends: date, today: date) -> str:
    """The colour that goes with `until_words`."""
    return AGREEMENT_TONES["ended" if ends < today else "ending"]
