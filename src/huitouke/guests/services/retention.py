"""How long the law keeps what: rules with the day from which they hold."""

import calendar
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from huitouke.access.actors import Actor
from huitouke.access.choices import Right
from huitouke.access.services import record_audit
from huitouke.guests.choices import RetentionKind
from huitouke.guests.models import RetentionRule
from huitouke.kernel.errors import Invalid

_FIRST_DAY: Final = date(2000, 1, 1)
_STANDARD: Final = (
    (RetentionKind.REGISTRATION, 12, "旅馆业治安管理的地方规定", "Local rules of public security for hotels"),
    (RetentionKind.INVOICE, 360, "《会计档案管理办法》：凭证、账簿三十年", "Accounting Archives Measures: 30 years"),
    (RetentionKind.CONTRACT, 36, "《电子商务法》第三十一条：三年", "E-Commerce Law art. 31: three years"),
    (RetentionKind.PROCESSING, 36, "《个人信息保护法》第五十六条：三年", "PIPL art. 56: three years"),
)  # fmt: skip
"""Kind, months, source in both languages. A start that the hotel's lawyer confirms or changes by a newer rule."""


def load_standard_rules() -> int:
    """Add the rules that come with Huitouke where they are missing; how many were added."""
    present = set(RetentionRule.objects.values_list("kind", "valid_from"))
    missing = [
        RetentionRule(
            kind=kind, months=months, law={"zh": zh, "en": en}, valid_from=_FIRST_DAY, is_standard=True
        )
        for kind, months, zh, en in _STANDARD
        if (kind, _FIRST_DAY) not in present
    ]
    RetentionRule.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def keep_until(kind: str, since: date) -> date:
    """The last day on which the law keeps what arose on `since`, by the rule of that day."""
    rule = RetentionRule.objects.filter(kind=kind, valid_from__lte=since).order_by("-valid_from").first()
    if rule is None:
        raise LookupError(f"no retention rule for {kind}")
    return months_after(since, rule.months)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, its last day where that month is shorter."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@transaction.atomic
def add_retention_rule(
    *, actor: Actor, kind: str, months: int, law: dict[str, str], valid_from: date
) -> RetentionRule:
    """A newer rule; what was kept before keeps the end that it has. Refuses a second rule of one day."""
    actor.require_group(Right.PRIVACY_MANAGE)
    problems: dict[str, list[str]] = {}
    if kind not in RetentionKind.values:
        problems["kind"] = [_("Choose what the law keeps.")]
    if not 1 <= months <= 1200:
        problems["months"] = [_("Write a number of months between 1 and 1200.")]
    if not any(text.strip() for text in law.values()):
        problems["law"] = [_("Name the law or rule that says so.")]
    if RetentionRule.objects.filter(kind=kind, valid_from=valid_from).exists():
        problems["valid_from"] = [_("There is a rule from this day already. Choose another day.")]
    if problems:
        raise Invalid(
            "retention_invalid", _("The rule was not saved. See the fields marked below."), problems
        )
    rule = RetentionRule.objects.create(
        kind=kind,
        months=months,
        law={code: text.strip() for code, text in law.items() if text.strip()},
        valid_from=valid_from,
    )
    record_audit(
        actor,
        "guests.retention.added",
        object_type="retention_rule",
        object_id=rule.id,
        kind=kind,
        months=months,
    )
    return rule
