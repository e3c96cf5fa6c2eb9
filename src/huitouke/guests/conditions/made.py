"""Fields that people make: those that an administrator added, and what guests said to each purpose."""

import json
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huitouke.access.models.organisation import label_in_language
from huitouke.guests.choices import CONSENT_GROUNDS, ConsentAct, ContactChannel
from huitouke.guests.conditions.choices import of_words
from huitouke.guests.models import Purpose
from huitouke.kernel.conditions.kinds import Kind
from huitouke.kernel.conditions.registry import Child, Field, Option, Sql
from huitouke.kernel.custom_fields.queries import Field as OwnField
from huitouke.kernel.custom_fields.queries import list_fields

CONSENT: Final = "consent:"

_KINDS: Final = {
    "text": Kind.TEXT,
    "number": Kind.NUMBER,
    "date": Kind.DATE,
    "choice": Kind.CHOICE,
    "code": Kind.CHOICE,
    "yes_no": Kind.YES_NO,
}
_CASTS: Final = {"number": "::numeric", "date": "::date", "yes_no": "::boolean"}


def own_fields(subject: str) -> Callable[[], list[Field]]:
    """The fields of the hotel's own of guests or companies; closed ones with them, whose values are still there."""
    return lambda: [_own(field) for field in list_fields(subject, include_closed=True)]


def _own(own: OwnField) -> Field:
    # A code is of small letters, digits and _ (`hotels.services.own_fields`): it may stand in SQL.
    text = f"({{o}}.custom ->> '{own.code}')"
    kind = _KINDS[own.kind]
    return Field(
        code=own.target,
        label=own.label,
        kind=kind,
        section="own",
        sql=f"{text}{_CASTS.get(own.kind, '')}",
        options=_options(own) if kind is Kind.CHOICE else None,
        narrow=_one_of(own.code) if kind is Kind.CHOICE else None,
        apart="{o}.custom <> '{}'",
    )


def _options(own: OwnField) -> Callable[[], list[Option]]:
    language = get_language() or "zh"
    return lambda: [Option(one.code, one.label_in(language), not one.is_closed) for one in own.options]


def _one_of(code: str) -> Callable[[str, Any], Sql | None]:
    """The choices as the index of own fields holds them."""

    def narrow(op: str, operand: Any) -> Sql | None:
        if op != "any_of":
            return None
        wanted = [json.dumps({code: value}) for value in operand]
        anything = " OR ".join(["{o}.custom @> %s::jsonb"] * len(wanted))
        return Sql(f"{{o}}.custom <> '{{}}' AND ({anything})", wanted)

    return narrow


def consent_fields() -> list[Field]:
    """What guests last said to each purpose that asks, by channel where it has some; nothing said is not known."""
    purposes = Purpose.objects.filter(ground__in=CONSENT_GROUNDS)
    return [_consent(purpose, channel) for purpose in purposes for channel in purpose.channels or [""]]


def _consent(purpose: Purpose, channel: str) -> Field:
    name = label_in_language(purpose.labels, purpose.code)
    code, label = f"{CONSENT}{purpose.code}", name
    if channel:
        told = ContactChannel(channel)
        code = f"{code}:{told.value}"
        label = _("%(purpose)s (%(channel)s)") % {"purpose": name, "channel": told.label}
    # Ids and the channels that there are: no word of anybody's stands in SQL.
    where = f"f.purpose_id = '{purpose.id}' AND f.channel = '{channel and ContactChannel(channel).value}'"
    return Field(
        code=code,
        label=label,
        kind=Kind.CHOICE,
        section="consent",
        sql="f.act",
        child=Child("guests_consentstate", "guest_id", where),
        options=of_words(ConsentAct.choices),
    )
